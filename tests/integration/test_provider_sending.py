"""An issue through a mail provider, by the ledger's own rules: once, or ask; the provider's report is the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.crypto import encrypt
from scheduler.accounts.models import Account
from scheduler.channels.base import Draft
from scheduler.insights.models import Event
from scheduler.outbox import services as outbox
from scheduler.outbox import tallies
from scheduler.outbox.models import Delivery
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.web import sns, webhooks
from tests import builders
from tests.fakes import sns as amazon
from tests.fakes.mail_providers import TOKEN, Answer, MailProvider, Postmark, Resend
from tests.fakes.recording import NOW, TestClock, a_message
from tests.fakes.ses import Ses
from tests.integration.test_provider_reports import post, postmark

pytestmark = pytest.mark.django_db
PLAN = """\
version: 1
studio: {{name: Willow, timezone: America/Toronto, address: 12 Willow Street, contact: hello@willow.example}}
channels: {{newsletter: {{kind: email, provider: {0}, connections: 2, from: Willow <hello@willow.example>}}}}
jobs: {{}}
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    monkeypatch.setenv("SITE_URL", "http://127.0.0.1:8000")


def an_issue(provider: MailProvider, people: int) -> Message:
    plan.accept(PLAN.format(provider.kind), "owner@willow.example", NOW)
    account = Account.objects.get()
    account.state, account.live_since = "ready", NOW
    account.secret = encrypt({name: value for name, value in provider.values().items() if name != "from"})
    account.save()
    for number in range(people):
        builders.a_subscriber(f"p{number}@example.org")
    payload: Any = plan.channel_of(account).payload(Draft("Breathe out.", html="<p>Breathe out.</p>", subject="Feet"))
    return a_message(account, payloads=[payload])


def test_once_or_ask_and_the_report_is_the_answer(tmp_path: Path) -> None:
    with Postmark() as provider:
        message, clock = an_issue(provider, 12), TestClock()
        provider.refuse = {"p3@example.org"}
        provider.lose = 2
        outbox.dispatch(clock, outbox.live(tmp_path))
        assert tallies.of(message.pk) == {"sent": 9, "refused": 1, "unknown": 2}
        assert sorted(mail.to for mail in provider.taken) == sorted(f"p{n}@example.org" for n in range(12) if n != 3)
        clock.pass_time(minutes=30)
        outbox.dispatch(clock, outbox.live(tmp_path))
        assert len(provider.taken) == 11, "what is uncertain is not sent again"
        for copy in Delivery.objects.filter(state="unknown"):
            assert post(message.account, "postmark", postmark("Delivery", copy.key)).status_code == 200
        assert tallies.of(message.pk) == {"sent": 11, "refused": 1}
        assert tallies.kept(message.pk) == tallies.counted(message.pk)
    keys = {mail.data["key"] for mail in provider.taken}
    assert keys == set(Delivery.objects.filter(state="sent").values_list("key", flat=True))


def test_amazons_signed_report_is_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.config.clock", lambda: TestClock(NOW))
    monkeypatch.setattr(webhooks, "CERTIFICATES", sns.Certificates(amazon.Hosts()))
    with Ses() as provider:
        message, clock = an_issue(provider, 8), TestClock()
        provider.refuse, provider.lose = {"p3@example.org"}, 3
        outbox.dispatch(clock, outbox.live(tmp_path))
        assert tallies.of(message.pk) == {"sent": 4, "refused": 1, "unknown": 3}
        clock.pass_time(minutes=30)
        outbox.dispatch(clock, outbox.live(tmp_path))
        assert len(provider.taken) == 7, "what is uncertain is not sent again"
    first, second, third = Delivery.objects.filter(state="unknown").order_by("id")
    told = (amazon.delivered(first.key), amazon.bounced(second.key), amazon.complained(third.key))
    for report in told:
        assert post(message.account, "ses", report).status_code == 200
    third.refresh_from_db()
    assert third.state == "sent", "whoever reports it as spam has got it"
    assert tallies.of(message.pk) == {"sent": 7, "refused": 1}
    assert tallies.kept(message.pk) == tallies.counted(message.pk)


def test_an_account_that_amazon_paused_loses_nobody(tmp_path: Path) -> None:
    with Ses() as provider:
        message = an_issue(provider, 6)
        provider.sending = False
        outbox.dispatch(TestClock(), outbox.live(tmp_path))
        account = Account.objects.get()
        assert account.state == "needs_reconnect"
        assert "paused" in account.reason
        assert tallies.of(message.pk) == {"queued": 6}
        provider.sending = True
        accounts.check(account, NOW)
        outbox.dispatch(TestClock(), outbox.live(tmp_path))
    assert tallies.of(message.pk) == {"sent": 6}
    assert len(provider.taken) == 6


def test_a_lost_login_stops_the_account_and_loses_nobody(tmp_path: Path) -> None:
    with Postmark() as provider:
        message = an_issue(provider, 6)
        provider.next = [Answer(401, {"ErrorCode": 10, "Message": f"Bad or missing Server API token {TOKEN}"})]
        outbox.dispatch(TestClock(), outbox.live(tmp_path))
        account = Account.objects.get()
        assert account.state == "needs_reconnect"
        assert TOKEN not in account.reason
        figures = tallies.of(message.pk)
        assert figures.get("queued", 0) + figures.get("sent", 0) == 6
        accounts.check(account, NOW)
        outbox.dispatch(TestClock(), outbox.live(tmp_path))
        assert account.state == "ready"
    assert sorted(mail.to for mail in provider.taken) == [f"p{number}@example.org" for number in range(6)]


def test_resend_is_asked_again_under_its_key_until_it_answers(tmp_path: Path) -> None:
    with Resend() as provider:
        message, clock = an_issue(provider, 3), TestClock()
        provider.lose = 9
        outbox.dispatch(clock, outbox.live(tmp_path))
        assert tallies.of(message.pk) == {"unknown": 3}
        provider.lose = 0
        for _ in range(3):
            clock.pass_time(minutes=2)
            outbox.dispatch(clock, outbox.live(tmp_path))
        assert tallies.of(message.pk) == {"sent": 3}
        assert len(provider.taken) == 3, "each was taken once"
        bodies = {(request.headers["Idempotency-Key"], json.dumps(request.json())) for request in provider.requests}
        assert len(bodies) == 3, "each key with one body"


def test_the_owner_is_asked_when_no_report_has_come_for_hours(tmp_path: Path) -> None:
    with Postmark() as provider:
        _message, clock = an_issue(provider, 1), TestClock()
        provider.lose = 1
        outbox.dispatch(clock, outbox.live(tmp_path))
        assert not Event.objects.filter(kind="not-certain").exists()
        for _ in range(20):
            clock.pass_time(minutes=30)
            outbox.dispatch(clock, outbox.live(tmp_path))
        assert Event.objects.get(kind="not-certain").needs_you
        assert len(provider.taken) == 1
