"""Every channel counts by its network's own rule and says whether a text fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.channels import registry
from scheduler.channels.base import Count

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "rules_vectors.json"
COUNTERS = (
    "x",
    "threads",
    "linkedin",
    "instagram",
    "facebook",
    "telegram",
    "discord",
    "pinterest",
    "google-business",
    "sms",
    "tiktok",
)
POSTING = ("bluesky", "mastodon")


def count(kind: str, text: str) -> Count:
    return registry.get(kind).count(text)


@pytest.mark.parametrize("kind", [*COUNTERS, *POSTING])
def test_every_network_of_the_command_has_a_counter(kind: str) -> None:
    counted = count(kind, "Breathe in slowly.")
    assert (counted.length, counted.fits) == (18, True)
    assert counted.limit >= counted.length
    assert counted.unit


@pytest.mark.parametrize("kind", COUNTERS)
def test_a_network_without_an_adapter_cannot_be_connected(kind: str) -> None:
    assert not registry.get(kind).connectable


@pytest.mark.parametrize("kind", COUNTERS)
def test_every_counter_names_its_sources(kind: str) -> None:
    folder = Path(registry.__file__).parent / kind.replace("-", "_")
    assert "| rule | source |" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("x", 280), ("threads", 500), ("linkedin", 3000), ("instagram", 2200), ("facebook", 63_206), ("telegram", 4096),
     ("discord", 2000), ("pinterest", 800), ("google-business", 1500), ("sms", 160), ("tiktok", 4000),
     ("bluesky", 300), ("mastodon", 500)],
)  # fmt: skip
def test_a_text_fits_up_to_the_limit_and_not_beyond(kind: str, limit: int) -> None:
    assert count(kind, "a" * limit) == Count(limit, limit, registry.get(kind).unit, True)
    assert not count(kind, "a" * (limit + 1)).fits


@pytest.mark.parametrize(
    ("kind", "length"),
    [("x", 2), ("threads", 13), ("linkedin", 5), ("instagram", 5), ("facebook", 5), ("telegram", 4), ("discord", 4),
     ("pinterest", 5), ("google-business", 5), ("sms", 5), ("tiktok", 5), ("bluesky", 1), ("mastodon", 1)],
)  # fmt: skip
def test_a_woman_in_lotus_position_is_as_long_as_the_network_says(kind: str, length: int) -> None:
    assert count(kind, "🧘‍♀️").length == length


@pytest.mark.parametrize("kind", [*COUNTERS, *POSTING])
def test_a_text_is_counted_as_it_is(kind: str) -> None:
    """Normalising is the payload's affair; the counter must not hide what it would change."""
    assert count(kind, " ").length == 1


def test_an_empty_post_does_not_fit_on_x() -> None:
    assert count("x", "") == Count(0, 280, "weighted characters", False)


def test_an_sms_that_needs_other_letters_has_a_smaller_limit() -> None:
    assert count("sms", "It’s on") == Count(7, 70, "UTF-16 units (UCS-2)", True)
    assert count("sms", "€" * 80) == Count(160, 160, "septets (GSM-7)", True)
    assert not count("sms", "🙏" * 36).fits


def test_marks_that_linkedin_wants_escaped_do_not_make_a_text_longer() -> None:
    assert count("linkedin", "(a)" * 1000).fits


def test_more_than_thirty_hashtags_do_not_fit_on_instagram() -> None:
    assert count("instagram", "#yoga " * 30).fits
    assert not count("instagram", "#yoga " * 31).fits
    assert count("instagram", "number #1 and a#b " * 40).fits


def test_more_than_five_links_do_not_fit_on_threads() -> None:
    links = [f"https://cedar.ca/{number}" for number in range(6)]
    assert count("threads", " ".join([*links[:5], links[0]])).fits
    assert not count("threads", " ".join(links)).fits


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
@pytest.mark.parametrize(
    ("kind", "key"),
    [("telegram", "telegram_len"), ("discord", "discord_len"), ("bluesky", "graphemes"), ("x", "x_weighted")],
)
def test_the_shared_vectors_hold_for_the_channels(kind: str, key: str) -> None:
    for row in json.loads(VECTORS.read_text(encoding="utf-8"))["text"]:
        counted = count(kind, row["text"])
        assert counted.length == row[key], row["text"]
        assert counted.fits == {"x": row["x_valid"], "bluesky": row["bluesky_ok"]}.get(kind, True)
