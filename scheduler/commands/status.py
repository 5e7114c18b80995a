"""`studio status`: what is in line, on its way, and not certain."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from scheduler.commands.studio import open_studio, print_json
from scheduler.domain.states import ACCOUNT, DELIVERY, MESSAGE

SHOWN = 6


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
        _show(status)
    return 1 if status["unknown"] else 0


def _show(status: dict[str, Any]) -> None:
    for state, count in status["deliveries"].items():
        if count:
            print(f"{DELIVERY.word(state):<14} {count:>9,}")
    for row in status["unknown"]:
        print(f"not certain: {row['title']} on {row['channel']}, to {row['to']}: {row['why']}")
    for channel in status["channels"]:
        print(f"{channel['name']:<14} {ACCOUNT.word(channel['state'])}  {channel['reason']}".rstrip())
    for row in status["next"][:SHOWN]:
        at = datetime.fromisoformat(row["at"])
        print(f"next: {at:%a} {at.day} {at:%b %H:%M}  {row['channel']}: {row['title']} ({MESSAGE.word(row['state'])})")
