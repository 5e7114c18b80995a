"""From practice to sending for real: a channel, and the series that were only practised on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.plan.models import Campaign
from scheduler.plan.services.accepting import require
from scheduler.plan.services.queueing import refresh


@transaction.atomic
def go_live(account: Account, now: datetime) -> None:
    """What is approved is really sent from now on. Problem for what is missing before it can be."""
    accounts.go_live(account, require(), now)
    after_practice(account)
    refresh(now)


def after_practice(account: Account) -> int:
    """A series that was practised to its end goes out for real once its channel is live; answers how many do. One that
    a person stopped stays stopped. (DESIGN section 1: back to the first tip not really sent.)"""
    ended = Campaign.objects.filter(state="finished", messages__account=account, messages__state="rehearsed")
    stopped = Campaign.objects.filter(messages__state="cancelled").values("pk")
    return let_go_on(set(ended.exclude(pk__in=stopped).values_list("pk", flat=True)))


def was_stopped(campaign: Campaign) -> bool:
    """Did a person stop it?"""
    return campaign.messages.filter(state="cancelled").exists()


def let_go_on(campaigns: Collection[int]) -> int:
    """Those of them that had come to their end have something to do again; answers how many."""
    return Campaign.objects.filter(pk__in=campaigns, state="finished").update(state="active")
