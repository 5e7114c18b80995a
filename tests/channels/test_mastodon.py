"""Mastodon, on servers that honour the Idempotency-Key and on servers that ignore it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scheduler.channels.base import Credentials, Job
from scheduler.channels.mastodon import channel
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from tests.channels.jobs import DRAFT, MEDIA, NOW, PICTURE, TEXT, Kept, with_picture
from tests.fakes.hostile import Hostile, unused_port
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.server import Answer

MINUTE = timedelta(minutes=1)
BOTH = pytest.mark.parametrize("honours_key", [True, False], ids=["honours the key", "ignores the key"])

ODD = [Answer(200, body) for body in (b"", b"<html>", b"{", {}, [], None, 7, "text", {"id": None}, {"id": ["1"]})] + [
    Answer(200, {"id": "../../admin", "url": 7}),
    Answer(204, b""),
    Answer(302, b"", {"Location": "https://elsewhere.example"}),
    Answer(418, {"error": ["not", "a", "word"]}),
    Answer(500, b"oops"),
]


@pytest.fixture
def honours_key() -> bool:
    return True


@pytest.fixture
def server(honours_key: bool) -> Iterator[FakeMastodon]:
    with FakeMastodon(NOW, honours_key) as fake:
        yield fake
    assert fake.problems == []


@pytest.fixture
def account(server: FakeMastodon) -> Kept:
    return Kept({"server": server.url, "token": TOKEN})


def deliver(server: FakeMastodon, account: Kept, tries: int = 6) -> list[Outcome]:
    """As the ledger does: look up what is unknown every three minutes, send again what is not there or may be
    retried, until it is settled."""
    outcomes: list[Outcome] = [channel.send(account.job(channel))]
    for number in range(1, tries):
        last, now = outcomes[-1], NOW + number * 3 * MINUTE
        server.now = now
        if isinstance(last, Accepted) or (isinstance(last, Refused) and last.code != "not-there"):
            break
        ask = channel.look_up if isinstance(last, Unknown) else channel.send
        outcomes.append(ask(account.job(channel, now=now)) or last)
    return outcomes


def posts(server: FakeMastodon) -> int:
    return len(server.asked("POST", "/api/v1/statuses"))


def test_it_posts_what_was_approved(server: FakeMastodon, account: Kept) -> None:
    outcome = channel.send(account.job(channel))
    assert outcome == Accepted("1000", "https://social.example/@studio/1000")
    (request,) = server.asked("POST", "/api/v1/statuses")
    assert request.json() == {"status": TEXT, "visibility": "public", "language": "en"}


def test_the_key_is_a_header_and_the_same_at_every_try(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["before"]
    deliver(server, account)
    first, second = server.asked("POST", "/api/v1/statuses")
    assert len(first.headers["Idempotency-Key"]) == 64
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.body == second.body


def test_another_delivery_has_another_key(server: FakeMastodon, account: Kept) -> None:
    channel.send(account.job(channel))
    account.memo = {}
    channel.send(account.job(channel, key="delivery-18"))
    keys = {request.headers["Idempotency-Key"] for request in server.asked("POST", "/api/v1/statuses")}
    assert len(keys) == len(server.statuses) == 2


def test_it_never_leaves_the_schedule_to_the_server(server: FakeMastodon, account: Kept) -> None:
    channel.send(account.job(channel, with_picture()))
    assert all(b"scheduled_at" not in request.body for request in server.requests)


@BOTH
@pytest.mark.parametrize("fate", ["after", "before", 500, 502, 503])
def test_a_lost_reply_ends_in_exactly_one_post(server: FakeMastodon, account: Kept, fate: str | int) -> None:
    server.lose = [fate]
    outcomes = deliver(server, account)
    assert isinstance(outcomes[0], Unknown)
    assert isinstance(outcomes[-1], Accepted)
    assert len(server.statuses) == 1


@BOTH
def test_two_lost_replies_end_in_exactly_one_post(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["before", "after"]
    assert isinstance(deliver(server, account)[-1], Accepted)
    assert len(server.statuses) == 1


@BOTH
def test_sending_again_without_a_look_up_posts_nothing_twice(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["after"]
    assert isinstance(channel.send(account.job(channel)), Unknown)
    assert isinstance(channel.send(account.job(channel, now=NOW + MINUTE)), Accepted)
    assert (len(server.statuses), posts(server)) == (1, 1)


@BOTH
def test_a_worker_that_died_while_sending_posts_nothing_twice(server: FakeMastodon, account: Kept) -> None:
    job = account.job(channel)
    channel.send(job)
    account.memo = {"media": {}, "tried_at": NOW.isoformat()}
    assert isinstance(channel.look_up(account.job(channel, now=NOW + MINUTE)), Accepted)
    assert isinstance(channel.send(account.job(channel, now=NOW + MINUTE)), Accepted)
    assert len(server.statuses) == 1


def test_one_look_is_no_proof(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel))
    for minutes in (1, 2, 5):
        assert channel.look_up(account.job(channel, now=NOW + minutes * MINUTE)) is None
    absent = channel.look_up(account.job(channel, now=NOW + 6 * MINUTE))
    assert isinstance(absent, Refused)
    assert absent.code == "not-there"


def test_a_post_that_turns_up_between_the_looks_is_found(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel))
    assert channel.look_up(account.job(channel, now=NOW + MINUTE)) is None
    server.make(TEXT, NOW + MINUTE)
    assert isinstance(channel.look_up(account.job(channel, now=NOW + 9 * MINUTE)), Accepted)


def test_the_same_words_of_last_month_are_another_post(server: FakeMastodon, account: Kept) -> None:
    server.make(TEXT, NOW - timedelta(days=30))
    server.make(TEXT, NOW - 3 * MINUTE)
    server.lose = ["before"]
    assert isinstance(deliver(server, account)[-1], Accepted)
    assert len(server.statuses) == 3


def test_a_page_that_does_not_reach_back_proves_nothing(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel))
    for number in range(40):
        server.make(f"Another post, number {number}", NOW + MINUTE)
    for minutes in (2, 20):
        assert channel.look_up(account.job(channel, now=NOW + minutes * MINUTE)) is None


def test_a_look_that_fails_proves_nothing(server: FakeMastodon, account: Kept) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel))
    for answer in (Answer(500, {}), Answer(200, {"not": "a list"}), Answer(200, b"<html>"), Answer(403, {})):
        server.refuse = answer
        assert channel.look_up(account.job(channel, now=NOW + 20 * MINUTE)) is None
        assert channel.look_up(account.job(channel, now=NOW + 40 * MINUTE)) is None


def test_nothing_is_in_doubt_when_the_server_was_never_reached(server: FakeMastodon, account: Kept) -> None:
    account.values = {**account.values, "server": f"http://127.0.0.1:{unused_port()}"}
    assert isinstance(channel.send(account.job(channel)), Retry)
    account.values = {**account.values, "server": server.url}
    assert isinstance(channel.send(account.job(channel)), Accepted)
    assert len(server.asked("GET", "/api/v1/accounts/7/statuses")) == 0


def test_the_intent_is_kept_before_the_request_leaves(account: Kept) -> None:
    with Hostile("reset") as hostile:
        account.values = {**account.values, "server": hostile.url}
        assert isinstance(channel.send(account.job(channel)), Unknown)
    assert account.memo["tried_at"] == NOW.isoformat()


def test_a_picture_goes_with_its_words(server: FakeMastodon, account: Kept) -> None:
    assert isinstance(channel.send(account.job(channel, with_picture())), Accepted)
    (medium,) = server.media.values()
    assert (medium["bytes"], medium["type"], medium["description"]) == (PICTURE, "image/png", MEDIA.alt)
    assert server.statuses[0]["media_attachments"] == [{"id": "500"}]


def test_a_picture_is_uploaded_once_over_all_tries(server: FakeMastodon, account: Kept) -> None:
    server.refuse = None
    server.slow_media = 1
    first = channel.send(account.job(channel, with_picture()))
    assert isinstance(first, Retry)
    assert first.not_before == NOW + timedelta(seconds=15)
    assert isinstance(channel.send(account.job(channel, with_picture(), now=NOW + MINUTE)), Accepted)
    assert (len(server.media), posts(server)) == (1, 1)


def test_a_picture_that_the_server_has_forgotten_is_uploaded_again(server: FakeMastodon, account: Kept) -> None:
    server.slow_media = 1
    channel.send(account.job(channel, with_picture()))
    server.media.clear()
    server.slow_media = 0
    assert isinstance(channel.send(account.job(channel, with_picture())), Retry)
    assert isinstance(channel.send(account.job(channel, with_picture())), Accepted)


def test_a_picture_that_is_gone_here_is_a_refusal_with_a_remedy(server: FakeMastodon, account: Kept) -> None:
    outcome = channel.send(replace(account.job(channel, with_picture()), load_media=lambda _sha: b""))
    assert isinstance(outcome, Refused)
    assert posts(server) == 0


def test_the_whole_account_waits_as_long_as_the_network_asks(server: FakeMastodon, account: Kept) -> None:
    until = NOW + 7 * MINUTE
    server.refuse = Answer(429, {"error": "Too many requests"}, {"X-RateLimit-Reset": until.isoformat()})
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Retry)
    assert (outcome.not_before, outcome.cools_account) == (until, True)


@pytest.mark.parametrize("reset", ["", "1764075600", "2027-02-16T15:00:00", "tomorrow"])
def test_an_odd_waiting_time_is_five_minutes(server: FakeMastodon, account: Kept, reset: str) -> None:
    server.refuse = Answer(429, {}, {"X-RateLimit-Reset": reset})
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Retry)
    assert outcome.not_before == NOW + 5 * MINUTE


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_lost_login_stops_the_account_and_not_the_post(server: FakeMastodon, account: Kept, status: int) -> None:
    server.refuse = Answer(status, {"error": f"The access token {TOKEN} is invalid"})
    for outcome in (channel.send(account.job(channel)), channel.check(account.credentials())):
        assert isinstance(outcome, Refused)
        assert (outcome.stops_account, outcome.account_state) == (True, "needs_reconnect")
        assert TOKEN not in outcome.reason


def test_a_post_that_the_server_does_not_want_is_refused_for_good(server: FakeMastodon, account: Kept) -> None:
    server.refuse = Answer(422, {"error": "Validation failed: Text character limit of 500 exceeded"})
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Refused)
    assert not outcome.stops_account
    assert "limit of 500" in outcome.reason
    assert "tried_at" not in account.memo


def test_checking_reads_the_servers_limits_and_posts_nothing(server: FakeMastodon, account: Kept) -> None:
    server.max_characters = 5000
    assert channel.check(account.credentials()) == Accepted("7", "https://social.example/@studio")
    assert account.session["limits"] == {"max_characters": 5000, "reserved": 23}
    assert channel.configured(account.session).count("x" * 4000).fits
    assert not channel.count("x" * 4000).fits
    assert posts(server) == 0


@pytest.mark.parametrize("odd", ["5000", -1, 0, None, True, [500]])
def test_an_odd_limit_is_not_believed(server: FakeMastodon, account: Kept, odd: object) -> None:
    server.max_characters = odd  # type: ignore[assignment]
    channel.check(account.credentials())
    assert channel.configured(account.session).limit == 500


def test_missing_fields_ask_to_sign_in(server: FakeMastodon) -> None:
    outcome = channel.check(Kept({"server": server.url, "token": ""}).credentials())
    assert isinstance(outcome, Refused)
    assert outcome.stops_account


@pytest.mark.parametrize("typed", ["social.example:8443", "@studio@social.example", "ftp://social.example"])
def test_an_address_that_is_none_asks_for_another(typed: str) -> None:
    account = Kept({"server": typed, "token": TOKEN})
    strict = replace(account.job(channel), credentials=Credentials(account.values))
    for outcome in (channel.send(strict), channel.check(strict.credentials)):
        assert isinstance(outcome, Refused)
        assert outcome.stops_account


def test_the_preview_shows_text_links_and_pictures() -> None:
    preview = channel.preview(channel.payload(with_picture()))
    assert "".join(piece["text"] for piece in preview["segments"]) == preview["text"] == TEXT
    assert preview["images"][0]["alt"] == MEDIA.alt
    assert preview["link"] == DRAFT.link


def test_the_language_is_given_in_two_letters() -> None:
    assert channel.payload(replace(DRAFT, language="fr-CA"))["language"] == "fr"


@pytest.mark.parametrize("answer", ODD)
@pytest.mark.parametrize("path", ["/api/v1/statuses", "/api/v2/media", "/api/v1/media/500"])
def test_odd_answers_at_any_step_are_values(server: FakeMastodon, account: Kept, path: str, answer: Answer) -> None:
    server.slow_media = 1 if path.startswith("/api/v1/media") else 0
    server.odd[path] = answer
    outcome = channel.send(account.job(channel, with_picture()))
    assert isinstance(outcome, Unknown if path == "/api/v1/statuses" else Refused | Retry)
    assert outcome.reason


@pytest.mark.parametrize("answer", [answer for answer in ODD if answer.body != []])
@pytest.mark.parametrize("path", ["/api/v1/accounts/verify_credentials", "/api/v1/accounts/7/statuses"])
def test_odd_answers_to_a_look_up_prove_nothing(server: FakeMastodon, account: Kept, path: str, answer: Answer) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel))
    server.odd[path] = answer
    for minutes in (1, 30):
        assert channel.look_up(account.job(channel, now=NOW + minutes * MINUTE)) is None
    assert isinstance(channel.check(account.credentials()), Refused | Retry) or path.endswith("/7/statuses")


@pytest.mark.parametrize("configuration", [None, [], {"statuses": []}, {"statuses": {"max_characters": {}}}])
def test_a_server_that_states_no_limits_has_the_usual_ones(
    server: FakeMastodon, account: Kept, configuration: object
) -> None:
    server.odd["/api/v2/instance"] = Answer(200, {"configuration": configuration})
    assert isinstance(channel.check(account.credentials()), Accepted)
    assert channel.configured(account.session).limit == 500


def part_two(account: Kept, before: str, now: datetime = NOW) -> Job:
    job = account.job(channel, replace(DRAFT, text="Please talk to your doctor first."), now=now, key="delivery-18")
    return replace(job, part=2, holes={**job.holes, "parent_id": before})


def test_the_next_part_of_a_thread_answers_the_part_before(server: FakeMastodon, account: Kept) -> None:
    first = channel.send(account.job(channel))
    account.memo = {}
    assert isinstance(first, Accepted)
    assert isinstance(channel.send(part_two(account, first.remote_id)), Accepted)
    assert server.asked("POST", "/api/v1/statuses")[1].json()["in_reply_to_id"] == first.remote_id


@pytest.mark.parametrize("before", ["", "999"])
def test_a_part_whose_predecessor_is_gone_is_not_posted_alone(server: FakeMastodon, account: Kept, before: str) -> None:
    outcome = channel.send(part_two(account, before))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.stops_account) == ("part-missing", False)
    assert server.statuses == []
