"""A test's clock is refused as soon as anything could really leave the machine. (DESIGN section 6.)"""

from __future__ import annotations

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.crypto import encrypt
from scheduler.commands import studio
from scheduler.errors import Problem
from tests.builders import an_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "host", "elsewhere"),
    [
        ("ready", "smtp.example.org", True),
        ("cooling", "smtp.example.org", True),
        ("ready", "localhost", False),
        ("ready", "127.0.0.1", False),
        ("rehearsing", "smtp.example.org", False),
    ],
)
def test_only_a_live_channel_on_another_machine_counts(state: str, host: str, elsewhere: bool) -> None:
    an_account(state=state, secret=encrypt({"host": host}))
    assert accounts.live_elsewhere() == (["newsletter"] if elsewhere else [])


def test_a_made_up_time_is_refused_while_something_would_really_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    an_account("bluesky", "bluesky", state="ready", secret=encrypt({"service": "https://bsky.social"}))
    monkeypatch.setenv("STUDIO_TEST_CLOCK", "/nowhere")
    with pytest.raises(Problem, match="bluesky would send for real"):
        studio._refuse_a_made_up_time()
