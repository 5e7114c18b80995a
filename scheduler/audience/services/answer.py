"""The one question that every list of people is asked: on what does their consent rest?"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.consent import BASES, Basis
from scheduler.errors import Problem


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """Why these people may be written to (CASL s.10, rules C4 and C5).

    `basis`: "signed up" (they asked for it), "client" (they bought something or had a contract), "inquiry" (they
    asked about it) or "none". `date`: the day of that, like 2026-05-31, or `column NAME` where the list has one for
    each person (`column` may be left out where the name has no digit in it). `source`: where the proof is ("paper
    list at the desk, binder 3"). `wording`: what they said yes to. `zone`: the studio's time zone.
    """

    basis: Basis
    zone: str
    date: str = ""
    source: str = ""
    wording: str = ""

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise Problem(f"“{self.basis}” is no reason for consent; write one of: {', '.join(BASES)}.")
        if self.basis != "none" and not self.date.strip():
            raise Problem("The day of the consent is missing; give a date like 2026-05-31, or `column NAME`.")
        if self.basis != "none" and not self.source.strip():
            raise Problem("Where the proof of consent is kept is missing; say it in a few words.")

    @property
    def kind(self) -> str:
        """`express`, `implied`, or empty."""
        return {"signed up": "express", "client": "implied", "inquiry": "implied"}.get(self.basis, "")

    @property
    def column(self) -> str:
        """The column that holds each person's date; empty when one date counts for all."""
        word, _, name = self.date.strip().partition(" ")
        if word.lower() == "column" and name:
            return name.strip()
        return "" if any(letter.isdigit() for letter in self.date) else self.date.strip()
