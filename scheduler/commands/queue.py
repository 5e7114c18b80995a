"""`studio queue SOURCE --job NAME`: an article's tips take the next free dates of a rhythm; news is one post."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.commands.split import data_from
from scheduler.commands.studio import open_studio, print_json
from scheduler.errors import Problem

if TYPE_CHECKING:
    from scheduler.library.models import Article
    from scheduler.library.services import Like
    from scheduler.plan.models import Message
    from scheduler.plan.services import QueueResult


def configure(parser: argparse.ArgumentParser) -> None:
    """The article and the rhythm."""
    parser.add_argument("source", metavar="SOURCE", help="a file, - for standard input, or an https address")
    parser.add_argument(
        "--job", required=True, metavar="NAME", help="the rhythm's name in jobs.yaml, or one-off: one post of news"
    )
    parser.add_argument("--at", metavar="LOCAL", help="one-off: when, like 2027-02-16T09:00 (else tomorrow at 09:00)")
    parser.add_argument("--format", help="when the name does not tell: text, markdown, html")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Read, split, queue; say what found no place and why."""
    at = _moment(args)
    data = data_from(args.source)
    now = open_studio()
    from scheduler.library import services as library
    from scheduler.plan import services as plan

    article = library.add_article(data, source=args.source, format=args.format, now=now)
    if args.job == plan.ONE_OFF:
        _show_post(plan.post_article(article.pk, None, at, "the command line", now), article, args.json)
        return 0
    queued = plan.queue(article.pk, args.job, by="the command line", now=now)
    if args.json:
        print_json(queued.as_json())
    else:
        _show(queued, article)
        for reason in plan.without_draft(queued.campaign.ref):
            print(f"  no draft yet: {reason}")
        _show_likes(library.likenesses(article.pk, library.tips(article.pk)).values())
    return 0


def _moment(args: argparse.Namespace) -> datetime | None:
    if args.at is None:
        return None
    if args.job != "one-off":
        raise Problem("--at is for `--job one-off`: a rhythm has its own dates.")
    try:
        return datetime.fromisoformat(args.at).replace(tzinfo=None)
    except ValueError:
        raise Problem(f"“{args.at}” is not a date and time; write it like 2027-02-16T09:00.") from None


def _show_post(made: list[Message], article: Article, as_json: bool) -> None:
    if as_json:
        print_json({"messages": [{"id": one.ref, "channel": one.account.name, "title": one.title} for one in made]})
        return
    print(
        f"“{article.title}” is one post, as a draft: {', '.join(f'{one.ref} on {one.account.name}' for one in made)}."
    )


def _show(queued: QueueResult, article: Article) -> None:
    ref = queued.campaign.ref
    print(f"{ref}: “{article.title}”, {queued.told}. `studio plan` shows them.")
    for row in queued.unplaced:
        print(f"  no place on {row['channel']}: “{row['title']}”: {row['reason']}")
    for warning in article.warnings:
        print(f"Note: {warning}")


def _show_likes(likes: Iterable[Like]) -> None:
    for like in likes:
        day = f"{like.read_at.day} {like.read_at:%B %Y}"
        print(f"Note: “{like.tip.title}” says nearly the same as “{like.of}”, of an article read on {day}.")
