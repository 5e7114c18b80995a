"""`studio count NETWORK [TEXT or -]`: length by that network's own rule."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from scheduler.channels import registry
from scheduler.channels.base import Channel, Count
from scheduler.errors import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    """The network and the text."""
    parser.add_argument("network", metavar="NETWORK", help="x, bluesky, mastodon, threads, sms, …")
    parser.add_argument("text", metavar="TEXT", nargs="?", default="-", help="the text, or - for standard input")
    parser.add_argument("--json", action="store_true", help="as JSON on a terminal too (a pipe always gets JSON)")
    parser.add_argument("--jsonl", action="store_true", help="one JSON string per input line, one object per line out")


def run(args: argparse.Namespace) -> int:
    """Print {"length", "limit", "unit", "fits"}, on a terminal as a sentence; exit code 1 when it does not fit."""
    try:
        channel = registry.get(args.network)
    except registry.UnknownChannel as error:
        raise Problem(str(error)) from None
    if args.jsonl:
        return _lines(channel)
    text = sys.stdin.read() if args.text == "-" else args.text
    answer = channel.count(text)
    print(json.dumps(asdict(answer)) if args.json or not sys.stdout.isatty() else _sentence(args.network, answer))
    return 0 if answer.fits else 1


def _sentence(network: str, answer: Count) -> str:
    """`bluesky: 12 of 300 graphemes, it fits.`"""
    if not answer.limit:
        return f"{network}: {answer.length:,} {answer.unit}; there is no limit."
    over = answer.length - answer.limit
    fits = "it fits" if answer.fits else f"{over:,} too many; make it shorter" if over > 0 else "it does not fit"
    return f"{network}: {answer.length:,} of {answer.limit:,} {answer.unit}, {fits}."


def _lines(channel: Channel) -> int:
    for number, line in enumerate(sys.stdin, 1):
        try:
            text = json.loads(line)
        except ValueError:
            text = None
        if not isinstance(text, str):
            raise Problem(f"Line {number} of the input is not a JSON string; put the text in quotes.")
        print(json.dumps(asdict(channel.count(text))))
    return 0
