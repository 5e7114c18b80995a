from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from scheduler.audience import sql
from scheduler.audience.models import Consent, Subscriber, Suppression
from scheduler.audience.services import ConsentAnswer, counts, leave_out, subscribe_directly, unsubscribe
from tests.builders import NOW, a_subscriber

pytestmark = pytest.mark.django_db
SECOND = timedelta(microseconds=1)


def may_be_sent(person: Subscriber, now: datetime = NOW) -> bool:
    return bool(ask(sql.MAY_BE_SENT, person.pk, person.address_hash, now))


def reason(person: Subscriber, now: datetime = NOW) -> str:
    return str(ask(sql.LEFT_OUT_REASON, person.pk, person.address_hash, now))


def ask(fragment: str, subscriber: int | None, destination: str, now: datetime) -> object:
    query = f"SELECT {fragment} FROM (SELECT CAST(%s AS bigint) AS subscriber_id, CAST(%s AS text) AS destination) d"
    with connection.cursor() as cursor:
        cursor.execute(query, [*sql.nows(fragment, now), subscriber, destination])
        return cursor.fetchone()[0]


def a_consent(person: Subscriber, **more: object) -> Consent:
    base = {"kind": "implied", "basis": "client", "source": "t", "valid_from": NOW, "recorded_at": NOW}
    return Consent.objects.create(subscriber=person, **{**base, **more})


def test_a_person_with_express_consent_may_be_sent_mail() -> None:
    assert may_be_sent(a_subscriber())


def test_a_person_without_any_consent_may_not() -> None:
    person = a_subscriber(consent=False)
    assert (may_be_sent(person), reason(person)) == (False, "no_consent")


@pytest.mark.parametrize("state", ["pending", "unsubscribed", "bounced", "complained", "erased"])
def test_a_state_other_than_active_keeps_a_person_out_and_is_the_reason(state: str) -> None:
    person = a_subscriber(state=state)
    assert (may_be_sent(person), reason(person)) == (False, state)


def test_a_break_ends_at_its_instant() -> None:
    person = a_subscriber(state="paused", paused_until=NOW)
    assert (may_be_sent(person, NOW - SECOND), reason(person, NOW - SECOND)) == (False, "paused")
    assert may_be_sent(person, NOW)


def test_a_break_without_an_end_does_not_end() -> None:
    person = a_subscriber(state="paused")
    assert (may_be_sent(person, NOW + timedelta(days=9999)), reason(person)) == (False, "paused")


def test_implied_consent_counts_from_its_first_instant_up_to_but_not_at_its_end() -> None:
    person, end = a_subscriber(consent=False), NOW + timedelta(days=3)
    a_consent(person, until=end)
    instants = [NOW - SECOND, NOW, end - SECOND, end]
    assert [may_be_sent(person, at) for at in instants] == [False, True, True, False]
    assert reason(person, end) == "no_consent"


def test_a_later_withdrawal_ends_every_earlier_consent_and_a_newer_consent_counts_again() -> None:
    person = a_subscriber()
    a_consent(person, kind="withdrawn", basis="unsubscribed")
    assert not may_be_sent(person)
    a_consent(person, kind="express", basis="signed up")
    assert may_be_sent(person)


def test_a_suppressed_address_is_left_out_whatever_the_person_s_state() -> None:
    person = a_subscriber()
    Suppression.objects.create(address_hash=person.address_hash, reason="bounced", source="t", at=NOW)
    assert (may_be_sent(person), reason(person)) == (False, "suppressed")


def test_a_copy_addressed_to_a_suppressed_hash_is_left_out_even_when_the_person_has_another_one_now() -> None:
    person = a_subscriber()
    Suppression.objects.create(address_hash="f" * 64, reason="unsubscribed", source="t", at=NOW)
    assert not ask(sql.MAY_BE_SENT, person.pk, "f" * 64, NOW)
    assert ask(sql.LEFT_OUT_REASON, person.pk, "f" * 64, NOW) == "suppressed"


def test_a_post_on_an_account_needs_nobody_s_consent() -> None:
    assert ask(sql.MAY_BE_SENT, None, "account", NOW)


def test_a_copy_of_nobody_is_never_sent() -> None:
    assert not ask(sql.MAY_BE_SENT, None, "0" * 64, NOW)
    assert ask(sql.LEFT_OUT_REASON, None, "0" * 64, NOW) == "erased"


@pytest.mark.parametrize("zone", [UTC, None])
def test_instants_with_and_without_microseconds_compare_rightly(zone: object) -> None:
    person = a_subscriber(consent=False)
    a_consent(person, valid_from=NOW.replace(microsecond=500), until=NOW.replace(second=1))
    instants = [NOW, NOW.replace(microsecond=499), NOW.replace(microsecond=500), NOW.replace(second=1)]
    shown = [at if zone else at.astimezone() for at in instants]
    assert [may_be_sent(person, at) for at in shown] == [False, False, True, False]


def judged(now: datetime = NOW) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql.AUDIENCE_JUDGED, sql.nows(sql.AUDIENCE_JUDGED, now))
        return {int(row[0]): str(row[4]) for row in cursor.fetchall()}


def test_everyone_leaves_out_only_people_who_never_confirmed_and_the_erased() -> None:
    kept = {a_subscriber(state=s).pk for s in ("active", "paused", "unsubscribed", "bounced", "complained")}
    a_subscriber(state="pending"), a_subscriber(state="erased")
    assert judged().keys() == kept


def test_all_at_once_are_judged_as_each_alone() -> None:
    lots, ends, people = random.Random(5), (None, NOW, NOW + SECOND, NOW - SECOND), list[Subscriber]()
    for _ in range(400):
        state = lots.choice(("active", "active", "paused", "unsubscribed", "bounced", "complained"))
        person = a_subscriber(state=state, consent=False, paused_until=lots.choice(ends) if state == "paused" else None)
        people.append(person)
        for _ in range(lots.randrange(4)):
            begins = lots.choice((NOW - SECOND, NOW, NOW + SECOND))
            kind = lots.choice(("express", "implied", "implied", "withdrawn"))
            a_consent(person, kind=kind, valid_from=begins, until=lots.choice(ends))
        if lots.random() < 0.1:
            Suppression.objects.create(address_hash=person.address_hash, reason="bounced", source="t", at=NOW)
    alone = {person.pk: "" if may_be_sent(person) else reason(person) for person in people}
    assert judged() == alone
    met = {"", "unsubscribed", "bounced", "complained", "suppressed", "paused", "no_consent"}
    assert set(alone.values()) == met


def test_the_figures_agree_with_the_claim() -> None:
    a_subscriber(), a_subscriber(consent=False), a_subscriber(state="unsubscribed")
    assert counts(NOW) | {"total": 3, "mailable": 1, "active": 2, "unsubscribed": 1} == counts(NOW)


def test_the_reason_follows_a_person_who_leaves() -> None:
    answer = ConsentAnswer("signed up", "America/Toronto", "2027-01-05", "paper list")
    person = subscribe_directly("jo@example.org", "Jo", consent=answer, now=NOW, by="owner@example.org")
    assert may_be_sent(person)
    unsubscribe(person.token, NOW, "link")
    assert (may_be_sent(person), reason(person)) == (False, "unsubscribed")


def test_a_refused_address_is_left_out() -> None:
    person = a_subscriber()
    leave_out(person.pk, "bounced", "550 5.1.1", NOW)
    assert (may_be_sent(person), reason(person)) == (False, "bounced")
