"""How long a text is, in every unit that a network counts in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scheduler.domain.text import sms, units
from scheduler.domain.text.links import urls
from scheduler.domain.text.weighted import x_valid, x_weighted
from scheduler.domain.tid import tid

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
FAMILY = "👨‍👩‍👧‍👦"
LONG_LINK = "https://cedar-lane.ca/classes/spring-flow?utm_source=mastodon&utm_campaign=spring"


def shared(name: str) -> Any:
    text = (VECTORS / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else YAML(typ="safe").load(text)


UNITS = (
    units.code_points, units.utf16, units.utf8, units.graphemes, x_weighted, units.mastodon, units.threads,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", (0, 0, 0, 0, 0, 0, 0)),
        (" ", (1, 1, 1, 1, 1, 1, 1)),
        ("Move slowly.", (12, 12, 12, 12, 12, 12, 12)),
        ("Lift 🧘‍♀️ up", (12, 13, 21, 9, 10, 9, 21)),
        ("🧘‍♀️" * 10, (40, 50, 130, 10, 20, 10, 130)),
        ("Café d'été", (10, 10, 13, 10, 10, 10, 10)),
        ("Cafe\u0301 d'e\u0301te\u0301", (13, 13, 16, 10, 10, 10, 13)),
        ("योग", (3, 3, 9, 2, 3, 2, 3)),
        ("नमस्ते", (6, 6, 18, 3, 6, 3, 6)),
        ("ヨガ 9時", (5, 5, 11, 5, 8, 5, 5)),
        ("🇨🇦👩🏽‍🤝‍👩🏻", (9, 16, 34, 2, 4, 2, 34)),
        ("Come → now…", (11, 11, 15, 11, 13, 11, 11)),
        ("“Breathe” – slowly", (18, 18, 24, 18, 18, 18, 18)),
        (f"Book: {LONG_LINK}", (87, 87, 87, 87, 29, 29, 87)),
        ("Book: cedar-lane.ca.", (20, 20, 20, 20, 30, 20, 20)),
        ("Book: cedar-lane.example", (24, 24, 24, 24, 24, 24, 24)),
        ("Ask @cedar@mastodon.example today", (33, 33, 33, 33, 33, 16, 33)),
        ("1️⃣ step", (8, 8, 12, 6, 7, 6, 12)),
    ],
)  # fmt: skip
def test_each_unit_counts_by_its_own_rule(text: str, lengths: tuple[int, ...]) -> None:
    assert tuple(unit(text) for unit in UNITS) == lengths


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("👍🏿", 2),
        (FAMILY, 2),
        ("☺️", 2),
        ("👩‍❤️‍💋‍👨", 2),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 2),
        ("🏳️‍🌈", 2),
        ("👩🏽‍🚒👨‍⚕️", 4),
        ("#⃣", 2),
        ("®", 2),
        ("🐦‍🔥", 5),
        ("🫱🏻‍🫲🏿", 9),
        ("👩🏻‍🤝‍👩🏿", 8),
        ("é\u200b½", 3),
        ("€™№", 6),
    ],
)
def test_an_emoji_weighs_two_on_x_and_a_newer_one_what_its_parts_weigh(text: str, weight: int) -> None:
    assert x_weighted(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("http://a.ca", 23),
        ("see(https://cedar.ca/x_(y))", 28),
        ("cedar.ca and oak.studio", 23 + 5 + 23),
        ("“cedar.ca”", 25),
        ("Slowly.Then rest", 16),
        ("end of p.m.", 11),
        ("hello@cedar.ca", 14),
        ("#cedar.ca", 9),
        ("-cedar.ca", 9),
        ("x/cedar.ca", 10),
        ("故人.com", 8),
        ("http://故人.com", 23),
        ("http://foobar.پاکستان/", 23),
        ("cedar.ca/a b", 25),
        ("https://cedar.ca:8080/a?b=c#d!", 24),
        ("https://t.co/abc-def", 27),
        ("https://t.co/" + "a" * 41, 54),
        ("a" * 63 + ".ca", 23),
        ("a" * 64 + ".ca", 67),
        ("xn--p1ai.xn--p1ai", 23),
        ("https://cedar.ca/" + "a" * 4079, 23),
        ("https://cedar.ca/" + "a" * 4080, 4097),
    ],
)
def test_an_address_weighs_twenty_three_on_x(text: str, weight: int) -> None:
    assert x_weighted(text) == weight


@pytest.mark.parametrize(
    ("text", "valid"),
    [("", False), ("a", True), ("a" * 280, True), ("a" * 281, False), (FAMILY * 140, True), ("故" * 141, False),
     ("a\ufeff", False), ("a\uffff", False), ("a\u202ab\u202c", True)],
)  # fmt: skip
def test_x_takes_up_to_280_and_no_noncharacters(text: str, valid: bool) -> None:
    assert x_valid(text) == valid


@needs_vectors
@pytest.mark.parametrize(
    "group", ["WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"]
)
def test_the_vectors_of_twitter_text_hold(group: str) -> None:
    rows = shared("twitter-text-validate.yml")["tests"][group]
    assert rows
    for row in rows:
        expected = (row["expected"]["weightedLength"], row["expected"]["valid"])
        assert (x_weighted(row["text"]), x_valid(row["text"])) == expected, row["description"]


@needs_vectors
def test_the_shared_vectors_of_text_hold() -> None:
    rows = shared("rules_vectors.json")["text"]
    assert rows
    for row in rows:
        text = row["text"]
        assert units.code_points(text) == row["codepoints"] == row["telegram_len"] == row["discord_len"]
        assert (units.utf16(text), units.utf8(text)) == (row["utf16"], row["utf8"])
        assert units.graphemes(text) == row["graphemes"] == row["graphemes_intl"]
        assert (x_weighted(text), x_valid(text)) == (row["x_weighted"], row["x_valid"])


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("a" * 476 + " http://" + "b" * 30 + ".com/example", 500),
        ("a" * 476 + "http://" + "b" * 30 + ".com/example", 476 + 49),
        ("a" * 475 + " @alice@" + "b" * 30 + ".com", 482),
        ("@alice@" + "b" * 500 + ".com", 511),
        ("http://cedar.ca/valid?" + "#foo?" * 1000, 5022),
        ("Ask @cedar.lane@a.b.social or @ada, mail ada@cedar.ca", 42),
        ("https://cedar.ca/Größe_(und)「x」 now", 28),
    ],
)
def test_mastodon_shortens_what_it_will_show_as_a_link_or_mention(text: str, length: int) -> None:
    assert units.mastodon(text) == length


def test_mastodon_reserves_what_the_server_says_for_an_address() -> None:
    assert units.mastodon(f"See {LONG_LINK}", url_length=30) == 34


@pytest.mark.parametrize(
    ("text", "encoding", "length", "segments"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("é" * 160, "GSM-7", 160, 1),
        ("ê" * 70, "UCS-2", 70, 1),
        ("ê" * 71, "UCS-2", 71, 2),
        ("🙏" * 35, "UCS-2", 70, 1),
        ("🙏" * 36, "UCS-2", 72, 2),
        ("It’s on", "UCS-2", 7, 1),
    ],
)
def test_an_sms_is_cut_into_parts_by_its_encoding(text: str, encoding: str, length: int, segments: int) -> None:
    assert sms.segments(text) == sms.Segments(encoding, length, segments)  # type: ignore[arg-type]


def test_a_text_can_be_proposed_as_gsm_7() -> None:
    assert sms.sms_safe("It’s “on” – now…") == 'It\'s "on" - now...'
    assert sms.segments(sms.sms_safe("It’s “on” – now…")).encoding == "GSM-7"


@needs_vectors
def test_the_shared_vectors_of_sms_hold() -> None:
    characters = {"a": "a", "euro": "€", "e-acute": "é", "e-circumflex": "ê", "folded hands": "🙏"}
    for row in shared("rules_vectors.json")["sms"]:
        name, star, count = row["desc"].split(" (")[0].partition("*")
        text = characters[name] * int(count) if star else "It’s on"
        found = sms.segments(text)
        assert (found.encoding, found.segments) == (row["enc"], row["segments"]), row


@pytest.mark.parametrize(
    ("microseconds", "clock_id", "expected"),
    [(1_700_000_000_000_000, 0, "3ke6kg3wk2222"), (1_764_075_600_000_000, 1023, "3m6hfhrxh22zz"), (0, 0, "2" * 13)],
)
def test_a_tid_is_its_time_in_sortable_base32(microseconds: int, clock_id: int, expected: str) -> None:
    assert tid(microseconds, clock_id) == expected


@needs_vectors
def test_the_shared_vectors_of_tids_hold() -> None:
    for row in shared("rules_vectors.json")["tid"]:
        assert tid(row["us"], row["clock"]) == row["tid"]


@given(st.integers(0, (1 << 53) - 1), st.integers(0, (1 << 53) - 1), st.integers(0, 1023))
def test_tids_sort_as_their_times_do(first: int, second: int, clock_id: int) -> None:
    assert (tid(first, clock_id) < tid(second, clock_id)) == (first < second)


@pytest.mark.parametrize(("microseconds", "clock_id"), [(-1, 0), (1 << 53, 0), (0, -1), (0, 1024)])
def test_a_tid_that_would_not_fit_is_refused(microseconds: int, clock_id: int) -> None:
    with pytest.raises(ValueError, match="bits"):
        tid(microseconds, clock_id)


@given(st.text())
def test_escaping_for_linkedin_loses_nothing_and_leaves_no_bare_mark(text: str) -> None:
    escaped = units.linkedin_escape(text)
    assert units.linkedin_unescape(escaped) == text
    assert not any(mark in escaped.replace(f"\\{mark}", "") for mark in "|{}@[]()<>#*_~")


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = units.normalise(text)
    assert units.normalise(once) == once
    assert units.graphemes(once) <= units.graphemes(text)


def test_normalising_composes_trims_and_drops_control_characters() -> None:
    assert units.normalise("Cafe\u0301\r\n\tnow\x00\x1b\rend \n ") == "Café\n\tnow\nend"


@given(st.text())
def test_units_stand_in_their_natural_order(text: str) -> None:
    assert units.graphemes(text) <= units.code_points(text) <= units.utf16(text) <= units.utf8(text)
    assert units.code_points(text) <= units.threads(text) <= units.utf8(text)
    assert len(text) == 0 or x_weighted(text) > 0


@given(
    st.lists(
        st.sampled_from(
            ["cedar.ca", "https://", "/", "故", ".", "@", "#", " ", "a", "(", ")", "🙏", "-", "_", "\u200b", "?x=1"]
        )
    )
)
def test_addresses_stand_apart_in_order_and_inside_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    for options in ({"bare": True}, {"bare": False, "wide": True}):
        spans = urls(text, **options)
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(start < end <= len(text) for start, end in spans)


HOSTILE = [
    "故",
    "a",
    "http://",
    "a.",
    "故.",
    "(",
    "@a",
    "@a.b@c",
    "a.ca/(",
    "a.ca/!",
    "https://a.ca/@",
    "a-",
    "_",
    "🙏",
    "a.b故",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_is_counted_like_any_other(part: str) -> None:
    """Were anything here quadratic, 60,000 characters would keep the test run for minutes."""
    text = part * (60_000 // len(part)) + "."
    assert x_weighted(text) > 280
    assert units.mastodon(text) > 20
