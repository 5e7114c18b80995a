"""`studio plan`: what goes out when; with a changed jobs.yaml, what would change, and --apply to accept it."""

from __future__ import annotations

import argparse
from datetime import datetime

from scheduler import config
from scheduler.commands.studio import open_studio, print_json
from scheduler.domain.states import MESSAGE


def configure(parser: argparse.ArgumentParser) -> None:
    """How far ahead, and whether to accept."""
    parser.add_argument("--weeks", type=int, default=8, metavar="N", help="how far ahead to show (8)")
    parser.add_argument("--apply", action="store_true", help="accept the changed jobs.yaml")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when jobs.yaml has changes that wait."""
    now = open_studio()
    from scheduler.library import services as library
    from scheduler.plan import services as plan

    home = config.require_home()
    text = (home / "jobs.yaml").read_text(encoding="utf-8")
    changes = plan.difference(text)
    if args.apply and changes:
        plan.accept(text, by="the command line", now=now)
    plan.take_in(home, now)
    plan.refresh(now)
    unqueued = [post.name for post in library.not_queued(home)]
    slots = [entry.as_json() for entry in plan.calendar(now, args.weeks)]
    waiting = [] if args.apply else changes
    if args.json:
        print_json({"slots": slots} | ({"changes": waiting} if waiting else {}))
    else:
        _show(slots, waiting, changes if args.apply else [])
        if args.apply and not changes:
            print("jobs.yaml is as it was accepted before; nothing had to be.")
        for name in unqueued:
            print(f"not queued: posts/{name}")
    return 1 if waiting else 0


def _show(slots: list[dict[str, str]], waiting: list[str], accepted: list[str]) -> None:
    for change in accepted:
        print(f"accepted: {change}")
    for slot in slots:
        at, state = datetime.fromisoformat(slot["at"]), MESSAGE.word(slot["state"])
        when = f"{at:%a} {at.day:2} {at:%b %Y %H:%M}"
        print(f"{when}  {slot['id']:<5} {slot['channel']:<12} {slot['title']}  ({state})")
    if not slots:
        print("Nothing is planned. `studio queue posts/… --job …` queues an article.")
    for change in waiting:
        print(f"jobs.yaml changed: {change}")
    if waiting:
        print("Nothing of this counts yet; `studio plan --apply` accepts it.")
