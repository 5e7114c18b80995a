"""`studio subscribers import|export|erase`: people, with the evidence of their consent."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scheduler.commands.studio import open_studio
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
    """Three actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="import|export|erase")
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


def run(args: argparse.Namespace) -> int:
    """Dispatch to the action."""
    now = open_studio()
    from scheduler.audience import services as audience

    if args.action == "erase":
        return _erase(args.address, now)
    if args.action == "export":
        return _export(audience.export(), args.out)
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


def _export(data: bytes, out: Path | None) -> int:
    if out:
        out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
    return 0


def _answer(args: argparse.Namespace) -> ConsentAnswer:
    from scheduler.audience.services import ConsentAnswer
    from scheduler.plan import services as plan

    source = args.source or f"import of {args.file.name}"
    return ConsentAnswer(basis=BASES[args.basis], date=args.date, source=source, zone=plan.require().studio.timezone)
