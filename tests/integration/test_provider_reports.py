"""Reports of mail providers, as each describes them, signed as each signs them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels.email.provider_list import PROVIDERS
from scheduler.outbox import tallies
from scheduler.outbox.models import Delivery
from scheduler.plan.models import Message
from scheduler.web import sns, webhooks
from tests import builders
from tests.fakes import sns as amazon
from tests.fakes.recording import NOW, TestClock, a_message
from tests.fakes.ses import TOPIC

pytestmark = pytest.mark.django_db

WHEN = int(NOW.timestamp())
SECRET = "whsec_" + base64.b64encode(b"a key of at least some length").decode()
SENDGRIDS = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(SENDGRIDS.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
SIGNING = {"mailgun": "a signing key", "resend": SECRET, "sendgrid": PUBLIC}
TO = "anna@example.org"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.config.clock", lambda: TestClock(NOW))


@pytest.fixture(autouse=True)
def hosts(monkeypatch: pytest.MonkeyPatch) -> amazon.Hosts:
    """SNS's own, without a network."""
    found = amazon.Hosts()
    monkeypatch.setattr(webhooks, "CERTIFICATES", sns.Certificates(found))
    return found


def mailgun(event: str, key: str, **more: Any) -> Any:
    data = {"event": event, "id": "e1", "timestamp": WHEN, "recipient": TO, "user-variables": {"key": key},
            "message": {"headers": {"message-id": "m1@willow.example"}}, **more}  # fmt: skip
    token, at = "t" * 50, str(WHEN)
    signature = hmac.new(SIGNING["mailgun"].encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"timestamp": at, "token": token, "signature": signature}, "event-data": data}


def postmark(kind: str, key: str, **more: Any) -> Any:
    return {"RecordType": kind, "MessageID": "m1", "Recipient": TO, "Email": TO, "Metadata": {"key": key},
            "DeliveredAt": "2027-02-16T14:00:00Z", "BouncedAt": "2027-02-16T14:00:00Z", **more}  # fmt: skip


def sendgrid(event: str, key: str, **more: Any) -> Any:
    return [{"email": TO, "timestamp": WHEN, "event": event, "sg_event_id": "e1", "key": key, **more}]


def resend(kind: str, key: str, **more: Any) -> Any:
    headers = [{"name": "X-Metadata", "value": json.dumps({"key": key})}]
    data = {"email_id": "m1", "to": [TO], "created_at": "2027-02-16T14:00:00Z", "headers": headers, **more}
    return {"type": kind, "created_at": "2027-02-16T14:00:00.000Z", "data": data}


def brevo(event: str, key: str, **more: Any) -> Any:
    return {"event": event, "email": TO, "id": 1, "ts_event": WHEN, "message-id": "<m1@x>",
            "X-Mailin-custom": json.dumps({"key": key}), **more}  # fmt: skip


def mailjet(event: str, key: str, **more: Any) -> Any:
    return [{"event": event, "time": WHEN, "MessageID": 1000, "email": TO, "Payload": json.dumps({"key": key}), **more}]


Make = Callable[[str], Any]
REPORTS: dict[str, dict[str, Make]] = {
    "mailgun": {
        "delivered": lambda key: mailgun("delivered", key),
        "bounced": lambda key: mailgun(
            "failed", key, severity="permanent", reason="bounce",
            **{"delivery-status": {"code": 550, "message": "5.1.1 User unknown", "enhanced-code": "5.1.1"}},
        ),
        "complained": lambda key: mailgun("complained", key),
    },
    "postmark": {
        "delivered": lambda key: postmark("Delivery", key),
        "bounced": lambda key: postmark("Bounce", key, Type="HardBounce", TypeCode=1, Description="gone"),
        "complained": lambda key: postmark("SpamComplaint", key),
    },
    "sendgrid": {
        "delivered": lambda key: sendgrid("delivered", key, response="250 OK"),
        "bounced": lambda key: sendgrid("bounce", key, type="bounce", status="5.1.1", reason="550 5.1.1 unknown user"),
        "complained": lambda key: sendgrid("spamreport", key),
    },
    "resend": {
        "delivered": lambda key: resend("email.delivered", key),
        "bounced": lambda key: resend(
            "email.bounced", key, bounce={"type": "Permanent", "subType": "General", "message": "does not exist"}
        ),
        "complained": lambda key: resend("email.complained", key),
    },
    "brevo": {
        "delivered": lambda key: brevo("delivered", key),
        "bounced": lambda key: brevo("hard_bounce", key, reason="550 5.1.1 no such user"),
        "complained": lambda key: brevo("spam", key),
    },
    "mailjet": {
        "delivered": lambda key: mailjet("sent", key, smtp_reply="250 OK"),
        "bounced": lambda key: mailjet("bounce", key, hard_bounce=True, error_related_to="recipient",
                                       error="user unknown", comment=""),
        "complained": lambda key: mailjet("spam", key, source="JMRPP"),
    },
    "ses": {"delivered": amazon.delivered, "bounced": amazon.bounced, "complained": amazon.complained},
}  # fmt: skip
EVERY = pytest.mark.parametrize("name", REPORTS)


def an_account(name: str, channel: str = "newsletter", **more: str) -> Account:
    account = Account.objects.filter(name=channel).first()
    if account is None:
        options = {"provider": name, "from": "Willow <hello@willow.example>"}
        account = builders.an_account(channel, state="ready", options=options)
    from scheduler.accounts.crypto import encrypt

    account.secret = encrypt(
        {"token": "k", "secret_key": "s", "signing": SIGNING.get(name, ""), "topic": TOPIC, **more}
    )
    account.save()
    return account


def a_copy(account: Account, state: str = "unknown", number: int = 1) -> Delivery:
    person = builders.a_subscriber(f"p{number}@example.org")
    message = Message.objects.filter(account=account).first() or a_message(account, frozen_at=NOW)
    copy: Delivery = Delivery.objects.create(
        message=message, destination=person.address_hash, subscriber=person, state=state, due_at=NOW,
        key=f"{number:032x}", claim_token="t", reason="ask" if state == "unknown" else "",
        ended_at=builders.end_of(state, NOW),
    )  # fmt: skip
    tallies.start(message.pk)
    return copy


def post(account: Account, name: str, body: Any, **headers: str) -> HttpResponse:
    data = json.dumps(body).encode()
    signed = {**_signed(name, data), **headers}
    if name == "ses":
        signed |= {"x-amz-sns-message-type": body["Type"], "x-amz-sns-message-id": body["MessageId"]}
    address = accounts.report_address(account).removeprefix("http://127.0.0.1:8000")
    answer = Client(enforce_csrf_checks=True).post(address, data, "application/json", headers=signed)
    assert isinstance(answer, HttpResponse)
    return answer


def _signed(name: str, data: bytes) -> Mapping[str, str]:
    if name == "resend":
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        made = hmac.new(key, f"msg_1.{WHEN}.".encode() + data, hashlib.sha256).digest()
        signature = f"v1,{base64.b64encode(made).decode()}"
        return {"svix-id": "msg_1", "svix-timestamp": str(WHEN), "svix-signature": signature}
    if name == "sendgrid":
        made = SENDGRIDS.sign(str(WHEN).encode() + data, ec.ECDSA(hashes.SHA256()))
        return {
            "X-Twilio-Email-Event-Webhook-Timestamp": str(WHEN),
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(made).decode(),
        }
    return {}


def state_of(copy: Delivery) -> str:
    copy.refresh_from_db()
    assert tallies.kept(copy.message_id) == tallies.counted(copy.message_id)
    return copy.state


# --- what follows ---


def test_every_provider_reports_here() -> None:
    assert set(REPORTS) == set(PROVIDERS)


@EVERY
def test_delivered_settles_an_uncertain_copy_and_may_come_twice(name: str) -> None:
    account = an_account(name)
    copy = a_copy(account)
    for _ in range(2):
        assert post(account, name, REPORTS[name]["delivered"](copy.key)).status_code == 200
        assert state_of(copy) == "sent"


@EVERY
def test_delivered_says_nothing_new_of_a_sent_or_refused_copy(name: str) -> None:
    account = an_account(name)
    for number, state in enumerate(("sent", "refused", "queued", "cancelled"), 1):
        copy = a_copy(account, state, number)
        assert post(account, name, REPORTS[name]["delivered"](copy.key)).status_code == 200
        assert state_of(copy) == state


@EVERY
def test_a_bounce_is_counted_once_and_the_copy_stays_sent(name: str) -> None:
    account = an_account(name)
    copy = a_copy(account, "sent")
    for _ in range(2):
        assert post(account, name, REPORTS[name]["bounced"](copy.key)).status_code == 200
    assert state_of(copy) == "sent"
    assert copy.subscriber is not None
    copy.subscriber.refresh_from_db()
    assert copy.subscriber.state == "bounced"
    assert copy.bounces.count() == 1  # type: ignore[attr-defined]


@EVERY
def test_a_bounce_proves_that_an_uncertain_copy_was_sent(name: str) -> None:
    account = an_account(name)
    copy = a_copy(account)
    post(account, name, REPORTS[name]["bounced"](copy.key))
    assert state_of(copy) == "sent"


@EVERY
def test_a_report_of_spam_leaves_the_person_out(name: str) -> None:
    account = an_account(name)
    copy = a_copy(account, "sent")
    assert post(account, name, REPORTS[name]["complained"](copy.key)).status_code == 200
    assert copy.subscriber is not None
    copy.subscriber.refresh_from_db()
    assert copy.subscriber.state == "complained"


@EVERY
def test_a_copy_whose_sender_has_not_spoken_yet_is_asked_for_again(name: str) -> None:
    account = an_account(name)
    copy = a_copy(account, "sending")
    answer = post(account, name, REPORTS[name]["delivered"](copy.key))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert state_of(copy) == "sending"


@EVERY
def test_what_is_not_ours_is_passed_over_calmly(name: str) -> None:
    account = an_account(name)
    other = a_copy(an_account("postmark", "other"))
    for key in ("", "nobody's", other.key, "'; DROP TABLE outbox_delivery; --", "x" * 5000):
        for kind in REPORTS[name]:
            assert post(account, name, REPORTS[name][kind](key)).status_code == 200
    assert state_of(other) == "unknown"


def test_a_mail_that_the_provider_dropped_is_refused_when_it_was_uncertain() -> None:
    account = an_account("sendgrid")
    copy = a_copy(account)
    post(account, "sendgrid", sendgrid("dropped", copy.key, reason="Invalid"))
    assert state_of(copy) == "refused"


def test_who_left_at_the_provider_has_left_here() -> None:
    account = an_account("sendgrid")
    copy = a_copy(account, "sent")
    post(account, "sendgrid", sendgrid("unsubscribe", copy.key))
    assert copy.subscriber is not None
    copy.subscriber.refresh_from_db()
    assert copy.subscriber.state == "unsubscribed"


@pytest.mark.parametrize(
    ("kind", "closer", "said", "means"),
    [
        ("Permanent", "General", "", "hard"),
        ("Permanent", "OnAccountSuppressionList", "Amazon SES did not send the message to this address", "hard"),
        ("Permanent", "General", "smtp; 550 5.7.1 Our system has detected spam", "sender"),
        ("Transient", "MailboxFull", "", "full"),
        ("Transient", "ContentRejected", "", "content"),
        ("Transient", "General", "smtp; 451 4.4.2 timed out", "soft"),
        ("Transient", "General", "", "soft"),
        ("Undetermined", "Undetermined", "", "soft"),
    ],
)
def test_what_ses_calls_a_bounce(kind: str, closer: str, said: str, means: str) -> None:
    account = an_account("ses")
    copy = a_copy(account, "sent")
    assert post(account, "ses", amazon.bounced(copy.key, kind, closer, said)).status_code == 200
    assert copy.bounces.get().kind == means  # type: ignore[attr-defined]
    assert copy.subscriber is not None
    copy.subscriber.refresh_from_db()
    assert copy.subscriber.state == ("bounced" if means == "hard" else "active")


def test_a_mail_that_ses_found_a_virus_in_is_refused_when_it_was_uncertain() -> None:
    account = an_account("ses")
    copy = a_copy(account)
    post(account, "ses", amazon.event("Reject", copy.key, reject={"reason": "Bad content"}))
    assert state_of(copy) == "refused"


@pytest.mark.parametrize("kind", ["Send", "Open", "Click", "DeliveryDelay", "Subscription", "Something new"])
def test_what_else_ses_tells_changes_nothing(kind: str) -> None:
    account = an_account("ses")
    copy = a_copy(account)
    assert post(account, "ses", amazon.event(kind, copy.key)).status_code == 200
    assert state_of(copy) == "unknown"


# --- who is believed ---


@pytest.mark.parametrize("name", SIGNING)
def test_without_its_signature_nothing_is_believed(name: str, caplog: pytest.LogCaptureFixture) -> None:
    account = an_account(name)
    copy = a_copy(account)
    body = REPORTS[name]["delivered"](copy.key)
    if name == "mailgun":
        body["signature"]["signature"] = "0" * 64
        assert post(account, name, body).status_code == 403
        del body["signature"]
        assert post(account, name, body).status_code == 403
    else:
        for header in _signed(name, b""):
            assert post(account, name, body, **{header: "x"}).status_code == 403
    assert state_of(copy) == "unknown"
    assert SIGNING[name] not in caplog.text


def test_an_old_signature_of_resend_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account("resend")
    copy = a_copy(account)
    later = TestClock(NOW)
    later.pass_time(minutes=6)
    monkeypatch.setattr("scheduler.config.clock", lambda: later)
    assert post(account, "resend", REPORTS["resend"]["delivered"](copy.key)).status_code == 403


@pytest.mark.parametrize("name", [name for name, found in PROVIDERS.items() if found.signing_required])
def test_who_signs_is_not_believed_before_the_key_is_filled_in(name: str) -> None:
    account = an_account(name, signing="")
    copy = a_copy(account)
    assert post(account, name, REPORTS[name]["delivered"](copy.key)).status_code == 403
    assert state_of(copy) == "unknown"


def test_another_address_is_none_and_the_right_one_is_in_no_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account = an_account("postmark")
    token = accounts.report_address(account).split("/")[-2]
    assert client.post(f"/hooks/{token[:-1]}x/", b"{}", "application/json").status_code == 404
    assert client.post(f"/hooks/{token}/", b"not json", "application/json").status_code == 403
    assert client.get(f"/hooks/{token}/").status_code == 405
    assert token not in caplog.text
    Account.objects.update(state="off")
    assert client.post(f"/hooks/{token}/", b"{}", "application/json").status_code == 404


@EVERY
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"[[]]", b'{"event-data": []}', b"\xff\xfe", b'[{"event":1}]']
)
def test_nonsense_is_answered_calmly(name: str, body: bytes) -> None:
    account = an_account(name)
    address = accounts.report_address(account).removeprefix("http://127.0.0.1:8000")
    answer = Client().post(address, body, "application/json", headers=_signed(name, body))
    assert answer.status_code in (200, 403)


def test_what_is_too_large_is_not_read(client: Client) -> None:
    address = accounts.report_address(an_account("postmark")).removeprefix("http://127.0.0.1:8000")
    assert client.post(address, b"x" * 1_000_001, "application/json").status_code == 413


def test_the_channels_page_shows_the_address_to_the_owner_only(
    client: Client, studio_plan: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.accounts.models import User

    account = Account.objects.get(name="newsletter")
    account.options = {**account.options, "provider": "postmark"}
    account.save()
    address = accounts.report_address(account)
    for role, seen in (("owner", True), ("editor", False), ("viewer", False)):
        client.force_login(User.objects.create(email=f"{role}@example.org", role=role, created_at=NOW))
        assert (address in client.get("/channels/").content.decode()) is seen
