"""Mail providers: what they are handed is what was approved, and what becomes of a mail is never guessed."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.channels import http
from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Attachment, Email, Notice, as_eml, send_one
from scheduler.channels.email.by_provider import ByProvider
from scheduler.channels.email.provider_list import PROVIDERS
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.domain.rendering.marks import hole
from scheduler.errors import Problem
from tests.channels.jobs import NOW
from tests.fakes import mail_providers
from tests.fakes.mail_providers import SECRET, TOKEN, Answer, Mailjet, MailProvider, Postmark, Resend
from tests.fakes.ses import Ses
from tests.integration.test_mail_real import parsed, words

ALL = (*mail_providers.ALL, Ses)
NAME, LEAVE = hole("first_name", "there"), hole("unsubscribe_url", "")
TEXT = f"Hello {NAME},\n\n.Roll one foot – slowly 🦶.\n{'breathe out, ' * 60}\n\nLeave: {LEAVE}\n"
HTML = f"<html><body><p>Hello {NAME},</p>\n<p>{'Breathe – ' * 200}</p><a href='{LEAVE}'>Leave</a></body></html>\n"
ENTRY = {"from": 'Žofie "the" Willow <hello@willow.example>', "reply to": "Žofie <answers@willow.example>"}
PEOPLE = {
    "anna@example.test": "Anna",
    "nobody@example.test": "",
    "quote@example.test": 'Anna "the roller" <b@c.d>',
    "lines@example.test": "...\r\nBcc: everybody@example.test\r\n\r\nQUIT",
    "long@example.test": "é" * 150,
    "idn@münchen.test": "Анна",
}


@pytest.fixture(params=ALL, ids=lambda kind: kind.__name__)
def provider(request: pytest.FixtureRequest) -> Iterator[MailProvider]:
    with request.param() as running:
        yield running


@pytest.fixture
def resend() -> Iterator[Resend]:
    with Resend() as running:
        yield running


@pytest.fixture
def postmark() -> Iterator[Postmark]:
    with Postmark() as running:
        yield running


def studio(provider: MailProvider, **more: Any) -> ByProvider:
    channel = Email().configured({**ENTRY, "name": "newsletter", "provider": provider.kind, **more})
    assert isinstance(channel, ByProvider)
    return channel


def a_job(
    provider: MailProvider, to: str = "anna@example.test", name: str = "Anna", number: int = 1, **more: Any
) -> Job:
    payload = studio(provider).payload(Draft(text=TEXT, html=HTML, subject=f"{NAME}, roll your feet – café 🧘"))
    holes = {
        "to": to, "first_name": name, "key": f"key-{number}", "created_at": NOW.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{number:022}", "preferences_url": "https://willow.example/p",
    }  # fmt: skip
    signed_in = Credentials(provider.values(**more.pop("values", {})), loopback=True)
    return Job(number, f"key-{number}", payload, holes, more.pop("memo", Memo()), signed_in, more.pop("now", NOW))


def send(provider: MailProvider, **more: Any) -> Outcome:
    return studio(provider).send(a_job(provider, **more))


# --- what was approved is what is handed over ---


@pytest.mark.parametrize(("to", "name"), PEOPLE.items())
def test_subject_text_html_and_headers_are_those_of_the_approved_mail(
    provider: MailProvider, to: str, name: str
) -> None:
    job = a_job(provider, to, name, 7)
    assert isinstance(studio(provider).send(job), Accepted)
    (mail,) = provider.taken
    approved = parsed(as_eml(job.payload, {"key": job.key, **job.holes}))
    assert mail.subject == approved["Subject"]
    assert mail.text.replace("\r\n", "\n") == words(approved, "plain")
    assert mail.html.replace("\r\n", "\n") == words(approved, "html")
    assert mail.to == approved["To"].addresses[0].addr_spec
    assert (mail.sender, mail.reply_to) == ("hello@willow.example", "answers@willow.example")
    for header in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"):
        found = [value for key, value in mail.headers.items() if key.lower() == header.lower()]
        assert found == [str(job_header(approved, header))]
    if PROVIDERS[provider.kind].keeps_message_id:
        assert {key.lower(): value for key, value in mail.headers.items()}["message-id"] == approved["Message-ID"]
    assert mail.data == {"key": "key-7"}
    assert len(provider.requests) == 1


def job_header(approved: Any, name: str) -> str:
    """As it stands in the mail, unfolded but not decoded."""
    lines = approved.as_bytes().decode("ascii").replace("\n ", " ").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name.lower()}: "))


def test_links_are_not_rewritten_where_that_can_be_switched_off(provider: MailProvider) -> None:
    send(provider)
    shown = json.dumps(dict(provider.taken[0].options)).lower()
    if PROVIDERS[provider.kind].can_switch_tracking_off:
        assert "no" in shown or "false" in shown or "disabled" in shown or "none" in shown
        assert "true" not in shown
        assert "yes" not in shown


def test_a_newsletter_goes_through_postmarks_stream_for_newsletters(postmark: Postmark) -> None:
    send(postmark)
    assert postmark.taken[0].options["MessageStream"] == "broadcast"


def test_a_single_mail_goes_through_the_provider_too(provider: MailProvider) -> None:
    file = Attachment("card.png", "image/png", b"\x89PNG")
    notice = Notice("Žofie <hello@willow.example>", "owner@example.test", "Post: é\r\nBcc: a@b.c", "Text", "k1", NOW,
                    html="<p>Text</p>", attachments=(file,))  # fmt: skip
    assert isinstance(send_one(Credentials(provider.values(), loopback=True), notice), Accepted)
    assert provider.taken[0].subject == "Post: é Bcc: a@b.c"
    assert b"card.png" in provider.shown(provider.requests[0])


def test_a_picture_of_the_html_goes_along_as_one_where_the_provider_can(provider: MailProvider) -> None:
    file = Attachment("plot.png", "image/png", b"\x89PNG", "plot@picture")
    html = '<p><img src="cid:plot@picture" alt="12, 13"></p>'
    notice = Notice("A <hello@willow.example>", "owner@example.test", "Week", "12, 13", "k2", NOW,
                    html=html, attachments=(file,))  # fmt: skip
    outcome = send_one(Credentials(provider.values(), loopback=True), notice)
    assert isinstance(outcome, Accepted), outcome
    body = provider.shown(provider.requests[0])
    assert b"iVBORw==" in body or b"\x89PNG" in body
    assert b"plot.png" in body or (provider.kind == "mailgun" and b'filename="plot@picture"' in body)
    if provider.kind != "brevo":  # it takes no such pictures: the file goes along, and the words stand in its place
        assert body.count(b"plot@picture") >= 2


# --- what becomes of it ---


def test_the_providers_own_id_is_kept(provider: MailProvider) -> None:
    outcome = send(provider)
    assert isinstance(outcome, Accepted)
    if provider.kind != "sendgrid":
        assert outcome.remote_id == provider.taken[0].id
    assert outcome.remote_id


def test_a_refused_address_is_refused_alone(provider: MailProvider) -> None:
    provider.refuse.add("anna@example.test")
    outcome = send(provider)
    assert isinstance(outcome, Refused)
    assert not outcome.stops_account
    assert outcome.reason
    assert isinstance(send(provider, to="ben@example.test"), Accepted)


def test_what_postmark_knows_to_be_dead_is_left_out_from_now_on(postmark: Postmark) -> None:
    postmark.refuse.add("anna@example.test")
    outcome = send(postmark)
    assert isinstance(outcome, Refused)
    assert outcome.suppress


def test_a_lost_login_stops_the_account_and_the_key_is_in_no_word(
    provider: MailProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.token = "another"
    outcome = send(provider)
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert outcome.account_state == "needs_reconnect"
    for secret in (TOKEN, SECRET):
        assert secret not in outcome.reason + caplog.text + repr(a_job(provider))
    assert not provider.taken


@pytest.mark.parametrize("status", [402, 403, 404, 301, 413])
def test_what_is_not_the_readers_fault_stops_the_account(provider: MailProvider, status: int) -> None:
    provider.next = [Answer(status, {"message": "payment required"}, {"Location": "https://elsewhere.example/"})]
    outcome = send(provider)
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert len(provider.requests) == 1, "no redirect is followed"


def test_too_fast_waits_as_long_as_the_provider_says(provider: MailProvider) -> None:
    provider.next = [Answer(429, {"message": "Too many requests"}, {"Retry-After": "90"})]
    outcome = send(provider)
    assert isinstance(outcome, Retry)
    assert outcome.cools_account
    assert outcome.not_before == NOW + timedelta(seconds=90)
    assert isinstance(send(provider), Accepted)


def test_when_the_day_is_spent_the_account_waits(provider: MailProvider) -> None:
    provider.next = [Answer(429, {"message": "You have reached your daily email sending quota."})]
    outcome = send(provider)
    assert isinstance(outcome, Refused)
    assert (outcome.stops_account, outcome.account_state) == (True, "cooling")


@pytest.mark.parametrize("status", [500, 503])
def test_a_provider_that_says_it_could_not_is_asked_again_later(provider: MailProvider, status: int) -> None:
    provider.next = [Answer(status, {"message": "oops"})]
    outcome = send(provider)
    assert isinstance(outcome, Retry)
    assert outcome.not_before is not None
    assert outcome.not_before > NOW


UNCERTAIN: dict[str, Callable[[MailProvider], None]] = {
    "the reply is lost": lambda provider: setattr(provider, "lose", 9),
    "a gateway fails": lambda provider: setattr(provider, "next", [Answer(502, b"bad gateway")] * 9),
    "a gateway is late": lambda provider: setattr(provider, "next", [Answer(504, b"timeout")] * 9),
    "the yes is no JSON": lambda provider: setattr(provider, "next", [Answer(200, b"<html>Welcome</html>")] * 9),
    "the yes says nothing": lambda provider: setattr(provider, "next", [Answer(200, [])] * 9),
    "it hangs up": lambda provider: setattr(provider, "hang_up", 9),
}


@pytest.mark.parametrize("happens", UNCERTAIN.values(), ids=UNCERTAIN)
def test_what_may_have_been_taken_is_uncertain(provider: MailProvider, happens: Callable[[MailProvider], None]) -> None:
    happens(provider)
    if provider.kind == "sendgrid" and provider.next and provider.next[0].status == 200:
        pytest.skip("SendGrid's yes has no body")
    outcome = send(provider)
    assert isinstance(outcome, Unknown), outcome
    assert len(provider.requests) == (3 if provider.kind == "resend" else 1)


def test_nothing_written_is_certainly_not_taken(provider: MailProvider) -> None:
    closed = {"api": "http://127.0.0.1:1" + provider.path}
    outcome = send(provider, values=closed)
    assert isinstance(outcome, Retry)
    assert not provider.requests


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://10.0.0.1", "http://example.org"])
def test_no_request_goes_to_where_none_may(postmark: Postmark, address: str) -> None:
    job = a_job(postmark)
    signed_in = Credentials(postmark.values(api=address))
    outcome = studio(postmark).send(Job(1, "k", job.payload, job.holes, Memo(), signed_in, NOW))
    assert isinstance(outcome, Retry | Refused)


def test_an_endless_reply_is_not_read_to_its_end(postmark: Postmark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LIMITS", http.Limits(reply_bytes=1000))
    postmark.next = [Answer(200, b"x" * 5000)]
    assert isinstance(send(postmark), Unknown)


def test_silence_is_waited_for_only_so_long(postmark: Postmark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LIMITS", http.Limits(connect=5, silence=0.3, total=5))
    release = threading.Event()
    monkeypatch.setattr(postmark, "sent", lambda _request: release.wait(20) and None)
    outcome = send(postmark)
    release.set()
    assert isinstance(outcome, Unknown)


def test_mailjets_global_error_stops_the_account() -> None:
    with Mailjet() as provider:
        provider.next = [Answer(400, {"ErrorCode": "mj-0004", "ErrorMessage": "Type mismatch", "StatusCode": 400})]
        outcome = send(provider)
    assert isinstance(outcome, Refused)
    assert outcome.stops_account


# --- a key makes a repetition safe (Resend) ---


def test_a_lost_reply_is_asked_for_again_under_the_same_key(resend: Resend) -> None:
    resend.lose = 1
    outcome = send(resend)
    assert isinstance(outcome, Accepted)
    assert len(resend.taken) == 1
    assert {request.headers["Idempotency-Key"] for request in resend.requests} == {"key-1"}


def test_an_unknown_copy_is_sent_once_however_often_it_is_asked_for(resend: Resend) -> None:
    resend.lose, saved = 9, []
    channel, memo = studio(resend), Memo(save=lambda: saved.append(1))
    job = a_job(resend, memo=memo)
    first = channel.send(job)
    assert isinstance(first, Unknown)
    resend.lose = 0
    resend.keys.clear()
    resend.keys["key-1"] = (resend.requests[0].body, resend.taken[0])
    looked = channel.look_up(job)
    assert isinstance(looked, Refused)
    assert looked.code == "not-there"
    assert saved
    assert isinstance(channel.send(job), Accepted)
    assert len(resend.taken) == 1


def test_after_a_day_the_key_is_forgotten_so_nothing_is_repeated(resend: Resend) -> None:
    late = NOW + timedelta(hours=23, minutes=1)
    assert studio(resend).look_up(a_job(resend, now=late)) is None
    memo = Memo({"perhaps": True})
    assert isinstance(send(resend, memo=memo, now=late), Unknown)
    assert not resend.requests


def test_a_changed_mail_under_the_same_key_is_uncertain(resend: Resend) -> None:
    send(resend)
    assert isinstance(send(resend, name="Another"), Unknown)
    assert len(resend.taken) == 1


def test_the_others_cannot_be_asked(provider: MailProvider) -> None:
    if provider.kind != "resend":
        assert studio(provider).look_up(a_job(provider)) is None


# --- many ---


def sent_many(provider: MailProvider, count: int, stopped: Callable[[], bool] = lambda: False, **more: Any) -> Any:
    jobs = [a_job(provider, f"p{number}@example.test", f"P{number}", number) for number in range(count)]
    begun: set[int] = set()
    most, outcomes, caller = 0, {}, threading.get_ident()

    def before(batch: Sequence[Job]) -> Sequence[Job]:
        nonlocal most
        assert threading.get_ident() == caller
        begun.update(job.delivery_id for job in batch)
        most = max(most, len(begun))
        return batch

    def after(results: Sequence[tuple[Job, Outcome]]) -> None:
        assert threading.get_ident() == caller
        for job, outcome in results:
            begun.remove(job.delivery_id)
            outcomes[job.delivery_id] = outcome

    studio(provider, **more).send_many(jobs, before, after, stopped)
    assert not begun, "begun and not recorded"
    return outcomes, most


def test_many_go_at_once_but_no_more_than_the_connections(provider: MailProvider) -> None:
    outcomes, most = sent_many(provider, 25, connections=4)
    assert len(outcomes) == 25
    assert sorted(mail.to for mail in provider.taken) == sorted(f"p{number}@example.test" for number in range(25))
    assert 1 < most <= 4


def test_partial_refusals_and_lost_replies_are_told_apart(provider: MailProvider) -> None:
    provider.refuse = {"p3@example.test", "p7@example.test"}
    outcomes, _ = sent_many(provider, 10, connections=1)
    assert {number for number, outcome in outcomes.items() if isinstance(outcome, Refused)} == {3, 7}
    assert sum(isinstance(outcome, Accepted) for outcome in outcomes.values()) == 8


def test_a_stopped_account_begins_no_more(postmark: Postmark) -> None:
    postmark.next = [Answer(402, {"ErrorCode": 413, "Message": "not enough credits"})]
    outcomes, _ = sent_many(postmark, 10, connections=1)
    assert list(outcomes) == [0]


def test_somebody_presses_stop(postmark: Postmark) -> None:
    outcomes, _ = sent_many(postmark, 10, lambda: len(postmark.taken) >= 3, connections=1)
    assert len(outcomes) == 3


def test_the_pace_of_jobs_yaml_is_kept(postmark: Postmark) -> None:
    channel = studio(postmark, **{"per second": "200"})
    channel.send_many([a_job(postmark)], list, lambda results: None, lambda: False)
    assert channel._desk.pace.per_second == 200


def test_a_provider_that_asks_to_slow_down_is_believed_next_time(postmark: Postmark) -> None:
    kept: list[Any] = []
    jobs = [a_job(postmark, f"p{number}@example.test", number=number) for number in range(40)]
    signed_in = replace(jobs[0].credentials, session={"other": 1}, keep_session=kept.append)
    jobs = [replace(job, credentials=signed_in) for job in jobs]
    done: list[Outcome] = []

    def after(results: Sequence[tuple[Job, Outcome]]) -> None:
        done.extend(outcome for _, outcome in results)
        if len(done) == 25:
            postmark.next = [Answer(429, {"Message": "Too many requests"}, {"Retry-After": "90"})]

    studio(postmark, connections=1).send_many(jobs, list, after, lambda: False)
    assert [type(outcome) for outcome in done] == [Accepted] * 25 + [Retry]
    (session,) = kept
    assert session["other"] == 1, "what else the sign-in left stays"
    learnt = session["limits"]
    assert learnt["connections"] == 1
    assert 0 < learnt["per_second"] <= learnt["pace"]
    calm = studio(postmark, connections=4, limits=learnt)
    assert calm._desk.eased(NOW).connections == 1
    assert calm._desk.pace.per_second == learnt["per_second"]


# --- connecting ---


def test_signing_in_asks_who_we_are_and_sends_nothing(provider: MailProvider) -> None:
    channel, signed_in = studio(provider), Credentials(provider.values(), loopback=True)
    assert isinstance(channel.check(signed_in), Accepted)
    assert [request.method for request in provider.requests] == ["GET"]
    provider.token = "another"
    outcome = channel.check(signed_in)
    assert isinstance(outcome, Refused)
    assert TOKEN not in outcome.reason


def test_every_provider_has_a_fake_and_asks_for_its_key() -> None:
    assert {kind.__name__.lower() for kind in ALL} == set(PROVIDERS)
    for name, found in PROVIDERS.items():
        fields = {field.name: field for field in found.connect_fields()}
        assert fields["token"].secret, name
        assert fields["api"].address, name
        assert fields["api"].default.startswith("https://"), name


def test_an_unknown_provider_is_one_sentence() -> None:
    with pytest.raises(Problem, match=r"“fastmail” is not a mail provider .* brevo, mailgun"):
        Email().configured({**ENTRY, "provider": "fastmail"})


def test_one_that_is_configured_stays_what_it_is() -> None:
    """Only the registered channel chooses the way; what it has become is asked for nothing more."""
    made = Email().configured({**ENTRY, "provider": "postmark"})
    assert made.configured({"from": "Somebody <else@willow.example>"}) is made
