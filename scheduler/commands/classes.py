"""`studio classes sync`: read the timetables now."""

from __future__ import annotations

import argparse

from scheduler import config
from scheduler.commands.studio import open_studio


def configure(parser: argparse.ArgumentParser) -> None:
    """One action."""
    parser.add_argument("action", choices=("sync",), metavar="sync", help="read every timetable of jobs.yaml")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when a timetable could not be read; the last good reading stays."""
    now = open_studio()
    from scheduler.classes import services as classes
    from scheduler.plan import services as plan

    report = classes.sync(plan.require(), now, home=config.require_home())
    print(report)
    return 1 if report.problems else 0
