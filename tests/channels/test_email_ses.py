"""Amazon SES by its API: the very mail that was approved, nothing of the machine, and whose fault a refusal is."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scheduler.channels.base import Credentials
from scheduler.channels.email import Notice, as_eml, send_one
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry
from tests.channels.jobs import NOW
from tests.channels.test_email_providers import a_job, send, sent_many, studio
from tests.fakes.mail_providers import SECRET, TOKEN
from tests.fakes.server import Answer, Scripted
from tests.fakes.ses import Ses, error


@pytest.fixture
def ses() -> Iterator[Ses]:
    with Ses() as running:
        yield running


def signed_in(ses: Ses, **more: str) -> Credentials:
    return Credentials(ses.values(**more), loopback=True)


def check(ses: Ses, **more: str) -> Outcome:
    return studio(ses).check(signed_in(ses, **more))


def lines(mail: bytes) -> list[bytes]:
    return [line for line in mail.splitlines() if not line.startswith(b"X-Metadata: ")]


# --- what goes out ---


def test_what_goes_out_is_the_approved_mail_line_by_line(ses: Ses) -> None:
    job = a_job(ses, "idn@münchen.test", 'Anna "the roller" <b@c.d>', 7)
    assert isinstance(studio(ses).send(job), Accepted)
    approved = as_eml(job.payload, {"key": job.key, **job.holes})
    sent = ses.shown(ses.requests[0])
    assert lines(sent) == lines(approved)
    assert b'X-Metadata: {"key": "key-7"}' in sent


def test_a_mail_of_the_system_is_the_one_that_would_go_by_smtp(ses: Ses) -> None:
    notice = Notice(
        "Žofie <hello@willow.example>", "owner@example.test", "Post: é", "Text", "k1", NOW, html="<p>Text</p>"
    )
    assert isinstance(send_one(signed_in(ses), notice), Accepted)
    assert lines(ses.shown(ses.requests[0])) == lines(notice.built()[2])


def test_the_configuration_set_is_named_where_there_is_one(ses: Ses) -> None:
    send(ses)
    send(ses, values={"configuration_set": ""})
    named = [request.json().get("ConfigurationSetName") for request in ses.requests]
    assert named == ["newsletter", None]


# --- nothing of the machine ---


def test_nothing_of_the_machine_is_looked_at(ses: Ses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scheduler.channels.email.ses import _client

    _client.cache_clear()
    with Scripted(lambda _request: Answer(200, {})) as other:
        home = tmp_path / ".aws"
        home.mkdir()
        (home / "config").write_text(
            f"[default]\nregion = us-west-2\nendpoint_url = {other.url}\nuse_fips_endpoint = true\n"
        )
        (home / "credentials").write_text("[default]\naws_access_key_id = AKIA\naws_secret_access_key = x\n")
        machine = {
            "HOME": str(tmp_path), "AWS_PROFILE": "of-somebody-else", "AWS_ACCESS_KEY_ID": "AKIA",
            "AWS_REGION": "us-west-2", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "y",
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_ENDPOINT_URL": other.url, "AWS_ENDPOINT_URL_SESV2": other.url, "AWS_MAX_ATTEMPTS": "9",
            "AWS_RETRY_MODE": "adaptive", "AWS_EC2_METADATA_SERVICE_ENDPOINT": other.url, "HTTP_PROXY": other.url,
            "HTTPS_PROXY": other.url, "AWS_CA_BUNDLE": "/nowhere", "REQUESTS_CA_BUNDLE": "/nowhere",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": other.url, "AWS_DEFAULTS_MODE": "auto",
        }  # fmt: skip
        for name, value in machine.items():
            monkeypatch.setenv(name, value)
        assert isinstance(send(ses), Accepted)
        assert isinstance(check(ses), Accepted)
        ses.next = [error("TooManyRequestsException", "Maximum sending rate exceeded.")]
        assert isinstance(send(ses), Retry)
        assert other.requests == []
    assert len(ses.requests) == 3, "nothing is repeated here"
    assert "X-Amz-Security-Token" not in ses.requests[0].headers


def test_no_debugging_writes_down_keys_or_readers(ses: Ses, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert isinstance(send(ses), Accepted)
    for word in (TOKEN, SECRET, "anna@example.test", "Breathe"):
        assert word not in caplog.text


def test_without_its_library_the_way_to_get_it_is_told(ses: Ses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    for outcome in (send(ses), check(ses)):
        assert isinstance(outcome, Refused)
        assert outcome.stops_account
        assert "make with-ses" in outcome.reason
    assert ses.requests == []


@pytest.mark.parametrize("region", ["", "Frankfurt", "eu-central-1.evil.example/", "EU-CENTRAL-1", "eu-central-1\n"])
def test_a_region_that_is_none_is_told_before_anything_is_asked(ses: Ses, region: str) -> None:
    for outcome in (send(ses, values={"region": region}), check(ses, region=region)):
        assert isinstance(outcome, Refused)
        assert outcome.stops_account
        assert "eu-central-1" in outcome.reason
    assert ses.requests == []


# --- whose fault it is ---


def unverified(ses: Ses) -> None:
    ses.verified = set()


def in_the_sandbox(ses: Ses) -> None:
    ses.sandbox = True


def paused(ses: Ses) -> None:
    ses.sending = False


def suspended(ses: Ses) -> None:
    ses.suspended = True


def no_such_set(ses: Ses) -> None:
    ses.configuration_sets = set()


def answers(code: str, said: str, status: int) -> Any:
    return lambda ses: setattr(ses, "next", [error(code, said, status)])


OURS = {
    "the sender is not verified": (unverified, "Verify your From address"),
    "the account is in the sandbox": (in_the_sandbox, "verified addresses only"),
    "sending is paused": (paused, "paused"),
    "the account is suspended": (suspended, "suspended"),
    "there is no such configuration set": (no_such_set, "name of the configuration set"),
    "the key may not send": (
        answers("AccessDeniedException", "User is not authorized to perform: ses:SendEmail", 403), "ses:SendRawEmail"
    ),
    "the clock is wrong": (answers("InvalidSignatureException", "Signature expired: 20270216", 403), "clock"),
    "the way back is not verified": (answers("MailFromDomainNotVerifiedException", "Not verified", 400), "MAIL FROM"),
    "the account must be opened": (answers("OptInRequired", "The AWS Access Key Id needs a subscription", 403), "403"),
    "the mail is none": (answers("BadRequestException", "Missing required header 'From'.", 400), "does not take this"),
}  # fmt: skip


@pytest.mark.parametrize(("happens", "told"), OURS.values(), ids=OURS)
def test_what_is_our_fault_stops_the_account_and_never_the_reader(ses: Ses, happens: Any, told: str) -> None:
    happens(ses)
    outcome = send(ses)
    assert isinstance(outcome, Refused)
    assert (outcome.stops_account, outcome.suppress) == (True, False)
    assert outcome.account_state == "needs_reconnect"
    assert told in outcome.reason
    assert len(outcome.reason) < 300, "as much as is shown of it"
    assert ses.taken == []


@pytest.mark.parametrize(
    "said",
    [
        "Missing final '@domain'", "Local address contains control or whitespace", "Domain contains illegal character",
        "Domain ends with dot", "Illegal address", "Invalid domain name: 'x'.", "Missing domain",
        "Invalid email address.",
    ],
)  # fmt: skip
def test_an_address_that_amazon_does_not_understand_is_refused_alone(ses: Ses, said: str) -> None:
    ses.next = [error("BadRequestException", said)]
    outcome = send(ses)
    assert isinstance(outcome, Refused)
    assert not outcome.stops_account
    assert isinstance(send(ses, to="ben@example.test"), Accepted)


@pytest.mark.parametrize(
    ("code", "status"), [("TooManyRequestsException", 429), ("ThrottlingException", 400), ("Throttling", 400)]
)
def test_too_fast_cools_the_account_whatever_the_status(ses: Ses, code: str, status: int) -> None:
    ses.next = [error(code, "Maximum sending rate exceeded.", status)]
    outcome = send(ses)
    assert isinstance(outcome, Retry)
    assert outcome.cools_account
    assert outcome.not_before is not None
    assert outcome.not_before > NOW


def test_when_the_day_is_spent_the_account_waits_as_with_a_mail_server(ses: Ses) -> None:
    ses.per_day = 4
    outcomes, _ = sent_many(ses, 10, connections=1)
    assert [type(outcome) for outcome in outcomes.values()] == [Accepted] * 4 + [Refused]
    last = outcomes[4]
    assert (last.stops_account, last.account_state) == (True, "cooling")


def test_a_request_that_never_came_whole_is_tried_again(ses: Ses) -> None:
    ses.next = [error("RequestTimeoutException", "Timed out waiting for the request.", 408)]
    assert isinstance(send(ses), Retry)


# --- connecting ---


@pytest.mark.parametrize(
    ("happens", "told"), [(in_the_sandbox, "production access"), (paused, "paused"), (suspended, "paused")]
)
def test_an_account_that_may_not_send_to_everybody_does_not_sign_in(ses: Ses, happens: Any, told: str) -> None:
    happens(ses)
    outcome = check(ses)
    assert isinstance(outcome, Refused)
    assert told in outcome.reason


def test_half_a_key_does_not_sign_in(ses: Ses) -> None:
    outcome = check(ses, secret_key="another")
    assert isinstance(outcome, Refused)
    assert "both halves" in outcome.reason
    assert "another" not in outcome.reason


def test_what_could_not_be_asked_is_asked_another_time(ses: Ses) -> None:
    for address in ("http://127.0.0.1:1", "https://10.0.0.1"):
        assert isinstance(check(ses, api=address), Retry)
    ses.next = [error("TooManyRequestsException", "Rate exceeded")]
    assert isinstance(check(ses), Retry)
    ses.next = [Answer(200, b"<html>")]
    assert isinstance(check(ses), Retry)


def test_its_address_follows_from_the_region() -> None:
    from scheduler.channels.email.providers import _address, provider_of

    credentials = Credentials({"provider": "ses", "region": "ap-southeast-2"})
    assert _address(provider_of(credentials), credentials)[0] == "https://email.ap-southeast-2.amazonaws.com"
