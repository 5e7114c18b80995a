"""Changes to jobs.yaml from the pages: what was not meant stays as it was, comments and all."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from scheduler.domain.jobsfile import (
    edit,
    edit_all,
    parse,
    put_in,
    quoted,
    rename,
    rename_channel,
    rename_rhythm,
    take_out,
)

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "jobs.yaml").read_text(encoding="utf-8")
WIDE = """\
version: 1
# the studio
studio:
    name: Cedar Lane
    timezone: America/Toronto
    address: 5 Cedar Lane
    contact: hello@cedar.example
channels:
    newsletter: {kind: email, from: Cedar Lane <hello@cedar.example>}
    bluesky:
        kind: bluesky
        account: cedar.example   # ours
jobs:
    # the first one
    weekly-tip:
        send: tip
        to:
        - newsletter      # everybody
        - bluesky
        cron: "0 9 * * 2" # mornings
    # the second one
    welcome:
        send: tip
        to: newsletter
        every: 7 days after sign-up at 09:00

# the end
"""


def lines(old: str, new: str) -> list[str]:
    """What differs, as a diff shows it."""
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def comments(text: str) -> list[str]:
    return re.findall(r"#(?![0-9a-f]{6}\b).*", text)


def test_several_values_change_and_nothing_else_does() -> None:
    changes = [
        (("jobs", "weekly-tip", "to"), ["newsletter", "instagram"]),
        (("jobs", "weekly-tip", "every"), "monday and thursday at 10:00"),
        (("quiet", "hours"), quoted("22:00-06:30")),
    ]
    new = edit_all(SAMPLE, changes)
    assert lines(SAMPLE, new) == [
        '-  hours: "21:00-07:00"      # nothing goes out at night,',
        '+  hours: "22:00-06:30"      # nothing goes out at night,',
        "-    to: [newsletter, bluesky, instagram]",
        "-    every: tuesday at 09:00",
        "+    to: [newsletter, instagram]",
        "+    every: monday and thursday at 10:00",
    ]


def test_a_file_with_other_indents_keeps_them() -> None:
    new = edit(WIDE, ("jobs", "weekly-tip", "to"), ["newsletter"])
    assert lines(WIDE, new) == ["-        - bluesky"]
    assert lines(WIDE, edit(WIDE, ("studio", "name"), "Cedar")) == ["-    name: Cedar Lane", "+    name: Cedar"]


def test_a_rule_becomes_another_in_its_place_with_the_comment_beside_it() -> None:
    new = rename(WIDE, ("jobs", "weekly-tip", "cron"), "every", "tuesday at 09:00")
    changed = lines(WIDE, new)
    assert [re.sub(r"\s+#", " #", line) for line in changed] == [
        '-        cron: "0 9 * * 2" # mornings',
        "+        every: tuesday at 09:00 # mornings",
    ]


@pytest.mark.parametrize("text", [SAMPLE, WIDE, WIDE.removesuffix("\n\n# the end\n"), "\ufeff" + SAMPLE])
def test_a_new_entry_stands_behind_the_others_in_lines_of_its_own(text: str) -> None:
    more = put_in(text, ("channels", "mastodon"), {"kind": "mastodon", "server": "a.example"})
    wide = "    " if "Cedar" in text else "  "
    assert lines(text, more) == [f"+{wide}mastodon: {{kind: mastodon, server: a.example}}"]
    assert list(parse(more).channels)[-1] == "mastodon"
    new = put_in(more, ("jobs", "second"), {"send": "tip", "to": ["mastodon"], "every": "monday at 08:00"})
    assert lines(more, new) == [
        f"+{wide}second:", f"+{wide * 2}send: tip", f"+{wide * 2}to: [mastodon]", f"+{wide * 2}every: monday at 08:00",
    ]  # fmt: skip
    assert list(parse(new).jobs)[-1] == "second"
    assert take_out(take_out(new, ("jobs", "second")), ("channels", "mastodon")).rstrip() == text.rstrip()


def test_a_new_entry_comes_into_braces_and_into_an_empty_section_too() -> None:
    bare = WIDE[: WIDE.index("jobs:")]
    rule = {"send": "tip", "to": ["bluesky"], "every": "monday at 08:00"}
    for text in (bare, bare + "jobs:\n", bare + "jobs: {a: {send: tip, to: bluesky, every: monday at 9:00}}\n"):
        assert "b" in parse(put_in(text, ("jobs", "b"), rule)).jobs


def test_a_channel_gets_another_name_wherever_it_stands_and_nowhere_else() -> None:
    new = rename_channel("\ufeff" + SAMPLE, "bluesky", "sky")
    assert lines(SAMPLE, new.removeprefix("\ufeff")) == [
        "-  bluesky: {kind: bluesky, account: willow.example}",
        "+  sky: {kind: bluesky, account: willow.example}",
        "-    to: [newsletter, bluesky, instagram]",
        "+    to: [newsletter, sky, instagram]",
        "-    late: {grace: {newsletter: 6h, bluesky: 2h}, then: next slot}",
        "+    late: {grace: {newsletter: 6h, sky: 2h}, then: next slot}",
        "-    to: [newsletter, bluesky]",
        "+    to: [newsletter, sky]",
    ]
    assert rename_channel(new, "sky", "bluesky") == "\ufeff" + SAMPLE
    assert "        - sky\n" in rename_channel(WIDE, "bluesky", "sky")
    assert "        to: letters\n" in rename_channel(WIDE, "newsletter", "letters")
    for odd in ("yes", "12", "1e3", "Ma lettre", "été", "a.b"):
        assert parse(rename_channel(WIDE, "bluesky", odd)).jobs["weekly-tip"].to == ("newsletter", odd)


def test_a_rhythm_gets_another_name_in_its_key_only() -> None:
    named = SAMPLE.replace("Willow Street Yoga\n", "weekly-tip\n", 1)
    new = rename_rhythm("\ufeff" + named, "weekly-tip", "sunday-tip")
    [was, now] = lines(named, new.removeprefix("\ufeff"))
    assert was.startswith("-  weekly-tip:")
    assert now == was.replace("-  weekly-tip", "+  sunday-tip")
    assert rename_rhythm(new, "sunday-tip", "weekly-tip") == "\ufeff" + named
    assert list(parse(rename_rhythm(WIDE, "weekly-tip", "welcome-2")).jobs) == ["welcome-2", "welcome"]
    braces = WIDE[: WIDE.index("jobs:")] + "jobs: {a: {send: tip, to: bluesky, every: monday at 9:00}}\n"
    for odd in ("yes", "12", "1e3", "Ma lettre", "été", "a.b"):
        assert list(parse(rename_rhythm(braces, "a", odd)).jobs) == [odd]


@pytest.mark.parametrize("name", ["weekly-tip", "new-classes"])
def test_an_entry_is_taken_out_with_its_lines_only(name: str) -> None:
    new = take_out(SAMPLE, ("jobs", name))
    assert all(line.startswith("-") for line in lines(SAMPLE, new))
    assert name not in parse(new).jobs
    assert set(parse(SAMPLE).jobs) - set(parse(new).jobs) == {name}
    gone = "\n".join(line[1:] for line in lines(SAMPLE, new))
    assert [each for each in comments(SAMPLE) if each not in comments(gone)] == [
        each for each in comments(new) if each not in comments(gone)
    ]


def test_comments_around_an_entry_stay_when_it_goes() -> None:
    new = take_out(take_out(WIDE, ("jobs", "welcome")), ("jobs", "weekly-tip"))
    for comment in ("# the first one", "# the second one", "# the end", "# the studio"):
        assert comment in new
    assert parse(new).jobs == {}


def test_an_entry_in_braces_is_taken_out_too() -> None:
    text = WIDE[: WIDE.index("jobs:")] + (
        "jobs: {a: {send: tip, to: bluesky, every: monday at 9:00}, b: {send: tip, to: bluesky, every: day at 9:00}}\n"
    )
    assert list(parse(take_out(text, ("jobs", "a"))).jobs) == ["b"]


def test_a_text_over_several_lines_goes_whole() -> None:
    text = WIDE.replace("    # the second one", "        from: >-\n            posts/\n\n    # the second one")
    new = take_out(text, ("jobs", "weekly-tip"))
    assert "posts/" not in new
    assert "# the second one" in new
    assert list(parse(new).jobs) == ["welcome"]


def test_what_is_not_there_cannot_be_taken_out() -> None:
    with pytest.raises(KeyError):
        take_out(SAMPLE, ("jobs", "nobody"))


def test_a_byte_order_mark_stays() -> None:
    new = edit("\ufeff" + SAMPLE, ("quiet", "hours"), None)
    assert new.startswith("\ufeff# The studio")
    assert take_out("\ufeff" + SAMPLE, ("jobs", "weekly-tip")).startswith("\ufeff# The studio")


@pytest.mark.parametrize(
    "hostile",
    [
        "x: y", "a\nb: c", "- x", "&anchor x", "*alias", "!!python/object:os.system x", "# comment", "{a: b}", "'", '"',
        "a: [", "\t", "%TAG", "---", "...", "null", "yes", "0x1f", "1e9", "~", "\u2028", "é🧘", "x" * 10_000,
    ],
)  # fmt: skip
def test_whatever_is_written_comes_back_as_the_same_text(hostile: str) -> None:
    new = edit(SAMPLE, ("studio", "address"), hostile)
    import ruamel.yaml

    read = ruamel.yaml.YAML(typ="safe").load(new)
    assert read["studio"]["address"] == hostile
    assert set(read) == set(ruamel.yaml.YAML(typ="safe").load(SAMPLE))
    assert comments(new)[0] == comments(SAMPLE)[0]
