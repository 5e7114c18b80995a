"""`studio backup`: the whole studio in one file."""

from __future__ import annotations

import argparse
from typing import Any

from scheduler import config
from scheduler.commands.studio import open_tables, print_json, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Make one, or list them."""
    parser.add_argument("--list", action="store_true", help="show the backups there are, newest first")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Works while the studio runs. Prints where the backup lies, and what is not in it."""
    home = config.require_home()
    open_tables()
    from scheduler import keeping

    if args.list:
        found = keeping.listed(home)
    else:
        say("Making a backup …")
        found = [keeping.make(home, "by-hand", config.clock().now())]
    rows = [backup.described() for backup in found]
    if args.json:
        print_json(rows)
    else:
        _show(rows, made=not args.list)
    return 0


def _show(rows: list[dict[str, Any]], *, made: bool) -> None:
    for row in rows:
        print(f"{row['file']}  {row['bytes']:>12,} bytes  {row['why']}")
    if made:
        print("Keep a copy of it on another machine, and your .env somewhere else again: without its key the")
        print("saved sign-ins in a backup cannot be read, and nobody who left is recognised.")
    elif not rows:
        print("No backup yet: `studio backup` makes one.")
