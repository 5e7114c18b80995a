"""The month's mail and a reminder through a real Postfix with TLS and login, read from the owner's mailbox by IMAP."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account, User
from scheduler.insights import services as insights
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.builders import NOW
from tests.integration.planning import accept, queued
from tests.servers import mail as server

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.mailserver,
    pytest.mark.skipif(bool(server.missing()), reason=server.missing() or "runs"),
]
THE_25TH = datetime(2027, 2, 25, 14, 0, tzinfo=UTC)
OWNER = "ana@month.test"


@pytest.fixture(scope="module")
def mail() -> Iterator[server.RealMail]:
    with server.running() as running:
        yield running


def parsed(raw: bytes) -> EmailMessage:
    found = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def test_the_owner_reads_the_month_and_the_reminder(
    mail: server.RealMail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail.ca_file))
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")
    monkeypatch.setenv("SITE_URL", "https://studio.willow.example")
    User.objects.create(email=OWNER, role="owner", created_at=NOW)
    accept()
    queued(8)
    accounts.connect(accounts.named("newsletter"), mail.values("starttls"), NOW)
    Account.objects.filter(name="newsletter").update(state="ready", live_since=NOW)

    first = Message.objects.filter(at__gt=THE_25TH).order_by("at")[0]
    assert insights.tell_owner(THE_25TH, tmp_path) == 1
    Message.objects.filter(at__lte=THE_25TH).update(state="skipped", closed_at=THE_25TH)
    plan.answer_due(first.at - timedelta(hours=24))
    insights.tell_owner(first.at - timedelta(hours=24), tmp_path)

    found = {str(one["Subject"]): one for one in map(parsed, mail.inbox(OWNER, 3))}
    month = next(one for subject, one in found.items() if subject.startswith("Your month: "))
    body = month.get_body(("html",))
    assert body is not None
    assert 'href="https://studio.willow.example/month/"' in body.get_content()
    assert "Waits for your OK" in found
    assert not list(tmp_path.rglob("*.eml"))
