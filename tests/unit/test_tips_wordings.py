"""Cautions, offers and openings in many wordings (tests/wordings): how many are known for what they are.

The rules were written beside the odd lines of the lists; the even ones were held out. Nobody's rule may fit one line
only, so the tests ask for shares, not for single lines. The lists called "second" were written before any rule was
changed for them.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.domain.articles import junk, read
from scheduler.domain.tips import split
from scheduler.domain.tips.cautions import holds_back, is_worry, limits
from scheduler.domain.tips.instructions import is_how_to
from scheduler.domain.tips.openings import ALONE, opening
from scheduler.domain.tips.roles import CAVEAT, PLAIN, role_of
from scheduler.domain.tips.sentences import sentences
from scheduler.domain.tips.weighing import names_illness

WORDINGS = Path(__file__).parents[1] / "wordings"


def _lines(name: str) -> list[str]:
    return [line for line in (WORDINGS / f"{name}.txt").read_text().splitlines() if line]


def _said(line: str) -> list[str]:
    return [line[start:end] for start, end in sentences(line, 0, len(line))]


def _limits(line: str) -> bool:
    said = _said(line)
    asked = any(one.endswith("?") and is_worry(one) and holds_back(two) for one, two in pairwise(said))
    return asked or any(limits(sentence) for sentence in said)


def _cautions(line: str) -> bool:
    """Also in an article that is about something else, where an illness is not named without a reason."""
    return _limits(line) or any(role_of(one) in PLAIN and names_illness(one, frozenset()) for one in _said(line))


def _warns(line: str) -> bool:
    """Also by its sign."""
    return _limits(line) or any(role_of(one) == CAVEAT for one in _said(line))


def _is_kept(line: str) -> bool:
    """May it stand in a tip?"""
    return not any(junk.reason(part) or role_of(part) in ("call-to-action", "intro") for part in [line, *_said(line)])


def _tells(line: str) -> bool:
    return any(is_how_to(sentence) for sentence in _said(line))


def _stands(line: str) -> bool:
    return opening(_said(line)[0])[0] == ALONE


ABOVE = """Looking after your back

Most backs get stiff because nothing ever moves them. A little movement every hour keeps the muscles awake.
"""
BELOW = """
Stand with your feet under your hips. Push both feet into the floor and grow tall. Breathe out and let them drop.

Walk for five minutes after lunch. The hips like it, and the back gets a rest from the chair.
"""


def _is_read(line: str, closing: bool = False) -> bool:
    """Is a word of it in a tip, where it stands as a line by itself in a pasted article?"""
    article = f"{ABOVE}{BELOW}\n{line}\n" if closing else f"{ABOVE}\n{line}\n{BELOW}"
    found = split(read(article.encode(), source="back.txt"))
    said = "".join(_letters(" ".join([tip.text, *tip.caveats])) for tip in found.tips)
    return any(_letters(part) in said for part in _said(line) if len(_letters(part)) > 3)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _is_read_last(line: str) -> bool:
    """The same, where it closes the article."""
    return _is_read(line, closing=True)


TABLES = [
    ("leans_third", _stands, False, 0.7),  # .37 and .23 at first
    ("stands_third", _stands, True, 0.88),  # .81 and .81
    ("anecdotes", _is_kept, True, 0.8),  # .83 and .50 at first
    ("intros", _is_kept, False, 0.9),  # .38 and .31
    ("no_intros", _is_kept, True, 0.8),
    ("furniture", _is_read, False, 0.92),  # .90 and .82 at first
    ("no_furniture", _is_read, True, 0.87),  # 1.00 and .88
    ("closings", _is_read_last, False, 0.8),
    ("offers_third", _is_kept, False, 0.9),  # .77 and .68
    ("practice_third", _is_kept, True, 0.73),  # sentences that look like offers on purpose
    ("cautions", _limits, True, 0.93),
    ("cautions_everyday", _warns, True, 0.9),  # .61 and .50 before a rule was changed for them
    ("no_cautions_everyday", _warns, False, 0.85),  # .78 and .72
    ("cautions_unseen", _limits, True, 0.7),  # 8 of the 20 at first; since then read by who wrote the rules
    ("cautions_held", _cautions, True, 0.6),  # no rule was changed for these: 21 of the 30 are known
    ("no_cautions", _limits, False, 0.97),
    ("cautions_second", _limits, True, 0.83),
    ("no_cautions_second", _limits, False, 0.95),
    ("cautions_oblique", _limits, True, 0.65),  # .22 and .19 were known before a rule was changed for them
    ("cautions_voices", _limits, True, 0.65),  # .30 and .32
    ("no_cautions_fourth", _limits, False, 0.95),
    ("cautions_voices2", _cautions, True, 0.5),  # .41 and .31
    ("cautions_voices3", _cautions, True, 0.62),  # .77 and .35
    ("cautions_voices4", _cautions, True, 0.68),  # .54 and .58
    ("no_cautions_illness", _cautions, False, 0.7),  # facts about illness: .45 of each half
    ("cautions_voices5", _cautions, True, 0.65),  # .63 and .63
    ("cautions_french", _cautions, True, 0.9),  # .83 and .61
    ("no_cautions_french", _cautions, False, 0.95),
    ("cautions_oblique", _cautions, True, 0.75),
    ("no_cautions", _cautions, False, 0.9),
    ("no_cautions_second", _cautions, False, 0.9),
    ("no_cautions_third", _limits, False, 0.95),
    ("offers_second", _is_kept, False, 0.84),
    ("practice_second", _is_kept, True, 0.92),
    ("leans_second", _stands, False, 0.8),
    ("stands_second", _stands, True, 0.88),
    ("offers", _is_kept, False, 0.93),
    ("practice", _is_kept, True, 0.93),
    ("tells", _tells, True, 0.9),
    ("tells_not", _tells, False, 0.85),
    ("leans", _stands, False, 0.93),
    ("stands", _stands, True, 0.93),
]


@pytest.mark.parametrize("half", [0, 1], ids=["learned from", "held out"])
@pytest.mark.parametrize(
    ("name", "rule", "wanted", "least"), TABLES, ids=[f"{table[0]} {table[1].__name__}" for table in TABLES]
)
def test_wordings_are_known_for_what_they_are(name: str, rule, wanted: bool, least: float, half: int) -> None:  # type: ignore[no-untyped-def]
    lines = _lines(name)[half::2]
    wrong = [line for line in lines if rule(line) is not wanted]
    assert 1 - len(wrong) / len(lines) >= least, "\n".join(wrong)
