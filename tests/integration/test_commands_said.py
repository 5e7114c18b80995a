"""What commands say to a person, beside what they say to scripts."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

import pytest

from scheduler.commands import count, init, simulate, split
from scheduler.errors import Problem
from scheduler.web import words
from tests.fakes.home import PEOPLE, STATES, template

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


def test_erasing_an_address_that_nobody_has_says_so(tmp_path: Path) -> None:
    home = template().copy(tmp_path)
    home.python(PEOPLE)
    assert "anna@example.org is erased and stays left out." in home.run("subscribers", "erase", "anna@example.org")
    said = home.run("subscribers", "erase", "ana@example.org", code=1)
    assert "Nobody here has the address ana@example.org" in said
    assert home.python(STATES) == "['active', 'active', 'erased']"


def test_people_are_listed_for_a_person_and_for_scripts(tmp_path: Path) -> None:
    home = template().copy(tmp_path)
    home.python(PEOPLE)
    assert home.run("subscribers", "list").splitlines() == [
        f"{name}@example.org: gets mail" for name in ("anna", "ben", "cleo")
    ]
    (ben,) = json.loads(home.run("subscribers", "list", "--search", "BEN", "--json"))["people"]
    assert ben["email"] == "ben@example.org"
    assert (ben["state"], ben["tips"], ben["no_consent"]) == ("active", True, False)
    assert home.run("subscribers", "list", "--state", "bounced") == ""
    assert "write one of: pending, active" in home.run("subscribers", "list", "--state", "gone", code=2)
    assert "There is no post or issue m99" in home.run("subscribers", "got", "m99", code=2)
    nowhere = str(tmp_path / "nowhere" / "people.csv")
    assert "people.csv cannot be written" in home.run("subscribers", "export", "--out", nowhere, code=2)


def test_what_holds_everything_stands_first_in_the_status(tmp_path: Path) -> None:
    home = template().copy(tmp_path)
    home.run("backup")
    home.run("restore", "latest", "--yes")
    assert home.run("status").startswith("everything is paused: ")
    assert json.loads(home.run("status", "--json"))["held"]


def test_a_plan_that_was_accepted_before_is_said_to_be(tmp_path: Path) -> None:
    home = template().copy(tmp_path)
    assert "nothing had to be" in home.run("plan", "--apply")


@pytest.mark.parametrize("action", ["import", "export", "list", "got", "add", "stop", "resume", "erase"])
def test_help_has_an_example(tmp_path: Path, action: str) -> None:
    assert f"Example: studio subscribers {action}" in template().run("subscribers", action, "--help")


def test_a_new_studio_gets_the_files_that_its_jobs_file_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source checkout is a studio itself, and `make run` is where people try things: a logo of their own, say."""
    used = tmp_path / "checkout"
    shutil.copytree(ROOT / "posts", used / "posts")
    shutil.copytree(ROOT / "templates", used / "templates")
    text = (ROOT / "jobs.yaml").read_text().replace("#  logo: logo.png", "  logo: mine.png")
    (used / "jobs.yaml").write_text(text.replace("classes: classes.ics", "classes: times/mine.ics"))
    (used / "times").mkdir()
    for name in ("mine.png", "times/mine.ics", "classes.ics", ".env.example", "studio.sqlite3"):
        (used / name).write_text("x\n\n")
    (tmp_path / "way").symlink_to(used)  # reached by another way than it lies
    (used / "outside.png").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(init, "starter", lambda: tmp_path / "way")
    init.lay_out(tmp_path / "new")
    laid = {path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert {"mine.png", "times/mine.ics", "jobs.yaml", ".env"} <= laid
    assert not {"studio.sqlite3", "classes.ics"} & laid


def test_a_place_where_nothing_can_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot be made here"):
        init.run(argparse.Namespace(dir=str(tmp_path / "file" / "willow")))
