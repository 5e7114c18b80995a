"""What Amazon SNS posts is believed only when Amazon signed it, lately, for the topic that was filled in."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from scheduler.accounts.models import Account
from scheduler.errors import Problem
from scheduler.library.fetch import Fetched
from scheduler.outbox.models import Delivery
from scheduler.web import sns, webhooks
from tests.fakes import sns as amazon
from tests.fakes.recording import NOW, TestClock
from tests.fakes.ses import REGION, TOPIC
from tests.integration.test_provider_reports import a_copy, an_account, post, state_of

WITH_BOTO3 = {name: import_module(name) for name in ("anymail.webhooks.amazon_ses", "anymail.backends.amazon_ses")}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hosts(monkeypatch: pytest.MonkeyPatch) -> amazon.Hosts:
    """SNS's own, without a network."""
    monkeypatch.setattr("scheduler.config.clock", lambda: TestClock(NOW))
    found = amazon.Hosts()
    monkeypatch.setattr(webhooks, "CERTIFICATES", sns.Certificates(found))
    return found


@pytest.fixture
def account() -> Account:
    return an_account("ses")


@pytest.fixture
def copy(account: Account) -> Delivery:
    return a_copy(account)


def changed(copy: Delivery, **more: Any) -> dict[str, Any]:
    """A true report, with something of it replaced and signed again."""
    report = amazon.delivered(copy.key)
    kept = {name: value for name, value in {**report, **more}.items() if value is not None}
    return amazon.signed(kept)


# --- the signature ---


@pytest.mark.parametrize("version", ["1", "2"])
def test_both_kinds_of_signature_count_and_the_certificate_is_fetched_once(
    version: str, account: Account, copy: Delivery, hosts: amazon.Hosts
) -> None:
    for _ in range(3):
        assert post(account, "ses", changed(copy, SignatureVersion=version)).status_code == 200
    assert state_of(copy) == "sent"
    assert hosts.asked == [amazon.CERTIFICATE]


def test_a_message_without_a_subject_is_signed_without_one(account: Account, copy: Delivery) -> None:
    assert post(account, "ses", changed(copy, Subject=None)).status_code == 200
    assert state_of(copy) == "sent"


@pytest.mark.parametrize("name", ["Message", "MessageId", "Subject", "Timestamp", "Signature", "SignatureVersion"])
def test_whatever_is_changed_afterwards_breaks_it(name: str, account: Account, copy: Delivery) -> None:
    report = amazon.delivered(copy.key)
    other = {"Timestamp": (NOW + timedelta(seconds=1)).isoformat(), "SignatureVersion": "1"}
    report[name] = other.get(name, report[name].replace("a", "b").replace("2", "3"))
    assert post(account, "ses", report).status_code == 403
    assert state_of(copy) == "unknown"


def test_another_key_is_not_amazons(account: Account, copy: Delivery) -> None:
    report = amazon.signed(amazon.delivered(copy.key), amazon.key("a stranger"))
    assert post(account, "ses", report).status_code == 403
    assert state_of(copy) == "unknown"


@pytest.mark.parametrize("version", ["3", "", "0", "MD5"])
def test_another_kind_of_signature_is_none(version: str, account: Account, copy: Delivery) -> None:
    assert post(account, "ses", changed(copy, SignatureVersion=version)).status_code == 403
    assert state_of(copy) == "unknown"


@pytest.mark.parametrize(
    "name", ["Message", "MessageId", "Timestamp", "TopicArn", "Signature", "SigningCertURL", "Type"]
)
@pytest.mark.parametrize("value", [None, 5, ["x"], {}])
def test_what_is_missing_or_of_another_kind_is_answered_calmly(
    name: str, value: Any, account: Account, copy: Delivery
) -> None:
    report = {**amazon.delivered(copy.key), name: value}
    if value is None:
        del report[name]
    headers = {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "1"}
    answer = post(account, "postmark", report, **headers)
    assert answer.status_code == 403
    assert state_of(copy) == "unknown"


def test_raw_delivery_is_not_believed(account: Account, copy: Delivery, caplog: pytest.LogCaptureFixture) -> None:
    report = json.loads(amazon.delivered(copy.key)["Message"])
    assert post(account, "postmark", report).status_code == 403
    assert "raw delivery" in caplog.text


def test_without_its_library_a_report_comes_again(
    account: Account, copy: Delivery, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    for name, module in WITH_BOTO3.items():
        monkeypatch.setitem(sys.modules, name, module)  # which is what it puts back afterwards
        monkeypatch.delitem(sys.modules, name)
    assert post(account, "ses", amazon.delivered(copy.key)).status_code == 503
    assert "make with-ses" in caplog.text
    assert state_of(copy) == "unknown"


# --- the certificate ---

ELSEWHERE = {
    "plain http": amazon.CERTIFICATE.replace("https", "http"),
    "another host": "https://sns.example.org/SimpleNotificationService-1.pem",
    "a host below another": f"https://sns.{REGION}.amazonaws.com.example.org/SimpleNotificationService-1.pem",
    "a bucket of anybody's": "https://sns.s3.amazonaws.com/SimpleNotificationService-1.pem",
    "another region": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
    "another port": f"https://sns.{REGION}.amazonaws.com:8443/SimpleNotificationService-1.pem",
    "a name before the host": f"https://sns.{REGION}.amazonaws.com@example.org/SimpleNotificationService-1.pem",
    "a name at the host": f"https://x@sns.{REGION}.amazonaws.com/SimpleNotificationService-1.pem",
    "another path": f"https://sns.{REGION}.amazonaws.com/?Action=Publish",
    "a path that climbs": f"https://sns.{REGION}.amazonaws.com/../SimpleNotificationService-1.pem",
    "a question": f"{amazon.CERTIFICATE}?x=1",
    "a part of it": f"{amazon.CERTIFICATE}#x",
    "nothing": "",
    "no address": "https://[",
}


@pytest.mark.parametrize("address", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_certificate_from_elsewhere_is_not_even_fetched(
    address: str, account: Account, copy: Delivery, hosts: amazon.Hosts
) -> None:
    hosts.pages[address] = amazon.certificate()
    assert post(account, "ses", changed(copy, SigningCertURL=address)).status_code == 403
    assert hosts.asked == []
    assert state_of(copy) == "unknown"


@pytest.mark.parametrize(
    "made",
    [
        lambda: amazon.certificate(since=NOW - timedelta(days=400)),
        lambda: amazon.certificate(since=NOW + timedelta(hours=1)),
        amazon.elliptic,
        lambda: b"<html>Sign in to this network</html>",
    ],
    ids=["over", "not yet", "of another kind", "a page"],
)
def test_a_certificate_that_is_not_valid_proves_nothing(
    made: Callable[[], bytes], account: Account, copy: Delivery, hosts: amazon.Hosts
) -> None:
    hosts.pages[amazon.CERTIFICATE] = made()
    assert post(account, "ses", amazon.delivered(copy.key)).status_code == 403
    assert state_of(copy) == "unknown"


def test_when_the_certificate_cannot_be_read_the_report_comes_again(
    account: Account, copy: Delivery, hosts: amazon.Hosts
) -> None:
    kept = hosts.pages.pop(amazon.CERTIFICATE)
    answer = post(account, "ses", amazon.delivered(copy.key))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert state_of(copy) == "unknown"
    hosts.pages[amazon.CERTIFICATE] = kept
    assert post(account, "ses", amazon.delivered(copy.key)).status_code == 200
    assert state_of(copy) == "sent"


def test_no_more_than_a_few_certificates_are_kept(hosts: amazon.Hosts) -> None:
    certificates = sns.Certificates(hosts)
    for number in range(50):
        address = f"{amazon.HOST}/SimpleNotificationService-{number}.pem"
        hosts.pages[address] = amazon.certificate()
        certificates.key(address, REGION, NOW)
    assert len(certificates._kept) <= 20


def test_a_certificate_is_fetched_by_the_safe_fetcher_and_from_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fetch(address: str, *, accept: Any) -> Fetched:
        asked.append(address)
        return Fetched(b"pem", "https://elsewhere.example/" if "moved" in address else address)

    monkeypatch.setattr(sns, "fetch", fetch)
    assert sns.Certificates().read(amazon.CERTIFICATE) == b"pem"
    with pytest.raises(Problem, match="another address"):
        sns.Certificates().read(f"{amazon.HOST}/moved.pem")
    assert len(asked) == 2


# --- time and topic ---


@pytest.mark.parametrize(
    ("minutes", "status"), [(-61, 403), (-59, 200), (0, 200), (4, 200), (6, 403), (-60 * 24 * 365, 403)]
)
def test_an_old_report_is_not_believed_twice(minutes: int, status: int, account: Account, copy: Delivery) -> None:
    at = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.123Z")
    assert post(account, "ses", changed(copy, Timestamp=at)).status_code == status
    assert (state_of(copy) == "sent") is (status == 200)


@pytest.mark.parametrize("text", ["yesterday", "", "2027-02-16T14:00:00", "99999999999"])
def test_a_time_that_is_none_is_not_believed(text: str, account: Account, copy: Delivery) -> None:
    assert post(account, "ses", changed(copy, Timestamp=text)).status_code == 403


def test_another_topic_is_not_ours_though_amazon_signed_it(
    account: Account, copy: Delivery, hosts: amazon.Hosts
) -> None:
    other = TOPIC.replace("123456789012", "999999999999")
    assert post(account, "ses", changed(copy, TopicArn=other)).status_code == 403
    assert state_of(copy) == "unknown"
    assert hosts.asked == []


@pytest.mark.parametrize(
    "topic", ["", "newsletter-reports", "arn:aws:sqs:eu-central-1:123456789012:x", TOPIC + "/../x"]
)
def test_without_a_topic_nothing_is_believed(
    topic: str, copy: Delivery, hosts: amazon.Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    account = an_account("ses", topic=topic)
    assert post(account, "ses", changed(copy, TopicArn=topic)).status_code == 403
    assert "Fill in the topic" in caplog.text
    assert hosts.asked == []


# --- the subscription ---


def test_the_subscription_of_our_topic_is_confirmed(
    account: Account, hosts: amazon.Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    asking = amazon.message("SubscriptionConfirmation", Message="You have chosen to subscribe to the topic.")
    assert post(account, "ses", asking).status_code == 200
    assert hosts.asked == [amazon.CERTIFICATE, amazon.CONFIRM]
    assert "2336412f37" not in caplog.text


def test_the_greeting_after_it_is_taken_calmly(account: Account) -> None:
    greeting = "Successfully validated SNS topic for Amazon SES event publishing."
    assert post(account, "ses", amazon.message(Message=greeting)).status_code == 200


LEADS_ELSEWHERE = {
    "another host": amazon.CONFIRM.replace("amazonaws.com", "example.org"),
    "another region": amazon.CONFIRM.replace(f"sns.{REGION}", "sns.us-east-1"),
    "plain http": amazon.CONFIRM.replace("https", "http"),
    "another topic": amazon.CONFIRM.replace("newsletter-reports", "another"),
    "another deed": amazon.CONFIRM.replace("ConfirmSubscription", "DeleteTopic"),
    "two deeds": amazon.CONFIRM + "&Action=DeleteTopic",
    "nowhere": "",
}


@pytest.mark.parametrize("address", LEADS_ELSEWHERE.values(), ids=LEADS_ELSEWHERE)
def test_a_confirmation_that_leads_elsewhere_is_not_followed(
    address: str, account: Account, hosts: amazon.Hosts
) -> None:
    hosts.pages[address] = b""
    asking = amazon.message("SubscriptionConfirmation", SubscribeURL=address)
    assert post(account, "ses", asking).status_code == 403
    assert hosts.asked == [amazon.CERTIFICATE]


def test_a_confirmation_that_amazon_did_not_sign_is_not_followed(account: Account, hosts: amazon.Hosts) -> None:
    for asking in (
        amazon.message("SubscriptionConfirmation", signer=amazon.key("a stranger")),
        {**amazon.message("SubscriptionConfirmation"), "Token": "another"},
        amazon.message("SubscriptionConfirmation", TopicArn=TOPIC + "x"),
        amazon.message("SubscriptionConfirmation", Timestamp="2026-01-01T00:00:00.000Z"),
    ):
        assert post(account, "ses", asking).status_code == 403
    assert amazon.CONFIRM not in hosts.asked


def test_a_confirmation_that_does_not_get_through_comes_again(account: Account, hosts: amazon.Hosts) -> None:
    del hosts.pages[amazon.CONFIRM]
    assert post(account, "ses", amazon.message("SubscriptionConfirmation")).status_code == 503


def test_the_end_of_a_subscription_is_told_and_not_undone(
    account: Account, hosts: amazon.Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    assert post(account, "ses", amazon.message("UnsubscribeConfirmation")).status_code == 200
    assert "no longer" in caplog.text
    assert hosts.asked == [amazon.CERTIFICATE]
