"""Bluesky against a server that fails in all the ways that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.base import Job
from scheduler.channels.bluesky import channel
from scheduler.channels.bluesky.record import filled
from scheduler.domain.outcomes import Accepted, Refused, Retry
from tests.channels.jobs import DRAFT, MEDIA, NOW, PICTURE, TEXT, Kept, with_picture
from tests.fakes.bluesky import DID, HANDLE, PASSWORD, FakeBluesky
from tests.fakes.hostile import unused_port
from tests.fakes.server import Answer

RATE = Answer(
    429, {"error": "RateLimitExceeded"}, {"ratelimit-reset": str(int((NOW + timedelta(minutes=9)).timestamp()))}
)

ODD = [Answer(200, body) for body in (b"", b"<html>", b"{", {}, [], None, 7, "text", {"did": None, "blob": []})] + [
    Answer(200, {"did": 5, "handle": [], "accessJwt": {}, "refreshJwt": True, "didDoc": 7, "uri": {}, "value": 3}),
    Answer(204, b""),
    Answer(302, b"", {"Location": "https://elsewhere.example"}),
    Answer(418, {"error": ["not", "a", "word"], "message": {"nor": "this"}}),
    Answer(500, b"oops"),
]


@pytest.fixture
def server() -> Iterator[FakeBluesky]:
    with FakeBluesky() as fake:
        yield fake


@pytest.fixture
def account(server: FakeBluesky) -> Kept:
    return Kept({"account": f"@{HANDLE} ", "app_password": PASSWORD, "service": server.url})


def writes(server: FakeBluesky) -> int:
    return len(server.asked("POST", "/xrpc/com.atproto.repo.putRecord"))


def sign_ins(server: FakeBluesky) -> int:
    return len(server.asked("POST", "/xrpc/com.atproto.server.createSession"))


def test_it_posts_what_was_approved(server: FakeBluesky, account: Kept) -> None:
    outcome = channel.send(account.job(channel))
    (rkey,) = server.records
    assert outcome == Accepted(
        f"at://{DID}/app.bsky.feed.post/{rkey}", f"https://bsky.app/profile/{HANDLE}/post/{rkey}"
    )
    assert server.records[rkey] == {**channel.payload(DRAFT), "createdAt": "2027-02-16T14:00:03.250Z"}
    assert server.records[rkey]["text"] == TEXT


def test_the_place_of_a_post_is_its_claimed_time_and_its_key(server: FakeBluesky, account: Kept) -> None:
    channel.send(account.job(channel))
    channel.send(account.job(channel, key="delivery-18"))
    first, second = sorted(server.records)
    assert first[:11] == second[:11]
    assert first != second


def test_sending_twice_posts_once(server: FakeBluesky, account: Kept) -> None:
    first = channel.send(account.job(channel))
    assert channel.send(account.job(channel, now=NOW + timedelta(hours=3))) == first
    assert len(server.records) == 1


def test_it_signs_in_once_and_keeps_the_session(server: FakeBluesky, account: Kept) -> None:
    for number in range(3):
        channel.send(account.job(channel, key=f"delivery-{number}"))
    assert (sign_ins(server), account.sessions_kept) == (1, 1)


def test_it_renews_an_expired_session_without_signing_in(server: FakeBluesky, account: Kept) -> None:
    channel.send(account.job(channel))
    server.expire()
    assert isinstance(channel.send(account.job(channel, key="delivery-18")), Accepted)
    assert (sign_ins(server), account.sessions_kept) == (1, 2)
    assert isinstance(channel.send(account.job(channel, key="delivery-19")), Accepted)
    assert account.sessions_kept == 2


def test_it_signs_in_again_when_the_session_cannot_be_renewed(server: FakeBluesky, account: Kept) -> None:
    channel.send(account.job(channel))
    server.expire()
    server.refreshers.clear()
    assert isinstance(channel.send(account.job(channel, key="delivery-18")), Accepted)
    assert sign_ins(server) == 2


def test_another_accounts_session_is_not_used(server: FakeBluesky, account: Kept) -> None:
    channel.send(account.job(channel))
    account.values = {**account.values, "account": "someone.else"}
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Refused)
    assert outcome.stops_account


def test_it_posts_to_the_server_that_the_identity_names(server: FakeBluesky, account: Kept) -> None:
    with FakeBluesky() as entrance:
        entrance.pds = server.url
        server.tokens.add("access-1")
        account.values = {**account.values, "service": entrance.url}
        assert isinstance(channel.send(account.job(channel)), Accepted)
        assert (len(server.records), len(entrance.records)) == (1, 0)


@pytest.mark.parametrize("fate", ["after", 500, 502])
def test_a_lost_reply_never_makes_a_second_post(server: FakeBluesky, account: Kept, fate: str | int) -> None:
    server.lose = [fate]
    first = channel.send(account.job(channel))
    assert isinstance(first, Accepted if fate == "after" else Retry)
    assert isinstance(channel.send(account.job(channel, now=NOW + timedelta(minutes=5))), Accepted)
    assert len(server.records) == 1


def test_a_request_that_was_lost_on_its_way_is_made_again(server: FakeBluesky, account: Kept) -> None:
    server.lose = ["before"]
    assert isinstance(channel.send(account.job(channel)), Retry)
    assert isinstance(channel.send(account.job(channel)), Accepted)
    assert len(server.records) == 1


def test_look_up_tells_what_is_there_and_what_is_not(server: FakeBluesky, account: Kept) -> None:
    absent = channel.look_up(account.job(channel))
    assert isinstance(absent, Refused)
    assert absent.code == "not-there"
    posted = channel.send(account.job(channel))
    assert channel.look_up(account.job(channel)) == posted


def test_look_up_does_not_guess(server: FakeBluesky, account: Kept) -> None:
    channel.send(account.job(channel))
    server.refuse["com.atproto.repo.getRecord"] = Answer(500, {})
    assert channel.look_up(account.job(channel)) is None
    account.values = {**account.values, "service": f"http://127.0.0.1:{unused_port()}"}
    assert channel.look_up(account.job(channel)) is None


def test_a_different_post_in_the_same_place_is_left_alone(server: FakeBluesky, account: Kept) -> None:
    channel.send(account.job(channel))
    outcome = channel.send(account.job(channel, replace(DRAFT, text="Something else")))
    assert isinstance(outcome, Refused)
    assert outcome.code == "InvalidSwap"
    assert [record["text"] for record in server.records.values()] == [TEXT]


def test_a_picture_goes_with_its_words_and_its_shape(server: FakeBluesky, account: Kept) -> None:
    assert isinstance(channel.send(account.job(channel, with_picture())), Accepted)
    (record,) = server.records.values()
    (image,) = record["embed"]["images"]
    assert server.blobs[image["image"]["ref"]["$link"]] == PICTURE
    assert image["image"]["mimeType"] == "image/png"
    assert (image["alt"], image["aspectRatio"]) == (MEDIA.alt, {"width": 640, "height": 400})


def test_a_picture_is_uploaded_once_over_all_tries(server: FakeBluesky, account: Kept) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel, with_picture()))
    channel.send(account.job(channel, with_picture()))
    assert len(server.asked("POST", "/xrpc/com.atproto.repo.uploadBlob")) == 1
    assert len(server.records) == 1


def test_a_picture_that_the_server_has_thrown_away_is_uploaded_again(server: FakeBluesky, account: Kept) -> None:
    server.lose = ["before"]
    channel.send(account.job(channel, with_picture()))
    server.blobs.clear()
    assert isinstance(channel.send(account.job(channel, with_picture())), Retry)
    assert isinstance(channel.send(account.job(channel, with_picture())), Accepted)


def test_a_picture_that_is_gone_here_is_a_refusal_with_a_remedy(server: FakeBluesky, account: Kept) -> None:
    outcome = channel.send(replace(account.job(channel, with_picture()), load_media=lambda _sha: b""))
    assert isinstance(outcome, Refused)
    assert writes(server) == 0


def test_the_cards_picture_is_uploaded(server: FakeBluesky, account: Kept) -> None:
    draft = replace(with_picture(), text="Roll one foot for a minute.")
    channel.send(account.job(channel, draft))
    (record,) = server.records.values()
    thumb = record["embed"]["external"]["thumb"]
    assert server.blobs[thumb["ref"]["$link"]] == PICTURE


@pytest.mark.parametrize(
    "method", ["server.createSession", "repo.putRecord", "repo.uploadBlob", "server.refreshSession"]
)
def test_the_whole_account_waits_as_long_as_the_network_asks(server: FakeBluesky, account: Kept, method: str) -> None:
    if method == "server.refreshSession":
        channel.send(account.job(channel))
        server.expire()
    server.refuse[f"com.atproto.{method}"] = RATE
    outcome = channel.send(account.job(channel, with_picture()))
    assert isinstance(outcome, Retry)
    assert outcome.cools_account
    assert outcome.not_before == (NOW + timedelta(minutes=9)).replace(microsecond=0)


@pytest.mark.parametrize(
    ("reset", "minutes"), [("", 5), ("soon", 5), ("12", 5), ("99999999999999999999", 5), ("4000000000", 24 * 60)]
)
def test_an_odd_waiting_time_is_bounded(server: FakeBluesky, account: Kept, reset: str, minutes: int) -> None:
    server.refuse["com.atproto.repo.putRecord"] = Answer(429, {}, {"ratelimit-reset": reset})
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Retry)
    assert outcome.not_before == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(401, {"error": "AuthenticationRequired", "message": f"Invalid password {PASSWORD}"}),
        Answer(401, {"error": "AuthFactorTokenRequired"}),
        Answer(401, {"error": "AccountTakedown"}),
        Answer(400, {"error": "InvalidRequest", "message": "Invalid handle"}),
        Answer(404, b"<html>not here"),
    ],
)
def test_a_sign_in_that_fails_stops_the_account_and_not_the_post(
    server: FakeBluesky, account: Kept, answer: Answer
) -> None:
    server.refuse["com.atproto.server.createSession"] = answer
    for outcome in (channel.send(account.job(channel)), channel.check(account.credentials())):
        assert isinstance(outcome, Refused)
        assert (outcome.stops_account, outcome.account_state) == (True, "needs_reconnect")
        assert PASSWORD not in outcome.reason


def test_a_login_lost_between_posts_stops_the_account(server: FakeBluesky, account: Kept) -> None:
    server.refuse["com.atproto.repo.putRecord"] = Answer(401, {"error": "AccountDeactivated"})
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Refused)
    assert outcome.stops_account


def test_a_post_that_the_network_does_not_want_is_refused_for_good(server: FakeBluesky, account: Kept) -> None:
    message = "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301)"
    server.refuse["com.atproto.repo.putRecord"] = Answer(400, {"error": "InvalidRequest", "message": message})
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Refused)
    assert not outcome.stops_account
    assert message in outcome.reason


def test_missing_fields_ask_to_sign_in(server: FakeBluesky) -> None:
    outcome = channel.check(Kept({"account": HANDLE, "app_password": " ", "service": server.url}).credentials())
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert server.requests == []


def test_checking_signs_in_and_posts_nothing(server: FakeBluesky, account: Kept) -> None:
    assert channel.check(account.credentials()) == Accepted(DID, f"https://bsky.app/profile/{HANDLE}")
    assert channel.check(account.credentials()) == Accepted(DID, f"https://bsky.app/profile/{HANDLE}")
    assert (sign_ins(server), writes(server)) == (1, 0)


def test_an_identity_that_names_a_forbidden_server_is_not_followed(server: FakeBluesky, account: Kept) -> None:
    server.pds = "http://user@169.254.169.254"
    assert isinstance(channel.send(account.job(channel)), Accepted)


def test_created_at_is_written_in_one_form() -> None:
    for text in ("2027-02-16T09:00:00-05:00", "2027-02-16T14:00:00+00:00", "2027-02-16T14:00:00Z"):
        assert filled({"text": ""}, text, {})["createdAt"] == "2027-02-16T14:00:00.000Z"


@pytest.mark.parametrize("answer", ODD)
@pytest.mark.parametrize("method", ["createSession", "refreshSession", "uploadBlob", "putRecord", "getRecord"])
def test_odd_answers_at_any_step_are_values_and_never_a_second_post(
    server: FakeBluesky, account: Kept, method: str, answer: Answer
) -> None:
    if method == "refreshSession":
        channel.send(account.job(channel, key="delivery-16"))
        server.expire()
    if method == "getRecord":
        server.lose = ["after"]
    group = "server" if "Session" in method else "repo"
    server.refuse[f"com.atproto.{group}.{method}"] = answer
    outcome = channel.send(account.job(channel, with_picture()))
    assert isinstance(outcome, Refused | Retry)
    assert outcome.reason
    server.refuse.clear()
    assert isinstance(channel.send(account.job(channel, with_picture())), Accepted)
    assert [record["text"] for record in server.records.values()].count(TEXT) == (
        2 if method == "refreshSession" else 1
    )


@pytest.mark.parametrize(
    "document",
    [None, [], {"service": None}, {"service": [7, {"id": 5}, {"id": "#atproto_pds", "serviceEndpoint": None}]}],
)
def test_an_identity_without_a_server_leaves_the_one_that_was_entered(
    server: FakeBluesky, account: Kept, document: object
) -> None:
    server.tokens.add("access-9")
    session = {"did": DID, "handle": "handle.invalid", "accessJwt": "access-9", "refreshJwt": "r", "didDoc": document}
    server.refuse["com.atproto.server.createSession"] = Answer(200, session)
    outcome = channel.send(account.job(channel))
    assert isinstance(outcome, Accepted)
    assert outcome.url.startswith(f"https://bsky.app/profile/{DID}/post/")


def a_part(account: Kept, number: int, before: str) -> Job:
    job = account.job(channel, replace(DRAFT, text=f"Part {number}"), key=f"delivery-{number}")
    return replace(job, part=number, holes={**job.holes, "parent_id": before})


def test_the_parts_of_a_thread_name_the_first_and_the_one_before(server: FakeBluesky, account: Kept) -> None:
    names = [""]
    for number in (1, 2, 3):
        account.memo = {}
        outcome = channel.send(a_part(account, number, names[-1]))
        assert isinstance(outcome, Accepted)
        names.append(outcome.remote_id)
    replies = {record["text"]: record.get("reply") for record in server.records.values()}
    first, second = ({"uri": name, "cid": "bafyrei"} for name in names[1:3])
    assert replies["Part 1"] is None
    assert replies["Part 2"] == {"root": first, "parent": first}
    assert replies["Part 3"] == {"root": first, "parent": second}


@pytest.mark.parametrize("before", ["", f"at://{DID}/app.bsky.feed.post/3zzzzzzzzzzzz"])
def test_a_part_whose_predecessor_is_gone_is_not_posted_alone(server: FakeBluesky, account: Kept, before: str) -> None:
    outcome = channel.send(a_part(account, 2, before))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.stops_account) == ("part-missing", False)
    assert server.records == {}
