"""`studio dispatch --once`: one pass over what is due, for cron."""

from __future__ import annotations

import argparse

from scheduler import config
from scheduler.commands.live import shown_meanwhile
from scheduler.commands.studio import open_studio, say


def configure(parser: argparse.ArgumentParser) -> None:
    """--once is asked for, so that nobody takes it for a service."""
    parser.add_argument("--once", action="store_true", required=True, help="one pass, then stop")


def run(args: argparse.Namespace) -> int:
    """The same services as `studio run`; any mix of the two is safe."""
    now = open_studio()
    from scheduler.insights import services as insights
    from scheduler.outbox import services as outbox

    clock = config.clock()
    with shown_meanwhile(clock):
        done = outbox.run_pass(clock)
    outbox.read_returned_mail(clock.now())
    insights.tell_owner(now, config.home())
    say(str(done))
    return 0
