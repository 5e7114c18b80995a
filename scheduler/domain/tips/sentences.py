"""Sentences of a block, with offsets, and the spaces that are missing between them.

The segmenter is sentencex; the fix-ups are those that studio articles were measured to need: sentences glued
together ("pelvis.This"), emoji that close a sentence, enumerators, abbreviations before a number.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from sentencex import get_sentence_boundaries

Span = tuple[int, int]
PIECE = 4000  # characters: for unclosed quotes sentencex takes time with the square of what it is given

# A lower-case word, its full stop, and a capital right behind it: a space is missing. Not in addresses or initials.
GLUED = regex.compile(
    r"(?<=[\p{Ll}\p{N}%][)\]”\"’']?)([.!?…]+[)\]”\"’]?)(?=[“\"‘(]?\p{Lu}[\p{Ll}’']|[“\"‘(]?(?:I|A|À|Y)\s)"
)
MAY_BE_GLUED = regex.compile(r"[.!?…][)\]”\"’“‘(]*[^\s)\]”\"’“‘(]")
TOKEN = regex.compile(r"\S+")
ADDRESS = regex.compile(
    r"://|www\.|@|/\w|\.(?:com|org|net|ca|io|co|uk|fr|info|biz|studio|yoga|fit|me|be|ch)\b", regex.I
)
ABBREVIATION = regex.compile(
    r"(?:^|[\s(])(?:approx|min|mins|sec|secs|hr|hrs|no|vs|dr|mr|mrs|ms|st|ste|prof|e\.g|i\.e|fig|vol|ed|p|pp|cf|env|"
    r"ex|max|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun|c|ca|incl|mt|ft|in|lbs?|"
    r"oz|reps?|rep)\.\s*$",
    regex.I,
)
PERSON = regex.compile(r"(?:dr|mr|mrs|ms|st|prof|mt)\.\s*$", regex.I)
ENUMERATOR = regex.compile(
    r"\s*(?:(?:step|exercise|move|pose|tip|day|étape|exercice)?\s*#?\(?\d{1,2}[.):]|[a-zA-Z][.)]|p\.[ -]?s\.)\s*$",
    regex.I,
)
SMILE = regex.compile(
    r"(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\uFE0F\u200D\u20E3](?<![\p{N}©®™])|\s)+"
)
TERMINAL = regex.compile(r"""[.!?…]["'”’)\]»\s]*$""")


def sentences(text: str, start: int, end: int, language: str = "en") -> list[Span]:
    """Offsets of the sentences of text[start:end] (one block), trimmed of white space."""
    block = text[start:end]
    spans = [_trim(block, first, last) for first, last in _fixed(block, _cuts(block, language))]
    return [(start + first, start + last) for first, last in spans if first < last]


def glued(block: str) -> list[int]:
    """Offsets in the block where a space between two sentences is missing."""
    found: list[int] = []
    if not MAY_BE_GLUED.search(block):
        return found
    for match in GLUED.finditer(block):
        left = block.rfind(" ", max(0, match.start() - 80), match.start()) + 1
        right = block.find(" ", match.end(), match.end() + 80)
        token = block[left : right if right >= 0 else match.end() + 80]
        if not ADDRESS.search(token):
            found.append(match.end())
    return found


def _cuts(block: str, language: str) -> list[int]:
    cuts = {end for end in _ends(block, language) if _at_space(block, end)}  # never inside an address
    cuts.update(glued(block))
    cuts.discard(len(block))
    return [0, *sorted(cuts), len(block)]


def _ends(block: str, language: str) -> Iterator[int]:
    """Where sentences end, a piece of the block at a time. A piece begins where a sentence does; what is longer than a
    piece without an end is gone past."""
    at = 0
    while len(block) - at > PIECE:
        piece = block[at : at + PIECE]
        ends = [at + boundary["end_index"] for boundary in get_sentence_boundaries(language, piece)][:-1]
        yield from ends  # without the last, which the piece's own end has made
        at = ends[-1] if ends else at + PIECE
    for boundary in get_sentence_boundaries(language, block[at:]):
        yield at + boundary["end_index"]


def _at_space(block: str, at: int) -> bool:
    return any(letter.isspace() for letter in block[max(0, at - 1) : at + 1])


def _fixed(block: str, cuts: list[int]) -> Iterator[Span]:
    """Undo the cuts that fall inside a sentence."""
    first = 0
    for index in range(1, len(cuts) - 1):
        cut = _past_smile(block, cuts[index])
        if cut >= cuts[index + 1] or cut <= first:
            continue
        if _is_cut(block, first, cut, cuts[index + 1]):
            yield first, cut
            first = cut
    yield first, len(block)


def _past_smile(block: str, cut: int) -> int:
    """An emoji behind the full stop belongs to the sentence it closes."""
    smile = SMILE.match(block, cut)
    if smile and any(not letter.isspace() for letter in smile.group()):
        return int(smile.end())
    return cut


def _is_cut(block: str, first: int, cut: int, end: int) -> bool:
    before = block[max(first, cut - 40) : cut]
    after = block[cut : cut + 40].lstrip(" \"“‘'(«")
    if not after:
        return False
    if cut - first < 24 and ENUMERATOR.fullmatch(block[first:cut]):
        return False
    said = before.rstrip()
    abbreviated = said[-1:] == "." and ABBREVIATION.search(before)
    if abbreviated and (not after[0].isupper() or PERSON.match(before.split()[-1])):
        return False
    return not after[0].islower() or (said[-1:] in "!?" and not said.endswith(("”", '"')))


def _trim(block: str, first: int, last: int) -> Span:
    while first < last and block[first].isspace():
        first += 1
    while last > first and block[last - 1].isspace():
        last -= 1
    return first, last
