"""`studio user add EMAIL`: let somebody sign in."""

from __future__ import annotations

import argparse

from scheduler.commands.studio import open_studio


def configure(parser: argparse.ArgumentParser) -> None:
    """add EMAIL [--role R]."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="add")
    add = actions.add_parser("add", help="make or renew a one-time sign-in address")
    add.add_argument("email")
    add.add_argument("--role", default="owner", choices=("owner", "editor", "viewer"))


def run(args: argparse.Namespace) -> int:
    """Print the one-time address with which they choose a password."""
    now = open_studio()
    from scheduler.accounts import services

    link = services.add_user(args.email, args.role, now)
    print(f"{args.email} can choose a password here, once, within two days:\n{link}")
    return 0
