"""`studio status`: what is in line, on its way, and not certain."""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from scheduler import config
from scheduler.commands.live import Board, line
from scheduler.commands.studio import open_studio, print_json
from scheduler.domain.states import ACCOUNT, DELIVERY, MESSAGE

SHOWN = 6


def configure(parser: argparse.ArgumentParser) -> None:
    """Once, or over and over."""
    parser.add_argument("--json", action="store_true", help="for scripts")
    parser.add_argument("--watch", action="store_true", help="look again every second until Ctrl-C (on a terminal)")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when something is not certain and waits for a person."""
    now = open_studio()
    from scheduler.outbox import services as outbox

    if args.watch and sys.stdout.isatty():
        _watch(config.clock())
    status = outbox.status(now)
    if args.json:
        print_json(status)
    else:
        print("\n".join(_lines(status)))
    return 1 if status["unknown"] else 0


def _watch(clock: config.Clock) -> None:
    """Until Ctrl-C. In a pipe the status is told once, since nobody looks."""
    from scheduler.outbox import services as outbox

    board, never = Board(sys.stdout), threading.Event()
    while True:
        now, size = clock.now(), shutil.get_terminal_size()
        going = [line(one, size.columns) for one in outbox.under_way(now)]
        told = [text[: size.columns - 1] for text in _lines(outbox.status(now))]
        board.show([*going, *told][: size.lines - 1])
        clock.wait_until(now + timedelta(seconds=1), never)


def _until(row: dict[str, Any]) -> str:
    """To how many, and when the last of them has it."""
    people = f", to about {row['people']:,} {'person' if row['people'] == 1 else 'people'}" if row["people"] else ""
    if not row["done_by"]:
        return people
    done = datetime.fromisoformat(row["done_by"])
    return f"{people}, done {done:%a} {done.day} {done:%b %H:%M}"


def _lines(status: dict[str, Any]) -> Iterator[str]:
    for reason in status["held"]:
        yield f"everything is paused: {reason} Look at Today, then resume there."
    for state, count in status["deliveries"].items():
        if count:
            yield f"{DELIVERY.word(state):<14} {count:>9,}"
    for row in status["unknown"]:
        yield f"not certain: {row['title']} on {row['channel']}, to {row['to']}: {row['why']}"
    for channel in status["channels"]:
        yield f"{channel['name']:<14} {ACCOUNT.word(channel['state'])}  {channel['reason']}".rstrip()
    for row in status["next"][:SHOWN]:
        at = datetime.fromisoformat(row["at"])
        said = f"next: {at:%a} {at.day} {at:%b %H:%M}  {row['channel']}: {row['title']} ({MESSAGE.word(row['state'])})"
        yield said + _until(row)
