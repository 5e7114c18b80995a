"""`studio simulate`: the real services on a virtual clock, on a throw-away copy; nothing is sent."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from scheduler.commands.studio import open_studio, print_json
from scheduler.errors import Problem

ASSUMED = {
    False: "What waits for an OK was counted as approved; --unanswered shows what happens when nobody answers.",
    True: "Nobody answered: what waits for an OK followed its rhythm’s rule.",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """From when until when, with what happening on the way."""
    parser.add_argument("--from", dest="start", metavar="DATE", help="first day, YYYY-MM-DD (today)")
    parser.add_argument("--until", required=True, metavar="DATE", help="last day, inclusive")
    parser.add_argument("--events", type=Path, metavar="FILE", help="YAML: sign-ups, leavings, class changes, outages")
    parser.add_argument("--unanswered", action="store_true", help="nobody approves anything: the rhythm's rule applies")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Days, channels and how the copies ended."""
    now = open_studio()
    from scheduler.outbox import simulation

    report = simulation.simulate(
        _date(args.start) if args.start else None,
        _date(args.until),
        now=now,
        events=args.events.read_text(encoding="utf-8") if args.events else "",
        unanswered=args.unanswered,
    )
    if args.json:
        print_json(report)
    else:
        for row in report["days"]:
            print(f"{row['date']}  {row['channel']:<14} {row['state']:<11} {row['count']:>6}")
        if not report["days"]:
            print("Nothing would go out in that time.")
        if report["most_in_a_week"]:
            print(f"Most mails to one person in a week: {report['most_in_a_week']}.")
        print(ASSUMED[args.unanswered])
    return 0


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(f"“{text}” is not a date; write it like 2027-02-16.") from None
