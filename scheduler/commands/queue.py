"""`studio queue SOURCE --job NAME`: an article's tips take the next free dates of a rhythm."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scheduler.commands.split import data_from
from scheduler.commands.studio import open_studio, print_json

if TYPE_CHECKING:
    from scheduler.library.models import Article
    from scheduler.plan.services import QueueResult


def configure(parser: argparse.ArgumentParser) -> None:
    """The article and the rhythm."""
    parser.add_argument("source", metavar="SOURCE", help="a file, - for standard input, or an https address")
    parser.add_argument("--job", required=True, metavar="NAME", help="the rhythm's name in jobs.yaml")
    parser.add_argument("--format", help="when the name does not tell: text, markdown, html")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Read, split, queue; say what found no place and why."""
    data = data_from(args.source)
    now = open_studio()
    from scheduler.library import services as library
    from scheduler.plan import services as plan

    article = library.add_article(data, source=args.source, format=args.format, now=now)
    queued = plan.queue(article.pk, args.job, by="the command line", now=now)
    if args.json:
        print_json(queued.as_json())
    else:
        _show(queued, article)
    return 0


def _show(queued: QueueResult, article: Article) -> None:
    ref = queued.campaign.ref
    print(f"{ref}: {queued.tips} tips of “{article.title}” on {queued.slots} dates. `studio plan` shows them.")
    for row in queued.unplaced:
        print(f"  no place on {row['channel']}: “{row['title']}”: {row['reason']}")
    for warning in article.warnings:
        print(f"Note: {warning}")
