"""States are declared once: sound at import, and drawn in the docs from the declaration."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.states import DELIVERY, MACHINES, MESSAGE, Machine, State, as_markdown, choices

DOCS = Path(__file__).parents[2] / "docs" / "states.md"
A, B, C = (State(name, name, name) for name in "abc")
machines = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


def test_the_page_about_states_is_what_the_code_makes() -> None:
    assert DOCS.read_text(encoding="utf-8") == as_markdown(), "run `make docs`"


@pytest.mark.parametrize(
    ("states", "initial", "moves", "problem"),
    [
        ((A, A), "a", {}, "twice"),
        ((A,), "b", {}, "initial state"),
        ((A, B), "a", {"a": ("b", "c")}, "undeclared states: c"),
        ((A, B), "a", {"a": ("b",), "c": ("a",)}, "undeclared states: c"),
        ((A, B, C), "a", {"a": ("b",), "c": ("a",)}, "nothing leads to: c"),
    ],
)
def test_an_unsound_machine_cannot_be_declared(
    states: tuple[State, ...], initial: str, moves: dict[str, tuple[str, ...]], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        Machine("thing", "thing", states, initial, moves)


@machines
def test_every_state_has_a_word_for_the_page_and_a_meaning(machine: Machine) -> None:
    for state in machine.states:
        assert state.page
        assert state.meaning
        assert machine.word(state.name) == state.page


@machines
def test_no_state_moves_to_itself(machine: Machine) -> None:
    assert not [name for name in machine.names if machine.allows(name, name)]


@given(st.sampled_from(MACHINES), st.data())
def test_a_move_is_required_exactly_when_it_is_declared(machine: Machine, data: st.DataObject) -> None:
    old, new = (data.draw(st.sampled_from(machine.names)) for _ in range(2))
    if machine.allows(old, new):
        machine.require(old, new)
    else:
        with pytest.raises(ValueError, match="cannot become"):
            machine.require(old, new)


def test_an_approved_message_closes_or_goes_back_and_a_draft_is_never_sent() -> None:
    assert not MESSAGE.allows("draft", "sent")
    assert MESSAGE.allows("approved", "draft")
    assert set(MESSAGE.final) == {"sent", "missed", "cancelled", "rehearsed", "void"}
    assert not MESSAGE.allows("skipped", "sent")


def test_a_delivery_is_never_sent_again_from_an_end_and_never_sent_unclaimed() -> None:
    assert not DELIVERY.allows("queued", "sending")
    assert set(DELIVERY.final) == {"sent", "rehearsed", "suppressed", "cancelled"}
    assert [name for name in DELIVERY.names if DELIVERY.allows(name, "sending")] == ["claimed"]


def test_states_become_an_sql_list() -> None:
    assert choices(("a", "b")) == "'a', 'b'"
