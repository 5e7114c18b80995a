"""The systemd unit with which a studio runs day and night. Pure text: writing and installing it is the caller's.

What it may touch is its home and nothing else of the machine (systemd.exec(5)); a stop waits for the mails that are
on their way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scheduler.errors import Problem

STOPPING = 120
"""Seconds a stop may take: a mail server may keep a mail that is being handed over waiting that long."""

_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A file for /etc/systemd/system."""

    name: str
    text: str


def unit(home: Path, program: Path, user: str, studio: str) -> Unit:
    """For the studio in `home`, run by `program` (the installed `studio`) as `user`. Problem for what no unit can hold.

    One home is one unit, called after its folder, so that several studios run side by side.
    """
    if not _USER.fullmatch(user):
        raise Problem(f"“{user[:60]}” is no user name of this machine; say --user NAME.")
    for path in (home, program):
        if any(ord(letter) < 32 for letter in str(path)):
            raise Problem("The folder's name has a line break in it, which systemd cannot read; rename the folder.")
    lines = _TEXT.format(
        studio=_one_line(studio), home=_quoted(home), plain_home=_escaped(str(home)), program=_quoted(program),
        user=user, stopping=STOPPING,
    )  # fmt: skip
    return Unit(f"studio-{_slug(home.name)}.service", lines)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "home"


def _one_line(text: str) -> str:
    return _escaped(" ".join(text.split()))[:200]


def _escaped(text: str) -> str:
    """`%` begins a specifier (systemd.unit(5))."""
    return text.replace("%", "%%")


def _quoted(path: Path) -> str:
    inner = _escaped(str(path)).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{inner}"'


_TEXT = """\
# Studio Scheduler. Made by `studio service`; make it again rather than changing it by hand.
[Unit]
Description=Studio Scheduler: {studio}
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
User={user}
WorkingDirectory={plain_home}
ExecStart={program} run
Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStopSec={stopping}
UMask=0077

NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={home}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""
