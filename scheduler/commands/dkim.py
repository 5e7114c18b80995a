"""`studio dkim new --selector s1`: keys that sign the newsletter, and the DNS entries that go with them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from scheduler.commands.studio import open_studio, print_json

if TYPE_CHECKING:
    from scheduler.accounts.services import Record

PIECE = 250
"""A TXT entry is made of strings of at most 255 characters."""


def configure(parser: argparse.ArgumentParser) -> None:
    """new, show, remove."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="new|show|remove")
    new = actions.add_parser("new", help="make an RSA and an ed25519 key")
    new.add_argument("--selector", default="s1", help="the keys' name, small letters and digits (s1)")
    new.add_argument("--domain", default="", help="the domain your mails come from (that of your newsletter)")
    new.add_argument("--only", choices=("rsa", "ed25519"), help="one key instead of both")
    show = actions.add_parser("show", help="the DNS entries of every key")
    remove = actions.add_parser("remove", help="forget keys that no channel signs with")
    remove.add_argument("--selector", required=True)
    remove.add_argument("--domain", default="")
    for action in (new, show, remove):
        action.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Private keys stay in the database, sealed; nothing prints them."""
    now = open_studio()
    from scheduler.accounts import services as accounts

    if args.action == "remove":
        count = accounts.remove_signing_keys(args.selector, args.domain)
        print_json({"removed": count}) if args.json else print("Removed. Take its DNS entries away in a week.")
        return 0
    if args.action == "new":
        algorithms = (args.only,) if args.only else ("rsa", "ed25519")
        records: Sequence[Record] = accounts.new_signing_keys(args.selector, args.domain, algorithms, now)
    else:
        records = accounts.signing_records()
    print_json({"records": [asdict(record) for record in records]}) if args.json else _show(records)
    return 0


def _show(records: Sequence[Record]) -> None:
    if not records:
        print("There are no signing keys yet; `studio dkim new` makes them.")
        return
    print("Where you manage your domain, add an entry of type TXT for each of these:\n")
    for record in records:
        print(f"  Name   {record.dns_name}\n  Text   {record.dns_text}")
        if len(record.dns_text) > PIECE:
            print(f"         (in a zone file, in pieces: {_in_pieces(record.dns_text)})")
        used = f"signs for {', '.join(record.used_by)}" if record.used_by else "not used yet"
        print(f"         {record.algorithm}, {used}\n")
    unused = sorted({record.name for record in records if not record.used_by})
    if unused:
        print(
            f"When they answer (a few minutes to a day), write `dkim: {unused[0]}` into your newsletter's entry in "
            "jobs.yaml, then run `studio plan --apply`."
        )


def _in_pieces(text: str) -> str:
    return " ".join(f'"{text[start : start + PIECE]}"' for start in range(0, len(text), PIECE))
