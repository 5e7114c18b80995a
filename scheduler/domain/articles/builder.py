"""Collects what a reader finds and makes the Article: canonical text, offsets, section paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from scheduler.domain.articles import clean, junk
from scheduler.domain.articles.model import Block, Image, Link

NUMBERING = regex.compile(
    r"^\s*(?:#?\d{1,2}\uFE0F?\u20E3|#?\d{1,2}\s*[.)]|\(\d{1,2}\)|[•●▪◦‣*–—-]|"
    r"(?:(?![\d#*])\p{Emoji}[\uFE0F\u200d\p{Emoji_Modifier}]*)+)\s*"
)
SENTENCE_END = regex.compile(r"""[.!?…][)\]"'”’»]*\s*[\p{Extended_Pictographic}\uFE0F\u200d\s]*$""")


@dataclass
class Piece:
    """A block before its place in the canonical text is known."""

    kind: str
    text: str
    level: int = 0
    reason: str = ""
    marker: str = ""
    run: int = 0
    strong: bool = False  # all of it bold or large: perhaps a heading
    linked: float = 0.0  # the share of its letters inside links
    slanted: bool = False  # all of it in italics
    pictured: bool = False  # stands right below a picture
    judged: bool = False  # its words were found not to be the page's
    size: float = 0.0  # of its letters, in pixels; 0 = the page's own
    cells: tuple[str, ...] = ()  # of a row of a table


@dataclass
class Draft:
    """What a reader has found, in reading order."""

    pieces: list[Piece] = field(default_factory=list)
    images: list[tuple[int, str, str]] = field(default_factory=list)  # (index of the next piece, url, alt)
    links: list[tuple[int, str, str]] = field(default_factory=list)
    videos: list[tuple[int, str, str]] = field(default_factory=list)
    title: str = ""
    body_size: float = 0.0  # the size of most letters, in pixels

    def add(self, piece: Piece) -> None:
        piece.text = clean.words(piece.text)
        if piece.text:
            piece.pictured = any(index == len(self.pieces) for index, _, _ in self.images[-1:])
            self.pieces.append(piece)


@dataclass(frozen=True)
class Laid:
    """The pieces laid out: the article's text, blocks and what hangs on their sections."""

    text: str
    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    videos: tuple[Link, ...]


def heading_title(text: str) -> str:
    """A heading as a title: without its numbering, its trailing colon and decoration."""
    bare = NUMBERING.sub("", text).strip()
    return bare.rstrip(":：").rstrip() or text


def lay_out(draft: Draft) -> Laid:
    """Join the pieces, one per line, and give each its offsets and the headings above it."""
    blocks: list[Block] = []
    paths: list[tuple[str, ...]] = []
    stack: list[tuple[int, str]] = []
    at = 0
    for piece in draft.pieces:
        if piece.kind == "heading":
            stack = [entry for entry in stack if entry[0] < piece.level]
            stack.append((piece.level, heading_title(piece.text)))
        path = tuple(title for _, title in stack)
        paths.append(path)
        blocks.append(_block(piece, at, path))
        at += len(piece.text) + 1
    return Laid(
        "\n".join(piece.text for piece in draft.pieces),
        tuple(blocks),
        tuple(Image(url, alt, _path(paths, index)) for index, url, alt in draft.images),
        _links(draft.links, paths),
        _links(draft.videos, paths),
    )


def _block(piece: Piece, at: int, path: tuple[str, ...]) -> Block:
    end = at + len(piece.text)
    return Block(piece.kind, at, end, piece.level, path, piece.reason, piece.marker, piece.run, piece.cells)


def _path(paths: list[tuple[str, ...]], index: int) -> tuple[str, ...]:
    return paths[min(index, len(paths)) - 1] if paths and index > 0 else ()


def _links(found: Iterable[tuple[int, str, str]], paths: list[tuple[str, ...]]) -> tuple[Link, ...]:
    return tuple(Link(url, text, _path(paths, index)) for index, url, text in found)


def tidy(draft: Draft) -> None:
    """Mark as junk, by their words, the pieces that are the page's and not the article's."""
    _mark_title(draft)
    _mark_lines(draft.pieces)
    _mark_tail(draft.pieces)
    _mark_sections(draft.pieces)
    _mark_link_lists(draft.pieces)
    _mark_childless_end(draft.pieces)
    _nest_repeated(draft.pieces)


def _nest_repeated(pieces: list[Piece]) -> None:
    """Where all headings are set alike, those below an exercise's name ("How to") are told by coming again and again.

    A name has no words of its own before the first of them; another heading with words of its own between two such
    names ("Please be careful") stands below the name before it, too.
    """
    headings = [piece for piece in pieces if piece.kind == "heading"]
    times = Counter(heading_title(piece.text).casefold() for piece in headings)
    again = {id(piece) for piece in headings if times[heading_title(piece.text).casefold()] > 1}
    content = [piece for piece in pieces if piece.kind not in ("junk", "table")]
    names = [
        before
        for before, piece in pairwise(content)
        if before.kind == piece.kind == "heading"
        and before.level == piece.level
        and id(piece) in again
        and id(before) not in again
    ]
    if len(names) < 2:
        return
    level, above = names[0].level, {id(name) for name in names}
    first, last = headings.index(names[0]), headings.index(names[-1])
    for place, piece in enumerate(headings):
        if piece.level == level and id(piece) not in above and (id(piece) in again or first < place < last):
            piece.level = min(6, piece.level + 1)


def _mark_title(draft: Draft) -> None:
    """The first heading that says the title is the title, and no section."""
    wanted = _letters(draft.title)
    for piece in draft.pieces if wanted else ():
        if piece.kind in ("heading", "title", "paragraph") and _says(piece.text, wanted):
            piece.kind, piece.level = "title", 0
            return


def _says(text: str, wanted: str) -> bool:
    """Has the text these letters and no others? Most differ in the first."""
    first = next((letter for letter in text if letter.isalnum()), "")
    return wanted.startswith(first.casefold()) and _letters(text) == wanted


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _mark_lines(pieces: list[Piece]) -> None:
    for piece in pieces:
        if piece.kind in ("paragraph", "item", "heading", "quote"):
            why = "" if piece.judged else junk.reason(piece.text)
            if why and not (piece.kind == "heading" and (why in _HEADINGS_MAY or junk.heads_junk(piece.text))):
                _junk(piece, why)  # a heading that heads a section of the page goes with the whole of it


# Words that are furniture as a line, and may well be a heading ("Breath before you start: 3 classes, $20").
_HEADINGS_MAY = frozenset(
    {
        "a page's button",
        "a timetable row",
        "contact details",
        "by-line or date",
        "a price",
        "a picture's caption or credit",
    }
)


def _junk(piece: Piece, why: str) -> None:
    piece.kind, piece.reason = "junk", why


def _mark_tail(pieces: list[Piece]) -> None:
    """Below "Related posts", "2 Comments" and the like nothing is the article's, unless much of it follows."""
    total = sum(_weight(piece) for piece in pieces)
    seen = 0
    last_section = _last_real_section(pieces)
    for index, piece in enumerate(pieces):
        seen += _weight(piece)
        if index > last_section and seen * 2 > total and junk.starts_tail(piece.text) and not _is_left(pieces, index):
            for rest in pieces[index:]:
                if rest.kind != "junk":
                    _junk(rest, "below the article")
            return


def _is_left(pieces: list[Piece], index: int) -> bool:
    """A small heading ("Related reading") below which a greater one opens a section of the article again."""
    here = pieces[index]
    following = pairwise(pieces[index + 1 :])
    return here.kind == "heading" and any(
        one.kind == "heading" and one.level < here.level and _weight(two) > 0 for one, two in following
    )


def _last_real_section(pieces: list[Piece]) -> int:
    """Index of the last heading that two full paragraphs follow; -1 for none."""
    for at in range(len(pieces) - 3, -1, -1):
        piece = pieces[at]
        if piece.kind == "heading" and not junk.heads_junk(piece.text) and not junk.starts_tail(piece.text):
            following = [other for other in pieces[at + 1 : at + 4] if other.kind != "heading"]
            if sum(_weight(other) > 0 for other in following) >= 2:
                return at
    return -1


def _weight(piece: Piece) -> int:
    """Letters of full sentences; furniture weighs nothing."""
    if piece.kind in ("junk", "heading", "title", "table"):
        return 0
    return len(piece.text) if len(piece.text) > 60 and SENTENCE_END.search(piece.text[-80:]) else 0


def _mark_sections(pieces: list[Piece]) -> None:
    """A section about the author, the prices or the references is the page's, down to the next heading."""
    level = 0
    for piece in pieces:
        if piece.kind == "heading":
            if level and piece.level > level:
                _junk(piece, "part of a section about the page")
                continue
            level = piece.level if junk.heads_junk(piece.text) else 0
        if level and piece.kind != "junk":
            _junk(piece, "part of a section about the page")


def _mark_link_lists(pieces: list[Piece]) -> None:
    """Items and short lines that are nothing but links lead elsewhere."""
    for piece in pieces:
        short = piece.kind in ("item", "paragraph") and len(piece.text) < 120
        if piece.linked > 0.8 and short and (piece.kind == "item" or not SENTENCE_END.search(piece.text[-80:])):
            _junk(piece, "a link to another page")


def _mark_childless_end(pieces: list[Piece]) -> None:
    """Trim the end back to the last real sentence: what is left below is navigation."""
    last = max((i for i, piece in enumerate(pieces) if _carries(piece)), default=-1)
    below = pieces[last + 1 :]
    if last < 0 or not any(piece.kind == "junk" for piece in below):
        return
    for piece in below[[piece.kind for piece in below].index("junk") :]:
        if piece.kind not in ("junk", "table"):
            _junk(piece, "below the article")


def _carries(piece: Piece) -> bool:
    if piece.kind == "item":
        return True
    return piece.kind in ("paragraph", "quote") and SENTENCE_END.search(piece.text[-80:]) is not None
