"""The list before going live, and a forgotten password."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account, User
from scheduler.insights import going_live, owner_mail, passwords
from scheduler.insights.models import OwnerMail
from scheduler.outbox.models import Delivery
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign
from scheduler.plan.services import accepting
from tests.builders import NOW, a_subscriber
from tests.channels.test_email_domain import GOOD
from tests.fakes.names import NameServer
from tests.fakes.smtp import MailServer

pytestmark = pytest.mark.django_db


def state_of(name: str) -> bool | None:
    return next(step.done for step in going_live.going_live(NOW).steps if step.name == name)


def test_a_new_studio_is_told_every_step_in_order(owner: Client, studio_series: Campaign) -> None:
    html = owner.get("/going-live/").content.decode()
    titles = [step.title for step in going_live.going_live(NOW).steps]
    places = [html.index(title) for title in titles]
    assert places == sorted(places)
    assert "Press Go live" in html
    assert "Connect newsletter under Channels" in html
    assert state_of("site") is False, "http://127.0.0.1 is no address for readers"


def test_an_address_of_this_machine_suits_only_a_mail_server_of_this_machine(
    studio_series: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsletter = Account.objects.get(name="newsletter")
    Account.objects.filter(pk=newsletter.pk).update(verified_at=NOW)
    monkeypatch.setenv("NEWSLETTER_HOST", "smtp.provider.example")
    assert state_of("site") is False
    newsletter.refresh_from_db()
    assert any("SITE_URL" in need for need in accounts.missing_for_live(newsletter, plan.require()))
    monkeypatch.setenv("NEWSLETTER_HOST", "127.0.0.1")
    assert state_of("site") is True
    monkeypatch.setenv("NEWSLETTER_HOST", "smtp.provider.example")
    monkeypatch.setenv("SITE_URL", "https://mail.willow.example")
    assert state_of("site") is True


def test_the_dns_is_asked_when_a_person_wants_it(
    owner: Client, studio_series: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_of("domain") is None
    with NameServer(dict(GOOD)) as server:
        monkeypatch.setenv("STUDIO_TEST_DNS", server.address)
        owner.post("/going-live/look/")
    html = owner.get("/going-live/").content.decode()
    assert "DMARC entry (p=none)" in html
    assert state_of("domain") is None  # whether the mail server signs, only a person sees


def test_what_was_found_is_forgotten_with_another_sender(owner: Client, studio_series: Campaign) -> None:
    with NameServer({}) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_TEST_DNS", server.address)
        owner.post("/going-live/look/")
    assert state_of("domain") is False
    account = Account.objects.get(name="newsletter")
    account.options = {**account.options, "from": "Maple <hello@maple.example>"}
    account.save()
    assert state_of("domain") is None


def test_a_test_goes_out_and_a_person_says_that_it_came(owner: Client, studio_series: Campaign) -> None:
    told = owner.post("/going-live/test/", {"do": "send", "to": "ana@example.org"}, follow=True).content.decode()
    assert "Connect newsletter first" in told
    assert state_of("test") is False
    with MailServer() as server:
        values = {name: str(value) for name, value in server.values().items()}
        owner.post("/channels/newsletter/connect/", values)
        owner.post("/going-live/test/", {"do": "send", "to": "ana@example.org"})
    assert list(server.does.recipients) == ["ana@example.org"], "it really left, though the channel practises"
    assert Account.objects.get(name="newsletter").state == "rehearsing"
    assert not Delivery.objects.exists()
    assert state_of("test") is None
    owner.post("/going-live/test/", {"do": "received"})
    assert state_of("test") is True


def test_people_and_timetable_are_seen(owner: Client, studio_series: Campaign) -> None:
    assert state_of("people") is False
    a_subscriber()
    assert state_of("people") is True
    assert state_of("timetable") is False


def test_who_may_only_look_asks_nobody(viewer: Client, studio_series: Campaign) -> None:
    viewer.post("/going-live/look/")
    viewer.post("/going-live/test/", {"do": "received"})
    assert state_of("test") is False
    assert state_of("domain") is None


def test_a_forgotten_password_is_chosen_anew_by_a_link_in_a_mail(client: Client, studio_plan: Path) -> None:
    user = User.objects.create(email="ana@example.org", role="owner", created_at=NOW)
    same = client.post("/forgotten/", {"email": "ANA@example.org"}).content
    (written,) = OwnerMail.objects.all()
    assert written.to == "ana@example.org"
    path = written.link.removeprefix("http://127.0.0.1:8000")
    answer = client.post(f"{path}begin/", {"password": "another long one, please"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("another long one, please")
    owner_mail.send(NOW, studio_plan)
    written.refresh_from_db()
    assert (written.ended_at is not None, written.link) == (True, "")
    other = Client().post("/forgotten/", {"email": "nobody@example.org"}).content
    assert other == same
    assert OwnerMail.objects.count() == 1


def test_asking_often_brings_one_mail_an_hour_and_a_pause(client: Client, studio_plan: Path) -> None:
    User.objects.create(email="ana@example.org", role="owner", created_at=NOW)
    codes = [client.post("/forgotten/", {"email": "ana@example.org"}).status_code for _ in range(8)]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert OwnerMail.objects.count() == 1


def test_somebody_who_may_not_sign_in_any_more_gets_no_link(studio_plan: Path) -> None:
    User.objects.create(email="ana@example.org", role="owner", created_at=NOW, is_active=False)
    passwords.send_link("ana@example.org", NOW)
    assert OwnerMail.objects.count() == 0


def test_only_what_is_still_the_samples_is_called_so(studio_series: Campaign) -> None:
    def says() -> str:
        return next(step.says for step in going_live.going_live(NOW).steps if step.name == "postal")

    assert says().startswith("These are still the sample’s: 12 Willow Street")
    text = accepting.newest().text.replace("12 Willow Street, Kitchener ON  N2H 1A1", "5 Lake Road, Guelph ON  N1E 1A1")  # type: ignore[union-attr]
    plan.accept(text, "ana@willow.example", NOW)
    assert says().startswith("The contact hello@willow.example is nobody’s")
    assert "sample’s:" not in says()
    plan.accept(text.replace("hello@willow.example", "hello@lotus.ca"), "ana@willow.example", NOW)
    assert state_of("postal") is True
