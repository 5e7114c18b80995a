"""A channel taken out of the studio: only when nothing needs it any more, and its sign-in is forgotten then."""

from __future__ import annotations

from scheduler.accounts import services as accounts
from scheduler.domain.jobsfile import Plan
from scheduler.errors import Problem
from scheduler.outbox.models import Delivery
from scheduler.plan.services.channel_forms import Obstacle, still_used


def in_the_way(plan: Plan, name: str) -> list[Obstacle]:
    """Why the channel cannot be taken out yet, and what to do first; empty when it can. `plan`: of jobs.yaml."""
    return [*still_used(plan, name), *_copies(name)]


def _copies(name: str) -> list[Obstacle]:
    waiting = Delivery.objects.filter(message__account__name=name, ended_at=None).count()
    if not waiting:
        return []
    what = "1 copy is" if waiting == 1 else f"{waiting} copies are"
    return [Obstacle(f"{what} on the way, or not certain: wait, or settle them on Today.", "/", "To Today")]


def leave(name: str) -> None:
    """Forget its sign-in, in the transaction that takes it out of jobs.yaml. Problem while copies are on their way."""
    if obstacles := _copies(name):
        raise Problem(f"{name} cannot be taken out now: {obstacles[0].sentence}")
    accounts.disconnect(accounts.named(name))
