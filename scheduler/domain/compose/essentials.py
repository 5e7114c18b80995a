"""What every issue and post must print, whatever a studio's templates look like (promises 1, 2 and 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from scheduler.domain.compose import context
from scheduler.domain.compose.facts import Content
from scheduler.domain.compose.words import lines
from scheduler.domain.drafts import Draft
from scheduler.domain.rendering import TemplateMistake, holes_in, rows_in
from scheduler.domain.rendering.marks import outside

_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"\balt=\"[^\"]*\S[^\"]*\"", re.IGNORECASE)


def check_mail(content: Content, name: str, html: str, text: str) -> None:
    """TemplateMistake when a part of the mail leaves out what the law or the tip needs, or a class that must be
    removable."""
    for suffix, part in (("html", html), ("txt", text)):
        file, shown = f"templates/{name}.{suffix}", _squeezed(unescape(part) if suffix == "html" else part)
        for what, words in _in_mail(content):
            _demand(file, shown, what, words)
        # words that speak of “<img …>” are words: in HTML they are escaped, and plain text has no pictures
        if suffix == "html" and any(not _ALT.search(image) for image in _IMAGE.findall(part)):
            raise TemplateMistake(file, 0, 'every picture needs a description: alt="{{ picture.alt }}".')
        if "unsubscribe_url" not in [hole.name for hole in holes_in(part)]:
            raise TemplateMistake(file, 0, "every mail needs a way to leave; print [[unsubscribe_url]].")
        if rows_in(part) != [outside(one.uid) for one in content.classes]:
            raise TemplateMistake(file, 0, "each class must stand once, in {% call row(class) %} … {% endcall %}.")


def check_posts(content: Content, name: str, said: Sequence[str], drafts: Sequence[Draft]) -> None:
    """TemplateMistake when a post leaves out its words or a caution, or has a place for a reader's name.

    `said`: the words that fit gave each post.
    """
    for draft, words in zip(drafts, said, strict=True):
        _demand(f"templates/{name}", _squeezed(draft.text), "the words of the post: {{ words }}", words)
        if holes_in(draft.text):
            raise TemplateMistake(f"templates/{name}", 0, "a post has no reader to name; [[ ]] is for the newsletter.")
    shown = [_squeezed(draft.text) for draft in drafts]
    for what, words in _cautions(content) if drafts else ():  # whole, in one of the posts
        _demand(f"templates/{name}", next((text for text in shown if _squeezed(words) in text), ""), what, words)


def _in_mail(content: Content) -> Iterator[tuple[str, str]]:
    yield "the studio's name: {{ studio.name }}", content.studio.name
    yield "the postal address, as the law asks: {{ studio.address }}", content.studio.address
    yield "the contact, as the law asks: {{ studio.contact }}", content.studio.contact
    yield from _cautions(content)
    tip = content.tip
    for line in (*lines(tip.companion), *lines(tip.text)) if tip else lines(content.opening):
        yield "every line of the words", line


def _cautions(content: Content) -> Iterator[tuple[str, str]]:
    for caveat in content.tip.caveats if content.tip else ():
        yield "the cautions: {% for caveat in caveats %}", caveat
    yield "the safety line: {{ safety_line }}", context.safety_line(content)


def _demand(file: str, shown: str, what: str, words: str) -> None:
    if _squeezed(words) not in shown:
        raise TemplateMistake(file, 0, f"it leaves out {what}.")


def _squeezed(text: str) -> str:
    return " ".join(outside(text).split())
