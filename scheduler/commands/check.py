"""`studio check`: numbered findings; exit code 1 when there are any."""

from __future__ import annotations

import argparse

from scheduler import config
from scheduler.commands.studio import open_tables


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Works with a broken jobs.yaml too: that is what it is for."""
    open_tables()
    from scheduler.checks import findings

    found = findings(config.require_home())
    for number, sentence in enumerate(found, 1):
        print(f"{number}. {sentence}")
    if not found:
        print("Nothing to mend.")
    return 1 if found else 0
