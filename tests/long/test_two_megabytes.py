"""Two megabytes of anything, and a list of 100,000 items: the work still grows with the article, counted in calls."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from scheduler.domain.articles import UnreadableArticle, read
from scheduler.domain.tips import split
from tests.unit.test_tips_linear import SHAPES, calls, repetitions

pytestmark = [pytest.mark.long, pytest.mark.alike]
TWO_MEGABYTES, MANY_ITEMS = 2 * 1024 * 1024, 100_000
PATIENCE = 180  # s of the processor: a library's own work is no call of ours, and its square takes half an hour
ITEMS = sorted(shape for shape in SHAPES if "items" in shape and "nested" not in shape)


def _grows(shape: str, times: int) -> None:
    source, make = SHAPES[shape]
    calls(make(2), source)  # what is loaded once is loaded
    small, large = calls(make(times // 4), source), calls(make(times), source)
    begun = time.process_time()
    with suppress(UnreadableArticle):
        split(read(make(times - 1).encode(), source=source))  # one less: what was read of the other is remembered
    took = time.process_time() - begun
    print(f"{shape}: {times:,} times in {took:.1f} s; {small:,} calls for a quarter, {large:,} for all", flush=True)
    assert large < 4 * small * 1.3 + 2000
    assert took < PATIENCE


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_two_megabytes_take_four_times_the_work_of_half_a_megabyte(shape: str) -> None:
    _grows(shape, repetitions(shape, TWO_MEGABYTES))


@pytest.mark.parametrize("shape", ITEMS)
def test_a_hundred_thousand_items_take_four_times_the_work_of_a_quarter_of_them(shape: str) -> None:
    _grows(shape, MANY_ITEMS)
