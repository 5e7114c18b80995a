"""`studio service`: the systemd unit of this studio."""

from __future__ import annotations

import argparse
import pwd
import shutil
import sys
from pathlib import Path

from scheduler import config
from scheduler.errors import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to write it, and who runs it."""
    parser.add_argument("--out", metavar="DIR", help="write it there (/etc/systemd/system); otherwise it is printed")
    parser.add_argument("--user", help="who runs it; otherwise the owner of the studio's folder")


def run(args: argparse.Namespace) -> int:
    """Print or write it, and say what to do next. Nothing is installed or started by this, and as root no file is made
    that the studio's own user could not change."""
    from scheduler.commands.studio import open_django

    open_django()
    from scheduler.keeping import units
    from scheduler.plan import services as plan
    from scheduler.plan.services.accepting import read

    home = config.require_home()
    made = units.unit(home, _program(), args.user or _owner(home), read(plan.read_file(home)).studio.name)
    if not args.out:
        print(made.text, end="")
        return 0
    target = Path(args.out) / made.name
    try:
        target.write_text(made.text, encoding="utf-8")
    except OSError as error:
        raise Problem(
            f"{target} could not be written ({error.strerror}); run it with sudo, or without --out to see it."
        ) from None
    print(f"{target} is written. Start it, now and after every restart of the machine:")
    print(f"  systemctl daemon-reload && systemctl enable --now {made.name}")
    print(f"What it says: journalctl -u {made.name}")
    return 0


def _program() -> Path:
    """The installed command: what runs now, or what the path finds."""
    here = Path(sys.argv[0]).resolve()
    if here.name == "studio" and here.is_file():
        return here
    beside = Path(sys.executable).with_name("studio")
    found = shutil.which("studio")
    if beside.is_file() or found:
        return beside if beside.is_file() else Path(str(found)).resolve()
    raise Problem("The command `studio` is not installed; run `make setup` first.")


def _owner(home: Path) -> str:
    owner = home.stat().st_uid
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        raise Problem(f"{home} belongs to nobody this machine knows; say --user NAME.") from None
