"""Subject and preheader: the heading or the tip's own words, never the system's, never two issues alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from scheduler.domain import days
from scheduler.domain.compose.facts import Content
from scheduler.domain.tips.openings import ALONE, opening
from scheduler.domain.tips.roles import is_caveat

SHORT, LONG = 15, 78
PREHEADER = 110
_CLAUSE_END = re.compile(r"(?<=[,;:—–])\s+|\s+(?=[—–(]|-\s)")
_CLOSERS = " ,;:—–"
_UNFINISHED = re.compile(
    r"(?:after|although|as|at|because|before|by|during|even|for|from|if|in|once|over|since|though|through|unless|until|"
    r"when|where|whether|while|with|without|to|après|avant|avec|bien|dans|depuis|en|lorsque|parce|pendant|pour|puisque|"
    r"quand|sans|si|tandis)\b",
    re.IGNORECASE,
)


def subject(content: Content, sentences: Sequence[str], used: Collection[str]) -> str:
    """The owner's own, else the first choice that no issue before had. `sentences`: those of the tip or the opening."""
    if content.subject.strip():
        return _line(content.subject)
    taken = {_key(one) for one in used}
    choices = [_line(one) for one in _choices(content, sentences)]
    free = (one for one in choices if one and _key(one) not in taken)
    return next(free, "") or _numbered(choices[0] if choices else content.studio.name, taken)


def preheader(content: Content, sentences: Sequence[str], subject: str = "") -> str:
    """The tip's first sentences, as many whole ones as a mailbox's list shows; the first is never cut.

    They stand above the heading, so they begin where a reader needs nothing before, and not with the subject again.
    """
    if content.kind in ("classes", "announcement"):
        return _first_class(content, subject)
    said = ""
    opens = [place for place, one in enumerate(sentences) if opening(one)[0] == ALONE]
    first = next((place for place in opens if _line(sentences[place]) != subject), opens[0] if opens else 0)
    for one in sentences[first:]:
        if said and len(said) + 1 + len(one) > PREHEADER:
            break
        said = f"{said} {one}".lstrip()
    return said


def phrases(sentences: Sequence[str]) -> Iterator[str]:
    """What may be quoted as a subject: sentences of a good length, then first clauses.

    Each is understood by itself, and no caution: a caution belongs to its advice.
    """
    quotable = _quotable(sentences)
    yield from (one for one in quotable if SHORT <= len(one) <= LONG)
    for one in quotable:
        clause = _CLAUSE_END.split(one)[0].strip(_CLOSERS)
        if SHORT <= len(clause) <= LONG and not _UNFINISHED.match(clause):
            yield clause


def _quotable(sentences: Sequence[str]) -> list[str]:
    return [one for one in sentences if opening(one)[0] == ALONE and not is_caveat(one)]


def _choices(content: Content, sentences: Sequence[str]) -> Iterator[str]:
    if content.kind in ("classes", "announcement"):
        yield from _class_choices(content)
        return
    heading = content.tip.title if content.tip else content.title
    if " " in heading.strip():  # one word (“Feet”) says too little to open a mail for
        yield heading
    yield from phrases(sentences)
    yield heading
    yield from _quotable(sentences)


def _class_choices(content: Content) -> Iterator[str]:
    for one in content.classes:
        yield one.title
    for one in content.classes:
        yield from (f"{one.title}, {days.when(start, content.language)}" for start in one.starts)


def _first_class(content: Content, subject: str) -> str:
    """The next class with its date; another one than the subject names with its date already, if there is one."""
    lines = [f"{one.title}, {_first_date(content, one.starts)}" for one in content.classes if one.starts]
    return next((line for line in lines if _key(line) != _key(subject)), lines[0] if lines else "")


def _first_date(content: Content, starts: Sequence[datetime]) -> str:
    return days.when(starts[0], content.language)


def _numbered(text: str, taken: set[str]) -> str:
    """All words of the tip stand on other issues already: the same again with the first free number."""
    number = 2
    while _key(f"{text} · {number}") in taken:
        number += 1
    return f"{text} · {number}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return _line(text).casefold()
