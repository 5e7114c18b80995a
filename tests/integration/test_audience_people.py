from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from scheduler import signals
from scheduler.audience.hashing import new_token
from scheduler.audience.models import Consent, Subscriber, Suppression
from scheduler.audience.services import (
    ConsentAnswer,
    address_hash,
    address_key,
    counts,
    erase,
    export_person,
    find,
    leave_out,
    subscribe_directly,
    unsubscribe,
)
from scheduler.errors import Problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
ZONE, OWNER = "America/Toronto", "owner@example.org"
SIGNED_UP = ConsentAnswer("signed up", ZONE, "2027-01-05", "paper list", "Yes, write to me")


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other rooms do about it is theirs to test."""
    monkeypatch.setattr(signals.happened, "send", lambda **_: [])


def jo(by: str = OWNER, **more: Any) -> Subscriber:
    return subscribe_directly("Jo@Example.org", "Jo", consent=SIGNED_UP, now=NOW, by=by, **more)


def mailable() -> int:
    return counts(NOW)["mailable"]


def test_a_person_who_is_taken_in_has_evidence_and_a_link_of_their_own() -> None:
    person = jo()
    consent = person.consents.get()
    assert (person.state, person.address, person.address_key) == ("active", "Jo@example.org", "jo@example.org")
    assert (len(person.token), len(person.address_hash)) == (22, 64)
    assert (consent.kind, consent.basis, consent.wording, consent.recorded_by) == (
        "express",
        "signed up",
        "Yes, write to me",
        OWNER,
    )
    assert mailable() == 1


def test_leaving_works_at_once_and_pressing_again_changes_nothing() -> None:
    person = jo()
    for _ in range(3):
        assert unsubscribe(person.token, NOW, "link in m34")
    person.refresh_from_db()
    assert (person.state, mailable()) == ("unsubscribed", 0)
    assert [(c.kind, c.source) for c in person.consents.order_by("id")] == [
        ("express", "paper list"),
        ("withdrawn", "link in m34"),
    ]
    assert Suppression.objects.get().reason == "unsubscribed"


@pytest.mark.parametrize("token", ["", "x" * 22, "'; DROP TABLE audience_subscriber; --"])
def test_a_token_of_nobody_changes_nothing(token: str) -> None:
    jo()
    assert unsubscribe(token, NOW, "link") is False
    assert mailable() == 1


def test_only_the_person_comes_back() -> None:
    person = jo()
    unsubscribe(person.token, NOW, "link")
    with pytest.raises(Problem, match="only they can sign up again"):
        jo()
    assert mailable() == 0
    jo(by="jo@example.org")
    assert (mailable(), Suppression.objects.count()) == (1, 0)
    assert [c.kind for c in person.consents.order_by("id")] == ["express", "withdrawn", "express"]


@pytest.mark.parametrize("end", ["complained", "erased"])
def test_who_reported_spam_or_was_erased_stays_out(end: str) -> None:
    person = jo()
    if end == "erased":
        erase("jo@example.org", NOW, OWNER)
    else:
        leave_out(person.pk, end, "feedback loop", NOW)
    with pytest.raises(Problem, match=r"they stay left out|on your sign-up page"):
        jo(by="jo@example.org")


def test_a_break_ends_when_the_person_signs_up_again() -> None:
    person = jo()
    Subscriber.objects.update(state="paused", paused_until=NOW + timedelta(days=9))
    assert mailable() == 0
    jo(by="jo@example.org")
    person.refresh_from_db()
    assert (person.state, mailable()) == ("active", 1)


def test_an_address_that_refuses_mail_is_left_out_but_nothing_was_withdrawn() -> None:
    person = jo()
    leave_out(person.pk, "bounced", "550 5.1.1", NOW)
    leave_out(person.pk, "bounced", "550 5.1.1", NOW)
    person.refresh_from_db()
    assert (person.state, mailable(), Consent.objects.count(), Suppression.objects.count()) == ("bounced", 0, 1, 1)


def test_leaving_after_a_bounce_is_recorded() -> None:
    person = jo()
    leave_out(person.pk, "bounced", "550 5.1.1", NOW)
    unsubscribe(person.token, NOW, "link")
    person.refresh_from_db()
    assert (person.state, person.consents.order_by("-id")[0].kind) == ("unsubscribed", "withdrawn")


def test_erasing_leaves_the_fingerprint_and_tells_who_keeps_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    person, told = jo(by="jo@example.org"), []
    monkeypatch.setattr(signals.erased, "send", lambda **news: told.append(news["subscriber_id"]))
    Subscriber.objects.update(last_name="Smith", extra={"tags": ["VIP"]})
    assert erase(" JO@example.org ", NOW, OWNER) is True
    assert erase("jo@example.org", NOW, OWNER) is True
    row = Subscriber.objects.values().get()
    assert row["address_hash"] == address_hash(address_key("jo@example.org"))
    held = json.dumps([row, *Consent.objects.values(), *Suppression.objects.values()], default=str).lower()
    assert not [word for word in ("jo@", "smith", "vip", person.token.lower()) if word in held]
    assert (row["state"], mailable(), told) == ("erased", 0, [person.pk, person.pk])
    assert Suppression.objects.get().reason == "erased"
    assert [c.kind for c in Consent.objects.order_by("id")] == ["express", "withdrawn"]


def test_erasing_somebody_we_do_not_know_keeps_them_out_all_the_same() -> None:
    assert erase("new@example.org", NOW, OWNER) is False
    with pytest.raises(Problem):
        subscribe_directly("new@example.org", consent=SIGNED_UP, now=NOW, by=OWNER)


def test_an_erasure_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    jo()

    def fail(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(signals.erased, "send", fail)
    with pytest.raises(RuntimeError):
        erase("jo@example.org", NOW, OWNER)
    assert (Subscriber.objects.get().state, Suppression.objects.count()) == ("active", 0)


def test_a_person_s_data_are_given_out_as_json() -> None:
    jo()
    data = json.loads(export_person("JO@example.org"))
    assert (data["email"], data["consents"][0]["basis"]) == ("Jo@example.org", "signed up")
    erase("jo@example.org", NOW, OWNER)
    with pytest.raises(Problem, match="Nobody"):
        export_person("jo@example.org")


@pytest.mark.parametrize(
    ("basis", "date", "source", "says"),
    [
        ("friend", "2027-01-05", "x", "is no reason for consent"),
        ("client", "", "x", "day of the consent is missing"),
        ("client", "2027-01-05", " ", "proof of consent is kept is missing"),
    ],
)
def test_an_answer_without_basis_day_or_proof_is_refused(basis: Any, date: str, source: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        ConsentAnswer(basis, ZONE, date, source)


@pytest.mark.parametrize("date", ["2099-01-01", "soon", "31/31/2026"])
def test_a_sign_up_that_is_still_to_come_or_unreadable_is_refused(date: str) -> None:
    with pytest.raises(Problem, match="The day of the consent"):
        subscribe_directly("a@example.org", consent=ConsentAnswer("signed up", ZONE, date, "x"), now=NOW, by=OWNER)
    assert find("a@example.org") is None


def test_a_bad_address_is_one_sentence() -> None:
    with pytest.raises(Problem, match="is no e-mail address"):
        address_key("not an address")


def test_a_fingerprint_needs_the_secret_and_survives_a_new_one_while_the_old_is_listed(settings: Any) -> None:
    before = address_hash("jo@example.org")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key of forty characters, at the least",
    )
    assert address_hash("jo@example.org") == before
    settings.SECRET_KEY_FALLBACKS = []
    assert address_hash("jo@example.org") != before


def test_tokens_are_long_and_never_the_same() -> None:
    assert {len(new_token()) for _ in range(50)} == {22}
    assert len({new_token() for _ in range(50)}) == 50
