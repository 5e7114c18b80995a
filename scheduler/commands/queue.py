"""`studio queue SOURCE --job NAME`: an article's tips take the next free dates of a rhythm."""

from __future__ import annotations

import argparse

from scheduler.commands.split import data_from
from scheduler.commands.studio import open_studio, print_json


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
        print_json(
            {
                "campaign": queued.campaign.ref,
                "tips": queued.tips,
                "slots": queued.slots,
                "unplaced": queued.unplaced,
            }
        )
    else:
        _show(queued.campaign.ref, article.title, queued.tips, queued.slots, queued.unplaced, article.warnings)
    return 0


def _show(ref: str, title: str, tips: int, slots: int, unplaced: list[dict[str, str]], warnings: list[str]) -> None:  # noqa: PLR0913
    print(f"{ref}: {tips} tips of “{title}” on {slots} dates. `studio plan` shows them.")
    for row in unplaced:
        print(f"  no place on {row['channel']}: “{row['title']}”: {row['reason']}")
    for warning in warnings:
        print(f"Note: {warning}")
