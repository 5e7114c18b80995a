"""Real accounts on real networks, when somebody asks for it; never by itself, and never in CI.

    STUDIO_TEST_LIVE='{"mastodon": {"server": "…", "token": "…", "post": "yes"}}' make test ARGS=tests/live

signs in to each account named; with `"post": "yes"` it also makes one post, twice, which must be one. Delete it
by hand.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scheduler.channels import registry
from scheduler.channels.base import Credentials, Draft
from scheduler.domain.outcomes import Accepted
from tests.channels.jobs import Kept

LIVE: dict[str, dict[str, str]] = json.loads(os.environ.get("STUDIO_TEST_LIVE", "{}"))
pytestmark = pytest.mark.skipif(not LIVE, reason="no accounts in STUDIO_TEST_LIVE")


@pytest.fixture(params=sorted(LIVE))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_signing_in_works(kind: str) -> None:
    outcome = registry.get(kind).check(Credentials(LIVE[kind]))
    assert isinstance(outcome, Accepted), outcome
    assert outcome.url.startswith("https://")


def test_a_post_is_made_once_and_found(kind: str) -> None:
    if LIVE[kind].get("post") != "yes":
        pytest.skip("only where the account may be posted to")
    channel, account, now = registry.get(kind), Kept(LIVE[kind]), datetime.now(UTC)
    draft = Draft(f"A test of a scheduler, {now:%Y-%m-%d %H:%M:%S}. #test", language="en")

    def job() -> Any:
        made = account.job(channel, draft, now, key=f"live-{now.timestamp()}")
        return replace(made, holes={**made.holes, "created_at": now.isoformat()}, credentials=Credentials(LIVE[kind]))

    first = channel.send(job())
    assert isinstance(first, Accepted), first
    assert channel.send(job()) == first
    assert channel.look_up(job()) == first
