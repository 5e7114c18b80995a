"""How often a network may ask for sign-ups: 5 in an hour from one household, 30 from the network around it, 300 from
all the world (rules section 7: per IP 5/h, per /24 and global caps with alert)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from scheduler import signals
from scheduler.audience.hashing import network_hash
from scheduler.audience.models import Knock
from scheduler.domain.ip_addresses import networks
from scheduler.errors import Problem

AN_HOUR = timedelta(hours=1)
EVERYONE = "everyone"
FROM_ONE, FROM_AROUND, FROM_ALL = 5, 30, 300
FLOOD = (
    "Your sign-up form was filled in more than 300 times within an hour, so it rests until the hour is over; nobody "
    "gets more than one mail from it. If it goes on, take the form off your site for a while."
)


class TooOften(Problem):
    """Too many sign-ups came from here."""


def count(network: str, now: datetime) -> None:
    """One more from that IP address. TooOften beyond the limits: it says nothing about any mailbox."""
    near, around = networks(network)
    limits = [(network_hash(near), FROM_ONE), (network_hash(around), FROM_AROUND), (EVERYONE, FROM_ALL)]
    over = [key for key, most in limits if key and _count(key, now) > most]
    if EVERYONE in over:
        signals.happened.send(sender=None, kind="flood", text=FLOOD, now=now, link="/people/", needs_you=True)
    if over:
        raise TooOften("Too many people signed up from this network within the hour; please try again in an hour.")


@transaction.atomic
def _count(key: str, now: datetime) -> int:
    Knock.objects.get_or_create(key=key, defaults={"window_start": now})
    Knock.objects.filter(key=key, window_start__lte=now - AN_HOUR).update(window_start=now, count=0)
    Knock.objects.filter(key=key).update(count=F("count") + 1)
    return Knock.objects.values_list("count", flat=True).get(key=key)


def forget_old(now: datetime) -> None:
    """Windows that are over."""
    Knock.objects.filter(window_start__lt=now - 2 * AN_HOUR).delete()
