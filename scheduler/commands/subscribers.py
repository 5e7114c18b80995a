"""`studio subscribers import|export|list|got|erase`: people, with the evidence of their consent."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scheduler.commands.studio import open_studio, print_json
from scheduler.errors import Problem

if TYPE_CHECKING:
    from scheduler.audience.services import ConsentAnswer

BASES: dict[str, Literal["signed up", "client", "inquiry", "none"]] = {
    "signed-up": "signed up",
    "client": "client",
    "inquiry": "inquiry",
    "none": "none",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """An action each."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="import|export|list|got|erase")
    _configure_list(actions)
    take = actions.add_parser(
        "import",
        help="take people in from a CSV file",
        epilog="Example: studio subscribers import people.csv --basis signed-up --date 2026-05-31 --dry-run",
    )
    take.add_argument("file", type=Path)
    take.add_argument("--basis", choices=BASES, required=True, help="why you may write to them")
    take.add_argument("--date", default="", help="when that was: YYYY-MM-DD, or the name of the file's column")
    take.add_argument("--source", default="", help="where they said so, e.g. “sign-up sheet at the front desk”")
    take.add_argument("--dry-run", action="store_true", help="count only; change nothing")
    give = actions.add_parser(
        "export", help="everybody, as CSV", epilog="Example: studio subscribers export --out people.csv"
    )
    give.add_argument("--out", type=Path, help="a file instead of the terminal")
    erase = actions.add_parser(
        "erase",
        help="forget a person; only the fingerprint that keeps them out stays",
        epilog="Example: studio subscribers erase ana@example.org",
    )
    erase.add_argument("address")


def _configure_list(actions: Any) -> None:
    everybody = actions.add_parser(
        "list", help="who is on the list, by address", epilog="Example: studio subscribers list --state bounced --json"
    )
    everybody.add_argument("--state", default="", help="active, paused, pending, unsubscribed, bounced, …")
    everybody.add_argument("--topic", default="", help="what they read: both, tips (only) or classes (only)")
    everybody.add_argument("--search", default="", help="letters of a name or address")
    everybody.add_argument("--json", action="store_true", help="for scripts")
    got = actions.add_parser(
        "got",
        help="who got a letter, who did not and why, as CSV",
        epilog="Example: studio subscribers got m34 --outcome refused",
    )
    got.add_argument("letter", help="its number, as the archive and `studio plan` have it")
    got.add_argument("--outcome", default="", help="sent, refused, suppressed (left out), missed, …")
    got.add_argument("--search", default="", help="letters of a name or address")
    got.add_argument("--out", type=Path, help="a file instead of the terminal")


def run(args: argparse.Namespace) -> int:
    """Dispatch to the action."""
    now = open_studio()
    from scheduler.audience import services as audience

    if args.action == "erase":
        return _erase(args.address, now)
    if args.action == "export":
        return _export([audience.export()], args.out)
    if args.action == "list":
        return _list(args, now)
    if args.action == "got":
        return _export(_got(args), args.out)
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise Problem(f"{args.file} cannot be read ({error.strerror}); check the name and try again.") from None
    report = audience.import_people(data, _answer(args), dry_run=args.dry_run, now=now, by="the command line")
    print(report)
    return 0


def _erase(address: str, now: datetime) -> int:
    from scheduler.audience import services as audience

    if audience.erase(address, now, by="the command line"):
        print(f"{address} is erased and stays left out.")
        return 0
    print(
        f"Nobody here has the address {address}, so nobody was erased; look under People for how it is written. "
        "It is kept out of later imports all the same."
    )
    return 1


def _export(data: Iterable[bytes], out: Path | None) -> int:
    if out is None:
        sys.stdout.buffer.writelines(data)
        return 0
    with out.open("wb") as file:
        file.writelines(data)
    return 0


def _got(args: argparse.Namespace) -> Iterable[bytes]:
    from scheduler.outbox import services as outbox
    from scheduler.plan import services as plan

    return outbox.as_csv(plan.message(args.letter), args.outcome, args.search)


def _list(args: argparse.Namespace, now: datetime) -> int:
    from scheduler.domain.states import SUBSCRIBER

    people = _people(args, now)
    if args.json:
        print_json({"people": list(people)})
        return 0
    for who in people:
        word = "no valid consent" if who["no_consent"] else SUBSCRIBER.word(who["state"])
        until = f" until {who['paused_until'][:10]}" if who["state"] == "paused" and who["paused_until"] else ""
        print(f"{who['email']}: {word}{until}")
    return 0


def _people(args: argparse.Namespace, now: datetime) -> Iterator[dict[str, Any]]:
    from scheduler.audience import services as audience

    wanted, place = audience.Wanted(args.state, args.topic, args.search), audience.Place(size=1000)
    while True:
        page = audience.listed(wanted, place, now)
        mute = audience.without_consent(page.rows, now)
        for who in page.rows:
            yield {
                "email": who.address, "first_name": who.first_name, "last_name": who.last_name, "state": who.state,
                "paused_until": who.paused_until.isoformat() if who.paused_until else "", "tips": who.wants_tips,
                "classes": who.wants_classes, "no_consent": who.pk in mute,
            }  # fmt: skip
        if not page.later:
            return
        place = audience.Place(after=page.later, size=1000)


def _answer(args: argparse.Namespace) -> ConsentAnswer:
    from scheduler.audience.services import ConsentAnswer
    from scheduler.plan import services as plan

    source = args.source or f"import of {args.file.name}"
    return ConsentAnswer(basis=BASES[args.basis], date=args.date, source=source, zone=plan.require().studio.timezone)
