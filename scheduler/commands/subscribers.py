"""`studio subscribers import|export|list|got|add|stop|resume|erase`: people, with the evidence of their consent."""

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

BY = "the command line"
BASES: dict[str, Literal["signed up", "client", "inquiry", "none"]] = {
    "signed-up": "signed up",
    "client": "client",
    "inquiry": "inquiry",
    "none": "none",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """An action each."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="import|export|list|got|add|stop|resume|erase"
    )
    _configure_list(actions)
    _configure_one(actions)
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


def _configure_one(actions: Any) -> None:
    add = actions.add_parser(
        "add",
        help="one person: asked by mail to confirm, or with the evidence that they agreed",
        epilog="Example: studio subscribers add ana@example.org --name Ana",
    )
    add.add_argument("address")
    add.add_argument("--name", default="", help="first name")
    add.add_argument("--last-name", default="")
    add.add_argument("--topic", action="append", choices=("tips", "classes"), help="only this; both without it")
    add.add_argument("--basis", choices=[name for name in BASES if name != "none"], help="they agreed: ask nothing")
    add.add_argument("--date", default="", help="with --basis: when that was, YYYY-MM-DD")
    add.add_argument("--source", default="", help="with --basis: where and how, e.g. “on paper at the studio”")
    stop = actions.add_parser(
        "stop", help="write to a person no more", epilog="Example: studio subscribers stop ana@example.org --asked"
    )
    stop.add_argument("address")
    why = stop.add_mutually_exclusive_group(required=True)
    why.add_argument("--asked", action="store_true", help="they asked for it: only they can come back")
    why.add_argument("--own", action="store_true", help="you decide it: `resume` takes it back")
    resume = actions.add_parser(
        "resume", help="take back a `stop --own`", epilog="Example: studio subscribers resume ana@example.org"
    )
    resume.add_argument("address")


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
    if args.action in ("add", "stop", "resume"):
        return {"add": _add, "stop": _stop, "resume": _resume}[args.action](args, now)
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise Problem(f"{args.file} cannot be read ({error.strerror}); check the name and try again.") from None
    report = audience.import_people(data, _answer(args), dry_run=args.dry_run, now=now, by=BY)
    print(report)
    return 0


def _erase(address: str, now: datetime) -> int:
    from scheduler.audience import services as audience

    if audience.erase(address, now, by=BY):
        print(f"{address} is erased and stays left out.")
        return 0
    print(
        f"Nobody here has the address {address}, so nobody was erased; look under People for how it is written. "
        "It is kept out of later imports all the same."
    )
    return 1


def _add(args: argparse.Namespace, now: datetime) -> int:
    from scheduler.audience import services as audience
    from scheduler.plan import services as plan

    new = audience.Newcomer(args.address, args.name, args.last_name, tuple(args.topic or ("tips", "classes")))
    if not args.basis:
        person = audience.invite(new, audience.consent_words(plan.require()), now, BY)
        print(f"A mail with a button goes to {person.address}; they are on the list once they press it.")
        return 0
    answer = audience.ConsentAnswer(
        basis=BASES[args.basis], date=args.date, source=args.source, zone=plan.require().studio.timezone
    )
    person, report = audience.add_with_evidence(new, answer, now, BY)
    over = "; that consent is over, so they get nothing" if report.expired else ""
    print(f"{person.address} is {'on the list' if report.added else 'known already, with this evidence'}{over}.")
    return 0


def _stop(args: argparse.Namespace, now: datetime) -> int:
    from scheduler.audience import services as audience

    person = audience.stop_writing(_number(args.address), asked=args.asked, by=BY, now=now)
    print(f"Nothing more is sent to {person.address}.")
    return 0


def _resume(args: argparse.Namespace, now: datetime) -> int:
    from scheduler.audience import services as audience

    person = audience.write_again(_number(args.address), BY, now)
    print(f"{person.address} is written to again, as before.")
    return 0


def _number(address: str) -> int:
    from scheduler.audience import services as audience

    person = audience.find(address)
    if person is None or person.state == "erased":
        raise Problem(f"Nobody here has the address {address}; `studio subscribers list` says who is here.")
    return int(person.pk)


def _export(data: Iterable[bytes], out: Path | None) -> int:
    if out is None:
        sys.stdout.buffer.writelines(data)
        return 0
    try:
        with out.open("wb") as file:
            file.writelines(data)
    except OSError as error:
        raise Problem(f"{out} cannot be written ({error.strerror}); choose another place with --out.") from None
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
