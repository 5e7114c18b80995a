"""One person more by the owner's hand: asked by mail as ever, or with the evidence that an import would need."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from scheduler.accounts.models import User
from scheduler.audience import services as audience
from scheduler.audience.models import Confirmation, Consent, Subscriber
from scheduler.audience.services import ConsentAnswer, Newcomer
from scheduler.errors import Problem
from scheduler.outbox.models import Single
from scheduler.plan import services as plan
from tests.builders import NOW
from tests.fakes.home import PEOPLE, template

pytestmark = pytest.mark.django_db
OWNER, ZOE = "ana@example.org", "Zoe@example.org"
PAPER = ConsentAnswer("signed up", "America/Toronto", "2027-02-03", "on paper at the studio")
FORM = {"address": ZOE, "first_name": "Zoë", "last_name": "Né", "topic": ["tips"], "how": "ask"}
SHOWN = {"how": "evidence", "basis": "signed up", "date": "2027-02-03", "source": "On paper at the studio, 3 February"}


def invite(address: str = ZOE, **more: Any) -> Subscriber:
    return audience.invite(Newcomer(address, "Zoë", **more), ("Yes, write to me.", "v1"), NOW, OWNER)


def write_down(address: str = ZOE, consent: ConsentAnswer = PAPER, **more: Any) -> Subscriber:
    return audience.add_with_evidence(Newcomer(address, "Zoë", "Né", **more), consent, NOW, OWNER)[0]


def mailable() -> int:
    return audience.counts(NOW)["mailable"]


def test_by_default_they_are_asked_and_get_nothing_until_they_press(studio_plan: object, owner: Client) -> None:
    page = owner.get("/people/new/").content.decode()
    assert 'value="ask" checked' in page
    answer = owner.post("/people/new/add/", {**FORM}, follow=True)
    assert "A mail with a button goes to Zoe@example.org" in answer.content.decode()
    zoe = Subscriber.objects.get()
    assert (zoe.state, zoe.first_name, zoe.last_name, zoe.wants_tips, zoe.wants_classes) == (
        "pending", "Zoë", "Né", True, False
    )  # fmt: skip
    assert (mailable(), Consent.objects.count()) == (0, 0)
    story = answer.content.decode()
    assert "Were asked by mail whether they want to be on the list." in story
    assert "They said yes to" not in story, "nobody has said yes yet"
    where = Single.objects.get().words["text"].partition("/confirm/")[2].split()[0]
    wording = audience.consent_words(plan.require())[0]
    assert wording in Client().get(f"/confirm/{where}").content.decode().replace("&#39;", "'"), "what they agree to"
    Client().post(f"/confirm/{where}")
    zoe.refresh_from_db()
    consent = Consent.objects.get()
    assert (zoe.state, zoe.wants_classes, mailable()) == ("active", False, 1)
    assert (consent.wording, consent.source) == (wording, f"an invitation by {OWNER}")


def test_the_confirming_page_says_the_same_for_a_link_that_nobody_has(studio_plan: object) -> None:
    invite()
    where = Single.objects.get().words["text"].partition("/confirm/")[2].split()[0]
    mine, none = (Client().get(f"/confirm/{token}").content.decode() for token in (where, "x"))
    assert mine == none


def test_with_evidence_they_are_on_the_list_at_once_and_the_proof_is_kept(studio_plan: object, owner: Client) -> None:
    page = owner.post("/people/new/add/", {**FORM, **SHOWN}, follow=True).content.decode()
    assert "Zoe@example.org is on the list." in page
    zoe, consent = Subscriber.objects.get(), Consent.objects.get()
    assert (zoe.state, zoe.last_name, zoe.wants_classes, mailable()) == ("active", "Né", False, 1)
    assert (consent.kind, consent.basis, consent.source, consent.recorded_by) == (
        "express", "signed up", SHOWN["source"], OWNER
    )  # fmt: skip
    assert consent.valid_from.isoformat() == "2027-02-03T05:00:00+00:00"
    assert not Single.objects.exists()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"address": "zoe@"}, "address", "write it like name@place.ca"),
        ({"topic": []}, "topic", "Choose what they want to read"),
        ({**SHOWN, "basis": ""}, "basis", "Say why you may write to them."),
        ({**SHOWN, "basis": "none"}, "date", "have them asked by mail"),
        ({**SHOWN, "date": ""}, "date", "on which day"),
        ({**SHOWN, "date": "last week"}, "date", "have them asked by mail"),
        ({**SHOWN, "date": "2099-01-01"}, "", "is still to come"),
        ({**SHOWN, "source": " "}, "source", "so that you can show it later"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(
    studio_plan: object, owner: Client, more: dict[str, Any], field: str, says: str
) -> None:
    answer = owner.post("/people/new/add/", {**FORM, **more})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert says in html
    assert html.count('role="alert"') == 1
    assert 'value="Zoë"' in html
    assert not field or f'id="{field}-mistake"' in html
    assert not Subscriber.objects.exists()


def test_evidence_is_judged_as_an_import_judges_it() -> None:
    write_down("a@example.org", ConsentAnswer("client", "America/Toronto", "2026-05-31", "till"))
    answer = ConsentAnswer("client", "America/Toronto", "2026-05-31", "till")
    audience.import_people(b"email\nb@example.org\n", answer, dry_run=False, now=NOW, by=OWNER)
    mine, theirs = (
        Consent.objects.filter(subscriber__address_key=key).values_list("kind", "basis", "valid_from", "until").get()
        for key in ("a@example.org", "b@example.org")
    )
    assert mine == theirs


def test_a_consent_that_is_over_is_kept_and_said(studio_plan: object, owner: Client) -> None:
    old = {**SHOWN, "basis": "inquiry", "date": "2026-01-05"}
    assert "that consent is over" in owner.post("/people/new/add/", {**FORM, **old}, follow=True).content.decode()
    assert mailable() == 0


def test_whoever_waits_for_their_button_is_on_the_list_once_there_is_evidence() -> None:
    invite()
    zoe = write_down()
    assert (zoe.state, mailable(), Subscriber.objects.count()) == ("active", 1, 1)


def test_what_somebody_chose_themselves_stays() -> None:
    zoe = write_down()
    audience.choose_topics(zoe.token, ["classes"], NOW)
    audience.take_break(zoe.token, NOW + timedelta(days=9), NOW)
    again = write_down(consent=ConsentAnswer("client", "UTC", "2027-02-01", "till"), topics=("tips",))
    assert (again.wants_tips, again.wants_classes, again.state) == (False, True, "paused")


@pytest.mark.parametrize("how", [invite, write_down])
@pytest.mark.parametrize("end", ["unsubscribed", "bounced", "complained", "erased", "muted"])
def test_nobody_who_left_is_brought_back_or_even_asked(end: str, how: Any) -> None:
    zoe = write_down()
    if end == "erased":
        audience.erase(ZOE, NOW, OWNER)
    else:
        audience.leave_out(zoe.pk, end, "link", NOW)
    with pytest.raises(Problem, match=r"only they can sign up again|they stay left out|You stopped writing"):
        how()
    assert (mailable(), Single.objects.count(), Subscriber.objects.get().state) == (0, 0, end)


def test_nobody_is_asked_for_nothing_or_too_often() -> None:
    invite()
    with pytest.raises(Problem, match="was asked within the last day"):
        invite()
    write_down()
    with pytest.raises(Problem, match="is on the list already"):
        invite()
    assert Single.objects.count() == 1


def test_who_is_known_without_consent_may_be_asked() -> None:
    audience.import_people(b"email\nzoe@example.org\n", ConsentAnswer("none", "UTC"), dry_run=False, now=NOW, by=OWNER)
    invite()
    assert Single.objects.get().kind == "sign-up"


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_owners_add_anybody(client: Client, studio_plan: object, role: str) -> None:
    client.force_login(User.objects.create(email="edi@example.org", role=role, created_at=NOW))
    assert client.get("/people/new/").status_code == 400
    client.post("/people/new/add/", {**FORM, **SHOWN})
    assert not Subscriber.objects.exists()
    assert "/people/new/" not in client.get("/people/").content.decode()


@pytest.mark.alike
def test_the_command_line_does_the_same(tmp_path: Path) -> None:
    home = template().copy(tmp_path)
    home.python(PEOPLE)
    assert "A mail with a button goes to zoe@" in home.run("subscribers", "add", "zoe@example.org", "--name", "Zoë")
    proof = ("--basis", "signed-up", "--date", "2027-02-03", "--source", "on paper at the studio")
    assert "dora@example.org is on the list." in home.run("subscribers", "add", "dora@example.org", *proof)
    assert "is on the list already" in home.run("subscribers", "add", "anna@example.org", code=2)
