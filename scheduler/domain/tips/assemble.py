"""From the blocks of a section to passages: what is dropped, what belongs together, where to cut.

The cut is a small dynamic programme over the sentences of a section: a paragraph is the natural passage; joining
paragraphs, cutting inside one, and opening with a sentence that leans on another each have a price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, takewhile

from scheduler.domain.tips.openings import ALONE, NEVER, TITLED, is_bland
from scheduler.domain.tips.roles import BENEFIT, CAVEAT, HOW_TO, LEAD_IN, Sentence

MOST_SENTENCES = 5
MOST_WITH_LIST = 6
MOST_WORDS = 120
SHORTEST = 4  # words of a tip
LOST = 20.0  # the price of a passage that is too short to be one: "Rest. Five times."
TERSE = 3.0  # the price of an opening that is a verb and little more
IMPOSSIBLE = float("inf")


_ONE_ROLE: dict[str, frozenset[str]] = {}


@dataclass(slots=True, eq=False)
class Chunk:
    """What is never cut: a sentence, or a list with its lead-in."""

    sentences: tuple[Sentence, ...]
    opens: int  # ALONE, TITLED, NEVER
    leans_on: str  # the words that lean back
    block: int
    listed: bool = False
    words: int = field(init=False)
    size: int = field(init=False)  # sentences; of a list its items and its lead-in
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.sentences)
        if self.listed:
            self.size = len({sentence.block for sentence in self.sentences}) + (self.sentences[0].role == LEAD_IN)
        if len(self.sentences) == 1:
            only = self.sentences[0]
            self.words = only.words
            self.roles = _ONE_ROLE.get(only.role) or _ONE_ROLE.setdefault(only.role, frozenset((only.role,)))
        else:
            self.words = sum([sentence.words for sentence in self.sentences])
            self.roles = frozenset([sentence.role for sentence in self.sentences])


@dataclass(slots=True, eq=False)
class Passage:
    """Chunks that become one tip."""

    chunks: tuple[Chunk, ...]
    opens_section: bool
    sentences: list[Sentence] = field(init=False)
    words: int = field(init=False)

    def __post_init__(self) -> None:
        self.sentences = [sentence for chunk in self.chunks for sentence in chunk.sentences]
        self.words = sum([chunk.words for chunk in self.chunks])


@dataclass(slots=True, eq=False)
class Paragraph:
    """What the price of a cut needs to know of a paragraph."""

    chunks: int = 0
    sentences: int = 0
    words: int = 0
    instructions: int = 0
    cautions: int = 0
    apart: bool = False  # limits an exercise that is too long to have it in one tip

    @property
    def long(self) -> bool:
        return self.sentences > MOST_SENTENCES or self.words > MOST_WORDS

    @property
    def limits(self) -> bool:
        return self.cautions == self.chunks

    @property
    def instructs(self) -> bool:
        return self.instructions * 2 >= self.chunks


def _paragraphs(chunks: Sequence[Chunk]) -> dict[int, Paragraph]:
    found: dict[int, Paragraph] = {}
    for chunk in chunks:
        paragraph = found.setdefault(chunk.block, Paragraph())
        paragraph.chunks += 1
        paragraph.sentences += chunk.size
        paragraph.words += chunk.words
        paragraph.instructions += HOW_TO in chunk.roles
        paragraph.cautions += chunk.roles == {CAVEAT}
    return found


def _mark_what_does_not_fit(found: Sequence[Paragraph]) -> None:
    """A caution below an exercise that has no room for it: it goes along all the same, so the cut is before it."""
    exercise = words = 0
    for at, paragraph in enumerate(found):
        if not paragraph.limits:
            if at and found[at - 1].limits:
                exercise = words = 0
            exercise, words = exercise + paragraph.sentences, words + paragraph.words
        elif exercise and not found[at - 1].limits:
            caution = list(takewhile(lambda below: below.limits, found[at:]))
            total = exercise + sum(below.sentences for below in caution)
            paragraph.apart = total > MOST_WITH_LIST or words + sum(below.words for below in caution) > MOST_WORDS


class Section:
    """The chunks of one section with running totals, so that the price of any passage is a few subtractions."""

    def __init__(self, chunks: Sequence[Chunk], has_heading: bool) -> None:
        self.chunks = chunks
        self.paragraphs = _paragraphs(chunks)
        _mark_what_does_not_fit(list(self.paragraphs.values()))
        self.sentences = [0, *accumulate(chunk.size for chunk in chunks)]
        self.words = [0, *accumulate(chunk.words for chunk in chunks)]
        self.lists = [0, *accumulate(chunk.listed for chunk in chunks)]
        self.openings = [_opening_price(chunk, at == 0 and has_heading) for at, chunk in enumerate(chunks)]
        pairs = list(pairwise(chunks))
        self.cuts = [0.0, *(_cut_price(left, right, self.paragraphs) for left, right in pairs)]
        self.joins = [
            0.0,
            0.0,
            *accumulate(_join_price(left, right, self.paragraphs, not has_heading) for left, right in pairs),
        ]

    def price(self, start: int, end: int) -> float:
        """What it costs to make one passage of chunks[start:end]."""
        joined = self.joins[end] - self.joins[start + 1]
        return self.size(start, end) + self.openings[start] + self.cuts[start] + joined

    def size(self, start: int, end: int) -> float:
        """What the length costs; IMPOSSIBLE when it is too much."""
        sentences = self.sentences[end] - self.sentences[start]
        words = self.words[end] - self.words[start]
        most = MOST_SENTENCES
        if self.lists[end] - self.lists[start] or self._ends_with_its_caution(start, end):
            most = MOST_WITH_LIST
        if sentences > most or words > MOST_WORDS:
            return 5.0 if end - start == 1 else IMPOSSIBLE
        if words < SHORTEST:
            return LOST
        if sentences == 1:
            return 3.0 if words < 8 else 0.9 if words < 25 else 0.3
        return 0.0

    def _ends_with_its_caution(self, start: int, end: int) -> bool:
        """An exercise, and below it a paragraph that only limits it."""
        first, last = self.chunks[start], self.chunks[end - 1]
        return (
            last.roles == {CAVEAT}
            and first.block != last.block
            and self.paragraphs[first.block].instructs
            and self.paragraphs[last.block].limits
        )


def cut(chunks: Sequence[Chunk], has_heading: bool) -> list[Passage]:
    """The cheapest way to make passages of a section's chunks. Linear: a passage has at most six chunks."""
    section = Section(chunks, has_heading)
    best = [0.0] + [IMPOSSIBLE] * len(chunks)
    came = [0] * (len(chunks) + 1)
    for end in range(1, len(chunks) + 1):
        for start in range(end - 1, max(-1, end - MOST_WITH_LIST - 1), -1):
            price = best[start] + section.price(start, end)
            if price < best[end]:
                best[end], came[end] = price, start
    return _passages(chunks, came)


def _passages(chunks: Sequence[Chunk], came: list[int]) -> list[Passage]:
    passages: list[Passage] = []
    end = len(chunks)
    while end > 0:
        start = came[end]
        passages.append(Passage(tuple(chunks[start:end]), start == 0))
        end = start
    return passages[::-1]


def _opening_price(chunk: Chunk, below_heading: bool) -> float:
    if chunk.opens == ALONE:
        return 0.0 if below_heading or not _is_terse(chunk) else TERSE
    if below_heading:
        return 0.5 if chunk.opens == TITLED else 2.0
    return 6.0 if chunk.opens == TITLED else 9.0


def _is_terse(chunk: Chunk) -> bool:
    """A bare "Wait." or "Walk instead." goes on; a bare name ("Pigeon.") begins."""
    return chunk.words < SHORTEST and chunk.roles == {HOW_TO}


def _cut_price(left: Chunk, right: Chunk, blocks: dict[int, Paragraph]) -> float:
    """The price of a cut between two neighbours."""
    taught = HOW_TO in left.roles or blocks[left.block].instructs
    caution = 1.5 if right.roles == {CAVEAT} and taught and not blocks[right.block].apart else 0.0
    if left.block == right.block and right.roles == {CAVEAT}:
        caution = 2.5  # a caution stays with the words before it
    if left.block != right.block:
        return caution if blocks[left.block].instructs else 0.0
    if blocks[left.block].long:
        return 1.5 + caution + (0.4 if is_bland(right.sentences[0].text) else 0.0)
    return (14.0 if blocks[left.block].instructs else 12.0) + caution


def _limits(caution: Chunk, advice: Chunk) -> bool:
    return CAVEAT in caution.roles and bool(advice.roles & {HOW_TO, BENEFIT, CAVEAT})


def _join_price(left: Chunk, right: Chunk, blocks: dict[int, Paragraph], preamble: bool) -> float:
    """The price of taking the next chunk along: nothing within a paragraph."""
    if left.block == right.block:
        return 0.0
    if preamble and right.roles == {CAVEAT} and not left.roles & {HOW_TO, CAVEAT}:
        return 3.0  # a general caution is no part of the opening words
    if right.opens != ALONE:
        return 1.0
    if _limits(left, right) or _limits(right, left):
        return 0.2
    if blocks[right.block].words < 12 or blocks[left.block].words < 12:
        return 0.5
    if 1 in (blocks[right.block].chunks, blocks[left.block].chunks):
        return 0.7
    return 1.2 if right.opens == NEVER else 1.0
