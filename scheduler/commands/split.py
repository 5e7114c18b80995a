"""`studio split SOURCE`: the tips in an article, without touching any studio."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

from scheduler.commands.studio import print_json
from scheduler.domain import tips
from scheduler.domain.articles import FORMATS, Article, UnreadableArticle, read
from scheduler.errors import Problem

LARGEST = 5 * 1024 * 1024


def configure(parser: argparse.ArgumentParser) -> None:
    """SOURCE, and the shape of the answer."""
    parser.add_argument("source", metavar="SOURCE", help="a file, - for standard input, or an https address")
    parser.add_argument("--format", choices=FORMATS, help="when the name does not tell")
    parser.add_argument("--json", action="store_true", help="for scripts; docs/tips.md says what each part is")


def run(args: argparse.Namespace) -> int:
    """Print the tips, in document order with their rank."""
    split = tips.split(article_from(args.source, args.format))
    if args.json:
        print_json(tips.as_json(split))
    else:
        _show(split)
    return 0


def article_from(source: str, format: str | None) -> Article:
    """Read a file, standard input or an address. Raises Problem in one sentence."""
    try:
        return read(data_from(source), source=source, format=format)
    except UnreadableArticle as error:
        raise Problem(str(error)) from None


def data_from(source: str) -> bytes:
    """The bytes behind SOURCE."""
    if source == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    if source.startswith(("https://", "http://")):
        return _fetched(source)
    try:
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Problem(f"{source} cannot be read ({error.strerror}); check the name and try again.") from None


def _fetched(address: str) -> bytes:
    from scheduler.library.fetch import fetch

    return fetch(address).text


def _show(split: tips.Split) -> None:
    print(f"{split.article.title or '(no title)'}: {len(split.tips)} tips, {split.good_weeks} good weeks")
    if [tip.rank for tip in split.tips] != sorted(tip.rank for tip in split.tips):
        print("They stand as in the article; the number says which goes out first: the best first.")
    print()
    for tip in split.tips:
        heading = " › ".join(tip.section) or tip.title
        print(f"{tip.rank}. {heading}  [{tip.worth}: {tip.worth_reason}]")
        print(textwrap.indent(tip.text, "   "))
        for caveat in tip.caveats:
            print(textwrap.indent(f"({caveat})", "   "))
        print()
    for warning in split.warnings:
        print(f"Note: {warning}")
