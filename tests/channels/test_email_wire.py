"""What a server may say, cut wherever the packets were cut; smtplib is the oracle for what is a reply."""

from __future__ import annotations

import io
import smtplib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.email.wire import Heard, Lost

LINES = st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"").replace(b"\r", b""))
CODES = st.integers(200, 599)


@st.composite
def replies(draw: Any) -> bytes:
    """One whole reply of one or more lines."""
    code, texts = draw(CODES), draw(st.lists(LINES, min_size=1, max_size=5))
    ends = draw(st.sampled_from([b"\r\n", b"\n"]))
    lines = [b"%d-%s%s" % (code, text, ends) for text in texts[:-1]]
    return b"".join([*lines, b"%d %s%s" % (code, texts[-1], ends)])


def heard(data: bytes, cuts: list[int]) -> list[tuple[int, list[str]]]:
    """Every reply in it, when it comes in pieces."""
    ear, found, at = Heard(), [], 0
    for cut in [*sorted(cuts), len(data)]:
        ear.add(data[at : max(cut, at)])
        at = max(cut, at)
        while (reply := ear.reply()) is not None:
            found.append(reply)
    return found


def by_smtplib(data: bytes, count: int) -> list[tuple[int, list[str]]]:
    """What the standard library reads."""
    client = smtplib.SMTP()
    client.sock = object()  # type: ignore[assignment]  nothing is written
    client.file = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]
    read = [client.getreply() for _ in range(count)]
    return [(code, [line.decode("utf-8", "replace").strip() for line in text.split(b"\n")]) for code, text in read]


@settings(max_examples=300)
@given(st.lists(replies(), min_size=1, max_size=5), st.lists(st.integers(0, 400), max_size=6))
def test_replies_are_read_as_smtplib_reads_them_however_they_are_cut(said: list[bytes], cuts: list[int]) -> None:
    data = b"".join(said)
    found = heard(data, [min(cut, len(data)) for cut in cuts])
    assert found == by_smtplib(data, len(said))


@settings(max_examples=500)
@given(st.lists(st.binary(max_size=200), max_size=20))
def test_whatever_comes_it_is_a_reply_or_the_end_of_the_connection(chunks: list[bytes]) -> None:
    ear = Heard()
    for chunk in chunks:
        ear.add(chunk)
        try:
            while (found := ear.reply()) is not None:
                assert 0 <= found[0] <= 999
        except Lost:
            return


@given(st.lists(replies(), min_size=1, max_size=6), st.sampled_from([b"250 ", b"354 "]))
def test_the_short_way_takes_exactly_the_replies_of_one_line_that_begin_so(said: list[bytes], wanted: bytes) -> None:
    ear, left = Heard(), list(said)
    ear.add(b"".join(said))
    while left:
        if ear.takes(wanted):
            assert left[0].startswith(wanted)
        else:
            assert not left[0].startswith(wanted)
            assert ear.reply() is not None
        left.pop(0)
    assert ear.nothing


@pytest.mark.parametrize(
    "data",
    [b"250-" + b"x" * 100_000, b"x" * 5000, b"250-more\r\n" * 5000, b"\x00" * 5000, b"\r\n", b"25\r\n", b"-1 x\r\n"],
)
def test_a_reply_without_an_end_and_what_is_none_is_not_waited_for(data: bytes) -> None:
    with pytest.raises(Lost):
        heard(data, list(range(0, len(data), 1000)))
