"""The studio stops writing to somebody, in the browser and by command; what that does to copies, and the way back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts.models import User
from scheduler.audience import services as audience
from scheduler.audience.models import Consent, Subscriber, Suppression
from scheduler.audience.services import ConsentAnswer
from scheduler.domain.states import SUBSCRIBER
from scheduler.errors import Problem
from scheduler.outbox import ledger, tallies
from scheduler.outbox.models import Delivery, Single
from tests import builders
from tests.builders import NOW
from tests.fakes import recording
from tests.fakes.home import PEOPLE, template
from tests.integration.test_ledger import claim, frozen, holes

pytestmark = pytest.mark.django_db
OWNER = "ana@example.org"
LEFT = ("unsubscribed", "bounced", "complained")


def anna(**more: object) -> Subscriber:
    return builders.a_subscriber("anna@example.org", **more)


def stopped(person: Subscriber, *, asked: bool = False) -> Subscriber:
    return audience.stop_writing(person.pk, asked=asked, by=OWNER, now=NOW)


def again(person: Subscriber) -> Subscriber:
    return audience.write_again(person.pk, OWNER, NOW)


def mailable() -> int:
    return audience.counts(NOW)["mailable"]


@pytest.mark.parametrize(
    ("state", "more"),
    [("active", {}), ("paused", {"paused_until": NOW + timedelta(days=9)}), ("pending", {"confirmed_at": None})],
)
def test_what_the_studio_decided_it_may_take_back_and_all_is_as_before(state: str, more: dict[str, object]) -> None:
    person = anna(state=state, **more)
    before, could = Subscriber.objects.values().get(), mailable()
    assert stopped(person).state == "muted"
    assert (mailable(), Suppression.objects.get().reason) == (0, "muted")
    assert not Consent.objects.filter(kind="withdrawn").exists(), "they withdrew nothing"
    again(person)
    assert (Subscriber.objects.values().get(), mailable()) == (before, could)
    assert not Suppression.objects.exists()


def test_a_break_that_is_over_by_then_is_over() -> None:
    person = anna(state="paused", paused_until=NOW + timedelta(days=9))
    stopped(person)
    assert audience.write_again(person.pk, OWNER, NOW + timedelta(days=10)).state == "active"


def test_who_asked_has_left_and_the_evidence_says_who_wrote_it_down() -> None:
    person = stopped(anna(), asked=True)
    gone = Consent.objects.get(kind="withdrawn")
    assert (person.state, gone.basis, gone.recorded_by) == ("unsubscribed", "unsubscribed", OWNER)
    assert "told to the studio" in gone.source
    with pytest.raises(Problem, match="Only this person can change that"):
        again(person)
    assert mailable() == 0


@pytest.mark.parametrize("state", LEFT)
def test_nobody_who_left_is_brought_back(state: str) -> None:
    person = anna()
    audience.leave_out(person.pk, state, "link", NOW)
    with pytest.raises(Problem, match="Only this person can change that"):
        again(person)
    with pytest.raises(Problem, match="gets nothing already"):
        stopped(person)
    assert Subscriber.objects.get().state == state


@pytest.mark.parametrize("state", LEFT)
def test_what_a_person_does_after_the_studio_stopped_counts_more(state: str) -> None:
    person = stopped(anna())
    audience.leave_out(person.pk, state, "link", NOW)
    assert (Subscriber.objects.get().state, Suppression.objects.get().reason) == (state, state)
    with pytest.raises(Problem, match="Only this person can change that"):
        again(person)


def test_a_list_that_says_they_left_counts_more_too_and_one_that_does_not_brings_nobody_back() -> None:
    person = stopped(anna(address_hash=audience.address_hash("anna@example.org")))
    answer = ConsentAnswer("signed up", "UTC", "2026-05-31", "paper list")
    report = audience.import_people(b"email\nanna@example.org\n", answer, dry_run=False, now=NOW, by=OWNER)
    assert (report.kept_out, Subscriber.objects.get().state) == (1, "muted")
    audience.import_people(b"email,status\nanna@example.org,unsubscribed\n", answer, dry_run=False, now=NOW, by=OWNER)
    assert Subscriber.objects.get().state == "unsubscribed"
    with pytest.raises(Problem, match="Only this person can change that"):
        again(person)


def test_an_export_that_is_taken_in_elsewhere_keeps_them_out() -> None:
    stopped(anna())
    data = audience.export()
    Subscriber.objects.all().delete()
    Suppression.objects.all().delete()
    answer = ConsentAnswer("signed up", "UTC", "2026-05-31", "paper list")
    assert audience.import_people(data, answer, dry_run=False, now=NOW, by=OWNER).suppressed == 1
    assert (Subscriber.objects.get().state, mailable()) == ("muted", 0)


def test_a_restored_database_stops_again_and_withdraws_nothing() -> None:
    person = anna()
    stopped(person)
    left = audience.leavings_after(0)
    again(person)  # as an older backup has it
    assert audience.leave_again(left) == 1
    assert Subscriber.objects.get().state == "muted"
    assert not Consent.objects.filter(kind="withdrawn").exists()
    assert again(person).state == "active"


@pytest.mark.parametrize("state", audience.MAY_BE_STOPPED)
def test_who_was_not_stopped_has_nothing_taken_back(state: str) -> None:
    person = anna(state=state)
    with pytest.raises(Problem, match="nothing to take back"):
        again(person)
    assert Subscriber.objects.get().state == state


def test_there_is_nobody_to_stop() -> None:
    with pytest.raises(Problem, match="nobody here"):
        audience.stop_writing(99, asked=True, by=OWNER, now=NOW)


def test_every_state_says_what_may_be_done() -> None:
    """Whoever adds a state decides here whether it can be stopped."""
    assert set(SUBSCRIBER.names) == {*audience.MAY_BE_STOPPED, *LEFT, "muted", "erased"}


def test_a_copy_that_is_written_down_already_is_left_out_when_its_turn_comes() -> None:
    message, target = frozen(3)
    first, second, third = Subscriber.objects.order_by("pk")
    claimed = claim(target, 1)
    stopped(first)
    audience.stop_writing(second.pk, asked=True, by=OWNER, now=NOW)
    taken = [*claimed, *ledger.claim(target, ledger.Hands("me", claimed[0].token), 0, 10, holes, recording.NOW)]
    begun = ledger.begin(target, taken, recording.NOW)
    assert [row.subscriber_id for row in begun] == [third.pk]
    reasons = dict(Delivery.objects.filter(state="suppressed").values_list("subscriber", "reason"))
    assert reasons == {first.pk: "muted", second.pk: "unsubscribed"}
    assert tallies.kept(message.pk) == tallies.counted(message.pk)


# --- the page ---


def test_the_page_tells_the_difference_first(owner: Client, studio_plan: object) -> None:
    person = anna()
    message = builders.a_message(account=builders.an_account("letters"), title="Breathe out")
    for state, part in (("queued", 1), ("sending", 2), ("unknown", 3)):
        Delivery.objects.create(
            message=message, destination=person.address_hash, part=part, subscriber=person, state=state, due_at=NOW,
            key=f"k{part}",
        )  # fmt: skip
    Single.objects.create(
        kind="sign-up", subscriber=person, address_hash="x", key="k", message_id="m", created_at=NOW, due_at=NOW,
        expires_at=NOW,
    )  # fmt: skip
    page = owner.get(f"/people/{person.pk}/").content.decode()
    assert "Stop writing to them…" in page
    for said in (
        "is left out when its turn comes", "may still arrive", "Today asks you", "the mail with the button to confirm",
        "only they can come back", "I can take it back",
    ):  # fmt: skip
        assert said in page
    person.refresh_from_db()
    assert person.state == "active", "looking changes nothing"


def test_the_owner_stops_and_writes_again(owner: Client, studio_plan: object) -> None:
    person = anna()
    place = f"/people/{person.pk}/"
    answer = owner.post(f"{place}stop/", {})
    assert answer.status_code == 400
    assert "Say why first" in answer.content.decode()
    assert (
        "Nothing more is sent to anna@example.org"
        in owner.post(f"{place}stop/", {"why": "own"}, follow=True).content.decode()
    )
    page = owner.get(place).content.decode()
    assert "Write to them again" in page
    assert "Stop writing to them…" not in page
    assert f"The studio stopped writing to them ({OWNER})." in page
    assert "stopped by you" in owner.get("/people/").content.decode()
    assert "is written to again, as before" in owner.post(f"{place}again/", follow=True).content.decode()
    owner.post(f"{place}stop/", {"why": "asked"})
    page = owner.get(place).content.decode()
    assert "Only they can come back" in page
    assert "Write to them again" not in page
    assert "Only this person can change that" in owner.post(f"{place}again/", follow=True).content.decode()


def test_who_reported_spam_is_never_written_to_again(owner: Client, studio_plan: object) -> None:
    person = anna()
    audience.leave_out(person.pk, "complained", "feedback loop", NOW)
    assert "They are never written to again" in owner.get(f"/people/{person.pk}/").content.decode()


def test_who_was_stopped_comes_back_by_their_own_button(client: Client, studio_plan: object) -> None:
    person = stopped(anna(address_hash=audience.address_hash("anna@example.org")))
    audience.ask_to_sign_up("anna@example.org", "", audience.Shown("Yes", "1", "the form"), NOW)
    said = Single.objects.get()
    assert said.kind == "sign-up", "not that they are on the list"
    link = said.words["text"].partition("/confirm/")[2].split()[0]
    client.post(f"/confirm/{link}")
    person.refresh_from_db()
    assert (person.state, Suppression.objects.count(), mailable()) == ("active", 0, 1)


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_owners_stop_anybody(client: Client, studio_plan: object, role: str) -> None:
    person = anna()
    client.force_login(User.objects.create(email="edi@example.org", role=role, created_at=NOW))
    for what in ("stop", "again"):
        client.post(f"/people/{person.pk}/{what}/", {"why": "own"})
    person.refresh_from_db()
    assert person.state == "active"


@pytest.mark.alike
def test_the_command_line_does_the_same(tmp_path: Path) -> None:
    home = template().copy(tmp_path)
    home.python(PEOPLE)
    assert "Nothing more is sent to anna@example.org" in home.run("subscribers", "stop", "anna@example.org", "--own")
    assert "is written to again" in home.run("subscribers", "resume", "anna@example.org")
    assert "Nobody here has the address" in home.run("subscribers", "stop", "zoe@example.org", "--asked", code=2)
