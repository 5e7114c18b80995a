"""Double opt-in: somebody asks to be on the list, and says so again from their own mailbox.

What is answered is the same for an address that is new, known, left out or erased. A mailbox is asked at most once a
day and three times in thirty days, whoever fills in the form (rules section 7, list bombing; C3, C4 and C9).

An erasure keeps lists out, not the person: by their own button they begin anew, with a row of their own and nothing of
what was known before (rules 1.4).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from scheduler import config, signals
from scheduler.audience.hashing import address_hash, network_hash, new_token, token_hash
from scheduler.audience.models import Confirmation, Consent, Subscriber, Suppression
from scheduler.audience.services import knocking
from scheduler.audience.services.people import parsed
from scheduler.domain.ip_addresses import networks
from scheduler.domain.text.oneline import one_line

A_DAY = timedelta(hours=24)
A_MONTH = timedelta(days=30)
MOST_A_MONTH = 3
LASTS = timedelta(days=7)
OVER = ("complained", "erased")


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody saw when they asked: the `wording` of the consent with its `version`, and the page (`source`).
    `network`: the IP address they came from; only fingerprints of it are kept."""

    wording: str
    version: str
    source: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a mailbox (its fingerprint) is asked: `sign-up`, or `address` with the address itself as `to`. Of somebody
    who was erased, `to` and `first_name` come with `sign-up` too."""

    kind: str
    mailbox: str
    asked_at: datetime
    expires_at: datetime
    to: str = ""
    first_name: str = ""


def ask_to_sign_up(address: str, first_name: str, shown: Shown, now: datetime, *, at_the_desk: bool = False) -> None:
    """Send the owner of that mailbox one mail with a link to confirm; or nothing, and say nothing about it.

    Problem for what is no address, and when this network has asked too often in the last hour; not `at_the_desk`, on a
    tablet where somebody of the studio is signed in, which everybody uses.
    """
    wanted = parsed(address)
    knocking.count("" if at_the_desk else shown.network, now)
    with transaction.atomic():
        hashed = address_hash(wanted.key)
        if left_for_good(hashed):
            return
        person, _ = Subscriber.objects.get_or_create(
            address_hash=hashed,
            defaults={
                "address": wanted.address, "address_key": wanted.key, "token": new_token(), "created_at": now,
                "first_name": one_line(first_name, 100),
            },
        )  # fmt: skip
        person = Subscriber.objects.select_for_update().get(pk=person.pk)
        if person.state != "complained" and may_be_asked(hashed, now):
            _ask(person, wanted.address, one_line(first_name, 100), shown, now)


def left_for_good(hashed: str) -> bool:
    """Did the owner of this mailbox report a mail as spam? They are never asked anything."""
    return Suppression.objects.filter(address_hash=hashed, reason="complained").exists()


def may_be_asked(hashed: str, now: datetime) -> bool:
    """Has this mailbox had no such mail within a day, and fewer than three within thirty days?"""
    asked = Confirmation.objects.filter(address_hash=hashed)
    if asked.filter(asked_at__gt=now - A_DAY).exists():
        return False
    return asked.filter(asked_at__gt=now - A_MONTH).count() < MOST_A_MONTH


def _ask(person: Subscriber, address: str, first_name: str, shown: Shown, now: datetime) -> None:
    known = (address, first_name) if person.state == "erased" else ("", "")
    token = keep(person, Question("sign-up", person.address_hash, now, now + LASTS, *known), shown)
    site, there = config.site().url, is_on_the_list(person, now)
    signals.mail_wanted.send(
        sender=None,
        kind="known" if there else "sign-up",
        subscriber_id=person.pk,
        to=person.address or address,
        address_hash=person.address_hash,
        link=f"{site}/p/{person.token}" if there else f"{site}/confirm/{token}",
        expires_at=now + LASTS,
        now=now,
    )


def keep(person: Subscriber, question: Question, shown: Shown) -> str:
    """Write the question down as evidence; answers the token of its link."""
    token = secrets.token_urlsafe(16)
    Confirmation.objects.create(
        subscriber=person, kind=question.kind, token_hash=token_hash(token), address=question.to,
        first_name=question.first_name,
        address_hash=question.mailbox, wording=shown.wording, version=shown.version[:20], source=shown.source[:300],
        network=network_hash(networks(shown.network)[0]), asked_at=question.asked_at, expires_at=question.expires_at,
    )  # fmt: skip
    return token


def is_on_the_list(person: Subscriber, now: datetime) -> bool:
    """With an express consent: then there is nothing to confirm."""
    if person.state not in ("active", "paused"):
        return False
    newest = person.consents.filter(kind__in=("express", "withdrawn")).order_by("-id").first()
    return newest is not None and newest.kind == "express" and newest.valid_from <= now


@transaction.atomic
def confirm(token: str, network: str, now: datetime) -> Subscriber | None:
    """The button behind the link was pressed: from now on they are on the list, with this as their consent.

    Pressed again it changes nothing. None for a link that nobody was sent, that is too old, or that was used by
    somebody who has left since.
    """
    asked = open_question(token, "sign-up", now)
    if asked is None:
        return None
    person = Subscriber.objects.select_for_update().get(pk=asked.subscriber_id)
    if asked.confirmed_at is not None:
        return person if person.state in ("active", "paused") else None
    if person.state == "complained" or left_for_good(person.address_hash):
        return None
    if person.state == "erased":
        if not asked.address:  # erased after they had asked: that wish is over
            return None
        person = _begin_anew(person, asked, now)
    _take_in(person, now)
    answered(asked, network, now)
    Consent.objects.create(
        subscriber=person, kind="express", basis="signed up", source=asked.source, wording=asked.wording,
        valid_from=now, recorded_at=now, recorded_by="the person",
    )  # fmt: skip
    return person


def open_question(token: str, kind: str, now: datetime) -> Confirmation | None:
    """The question that a link belongs to, locked, while it may be answered."""
    open_ones = Confirmation.objects.select_for_update().filter(kind=kind, expires_at__gt=now)
    return open_ones.filter(token_hash=token_hash(token)).first()


def answered(asked: Confirmation, network: str, now: datetime) -> None:
    """It was confirmed, then and from there."""
    asked.confirmed_at, asked.confirmed_network = now, network_hash(networks(network)[0])
    asked.save(update_fields=["confirmed_at", "confirmed_network"])


def _begin_anew(before: Subscriber, asked: Confirmation, now: datetime) -> Subscriber:
    """Who was erased gets a row of their own; the empty one keeps its evidence, and its number, not its fingerprint."""
    hashed, wanted = before.address_hash, parsed(asked.address)
    before.address_hash = address_hash(f"erased {before.pk}")
    before.address_key = f"erased {before.address_hash}"
    before.save(update_fields=["address_hash", "address_key"])
    person = Subscriber.objects.create(
        address=wanted.address, address_key=wanted.key, address_hash=hashed, token=new_token(), created_at=now,
        first_name=asked.first_name,
    )  # fmt: skip
    Confirmation.objects.filter(address_hash=hashed, subscriber=before).update(
        subscriber=person, address="", first_name=""
    )
    asked.subscriber = person
    return person


def _take_in(person: Subscriber, now: datetime) -> None:
    """Whoever is new, or comes back, begins now; whoever was here goes on."""
    Suppression.objects.filter(address_hash=person.address_hash).exclude(reason="complained").delete()
    if person.state not in ("active", "paused") or person.confirmed_at is None:
        person.confirmed_at = now
    person.state, person.paused_until = "active", None
    person.save(update_fields=["state", "paused_until", "confirmed_at"])


@transaction.atomic
def forget_unconfirmed(now: datetime) -> int:
    """Who never confirmed within thirty days is forgotten (GDPR 5(1)(e)); answers how many. Somebody who was here
    before stays: their row keeps them out. An address that only a question knows goes with the question’s time."""
    Confirmation.objects.filter(expires_at__lte=now).exclude(address="", first_name="").update(
        address="", first_name=""
    )
    old = Subscriber.objects.filter(state="pending", created_at__lt=now - A_MONTH, consents=None)
    recently = Confirmation.objects.filter(asked_at__gt=now - LASTS).values("subscriber")
    gone = old.exclude(pk__in=recently)
    count = gone.count()
    gone.delete()
    return count
