"""The ledger and the real channels together, against networks that lose replies: one post, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.crypto import encrypt
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.channels.base import Draft
from scheduler.outbox import services as outbox
from scheduler.outbox.models import Delivery
from scheduler.outbox.transports import live
from tests import builders
from tests.fakes.bluesky import HANDLE, PASSWORD, FakeBluesky
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.recording import NOW, TestClock, a_message
from tests.fakes.smtp import MailServer
from tests.integration import planning

pytestmark = pytest.mark.django_db
DRAFT = Draft(
    "Roll one foot for a minute. 🦶\n\nhttps://willow.example/rolling #yoga", link="https://willow.example/rolling"
)
FATES: list[list[str | int]] = [["answer"], ["after"], ["before"], [503], ["before", "after"], ["after", "after"]]


@pytest.fixture(autouse=True)
def _servers_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")


@pytest.fixture
def bluesky() -> Iterator[FakeBluesky]:
    with FakeBluesky() as server:
        yield server


@pytest.fixture(params=[True, False], ids=["honours the key", "ignores the key"])
def mastodon(request: pytest.FixtureRequest) -> Iterator[FakeMastodon]:
    with FakeMastodon(NOW, request.param) as server:
        yield server
    assert server.problems == []


def connected(name: str, kind: str, values: dict[str, str], **options: str) -> Account:
    account = Account.objects.filter(name=name).first() or builders.an_account(name, kind, options=options)
    accounts.connect(account, values, NOW)
    account.state, account.live_since = "ready", NOW
    account.save()
    return account


def a_post(account: Account, parts: int = 1, **more: Any) -> None:
    channel = registry.get(account.kind).configured(accounts.settings(account))
    drafts = (
        [Draft(f"Part {part} of it", part=part, parts=parts) for part in range(1, parts + 1)] if parts > 1 else [DRAFT]
    )
    payloads = [channel.payload(draft) for draft in drafts]
    a_message(account, parts=parts, payloads=payloads, grace=timedelta(hours=2), **more)


def run(server: Any, home: Path, passes: int = 12) -> None:
    """The clock's loop: one pass whenever something is due."""
    clock = TestClock()
    for _ in range(passes):
        outbox.dispatch(clock, live(home))
        clock.at = outbox.next_due(clock.at) or clock.at
        server.now = clock.at


@pytest.mark.parametrize("fates", FATES, ids=str)
def test_mastodon_gets_one_post(mastodon: FakeMastodon, tmp_path: Path, fates: list[str | int]) -> None:
    a_post(connected("toots", "mastodon", {"server": mastodon.url, "token": TOKEN}))
    mastodon.lose = list(fates)
    run(mastodon, tmp_path)
    delivery = Delivery.objects.get()
    assert (delivery.state, len(mastodon.statuses)) == ("sent", 1)
    assert delivery.remote_url == mastodon.statuses[0]["url"]
    assert len({request.headers["Idempotency-Key"] for request in mastodon.asked("POST", "/api/v1/statuses")}) == 1


@pytest.mark.parametrize("fates", FATES, ids=str)
def test_bluesky_gets_one_post(bluesky: FakeBluesky, tmp_path: Path, fates: list[str | int]) -> None:
    a_post(connected("sky", "bluesky", {"account": HANDLE, "app_password": PASSWORD, "service": bluesky.url}))
    bluesky.lose = list(fates)
    run(bluesky, tmp_path)
    (rkey,) = bluesky.records
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.remote_url) == ("sent", f"https://bsky.app/profile/{HANDLE}/post/{rkey}")
    assert len(bluesky.asked("POST", "/xrpc/com.atproto.server.createSession")) == 1


def test_a_thread_goes_up_part_by_part(bluesky: FakeBluesky, tmp_path: Path) -> None:
    a_post(connected("sky", "bluesky", {"account": HANDLE, "app_password": PASSWORD, "service": bluesky.url}), parts=3)
    bluesky.lose = ["after", "answer", "before"]
    run(bluesky, tmp_path)
    assert sorted(record["text"] for record in bluesky.records.values()) == [f"Part {n} of it" for n in (1, 2, 3)]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_lost_login_stops_the_channel_and_keeps_the_post_in_line(bluesky: FakeBluesky, tmp_path: Path) -> None:
    account = connected("sky", "bluesky", {"account": HANDLE, "app_password": PASSWORD, "service": bluesky.url})
    a_post(account)
    bluesky.tokens.clear()
    bluesky.refreshers.clear()
    account.secret = encrypt({"account": HANDLE, "app_password": "changed elsewhere", "service": bluesky.url})
    account.save()
    run(bluesky, tmp_path, passes=2)
    account.refresh_from_db()
    assert account.state == "needs_reconnect"
    assert Delivery.objects.get().state == "queued"


def test_a_post_by_hand_counts_when_she_says_so(tmp_path: Path) -> None:
    planning.accept(channels=planning.CHANNELS + "  instagram: {kind: by hand, network: instagram}\n")
    with MailServer() as server:
        connected("newsletter", "email", server.values())
        a_post(connected("instagram", "by hand", {}))
        clock = TestClock()
        outbox.dispatch(clock, live(tmp_path))
        (mail,) = server.does.received
    delivery = Delivery.objects.get()
    assert (mail.recipient, delivery.state) == ("hello@willow.example", "waiting")
    text = str(message_from_bytes(mail.data, policy=default).get_content())  # type: ignore[attr-defined]
    assert f"http://127.0.0.1:8000/done/{delivery.key}/" in text
    outbox.done_by_hand(delivery.key, clock.now())
    delivery.refresh_from_db()
    assert delivery.state == "sent"
