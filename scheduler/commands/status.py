"""`studio status`: what is in line, on its way, and not certain."""

from __future__ import annotations

import argparse

from scheduler.commands.studio import open_studio, print_json


def configure(parser: argparse.ArgumentParser) -> None:
    """One flag."""
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when something is not certain and waits for a person."""
    now = open_studio()
    from scheduler.outbox import services as outbox

    status = outbox.status(now)
    if args.json:
        print_json(status)
    else:
        for state, count in status["deliveries"].items():
            print(f"{state:<12} {count:>8,}")
        print(f"on the way now: {status['in_flight']}")
        for row in status["unknown"]:
            print(f"not certain: {row}")
        for row in status["next"]:
            print(f"next: {row}")
    return 1 if status["unknown"] else 0
