"""What a person is told when something cannot be done."""

from __future__ import annotations


class Problem(Exception):
    """One sentence: what, where, what to do now. Shown as it is on a page or a terminal; commands exit with 2."""
