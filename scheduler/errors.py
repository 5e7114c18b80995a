"""What a person is told when something cannot be done."""

from __future__ import annotations


class Problem(Exception):
    """One sentence: what, where, what to do now. Shown as it is on a page or a terminal; commands exit with 2.

    `field`: the field of a form that it is about, so that a page can say it there; "" for none.
    """

    def __init__(self, sentence: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
