"""Fits a tip into a channel: whole, else its best part, else a thread, else not at all. Never cut inside a sentence.

Source of the order and of what may be left out: 113 snippets of 17 articles, measured. A part must open and end where a
new thought opens, and hold every caveat and every step of the tip: a procedure is never cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

MAX_PARTS = 6
MOST = 60  # sentences looked at for one post; no network holds more


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a tip. `before`: what stands between it and the one before (a blank, a line end).

    `opens`: a reader who sees nothing before it understands it. `caveat`: it limits advice. `step`: it tells to
    do something, or stands in a list.
    """

    text: str
    before: str = " "
    opens: bool = True
    caveat: bool = False
    step: bool = False


class Render(Protocol):
    """Sets words into the channel's template. `closing`: print caveats, the safety line and the link too."""

    def __call__(self, said: str, /, *, title: bool, closing: bool) -> str:
        """The post's whole text, as it would go out."""


class RenderSome(Protocol):
    """The same with some of the caveats only. `ends`: the safety line and the link follow them."""

    def __call__(self, said: str, /, *, title: bool, caveats: Sequence[str], ends: bool) -> str:
        """The post's whole text, as it would go out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One post: its words, whether the title stands above, whether caveats and link stand below, the whole text.

    `caveats`: those of them in this post, where they take more than one; None: all, if it closes.
    """

    words: str
    title: bool
    closing: bool
    text: str
    caveats: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """`parts` is empty when the tip is left out, and `reason` says why in the owner's words."""

    parts: tuple[Part, ...]
    how: Literal["whole", "part", "thread", "left out"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A channel as fit sees it: how it renders, what it takes, and its limit in words (“300 characters”).

    `caveats`, `some`: what closes a tip, and how a post is rendered with some of them, where a thread may spread them.
    """

    render: Render
    fits: Callable[[str], bool]
    threads: bool = False
    limit: str = "its limit"
    caveats: Sequence[str] = ()
    some: RenderSome | None = None


def fit(sentences: Sequence[Sentence], room: Room, needs_title: bool = False, carries_caveats: bool = False) -> Fit:
    """The tip's sentences as the channel's post or posts.

    `needs_title`: the first sentence is understood under its heading only. `carries_caveats`: caveats from elsewhere in
    the article are printed with it, so that even its shortest part needs their room.
    """
    whole = _post(sentences, room, needs_title)
    if room.fits(whole.text):
        return Fit((whole,), "whole")
    best = next((post for post in _spans(sentences, room, needs_title) if room.fits(post.text)), None)
    if best:
        return Fit((best,), "part", f"The whole tip is longer than {room.limit}; this part of it stands by itself.")
    parts = _thread(sentences, room, needs_title) if room.threads else ()
    if parts:
        with_them = "With the cautions that belong to it, the tip" if parts[-1].caveats is not None else "The tip"
        return Fit(parts, "thread", f"{with_them} is longer than {room.limit}, so it goes out as {len(parts)} posts.")
    return Fit((), "left out", _why_not(sentences, room, carries_caveats))


def words(sentences: Sequence[Sentence]) -> str:
    """The sentences with what stood between them."""
    return "".join((item.before if place else "") + item.text for place, item in enumerate(sentences))


def _post(sentences: Sequence[Sentence], room: Room, title: bool) -> Part:
    said = words(sentences)
    return Part(said, title, True, room.render(said, title=title, closing=True))


def _spans(sentences: Sequence[Sentence], room: Room, needs_title: bool) -> Iterator[Part]:
    """Every part that may stand for the tip, the longest first, of equal ones the earlier."""
    edges = [place for place in range(min(len(sentences), MOST) + 1) if _may_cut(sentences, place)]
    ranges = [(start, end) for start in edges for end in edges if start < end and _keeps(sentences, start, end)]
    for start, end in sorted(ranges, key=lambda span: (-len(words(sentences[slice(*span)])), span)):
        if (start, end) != (0, len(sentences)):
            yield _post(sentences[start:end], room, needs_title and start == 0)


def _may_cut(sentences: Sequence[Sentence], place: int) -> bool:
    """Between sentences only where the next one opens a thought of its own, and none is left hanging."""
    if place in (0, len(sentences)):
        return True
    before, after = sentences[place - 1], sentences[place]
    return after.opens and not before.text.endswith((":", "?"))


def _keeps(sentences: Sequence[Sentence], start: int, end: int) -> bool:
    """Is every caveat of the tip inside, and every step of what it tells to do?"""
    return not any(item.caveat or item.step for item in (*sentences[:start], *sentences[end:]))


def _thread(sentences: Sequence[Sentence], room: Room, needs_title: bool) -> tuple[Part, ...]:
    """Posts split at sentence ends, as full as they may be; caveats and link close the last one, or one of their own.

    Empty when a single sentence, or what closes, is too long for a post, or when there would be too many.
    """
    parts: list[Part] = []
    rest = list(sentences)
    while rest:
        taken = _fullest(rest, room, needs_title and not parts)
        if taken is None or len(parts) == MAX_PARTS:
            return ()
        parts.append(taken[0])
        rest = rest[taken[1] :]
    closed = (*parts[:-1], *_closed(parts[-1], room))
    return closed if closed[-1].closing and len(closed) <= MAX_PARTS else ()


def _fullest(sentences: Sequence[Sentence], room: Room, title: bool) -> tuple[Part, int] | None:
    for count in range(min(len(sentences), MOST), 0, -1):
        said = words(sentences[:count])
        text = room.render(said, title=title, closing=False)
        if room.fits(text):
            return Part(said, title, False, text), count
    return None


def _closed(last: Part, room: Room) -> tuple[Part, ...]:
    """The last post with what closes the thread, or that in a post of its own, or the last post alone: no room."""
    together = room.render(last.words, title=last.title, closing=True)
    if room.fits(together):
        return (Part(last.words, last.title, True, together),)
    alone = room.render("", title=False, closing=True)
    return (last, Part("", False, True, alone)) if room.fits(alone) else _spread(last, room)


def _spread(last: Part, room: Room) -> tuple[Part, ...]:
    """The caveats in as many posts as they need, each of them whole; the last post alone where one is too long."""
    if room.some is None or len(room.caveats) < 2:
        return (last,)
    posts: list[Part] = [last]
    for at, caveat in enumerate(room.caveats):
        ends = at + 1 == len(room.caveats)
        one = posts[-1]
        more = _with_some(room, one, (*(one.caveats or ()), caveat), ends)
        if room.fits(more.text):
            posts[-1] = more
            continue
        posts.append(_with_some(room, Part("", False, False, ""), (caveat,), ends))
        if not room.fits(posts[-1].text):
            return (last,)
    return tuple(posts)


def _with_some(room: Room, post: Part, caveats: tuple[str, ...], ends: bool) -> Part:
    text = room.some(post.words, title=post.title, caveats=caveats, ends=ends) if room.some else ""
    return Part(post.words, post.title, ends, text, caveats)


def _why_not(sentences: Sequence[Sentence], room: Room, carries_caveats: bool) -> str:
    bare = room.render(words(sentences), title=False, closing=False)
    if carries_caveats and room.fits(bare):
        return f"With the caution that belongs to it, it is longer than {room.limit}."
    if any(item.caveat for item in sentences):
        return f"It is longer than {room.limit}, and the caution in it must stay."
    if sum(item.step for item in sentences) > 1:
        return f"Its steps belong together, and they are longer than {room.limit}."
    return f"It is longer than {room.limit}, and no part of it stands by itself."
