"""What templates are given. `docs/templates.md` lists it for the owner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.compose import dates
from scheduler.domain.compose.facts import ClassFacts, Content, TipFacts
from scheduler.domain.tips.fit import Sentence
from scheduler.domain.tips.sentences import sentences


def of(content: Content) -> dict[str, Any]:
    """The names a template may use, whatever the kind of issue or post."""
    return {
        "studio": replace(content.studio, url=web(content.studio.url)),
        "tip": _tip(content.tip) if content.tip else None,
        "caveats": content.tip.caveats if content.tip else (),
        "safety_line": safety_line(content),
        "position": content.position,
        "of": content.of,
        "next_title": content.next_title,
        "classes": [_class(one, content.studio.language) for one in content.classes],
        "title": content.title or (content.tip.title if content.tip else ""),
        "opening": lines(content.opening),
        "link": web(content.link),
        "link_title": content.link_title,
    }


def safety_line(content: Content) -> str:
    """The studio's own line, with a health claim (promise 2), unless a caveat says just that."""
    tip, line = content.tip, content.studio.safety_line
    return line if tip and tip.health_claim and line not in tip.caveats else ""


def sentences_of(content: Content) -> list[str]:
    """The sentences of the tip, with what it is printed with, or of a post's opening."""
    text = f"{content.tip.companion}\n{content.tip.text}" if content.tip else content.opening
    return [text[start:end] for line in _spans(text) for start, end in sentences(text, *line, content.studio.language)]


def _spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines: a sentence never runs over the end of one."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def web(address: str) -> str:
    """The address if it is one of the web, else nothing: never `javascript:` behind a button."""
    return address if address.startswith(("https://", "http://")) else ""


def lines(text: str) -> list[str]:
    """Paragraphs and items, one each."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _tip(tip: TipFacts) -> dict[str, Any]:
    return {
        "title": tip.title,
        "text": tip.text,
        "lines": lines(tip.text),
        "companion": lines(tip.companion),
        "caveats": tip.caveats,
        "path": [*tip.section[:-1]] if tip.heading_repeats else [],
        "health_claim": tip.health_claim,
    }


def _class(one: ClassFacts, language: str) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "title": one.title,
        "dates": [dates.when(start, language) for start in one.starts],
        "day": dates.day(one.starts[0], language) if one.starts else "",
        "time": dates.time(one.starts[0], language) if one.starts else "",
        "teacher": one.teacher,
        "place": one.place,
        "url": web(one.url),
        "description": lines(one.description),
    }


def judged(content: Content) -> list[Sentence]:
    """The sentences of the tip or of a post's opening as `fit` needs them."""
    text = content.tip.text if content.tip else content.opening
    found: list[Sentence] = []
    end = 0
    for line in _spans(text):
        for first, last in sentences(text, *line, content.studio.language):
            found.append(Sentence(text[first:last], text[end:first]))
            end = last
    return found
