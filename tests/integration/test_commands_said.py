"""What commands say to a person, beside what they say to scripts."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pytest

from scheduler.commands import count, simulate, split
from scheduler.web import words

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parents[2]


def counted(network: str, text: str, **more: bool) -> int:
    return count.run(argparse.Namespace(network=network, text=text, **{"json": False, "jsonl": False, **more}))


def test_count_gives_scripts_json_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    assert counted("bluesky", "Roll your feet.") == 0
    assert json.loads(capsys.readouterr().out) == {"length": 15, "limit": 300, "unit": "characters", "fits": True}


@pytest.mark.parametrize(
    ("network", "text", "said", "code"),
    [
        ("bluesky", "Roll your feet.", "bluesky: 15 of 300 characters, it fits.\n", 0),
        ("bluesky", "x" * 312, "bluesky: 312 of 300 characters, 12 too many; make it shorter.\n", 1),
    ],
)
def test_count_says_it_in_words_on_a_terminal(
    network: str, text: str, said: str, code: int,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert counted(network, text) == code
    assert capsys.readouterr().out == said


def test_count_gives_json_on_a_terminal_when_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    counted("bluesky", "x", json=True)
    assert json.loads(capsys.readouterr().out)["length"] == 1


def test_split_says_what_its_numbers_mean_where_they_do_not_count_up(capsys: pytest.CaptureFixture[str]) -> None:
    source = str(ROOT / "posts" / "desk.md")
    split.run(argparse.Namespace(source=source, format=None, json=True))
    ranks = [tip["rank"] for tip in json.loads(capsys.readouterr().out)["tips"]]
    split.run(argparse.Namespace(source=source, format=None, json=False))
    said = capsys.readouterr().out
    assert ("the number says which goes out first" in said) is (ranks != sorted(ranks))
    assert ranks != sorted(ranks), "else this shows nothing"


def test_simulate_says_what_it_took_for_granted() -> None:
    assert "was counted as approved" in simulate.ASSUMED[False]
    assert "Nobody answered" in simulate.ASSUMED[True]


# --- one heading for one tip ---


class Row:
    """As the plan lists it."""

    def __init__(self, channel: str, why: str = "Every Tuesday", hold: str = "", *, open: bool = True) -> None:
        self.at, self.title, self.channel, self.why, self.hold, self.open = 9, "Feet", channel, why, hold, open


def test_a_channel_that_waits_stands_under_the_same_heading() -> None:
    rows = [Row("newsletter"), Row("bluesky", hold="paused"), Row("instagram")]
    assert words.by_moment(rows) == [rows]
    assert words.by_reason(rows, "why") == [("", "Every Tuesday")]
    assert words.by_reason(rows, "hold") == [("bluesky", "paused")]


def test_what_holds_all_is_said_once_and_what_is_over_waits_for_nothing() -> None:
    assert words.by_reason([Row("a", hold="paused"), Row("b", hold="paused")], "hold") == [("", "paused")]
    assert words.by_reason([Row("a", hold="paused", open=False), Row("b")], "hold") == []
    two = [Row("a", "tip 2 of 6"), Row("b", "tip 2 of 5")]
    assert words.by_reason(two, "why") == [("a", "tip 2 of 6"), ("b", "tip 2 of 5")]
