"""The Bluesky channel against a real server: what was approved is what stands there, byte for byte, once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from scheduler.channels.base import Draft, Job
from scheduler.channels.bluesky import channel
from scheduler.domain.outcomes import Accepted, Refused, Retry
from tests.channels.jobs import DRAFT, NOW, Kept, with_picture
from tests.fakes.lossy import Lossy
from tests.servers import pds

pytestmark = [pytest.mark.pds, pytest.mark.skipif(bool(pds.missing()), reason=pds.missing() or "installed")]
FAMILY = "👨‍👩‍👧‍👦"
_numbers = count(1)


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PICTURE = png(640, 400)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pds.Pds]:
    with pds.running(tmp_path_factory.mktemp("pds")) as running:
        yield running


@pytest.fixture
def person(server: pds.Pds) -> tuple[str, str, str]:
    return server.account(f"studio{next(_numbers)}")


@pytest.fixture
def did(person: tuple[str, str, str]) -> str:
    return person[1]


@pytest.fixture
def account(server: pds.Pds, person: tuple[str, str, str]) -> Kept:
    return Kept({"account": person[0], "app_password": person[2], "service": server.url})


def a_job(account: Kept, draft: Draft = DRAFT, **more: Any) -> Job:
    return replace(account.job(channel, draft, **more), load_media=lambda _sha: PICTURE)


def test_a_post_with_link_hashtag_and_card_reads_back_byte_for_byte(server: pds.Pds, account: Kept, did: str) -> None:
    outcome = channel.send(a_job(account))
    assert isinstance(outcome, Accepted)
    assert server.posts(did) == {
        outcome.url.rpartition("/")[2]: {**channel.payload(DRAFT), "createdAt": "2027-02-16T14:00:03.250Z"}
    }
    (post,) = server.posts(did).values()
    said = post["text"].encode()
    marked = [said[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in post["facets"]]
    assert marked == [DRAFT.link, "#Yoga"]


def test_a_picture_reads_back_byte_for_byte(server: pds.Pds, account: Kept, did: str) -> None:
    assert isinstance(channel.send(a_job(account, with_picture())), Accepted)
    (post,) = server.posts(did).values()
    (image,) = post["embed"]["images"]
    assert (image["alt"], image["aspectRatio"]) == ("A foot on a small ball", {"width": 640, "height": 400})
    parts = {"did": did, "cid": image["image"]["ref"]["$link"]}
    assert pds.requests.get(f"{server.url}/xrpc/com.atproto.sync.getBlob", parts, timeout=30).content == PICTURE


def test_a_cards_picture_is_taken(server: pds.Pds, account: Kept, did: str) -> None:
    draft = replace(with_picture(), text="Roll one foot for a minute.")
    assert isinstance(channel.send(a_job(account, draft)), Accepted)
    (post,) = server.posts(did).values()
    assert post["embed"]["external"]["thumb"]["mimeType"] == "image/png"


def test_sending_twice_posts_once(server: pds.Pds, account: Kept, did: str) -> None:
    first = channel.send(a_job(account, with_picture()))
    again = channel.send(a_job(account, with_picture(), now=NOW + timedelta(hours=3)))
    assert first == again
    assert len(server.posts(did)) == 1


def test_another_delivery_at_the_same_moment_is_another_post(server: pds.Pds, account: Kept, did: str) -> None:
    channel.send(a_job(account))
    channel.send(a_job(account, key="delivery-18"))
    assert len(server.posts(did)) == 2


@pytest.mark.parametrize("lost", [["putRecord"], ["putRecord", "getRecord"], ["uploadBlob"], ["createSession"]])
def test_a_lost_reply_never_makes_a_second_post(server: pds.Pds, account: Kept, did: str, lost: list[str]) -> None:
    with Lossy(server.url) as road:
        account.values = {**account.values, "service": road.url}
        road.lose = list(lost)
        first = channel.send(a_job(account, with_picture()))
        assert isinstance(first, Accepted if lost == ["putRecord"] else Retry)
        assert road.lose == []
        assert isinstance(channel.send(a_job(account, with_picture(), now=NOW + timedelta(minutes=5))), Accepted)
    assert len(server.posts(did)) == 1


def test_look_up_tells_what_is_there_and_what_is_not(server: pds.Pds, account: Kept) -> None:
    absent = channel.look_up(a_job(account))
    assert isinstance(absent, Refused)
    assert absent.code == "not-there"
    posted = channel.send(a_job(account))
    assert channel.look_up(a_job(account)) == posted


def test_a_different_post_in_the_same_place_is_left_alone(server: pds.Pds, account: Kept, did: str) -> None:
    channel.send(a_job(account))
    outcome = channel.send(a_job(account, replace(DRAFT, text="Something else")))
    assert isinstance(outcome, Refused)
    assert outcome.code == "InvalidSwap"
    assert [post["text"] for post in server.posts(did).values()] == [DRAFT.text]


def expired(token: str) -> str:
    """The same token, issued by the server itself long ago."""
    head, claims, _ = token.split(".")
    old = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    old |= {"iat": 1_700_000_000, "exp": 1_700_007_200}
    body = base64.urlsafe_b64encode(json.dumps(old).encode()).decode().rstrip("=")
    signed = hmac.new(pds.JWT_SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(signed).decode().rstrip('=')}"


def test_an_expired_session_is_renewed(server: pds.Pds, account: Kept, did: str) -> None:
    channel.send(a_job(account))
    for access in (expired(account.session["access"]), "garbage"):
        account.session["access"] = access
        assert isinstance(channel.send(a_job(account, key=access[:9])), Accepted)
        assert account.session["access"] != access
    assert len(server.posts(did)) == 3


def test_a_session_that_cannot_be_renewed_signs_in_again(server: pds.Pds, account: Kept) -> None:
    channel.send(a_job(account))
    account.session |= {"access": "garbage", "refresh": "garbage"}
    assert isinstance(channel.send(a_job(account)), Accepted)


def test_a_wrong_app_password_stops_the_account(account: Kept) -> None:
    account.values = {**account.values, "app_password": "aaaa-bbbb-cccc-dddd"}
    outcome = channel.check(account.credentials())
    assert isinstance(outcome, Refused)
    assert outcome.stops_account
    assert "aaaa" not in outcome.reason


def test_checking_finds_the_profile(account: Kept, did: str) -> None:
    assert channel.check(account.credentials()) == Accepted(
        did, f"https://bsky.app/profile/{account.values['account']}"
    )


@pytest.mark.parametrize("text", ["x" * 300, "x" * 301, FAMILY * 110, FAMILY * 130, "नमस्ते " * 75, "नमस्ते " * 76])
def test_our_count_and_the_servers_agree(account: Kept, text: str) -> None:
    outcome = channel.send(a_job(account, Draft(text)))
    assert isinstance(outcome, Accepted) == channel.count(text).fits
    assert isinstance(outcome, Accepted | Refused)


def test_too_many_sign_ins_make_the_account_wait(account: Kept) -> None:
    outcomes = []
    for _ in range(31):
        account.session = {}
        outcomes.append(channel.check(account.credentials()))
    assert isinstance(outcomes[0], Accepted)
    last = outcomes[-1]
    assert isinstance(last, Retry)
    assert last.cools_account
    assert last.not_before is not None


def test_a_thread_hangs_together(server: pds.Pds, account: Kept, did: str) -> None:
    names: list[str] = []
    for number in (1, 2, 3):
        account.memo = {}
        job = a_job(account, Draft(f"Part {number}"), key=f"part-{number}")
        outcome = channel.send(replace(job, part=number, holes={**job.holes, "parent_id": "".join(names[-1:])}))
        assert isinstance(outcome, Accepted)
        names.append(outcome.remote_id)
    posts = {post["text"]: post.get("reply") for post in server.posts(did).values()}
    assert posts["Part 1"] is None
    assert [posts["Part 3"][place]["uri"] for place in ("root", "parent")] == names[:2]
