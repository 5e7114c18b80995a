"""Signing up: one mail, one button, evidence kept; and nothing that tells who is on the list."""

from __future__ import annotations

import email.policy
import re
from datetime import datetime, timedelta
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.test import Client

from scheduler import config
from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.audience.models import Confirmation, Consent, Knock, Subscriber, Suppression
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Single
from scheduler.plan import services as plan
from tests.builders import NOW
from tests.fakes.recording import TestClock
from tests.fakes.smtp import DROP_AFTER, MailServer

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "Anna@Example.org"


def version() -> str:
    return audience.consent_words(plan.require())[1]


def ask(address: str = ANNA, ip: str = "24.36.7.9", **more: str) -> str:
    """The page after the form, filled in by somebody at that network, on another site."""
    form = {"email": address, "first_name": "Anna", "yes": version(), "website": "", **more}
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=ip, HTTP_ORIGIN="https://willow.squarespace.example")
    answer = client.post("/sign-up", form)
    assert not answer.cookies
    return f"{answer.status_code} {answer.content.decode()}"


def link(single: Single | None = None) -> str:
    """The link in the newest mail that waits."""
    single = single or Single.objects.order_by("-pk")[0]
    return re.search(r"http://127.0.0.1:8000(/\S+)", single.words["text"])[1]  # type: ignore[index]


def press(path: str) -> str:
    answer = Client(enforce_csrf_checks=True, REMOTE_ADDR="24.36.7.9").post(path)
    assert answer.status_code == 200
    return answer.content.decode()


def person() -> Subscriber:
    return Subscriber.objects.get(address_key=ANNA.lower())


def on_the_list(now: datetime = NOW) -> Subscriber:
    day = (now - timedelta(days=300)).date().isoformat()
    answer = audience.ConsentAnswer("signed up", "America/Toronto", date=day, source="a list at the desk")
    return audience.subscribe_directly(ANNA, consent=answer, now=now, by="owner@willow.example")


# --- the whole way ---


def test_from_the_form_to_the_list_with_the_evidence(studio_plan: Path) -> None:
    assert "Look in your mailbox" in ask()
    assert person().state == "pending"
    where = link()
    looked = Client().get(where)
    assert "Yes, sign me up" in looked.content.decode()
    assert (looked["Referrer-Policy"], looked["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "no-store" in looked["Cache-Control"]
    assert person().state == "pending", "looking changes nothing"
    assert "you are on the list" in press(where)
    anna = person()
    assert (anna.state, anna.confirmed_at, anna.address) == ("active", NOW, "Anna@example.org")
    consent = Consent.objects.get(subscriber=anna)
    wording = audience.consent_words(plan.require())[0]
    assert (consent.kind, consent.basis, consent.wording, consent.valid_from) == ("express", "signed up", wording, NOW)
    assert consent.source == "the sign-up form on willow.squarespace.example"
    asked = Confirmation.objects.get()
    assert (asked.version, asked.asked_at, asked.confirmed_at) == (version(), NOW, NOW)
    assert asked.network == asked.confirmed_network != ""
    assert len(asked.network) == 64
    assert "24.36" not in repr(vars(asked))
    assert audience.counts(NOW)["mailable"] == 1


def test_the_words_say_who_writes_what_for_and_that_one_can_leave(studio_plan: Path) -> None:
    studio, page = plan.require().studio, Client().get("/sign-up").content.decode()
    for wanted in (studio.name, " ".join(studio.address.split()), studio.contact, "withdraw my consent at any time"):
        assert wanted in page
    assert "checked" not in page


def test_a_box_that_is_not_ticked_is_no_consent(studio_plan: Path) -> None:
    assert ask(yes="").startswith("400")
    assert not Subscriber.objects.exists()


def test_what_is_no_address_is_said_so_and_what_was_typed_stays(studio_plan: Path) -> None:
    page = ask("anna@")
    assert page.startswith("400")
    assert 'value="anna@"' in page
    assert "write it like name@place.ca" in page


def test_pressing_again_changes_nothing_and_a_used_link_brings_nobody_back(studio_plan: Path) -> None:
    ask()
    where = link()
    press(where)
    assert "you are on the list" in press(where)
    assert Consent.objects.count() == 1
    audience.unsubscribe(person().token, NOW, "one-click")
    assert "used up" in press(where)
    assert person().state == "unsubscribed"


def test_a_link_works_for_seven_days(studio_plan: Path) -> None:
    ask()
    where = link()
    set_clock(NOW + timedelta(days=7))
    assert "used up" in press(where)
    assert "used up" in press("/confirm/nobody-was-sent-this")
    assert person().state == "pending"


def set_clock(at: datetime) -> None:
    clock = config.clock()
    clock.path.write_text(at.isoformat())  # type: ignore[attr-defined]


# --- nothing is told ---


def test_the_answer_is_the_same_whoever_it_is(studio_plan: Path) -> None:
    answers = {ask("new@example.org", ip="24.36.1.1")}
    on_the_list()
    answers.add(ask(ip="24.36.2.1"))
    answers.add(ask(ip="24.36.3.1"))
    for number, reason in enumerate(("unsubscribed", "bounced", "complained")):
        gone = audience.subscribe_directly(
            f"{reason}@example.org", consent=audience.ConsentAnswer("none", "UTC"), now=NOW, by="owner"
        )
        audience.leave_out(gone.pk, reason, "test", NOW)
        answers.add(ask(gone.address, ip=f"24.37.{number}.1"))
    audience.subscribe_directly("e@example.org", consent=audience.ConsentAnswer("none", "UTC"), now=NOW, by="owner")
    audience.erase("e@example.org", NOW, by="owner")
    answers.add(ask("e@example.org", ip="24.38.1.1"))
    answers.add(ask("robot@example.org", ip="24.39.1.1", website="https://spam.example"))
    assert len(answers) == 1
    asked = sorted(Single.objects.values_list("words__to", "kind"))
    assert asked == [
        ("Anna@example.org", "known"), ("bounced@example.org", "sign-up"), ("e@example.org", "sign-up"),
        ("new@example.org", "sign-up"), ("unsubscribed@example.org", "sign-up"),
    ]  # fmt: skip
    assert not Subscriber.objects.filter(address="robot@example.org").exists()


def test_somebody_who_is_on_the_list_is_told_so_in_their_own_mailbox(studio_plan: Path) -> None:
    anna = on_the_list()
    ask()
    assert link() == f"/p/{anna.token}"
    assert person().state == "active"


@pytest.mark.parametrize("reason", ["unsubscribed", "bounced"])
def test_who_left_or_failed_comes_back_by_their_own_button_only(studio_plan: Path, reason: str) -> None:
    anna = on_the_list()
    audience.leave_out(anna.pk, reason, "test", NOW)
    ask()
    assert (person().state, Suppression.objects.count()) == (reason, 1)
    set_clock(NOW + timedelta(hours=1))
    press(link())
    anna = person()
    assert (anna.state, anna.confirmed_at, Suppression.objects.count()) == ("active", NOW + timedelta(hours=1), 0) or (
        reason == "bounced" and anna.state == "active"
    )
    assert audience.counts(NOW + timedelta(hours=1))["mailable"] == 1


@pytest.mark.parametrize("reason", ["complained", "erased"])
def test_who_left_for_good_after_asking_is_not_brought_back_by_the_link(studio_plan: Path, reason: str) -> None:
    ask()
    where = link()
    anna = person()
    if reason == "erased":
        audience.erase(anna.address, NOW, by="owner")
    else:
        Suppression.objects.create(address_hash=anna.address_hash, reason=reason, source="test", at=NOW)
    assert "used up" in press(where)
    assert audience.counts(NOW)["mailable"] == 0
    outbox.dispatch(TestClock(NOW), outbox.live(config.home()))
    assert Single.objects.get().state == "suppressed"


# --- after an erasure ---


def test_who_was_erased_signs_up_anew_by_their_own_button_and_begins_with_nothing(studio_plan: Path) -> None:
    before = on_the_list()
    audience.erase(ANNA, NOW, by="owner")
    ask(first_name="Anna")
    row = Subscriber.objects.get()
    assert (row.state, row.address, row.first_name) == ("erased", "", ""), "only a question until they press"
    assert audience.import_people(
        b"Email\nanna@example.org\n",
        audience.ConsentAnswer("signed up", "America/Toronto", date="2026-05-31", source="a list"),
        dry_run=False, now=NOW, by="owner",
    ).kept_out == 1  # fmt: skip
    assert audience.counts(NOW)["mailable"] == 0
    assert "you are on the list" in press(link())
    anna = person()
    assert (anna.state, anna.address, anna.first_name, anna.confirmed_at) == ("active", "Anna@example.org", "Anna", NOW)
    assert anna.pk != before.pk
    assert [one.basis for one in anna.consents.all()] == ["signed up"]
    assert anna.consents.get().recorded_by == "the person"
    assert not Suppression.objects.exists()
    assert audience.counts(NOW)["mailable"] == 1
    asked = Confirmation.objects.get()
    assert (asked.address, asked.first_name, asked.subscriber_id) == ("", "", anna.pk)
    emptied = Subscriber.objects.get(pk=before.pk)
    assert (emptied.state, emptied.address, emptied.consents.count()) == ("erased", "", 2), "its evidence stays"
    assert emptied.address_hash != anna.address_hash
    assert "you are on the list" in press(link()), "pressed again"
    assert Consent.objects.count() == 3


def test_the_mail_to_who_was_erased_goes_out_and_an_old_link_does_not_bring_them_back(studio_plan: Path) -> None:
    ask()
    old = link()
    audience.erase(ANNA, NOW, by="owner")
    assert "used up" in press(old)
    set_clock(NOW + timedelta(days=1))
    ask()
    outbox.dispatch(TestClock(NOW + timedelta(days=1)), outbox.live(config.home()))
    assert [one.state for one in Single.objects.order_by("pk")] == ["suppressed", "rehearsed"]
    written = sorted((config.home() / "rehearsal" / "mails").glob("*.eml"))
    assert len(written) == 1
    assert b"anna@example.org" in written[0].read_bytes().lower()


def test_an_address_that_was_erased_is_known_no_longer_than_its_question(studio_plan: Path) -> None:
    on_the_list()
    audience.erase(ANNA, NOW, by="owner")
    ask()
    assert Confirmation.objects.get().address == "Anna@example.org"
    where = link()
    assert audience.forget_unconfirmed(NOW + timedelta(days=7)) == 0
    assert (Confirmation.objects.get().address, Confirmation.objects.get().first_name) == ("", "")
    set_clock(NOW + timedelta(days=8))
    assert "used up" in press(where)
    assert Suppression.objects.get().reason == "erased"


def test_erased_again_before_they_press(studio_plan: Path) -> None:
    on_the_list()
    audience.erase(ANNA, NOW, by="owner")
    ask()
    where = link()
    assert audience.erase(ANNA, NOW, by="owner")
    assert (Confirmation.objects.get().address, Single.objects.get().state) == ("", "suppressed")
    assert "used up" in press(where)


def test_who_reported_spam_is_never_asked_again(studio_plan: Path) -> None:
    anna = on_the_list()
    audience.leave_out(anna.pk, "complained", "a report", NOW)
    ask()
    assert not Single.objects.exists()


# --- not a weapon ---


def test_a_mailbox_is_asked_once_a_day_and_three_times_a_month(studio_plan: Path) -> None:
    for hours, mails in ((0, 1), (23, 1), (24, 2), (48, 3), (72, 3), (24 * 29, 3), (24 * 31, 4)):
        set_clock(NOW + timedelta(hours=hours))
        ask(ip=f"24.36.{hours % 250}.1")
        assert Single.objects.count() == mails, hours


def test_a_network_asks_five_times_an_hour(studio_plan: Path) -> None:
    for number in range(5):
        assert ask(f"a{number}@example.org").startswith("200")
    assert ask("a6@example.org").startswith("429")
    assert ask("a6@example.org", ip="24.36.7.10").startswith("200")
    assert Single.objects.count() == 6
    set_clock(NOW + timedelta(hours=1))
    assert ask("a7@example.org").startswith("200")
    assert not Knock.objects.filter(key__contains="24.36").exists()


def test_the_studios_own_tablet_is_not_counted_as_one_person(owner: Client, studio_plan: Path) -> None:
    for number in range(8):
        form = {"email": f"d{number}@example.org", "yes": version()}
        assert owner.post("/sign-up", form, REMOTE_ADDR="24.36.7.9").status_code == 200
    assert Single.objects.count() == 8


def test_the_networks_around_and_all_the_world_have_limits_too(studio_plan: Path) -> None:
    for number in range(30):
        assert ask(f"b{number}@example.org", ip=f"24.36.7.{number + 1}").startswith("200")
    assert ask("b31@example.org", ip="24.36.7.200").startswith("429")
    assert ask("b31@example.org", ip="24.36.8.1").startswith("200")
    Knock.objects.filter(key="everyone").update(count=300)
    assert ask("b32@example.org", ip="99.1.1.1").startswith("429")
    from scheduler.insights.services import needs_you

    assert [event.kind for event in needs_you()] == ["flood"]


def test_ipv6_counts_by_the_household(studio_plan: Path) -> None:
    for number in range(5):
        assert ask(f"c{number}@example.org", ip=f"2607:f2c0:1:2::{number + 1}").startswith("200")
    assert ask("c6@example.org", ip="2607:f2c0:1:2:ffff::1").startswith("429")


def test_the_name_that_was_typed_is_never_mailed(studio_plan: Path) -> None:
    ask(first_name="Win a prize at http://evil.example\r\nBcc: all@example.org")
    words = Single.objects.get().words
    assert "evil" not in repr(words)
    assert person().first_name == "Win a prize at http://evil.example Bcc: all@example.org"


@pytest.mark.parametrize(
    "address", ["a\0@b.org", "a@b.org\r\nBcc: c@d.org", "<script>@x.org", "a" * 400, "", "ä@x.org"]
)
def test_hostile_addresses_are_refused_calmly(studio_plan: Path, address: str) -> None:
    assert ask(address).startswith(("400", "200"))
    assert not Subscriber.objects.filter(address__contains="\n").exists()
    assert Subscriber.objects.count() <= 1


def test_who_never_confirms_is_forgotten(studio_plan: Path) -> None:
    ask()
    on_the_list_before = audience.subscribe_directly(
        "old@example.org", consent=audience.ConsentAnswer("none", "UTC"), now=NOW, by="owner"
    )
    assert audience.forget_unconfirmed(NOW + timedelta(days=30)) == 0
    assert audience.forget_unconfirmed(NOW + timedelta(days=31)) == 1
    assert list(Subscriber.objects.all()) == [on_the_list_before]


# --- the mail itself ---


def the_newsletter(state: str = "ready", **values: str) -> Account:
    from scheduler.accounts import services as accounts

    account = Account.objects.get(name="newsletter")
    if values:
        accounts.connect(account, values, NOW)
    Account.objects.filter(pk=account.pk).update(state=state)
    return account


def go(home: Path) -> None:
    outbox.dispatch(TestClock(NOW), outbox.live(home))


def test_in_practice_the_mail_is_a_file_and_nothing_leaves(studio_plan: Path) -> None:
    ask()
    go(studio_plan)
    (file,) = (studio_plan / "rehearsal" / "mails").iterdir()
    read = BytesParser(policy=email.policy.default).parsebytes(file.read_bytes())
    assert (read["To"], read["Auto-Submitted"]) == ("Anna@example.org", "auto-generated")
    assert read["Subject"].startswith("Please confirm")
    for kind in ("plain", "html"):
        assert "/confirm/" in read.get_body((kind,)).get_content()
    single = Single.objects.get()
    assert (single.state, single.words) == ("rehearsed", {})


def test_live_it_is_sent_once_and_recorded(studio_plan: Path) -> None:
    with MailServer() as server:
        the_newsletter(**server.values())
        ask()
        go(studio_plan)
        go(studio_plan)
        (mail,) = server.does.received
    assert mail.recipient == "Anna@example.org"
    single = Single.objects.get()
    assert (single.state, single.words, single.ended_at) == ("sent", {}, NOW)
    assert f"Message-ID: <{single.message_id}@".encode() in mail.data
    assert b"List-Unsubscribe" not in mail.data


@pytest.mark.parametrize("state", ["cooling", "needs_reconnect"])
def test_while_the_mailbox_is_shut_it_waits(studio_plan: Path, state: str) -> None:
    the_newsletter(state)
    ask()
    go(studio_plan)
    assert Single.objects.get().state == "queued"


def test_while_everything_is_paused_it_waits_and_too_late_it_is_missed(studio_plan: Path) -> None:
    plan.hold("instance:", "A backup was put back.", "owner", NOW)
    ask()
    go(studio_plan)
    assert Single.objects.get().state == "queued"
    outbox.dispatch(TestClock(NOW + timedelta(days=8)), outbox.live(studio_plan))
    assert (Single.objects.get().state, Single.objects.get().words) == ("missed", {})


def test_a_refusal_a_delay_and_a_lost_answer(studio_plan: Path) -> None:
    with MailServer() as server:
        the_newsletter(**server.values())
        server.does.at_rcpt["no@example.org"] = "550 5.1.1 User unknown"
        server.does.at_rcpt["later@example.org"] = "451 4.3.0 Later"
        server.does.at_end["lost@example.org"] = DROP_AFTER
        for number, name in enumerate(("no", "later", "lost")):
            ask(f"{name}@example.org", ip=f"24.40.{number}.1")
        go(studio_plan)
        outbox.dispatch(TestClock(NOW + timedelta(minutes=1)), outbox.live(studio_plan))
        taken = [mail.recipient for mail in server.does.received]
    states = [(row.subscriber.address, row.state) for row in Single.objects.order_by("pk") if row.subscriber]
    assert states == [("no@example.org", "refused"), ("later@example.org", "queued"), ("lost@example.org", "unknown")]
    assert taken.count("lost@example.org") == 1, "what is not certain is never sent again"
    assert Subscriber.objects.get(address="no@example.org").state == "bounced"


def test_what_a_dead_sender_had_begun_is_not_certain(studio_plan: Path) -> None:
    ask()
    Single.objects.update(state="sending", worker="dead")
    outbox.recover(NOW)
    assert Single.objects.get().state == "unknown"


def test_a_studios_page_with_a_mistake_gives_way_to_the_samples(
    studio_plan: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = studio_plan / "templates" / "pages"
    pages.mkdir(parents=True)
    (pages / "sign_up.html").write_text("<p>{{ nothing.here }}</p>")
    (pages / "confirm.html").write_text("<p>No button</p>")
    assert 'name="email"' in Client().get("/sign-up").content.decode()
    assert "Yes, sign me up" in Client().get("/confirm/x").content.decode()
    assert "templates/pages/confirm.html: it has no form" in caplog.text


def test_a_studios_own_words_are_shown(studio_plan: Path) -> None:
    mails = studio_plan / "templates" / "mails"
    mails.mkdir(parents=True)
    (mails / "sign-up.txt").write_text(
        "Subject: Hey!\n\nWillow <b>\n\n{{ link }}\n\n{{ studio.name }}, {{ studio.address }}\n"
    )
    ask()
    words = Single.objects.get().words
    assert words["subject"] == "Hey!"
    assert "Willow &lt;b&gt;" in words["html"]


def test_an_old_pasted_form_keeps_its_words(studio_plan: Path) -> None:
    ask()
    ask("ben@example.org", ip="24.41.1.1", yes="0123456789ab")
    assert (
        Confirmation.objects.latest("pk").wording
        == "The words of a form that was pasted earlier (version 0123456789ab)."
    )
    Confirmation.objects.filter(version=version()).update(version="ffffffffffff", wording="As it was in May.")
    ask("cleo@example.org", ip="24.42.1.1", yes="ffffffffffff")
    assert Confirmation.objects.latest("pk").wording == "As it was in May."


def test_the_pasted_form_is_taken_as_it_stands_on_the_page(owner: Client, studio_plan: Path) -> None:
    page = owner.get("/people/sign-up/").content.decode()
    import html

    form = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])  # type: ignore[index]
    action = re.search(r'action="http://127.0.0.1:8000([^"]+)"', form)[1]  # type: ignore[index]
    names = set(re.findall(r'name="(\w+)"', form))
    assert (action, names) == ("/sign-up", {"email", "first_name", "website", "yes"})
    assert f'value="{version()}"' in form


@pytest.mark.parametrize(("kind", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_code_leads_to_the_sign_up_page(owner: Client, studio_plan: Path, kind: str, starts: bytes) -> None:
    answer = owner.get(f"/people/sign-up/code.{kind}")
    assert answer.content.startswith(starts)
    assert owner.get("/people/sign-up/poster/").status_code == 200


def test_an_address_that_nobody_else_can_open_is_handed_to_nobody(
    owner: Client, studio_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = ("/people/sign-up/", "/people/sign-up/poster/")
    assert all("works on this machine only" in owner.get(page).content.decode() for page in pages)
    monkeypatch.setenv("SITE_URL", "https://letters.willow.example")
    assert not any("works on this machine only" in owner.get(page).content.decode() for page in pages)
