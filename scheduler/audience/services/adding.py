"""One person more, by the studio's own hand: asked to confirm, or with the evidence that they agreed.

The evidence is read, kept and judged by the very code that takes a list in (importing.py), as a list of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from scheduler.audience.hashing import address_hash
from scheduler.audience.models import Subscriber
from scheduler.audience.services.answer import ConsentAnswer
from scheduler.audience.services.asking import Shown, ask_to_sign_up, is_on_the_list, may_be_asked
from scheduler.audience.services.choosing import TOPICS
from scheduler.audience.services.importing import ImportReport, import_one
from scheduler.audience.services.people import parsed, why_out
from scheduler.domain.text.oneline import one_line
from scheduler.errors import Problem

INVITED = "an invitation by "
"""How the source of a question begins that the studio asked, and not the person."""

NOT_AGAIN = (
    "This mailbox was asked within the last day, or three times within thirty days, and is not asked again so soon: "
    "the button in the mail that they have works for seven days."
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom the studio adds. `topics`: of TOPICS, what they want to read; for somebody who is known already, what they
    chose themselves stays. Problem for what is no address, and without a topic."""

    address: str
    first_name: str = ""
    last_name: str = ""
    topics: tuple[str, ...] = TOPICS

    def __post_init__(self) -> None:
        try:
            parsed(self.address)
        except Problem as problem:
            raise Problem(str(problem), "address") from None
        if not set(self.topics) & set(TOPICS):
            raise Problem("Choose what they want to read: tips, news of classes, or both.", "topic")


@transaction.atomic
def invite(new: Newcomer, words: tuple[str, str], now: datetime, by: str) -> Subscriber:
    """Send them one mail with a button: they are on the list once they press it. `words`: what the button's page says
    they agree to, with its version (consent_words). Problem for somebody who is on the list, who left or is left out,
    or who was asked a moment ago."""
    known = _known(new)
    if known is not None and is_on_the_list(known, now):
        raise Problem(f"{known.address} is on the list already: nothing need be confirmed.", "address")
    if not may_be_asked(address_hash(parsed(new.address).key), now):
        raise Problem(NOT_AGAIN, "address")
    shown = Shown(*words, source=f"{INVITED}{by}")
    ask_to_sign_up(new.address, new.first_name, shown, now, at_the_desk=True)
    return _remember(new, is_new=known is None)


@transaction.atomic
def add_with_evidence(new: Newcomer, consent: ConsentAnswer, now: datetime, by: str) -> tuple[Subscriber, ImportReport]:
    """Take them in without asking, since they have agreed and it can be shown. Answers what that brought: `expired` of
    the report counts a consent that is over. Problem without evidence, for somebody who left or is left out."""
    if consent.basis == "none" or consent.column:
        raise Problem("Say when and how they agreed; if you do not know, have them asked by mail.", "date")
    known = _known(new)
    report = import_one((new.address, one_line(new.first_name, 100), one_line(new.last_name, 100)), consent, now, by)
    if report.refused:
        raise Problem(f"The day of the consent: {report.refused[0][1]}", "date")
    return _remember(new, is_new=known is None), report


def _known(new: Newcomer) -> Subscriber | None:
    """Who has that address already; Problem where the studio may not bring them back."""
    hashed = address_hash(parsed(new.address).key)
    person = Subscriber.objects.select_for_update().filter(address_hash=hashed).first()
    if why := why_out(person, hashed):
        raise Problem(why, "address")
    return person


def _remember(new: Newcomer, *, is_new: bool) -> Subscriber:
    person = Subscriber.objects.select_for_update().get(address_hash=address_hash(parsed(new.address).key))
    if is_new:
        person.wants_tips, person.wants_classes = (topic in new.topics for topic in TOPICS)
        person.last_name = person.last_name or one_line(new.last_name, 100)
        person.save(update_fields=["wants_tips", "wants_classes", "last_name"])
    return person
