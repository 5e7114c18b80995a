"""What a person decides on their own page, by its signed link: topics, a break, another address, their data.

A token that nobody has changes nothing and says nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from scheduler import config, signals
from scheduler.audience.hashing import address_hash
from scheduler.audience.models import Choice, Consent, Subscriber, Suppression
from scheduler.audience.services import knocking
from scheduler.audience.services.asking import (
    OVER,
    Question,
    Shown,
    answered,
    keep,
    left_for_good,
    may_be_asked,
    open_question,
)
from scheduler.audience.services.people import empty, erase, parsed
from scheduler.errors import Problem

TOPICS = ("tips", "classes")
ADDRESS_LASTS = timedelta(days=2)
LONGEST_BREAK = timedelta(days=366)
_WORDS = {
    (True, True): "Reads about tips and classes.",
    (True, False): "Reads tips, no news of classes.",
    (False, True): "Reads news of classes, no tips.",
}


def by_token(token: str) -> Subscriber | None:
    """Whose page that is."""
    return Subscriber.objects.filter(token=token).exclude(state="erased").first() if token else None


def note(person: Subscriber, text: str, now: datetime) -> None:
    """Write down what they decided, for their own page."""
    Choice.objects.create(subscriber=person, at=now, text=text[:300])


@transaction.atomic
def choose_topics(token: str, topics: list[str], now: datetime) -> bool:
    """Only these from now on; asked in the claim, so that it counts at once. Problem when none is left."""
    wanted = (TOPICS[0] in topics, TOPICS[1] in topics)
    if not any(wanted):
        raise Problem("Choose at least one; to get nothing any more, press “Leave for good”.")
    person = Subscriber.objects.select_for_update().filter(token=token).exclude(state="erased").first()
    if person is None or (person.wants_tips, person.wants_classes) == wanted:
        return person is not None
    person.wants_tips, person.wants_classes = wanted
    person.save(update_fields=["wants_tips", "wants_classes"])
    note(person, _WORDS[wanted], now)
    return True


def ask_to_move(token: str, address: str, shown: Shown, now: datetime) -> None:
    """A mail to the new address, whose button moves the person there. Problem for what is no address, and when this
    network has asked too often; nothing is said about who has that address already."""
    wanted = parsed(address)
    knocking.count(shown.network, now)
    with transaction.atomic():
        person = Subscriber.objects.select_for_update().filter(token=token).exclude(state__in=OVER).first()
        hashed = address_hash(wanted.key)
        if person is None or hashed == person.address_hash or left_for_good(hashed) or not may_be_asked(hashed, now):
            return
        expires = now + ADDRESS_LASTS
        link = keep(person, Question("address", hashed, now, expires, wanted.address), shown)
        signals.mail_wanted.send(
            sender=None, kind="address", subscriber_id=person.pk, to=wanted.address, address_hash=hashed,
            link=f"{config.site().url}/confirm-address/{link}", expires_at=expires, now=now,
        )  # fmt: skip


@transaction.atomic
def move(token: str, network: str, now: datetime) -> bool:
    """The button at the new address was pressed: their mails go there, and the old address is told.

    An earlier entry with that address (they may have signed up twice) is taken over.
    False for a link that nobody was sent, that is too old or was used.
    """
    asked = open_question(token, "address", now)
    if asked is None or asked.confirmed_at is not None:
        return False
    person = Subscriber.objects.select_for_update().get(pk=asked.subscriber_id)
    if person.state in OVER or left_for_good(asked.address_hash):
        return False
    before = (person.address, person.address_hash)
    _make_room(asked.address_hash, now)
    new = parsed(asked.address)
    person.address, person.address_key, person.address_hash = new.address, new.key, asked.address_hash
    if person.state == "bounced":  # the old address did not work, this one does
        person.state = "active"
    person.save()
    answered(asked, network, now)
    type(asked).objects.filter(pk=asked.pk).update(address="")
    note(person, "Gets their mails at another address now; confirmed there.", now)
    _tell_old(person, before, now)
    return True


def _make_room(hashed: str, now: datetime) -> None:
    """The address becomes free: an earlier entry of the same reader is emptied. Its bounce or leaving ends with it,
    since whoever pressed the button reads mail there."""
    Suppression.objects.filter(address_hash=hashed).exclude(reason="complained").delete()
    other = Subscriber.objects.select_for_update().filter(address_hash=hashed).first()
    if other is None:
        return
    other.address_hash = address_hash(f"merged {other.pk}")
    empty(other)
    signals.erased.send(sender=None, subscriber_id=other.pk, now=now)
    Consent.objects.create(
        subscriber=other, kind="withdrawn", basis="merged", source="another entry of the same reader took over",
        valid_from=now, recorded_at=now, recorded_by="the person",
    )  # fmt: skip


def _tell_old(person: Subscriber, before: tuple[str, str], now: datetime) -> None:
    if person.state not in ("active", "paused") or left_for_good(before[1]):
        return
    signals.mail_wanted.send(
        sender=None, kind="moved", subscriber_id=person.pk, to=before[0], address_hash=before[1], link="",
        expires_at=now + ADDRESS_LASTS, now=now,
    )  # fmt: skip


def erase_by_token(token: str, now: datetime) -> bool:
    """Forget whoever has that link."""
    person = by_token(token)
    return person is not None and erase(person.address, now, by="the person")
