"""One person at a time: signing up, leaving, being left out, being erased."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count

from scheduler import signals
from scheduler.audience import sql
from scheduler.audience.hashing import address_hash, new_token
from scheduler.audience.models import Choice, Consent, Subscriber, Suppression
from scheduler.audience.services.answer import ConsentAnswer
from scheduler.domain import addresses
from scheduler.domain.consent import Window, window
from scheduler.domain.dates import UnreadableDate, read_date
from scheduler.domain.states import SUBSCRIBER
from scheduler.errors import Problem

MUTED = "muted"
"""The studio itself writes to them no more: nothing was withdrawn, and it may take that back."""

LEFT = ("unsubscribed", "bounced", "complained", "erased", MUTED)


def address_key(address: str) -> str:
    """What names a person, or Problem when mail cannot be sent to it."""
    try:
        return addresses.address_key(address)
    except addresses.InvalidAddress as error:
        raise Problem(str(error)) from None


def find(address: str) -> Subscriber | None:
    """The person with that address. After an erasure, the row that holds only their fingerprint."""
    return Subscriber.objects.filter(address_hash=address_hash(address_key(address))).first()


def person(subscriber_id: int) -> Subscriber | None:
    """The person of that number, unless erased."""
    return Subscriber.objects.filter(pk=subscriber_id).exclude(state="erased").first()


@transaction.atomic
def subscribe_directly(
    address: str, first_name: str = "", *, consent: ConsentAnswer, now: datetime, by: str
) -> Subscriber:
    """Take one person in with the consent that `consent` describes, without asking them to confirm.

    Somebody who left comes back only when `by` is their own address, signing up anew: what a person decided, only
    that person changes. Somebody else's attempt, a reported spam and an erasure are Problems.
    """
    wanted = parsed(address)
    hashed = address_hash(wanted.key)
    person = Subscriber.objects.select_for_update().filter(address_hash=hashed).first()
    _let_back(person, wanted.key, hashed, by)
    person = person or _new_person(wanted, hashed, now)
    person.state, person.confirmed_at = "active", person.confirmed_at or now
    person.first_name = person.first_name or first_name[:100]
    person.save()
    _add_consent(person, consent, now, by)
    return person


def parsed(address: str) -> addresses.Address:
    """An address that mail can be sent to, or Problem."""
    try:
        return addresses.parse(address)
    except addresses.InvalidAddress as error:
        raise Problem(str(error)) from None


def _new_person(wanted: addresses.Address, hashed: str, now: datetime) -> Subscriber:
    return Subscriber(
        address=wanted.address, address_key=wanted.key, address_hash=hashed, token=new_token(), created_at=now
    )


def _let_back(person: Subscriber | None, key: str, hashed: str, by: str) -> None:
    why = why_out(person, hashed)
    if not why:
        return
    suppressed = Suppression.objects.filter(address_hash=hashed)
    gone = person is not None and person.state in ("complained", "erased")
    final = gone or suppressed.filter(reason__in=("complained", "erased")).exists()
    if final or by.strip().lower() != key:
        raise Problem(why)
    suppressed.delete()


def why_out(person: Subscriber | None, hashed: str) -> str:
    """Why the studio may not bring them onto the list by itself, and what to do; empty where it may. `person`: with
    that fingerprint, if there is one."""
    reasons = set(Suppression.objects.filter(address_hash=hashed).values_list("reason", flat=True))
    reasons |= {person.state} & set(LEFT) if person else set()
    if not reasons:
        return ""
    if reasons == {MUTED}:
        return "You stopped writing to this person; look them up on People and press “Write to them again” there."
    spam = "complained" in reasons
    remedy = "they stay left out" if spam else "only they can sign up again, on your sign-up page"
    return f"This person asked to be left out, or their address failed; {remedy}."


def _add_consent(person: Subscriber, consent: ConsentAnswer, now: datetime, by: str) -> None:
    valid = consent_window(consent, now)
    if valid is not None:
        Consent.objects.create(
            subscriber=person, kind=consent.kind, basis=consent.basis, source=consent.source[:300],
            wording=consent.wording, valid_from=valid.valid_from, until=valid.until, recorded_at=now, recorded_by=by,
        )  # fmt: skip


def consent_window(consent: ConsentAnswer, now: datetime) -> Window | None:
    """When that consent is valid, or Problem for a date that is missing, unreadable or still to come."""
    if consent.basis == "none":
        return None
    try:
        valid = window(consent.basis, read_date(consent.date, consent.zone), consent.zone)
    except UnreadableDate as error:
        raise Problem(f"The day of the consent: {error}") from None
    if valid and consent.kind == "express" and valid.valid_from > now:
        raise Problem(f"The day of the consent, {consent.date}, is still to come; write the day they signed up.")
    return valid


@transaction.atomic
def unsubscribe(token: str, now: datetime, source: str) -> bool:
    """Leave, at once; pressed again it changes nothing. False for a token nobody has (say nothing about that)."""
    person = Subscriber.objects.select_for_update().filter(token=token).first() if token else None
    if person is not None:
        _leave_out(person, "unsubscribed", source, now)
    return person is not None


def break_until(token: str, now: datetime) -> datetime | None:
    """The end of the break on which the person is; None without one (and for a token nobody has)."""
    return Subscriber.objects.filter(token=token, state="paused", paused_until__gt=now).values_list(
        "paused_until", flat=True
    ).first()  # fmt: skip


@transaction.atomic
def take_break(token: str, until: datetime, now: datetime) -> bool:
    """No mail until then; asked in the claim, so that it counts at once. `until` = now ends a break. False, and
    nothing changed, for a token nobody has and for somebody who gets no mail anyway (say nothing about that)."""
    person = Subscriber.objects.select_for_update().filter(token=token, state__in=("active", "paused")).first()
    if person is None:
        return False
    person.state, person.paused_until = ("paused", until) if until > now else ("active", None)
    person.save(update_fields=["state", "paused_until"])
    said = f"Takes a break until {until:%Y-%m-%d}." if until > now else "Ended the break."
    Choice.objects.create(subscriber=person, at=now, text=said)
    return True


@transaction.atomic
def leave_out(subscriber_id: int, reason: str, source: str, now: datetime, by: str = "the person") -> None:
    """Never mail this person again: `reason` is bounced, complained, unsubscribed or muted. Repeating it changes
    nothing. `by`: who wrote it down."""
    _leave_out(Subscriber.objects.select_for_update().get(pk=subscriber_id), reason, source, now, by)


def _leave_out(person: Subscriber, reason: str, source: str, now: datetime, by: str = "the person") -> None:
    if reason not in ("bounced", MUTED):
        _withdraw(person, reason, source, now, by)
    if SUBSCRIBER.allows(person.state, reason):
        person.state = reason
        person.paused_until = person.paused_until if reason == MUTED else None  # which may be taken back
        person.save(update_fields=["state", "paused_until"])
    suppress(person.address_hash, reason, source, now)


def _withdraw(person: Subscriber, reason: str, source: str, now: datetime, by: str = "the person") -> None:
    newest = person.consents.order_by("-id").first()
    if newest is None or newest.kind != "withdrawn":
        Consent.objects.create(
            subscriber=person, kind="withdrawn", basis=reason, source=source[:300], valid_from=now, recorded_at=now,
            recorded_by=by,
        )  # fmt: skip


def suppress(hashed: str, reason: str, source: str, now: datetime) -> None:
    """Keep a fingerprint out; what was said first stays, but for the studio's own word: the person's counts more."""
    Suppression.objects.filter(address_hash=hashed, reason=MUTED).exclude(reason=reason).delete()
    Suppression.objects.get_or_create(
        address_hash=hashed, defaults={"reason": reason, "source": source[:300], "at": now}
    )


def asked_to_be_left_out(address: str) -> bool:
    """Must nothing be sent to this address, whoever asks for it? (A bounce is no wish of theirs, nor is what the studio
    decided: it may be tried.)"""
    wishes = Suppression.objects.filter(address_hash=address_hash(address_key(address)))
    return wishes.exclude(reason__in=("bounced", MUTED)).exists()


@transaction.atomic
def erase(address: str, now: datetime, by: str) -> bool:
    """Forget a person: the row keeps only the fingerprint, which keeps them out of later imports.

    Their own sign-up, with its button, stays open to them. Answers whether there was one.

    What they consented to stays as evidence (it holds no personal data); their copies' holes are emptied by whoever
    listens to `signals.erased`.
    """
    return forget(address_hash(address_key(address)), now, f"erased by {by}")


@transaction.atomic
def forget(hashed: str, now: datetime, source: str) -> bool:
    """The same by fingerprint. The entry that keeps them out is made anew, so that the newest one tells it."""
    Suppression.objects.filter(address_hash=hashed).exclude(reason="erased").delete()
    suppress(hashed, "erased", source, now)
    person = Subscriber.objects.select_for_update().filter(address_hash=hashed).first()
    if person is None:
        return False
    if person.state == "erased":  # perhaps they asked to come back, and think better of it
        person.confirmations.update(address="", first_name="", network="", confirmed_network="")
        signals.erased.send(sender=None, subscriber_id=person.pk, now=now)
        return True
    _withdraw(person, "erased", "asked to be erased", now)
    empty(person)
    signals.erased.send(sender=None, subscriber_id=person.pk, now=now)
    signals.happened.send(sender=None, kind="erased", text="A person was erased at their request.", now=now)
    return True


def empty(person: Subscriber) -> None:
    """Nothing that names them is left in their row, nor in what they chose, were asked, or what came back."""
    person.choices.all().delete()
    person.confirmations.update(address="", first_name="", network="", confirmed_network="")
    person.bounces.update(detail="")
    person.consents.filter(recorded_by__iexact=person.address).update(recorded_by="the person")
    person.address, person.address_key = "", f"erased {person.address_hash}"
    person.first_name = person.last_name = ""
    person.token, person.extra, person.state = new_token(), {}, "erased"
    person.paused_until = person.confirmed_at = None
    person.save()


def counts(now: datetime) -> dict[str, int]:
    """How many people there are: `total` (who was erased is nobody any more), one figure for each state, `mailable`
    (may be sent mail now) and `no_consent` (of those that would get mail: nothing says that they may)."""
    by_state = dict(Subscriber.objects.values_list("state").annotate(Count("id")).order_by("state"))
    states = {state: int(by_state.get(state, 0)) for state in SUBSCRIBER.names}
    judged = _judged(now)
    return {
        "total": sum(states.values()) - states["erased"],
        "mailable": judged.get("", 0),
        "no_consent": judged.get("no_consent", 0),
        **states,
    }


def active() -> int:
    """About how many an issue goes to: quick, since a page asks for it."""
    return Subscriber.objects.filter(state="active").count()


def _judged(now: datetime) -> dict[str, int]:
    """All at once, as the freeze does it: asked person by person it took five times as long."""
    query = f"SELECT j.reason, COUNT(*) FROM ({sql.AUDIENCE_JUDGED}) j GROUP BY j.reason"  # noqa: S608  no outside text
    with connection.cursor() as cursor:
        cursor.execute(query, sql.nows(sql.AUDIENCE_JUDGED, now))
        return {str(reason): int(count) for reason, count in cursor.fetchall()}
