"""`studio restore FILE`: a backup back in its place; it starts held."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler import config
from scheduler.commands.studio import as_its_owner, open_django, somebody_elses
from scheduler.errors import Problem

SURE = "restore"


def configure(parser: argparse.ArgumentParser) -> None:
    """The file, and whether a person need be asked."""
    parser.add_argument("file", metavar="FILE", help="a file from backups/, or `latest`")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    """The studio as it was, but for those who left since. What is there now is backed up first."""
    home = config.require_home()
    if owner := somebody_elses(home):
        raise Problem(f"Nothing was changed: {as_its_owner(owner)}")
    open_django()
    from scheduler import keeping

    file = _file(args.file, home)
    _ask(file, args.yes)
    done = keeping.restore(home, file, config.clock().now())
    print(f"The studio is back at {_by_its_clock(done.made_at)}.")
    if done.left_again:
        print(f"{done.left_again:,} left since then; they stay out.")
    if done.new_passwords:
        print(
            f"The password of {', '.join(done.new_passwords)} was changed since then, so the old one opens nothing: "
            f"`studio user add {done.new_passwords[0]}` prints a link for a new one."
        )
    if done.uncertain:
        print(
            f"{done.uncertain:,} posts and issues may have gone out since then; each is paused until you have looked."
        )
    if done.before:
        print(f"What was here before lies in {done.before.relative_to(home)}.")
    print("Nothing goes out yet: start the studio, look through Today, and press Resume there.")
    return 0


def _by_its_clock(at: datetime) -> str:
    """`2027-02-10 12:00 (America/Toronto)`: in the zone of the studio that is back."""
    from scheduler.plan import services as plan

    accepted = plan.accepted()
    zone = accepted.studio.timezone if accepted else "UTC"
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _file(said: str, home: Path) -> Path:
    from scheduler import keeping

    if said != "latest":
        return Path(said)
    found = keeping.listed(home)
    if not found:
        raise Problem("There is no backup in backups/ yet.")
    return found[0].path


def _ask(file: Path, sure: bool) -> None:
    if sure:
        return
    if not sys.stdin.isatty():
        raise Problem("A restore replaces what is here: say --yes when nobody can be asked.")
    print(f"{file.name} replaces what is here now (which is backed up first). Type “{SURE}” to go on:", end=" ")
    if input().strip().lower() != SURE:
        raise Problem("Nothing was changed.")
