"""One person: what happened between them and the studio, in order; and all of it as a file for themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduler.audience import services as audience
from scheduler.audience.models import Consent, Subscriber, Suppression
from scheduler.domain import bounces
from scheduler.domain.states import DELIVERY, ENOUGH, SINGLE
from scheduler.domain.timing.zones import to_local
from scheduler.errors import Problem
from scheduler.insights import clicks
from scheduler.outbox.models import Delivery, Single
from scheduler.outbox.status import REASONS
from scheduler.plan import services as plan

MOST = 200
SINGLES = {
    "sign-up": "The mail with the button to confirm",
    "known": "The mail that says they are on the list",
    "address": "The mail to the new address, with its button",
    "moved": "The mail to the old address that it has changed",
}
CONSENTS = {
    "signed up": "They signed up: they may be written to until they leave.",
    "client": "They bought something or had a contract: they may be written to for two years.",
    "inquiry": "They asked about classes: they may be written to for six months.",
}
WITHDRAWN = {
    "unsubscribed": "They left.",
    "complained": "They reported a mail as spam.",
    "erased": "They asked to be erased.",
    "bounced": "Their address failed.",
    "muted": "The studio stopped writing to them.",
}
ONLY_THEY = "Only they can come back: by signing up again, with the button in the mail that they get then."
COMES_BACK = {
    "unsubscribed": ONLY_THEY,
    "bounced": f"If the address works again: {ONLY_THEY[0].lower()}{ONLY_THEY[1:]}",
    "complained": "They are never written to again, whoever asks for it.",
}
"""What may still become of somebody who gets nothing, as the page says it."""

STILL = {
    "queued": "is left out when its turn comes",
    "claimed": "is left out when its turn comes",
    "waiting": "is left out when its turn comes",
    "sending": "is on its way at this moment, and may still arrive",
    "unknown": "may have arrived already; Today asks you",
}
"""What becomes of a copy that is written down for somebody, once nothing more is to be sent to them."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: when, what, and what more there is to know. `link`: the post or issue."""

    at: datetime
    what: str
    detail: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person with all their moments, newest first. `consent`: what lets them be written to, or empty. `in_line`: the
    copies that are written down for them, with what becomes of each if nothing more is to be sent; `to_confirm`: a mail
    with a button is in line for them. `comes_back`: of somebody who gets nothing, how that may change."""

    subscriber: Subscriber
    moments: list[Moment]
    left_out: str
    consent: bool
    in_line: list[Moment]
    to_confirm: bool
    comes_back: str

    @property
    def may_be_stopped(self) -> bool:
        """Is there anything to stop?"""
        return self.subscriber.state in audience.MAY_BE_STOPPED


def person(subscriber_id: int, now: datetime) -> Person:
    """That person's page; Problem when there is nobody, or only a fingerprint."""
    found = Subscriber.objects.filter(pk=subscriber_id).exclude(state="erased").first()
    if found is None:
        raise Problem("There is nobody here: perhaps they were erased. Look them up again on People.")
    reason = Suppression.objects.filter(address_hash=found.address_hash).values_list("reason", flat=True).first()
    return Person(
        subscriber=found,
        moments=timeline(found),
        left_out=REASONS.get(str(reason), str(reason)) if reason else "",
        consent=not audience.without_consent([found], now),
        in_line=_in_line(found),
        to_confirm=Single.objects.filter(subscriber=found, state="queued", kind="sign-up").exists(),
        comes_back=COMES_BACK.get(found.state, ""),
    )


def _in_line(person: Subscriber) -> list[Moment]:
    """Soonest first."""
    copies = Delivery.objects.filter(subscriber=person, ended_at=None).select_related("message").order_by("due_at")
    return [
        Moment(max(row.due_at, row.message.at), f"“{row.message.title}”", STILL[row.state], _post(row))
        for row in copies[:MOST]
    ]


def _post(row: Delivery) -> str:
    return f"/posts/{row.message.ref}/"


def timeline(person: Subscriber) -> list[Moment]:
    """Everything, newest first; of the copies the newest 200."""
    moments = [
        Moment(person.created_at, "Their address became known here."),
        *_asked(person),
        *(_consent(row, _zone()) for row in person.consents.all()),
        *(Moment(row.at, row.text) for row in person.choices.all()),
        *_copies(person),
        *_came_back(person),
        *_singles(person),
    ]
    return sorted(moments, key=lambda moment: moment.at)[::-1]  # what was first stays below at the same instant


def _asked(person: Subscriber) -> Iterator[Moment]:
    for row in person.confirmations.all():
        what = "Asked to sign up." if row.kind == "sign-up" else "Asked to get their mails at another address."
        said = f"They said yes to: “{row.wording}” (version {row.version})" if row.wording else ""
        where = f"On {row.source}."
        if row.source.startswith(audience.INVITED):
            what, where = "Were asked by mail whether they want to be on the list.", f"By {row.source}."
            said = said.replace("They said yes to", "The button says yes to")
        yield Moment(row.asked_at, what, " ".join(part for part in (where, said) if part))
        if row.confirmed_at:
            yield Moment(row.confirmed_at, "Pressed the button in the mail: confirmed.")


def _zone() -> str:
    """The studio's; UTC before the first plan."""
    accepted = plan.accepted()
    return accepted.studio.timezone if accepted else "UTC"


def _consent(row: Consent, zone: str) -> Moment:
    if row.kind == "withdrawn":
        return Moment(row.recorded_at, WITHDRAWN.get(row.basis, "They left."), f"By: {row.source}.")
    proof = [f"Proof: {row.source}.", f"Said yes to: “{row.wording}”" if row.wording else ""]
    last = to_local(row.until - timedelta(microseconds=1), zone) if row.until else None  # `until` is past it
    until = f"Until {last:%Y-%m-%d}." if last else ""
    by = f"Written down by {row.recorded_by}." if row.recorded_by else ""
    detail = " ".join(part for part in (f"Since {to_local(row.valid_from, zone):%Y-%m-%d}.", until, *proof, by) if part)
    return Moment(row.recorded_at, CONSENTS.get(row.basis, "They may be written to."), detail)


def _copies(person: Subscriber) -> Iterator[Moment]:
    found = Delivery.objects.filter(subscriber=person).select_related("message").order_by("-pk")[:MOST]
    for row in found:
        at = row.ended_at or row.sending_at or row.due_at
        word = DELIVERY.word(row.state)
        if row.state == "queued" and row.reason == ENOUGH:
            word = "waits, since they have had enough mails this week"
        if row.state == "suppressed":
            word = f"not sent: {REASONS.get(row.reason, row.reason)}"
        yield Moment(at, f"“{row.message.title}”: {word}.", row.detail, _post(row))


def _came_back(person: Subscriber) -> Iterator[Moment]:
    for row in person.bounces.all():
        yield Moment(row.at, bounces.WORDS[row.kind], f"{row.code} {row.detail}".strip())


def _singles(person: Subscriber) -> Iterator[Moment]:
    for row in Single.objects.filter(subscriber=person):
        yield Moment(row.ended_at or row.created_at, f"{SINGLES[row.kind]}: {SINGLE.word(row.state)}.")


def person_data(token: str) -> bytes:
    """All that is known about whoever has that link, as JSON; `{}` for a link that nobody has."""
    found = audience.by_token(token)
    if found is None:
        return b"{}"
    data: dict[str, Any] = json.loads(audience.export_person(found.address))
    data["clicks"] = clicks.NOBODYS
    data["history"] = [{"at": row.at.isoformat(), "what": row.what, "detail": row.detail} for row in timeline(found)]
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
