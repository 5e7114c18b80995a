"""Pasted text and phone notes: no markup, so headings, lists and paragraphs are read from the shape of the lines.

A heading is a short line without a full stop that something follows. Lines of the page (navigation, by-lines) are
marked before headings are guessed, because they stand between a heading and its text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise

import regex

from scheduler.domain.articles import clean, junk
from scheduler.domain.articles.builder import SENTENCE_END, Draft, Piece, tidy

BULLET = regex.compile(
    r"(?:[-*•●▪■◦‣·–—►▶➢➤➔→✔✓☑✅❌⭐👉➡🔸🔹🌿✨💫🌟☞○]\uFE0F?)\s+(?=\S)|[•●▪■◦‣►▶➢➤✔✓✅👉➡]\uFE0F?(?=\S)"
)
NUMBER = regex.compile(
    r"(?:\(?\d{1,2}\)\s+(?=\d)|(?:\(?(?:\d{1,2}|[a-hA-H])\)|\d{1,2}\s?[.:]|#\d{1,2}[.:]?|\d{1,2}\uFE0F?\u20E3|"
    r"[①-⑳])\s*(?=[^\d\s]))"
)
BARE = "\u2022"  # the mark given to items that have none
LEANING = regex.compile(r"(?:so|but|and|or|then|yes|no|because|also|mais|donc|alors|et|ou)\b", regex.I)
FORBIDS = regex.compile(
    r"(?:do not|don['’]?t|never|no|stop|always|please|ne|jamais)\b(?! more\b| pain\b).*\s.*\s", regex.I
)
TWO_SENTENCES = regex.compile(r"\p{Ll}[.!?…]+\s+\p{Lu}")
QUOTED = regex.compile(r"(?:> ?)+")
# "On 9 Jan 2020, at 19:02, Gwen Parry wrote:", perhaps over two lines.
DATED = regex.compile(r"(?:on|le|am|el|op) (?=.{0,40}\d)", regex.I)
WROTE = regex.compile(r".{8,200}\b(?:wrote|a écrit|schrieb|escribió|schreef)\b[^.!?]{0,60}:", regex.I)
ORIGINAL = regex.compile(r"[-_ ]*(?:original message|message d'origine)[-_ ]*", regex.I)
SIGNATURE = 30  # lines at most, and what was answered
A_LETTER = 400  # characters above: what stands below is the mail that was answered
SUBJECT = regex.compile(r"(?:subject|objet|betreff)\s*:\s*(?:(?:fwd?|re|tr|wg|aw)\s*:\s*)*", regex.I)
MAIL_HEAD = regex.compile(
    r"(?:from|to|cc|bcc|sent|date|reply-to|de|à|envoyé|von|an|gesendet)\s*:|-+ ?forwarded message|begin forwarded",
    regex.I,
)
FRAMED = regex.compile(r"(?:[*=~_#+|•·]{1,6}|[-–—]{2,6}) ?(\p{L}[^*=~_#+|]{1,70}?) ?(?:[*=~_#+|•·]{1,6}|[-–—]{2,6})")
PLAIN_BULLETS = "-*•●▪■◦‣·–—○"
POSTSCRIPT = regex.compile(r"p\.? ?s\.?\b[ :.–-]", regex.I)
TRAILING = regex.compile(r"\s*(?:(?![\d#*])\p{Emoji}[\uFE0F\u200d\p{Emoji_Modifier}]*)+$")
# Beside these, bare lines are more of the page ("Previous", a title, "Next", a title).
FURNITURE = frozenset(
    {"navigation", "share buttons", "related posts", "comments", "tags", "sign-up box", "small print"}
)
# Whole by themselves: whatever follows begins anew, also with a small letter.
ROWS = frozenset({"a price", "a timetable row", "contact details"})
STEP = regex.compile(
    r"(?:step|exercise|move|pose|stretch|tip|day|week|part|étape|exercice|posture)\s*#?\d{1,2}\b", regex.I
)
LEAD_IN = regex.compile(r"\b(?:need|needs|following|these|here|try|gather|include|includes|such as|follow)\b", regex.I)
HEADING_WORDS = 12
ENOUGH_HEADINGS = 4  # with the title
TITLE_WORDS = 20
NAME_WORDS = 4
LONG_NAME_WORDS = 7
WRITTEN_OUT = 20


@dataclass
class Line:
    text: str
    marker: str
    group: int  # lines with no blank line between them share a number
    indent: int = 0
    reason: str = ""  # why it is not the article's
    framed: bool = False  # between stars or strokes: "*** Feet ***"

    @property
    def words(self) -> int:
        return self.text.count(" ") + 1

    @property
    def may_title(self) -> bool:
        """Numbers and emoji stand before headings too; plain bullets only before items."""
        return self.numbered or (bool(self.marker) and self.marker[0] not in PLAIN_BULLETS)

    @property
    def numbered(self) -> bool:
        return bool(self.marker) and any(letter.isalnum() for letter in self.marker)


def read_text(text: str) -> Draft:
    """The draft of an article pasted as plain text."""
    lines = _unwrap(_lines(clean.lines(text)))
    for line in lines:
        line.reason = line.reason or ("" if line.marker else junk.reason(line.text))
    _mark_foot(lines)
    draft = Draft()
    content = [line for line in lines if not line.reason]
    headings = _headings(content)
    if len(headings) >= ENOUGH_HEADINGS:
        asks = sum(line.text.endswith("?") for line in content if id(line) in headings)
        headings = _headings(content, bold=True, asking=asks * 2 > len(headings))
    title = _above_the_byline(lines) or _title(content, headings)
    if title is not None:
        headings.pop(id(title), None)
        content = _below(lines, title)
    page = {line.group for line in lines if line.reason in FURNITURE}
    _mark_bare_lists(
        [line for line in content if line is not title and id(line) not in headings and line.group not in page]
    )
    runs = _runs(lines, headings)
    for line in lines:
        draft.add(_piece(line, title, headings, runs))
    draft.title = TRAILING.sub("", title.text) if title else ""
    tidy(draft)
    return draft


def _mark_foot(lines: list[Line]) -> None:
    """The last lines together, most of them the page's (a price, an address, tags): the notes among them are, too."""
    foot = [line for line in lines if line.group == lines[-1].group]
    rest = [line for line in foot if not line.reason]
    if len(rest) * 2 < len(foot) and all(_is_open(line) and line.words <= HEADING_WORDS for line in rest):
        for line in rest:
            line.reason = "among the page’s own lines"


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    group = written = 0
    below, heads = "", True
    raws = text.split("\n")
    quoted = _is_quoted(raws)
    for index, given in enumerate(raws):
        answered = given.startswith(">")
        raw = QUOTED.sub("", given) if answered else given
        words = clean.words(raw)
        if written >= A_LETTER and not quoted:
            below = below or _ends_a_mail(raws, index)
        if not words:
            group += 1
            continue
        if heads and (subject := SUBJECT.match(words)):
            words = words[subject.end() :] or words
        heads = heads and MAIL_HEAD.match(words) is not None
        framed = FRAMED.fullmatch(words)
        words = framed[1] if framed else words
        marker = BULLET.match(words) or NUMBER.match(words)
        bare = words[marker.end() :] if marker else words
        indent = len(raw) - len(raw.lstrip(" \t"))
        reason = below or ("an earlier mail" if answered and not quoted else "")
        lines.append(Line(bare, marker.group().strip() if marker else "", group, indent, reason, framed is not None))
        written += 0 if reason else len(words)
    return lines


def _is_quoted(raws: list[str]) -> bool:
    """Forwarded with a mark before every line: the marked lines are the article."""
    filled = sum(not raw.isspace() and raw != "" for raw in raws)
    return sum(raw.startswith(">") for raw in raws) * 2 >= filled


def _ends_a_mail(raws: list[str], index: int) -> str:
    """Why nothing from this line on is the article's: a signature's mark (RFC 3676, 4.3), or an earlier mail."""
    raw = raws[index].strip()
    if raw == "--":
        return "a mail's foot" if len(raws) - index <= SIGNATURE else ""
    lines = raws[index : index + 1 if raw.endswith(":") else index + 2]
    if DATED.match(raw) and WROTE.fullmatch(" ".join(lines).strip()):
        return "an earlier mail"
    return "an earlier mail" if ORIGINAL.fullmatch(raw) else ""


def _unwrap(lines: list[Line]) -> list[Line]:
    """Join lines that a mail program or a narrow window has wrapped."""
    wrapped = _wrapped_groups(lines)
    sizes = Counter(line.group for line in lines)
    paragraphs = {number for number in wrapped if sizes[number] > 2}
    notes = _are_notes([line for line in lines if line.group not in wrapped])
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        apart = bool(line.marker) or last is None or line.group != last.group or line.reason != last.reason
        apart = apart or (bool(junk.reason(line.text)) and not _in_mid_sentence(last, line, paragraphs))
        apart = apart or (line.group not in wrapped and last is not None and junk.reason(last.text) in ROWS)
        if last and not apart and _goes_on(last, line, line.group in wrapped, notes):
            last.text = f"{last.text} {line.text}"
        else:
            joined.append(line)
    return joined


def _in_mid_sentence(last: Line | None, line: Line, paragraphs: set[int]) -> bool:
    """In a wrapped paragraph, "next: half of you …" is the middle of a sentence, whatever it looks like alone."""
    return last is not None and line.group in paragraphs and line.text[0].islower() and _is_open(last)


def _are_notes(lines: list[Line]) -> bool:
    """Jotted down: many lines begin with a small letter, so a small letter continues nothing."""
    small = sum(line.text[0].islower() for line in lines if not line.marker)
    return small * 10 >= len(lines) * 3


def _goes_on(last: Line, line: Line, wrapped: bool, notes: bool) -> bool:
    """Does this line go on with the sentence of the line before?"""
    if last.marker and line.indent > last.indent and line.text[0].islower() and _is_open(last):
        return True  # hanging below its number
    if notes and not wrapped:
        return False
    if wrapped and last.marker:
        return line.indent > last.indent
    return wrapped or (line.text[0].islower() and not SENTENCE_END.search(last.text[-80:]) and last.words > 5)


def _wrapped_groups(lines: list[Line]) -> set[int]:
    """Groups whose lines are alike in length and mostly end in the middle of a sentence."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    wrapped = {number for number, group in groups.items() if _is_wrapped(group)}
    many = sum(len(group) > 1 and not group[1].marker for group in groups.values())
    if len(wrapped) < 2 or len(wrapped) * 10 < many * 6:
        return wrapped
    width = max(len(line.text) for number in wrapped for line in groups[number])
    return wrapped | {number for number, group in groups.items() if _is_full(group, width)}


def _is_full(group: list[Line], width: int) -> bool:
    """In a letter that is wrapped: full lines, although a sentence happens to end with one of them."""
    inner = group[:-1]
    fits = all(width * 7 <= len(line.text) * 10 <= width * 10 for line in inner)
    return bool(inner) and fits and not any(line.marker for line in group[1:])


def _is_wrapped(group: list[Line]) -> bool:
    if len(group) < 2:
        return False
    inner = [line for line in group[:-1] if not line.marker or len(line.text) > 45]
    if not inner or len(inner) < len(group) - 2 or max(len(line.text) for line in group) > 100:
        return False
    long = sum(len(line.text) >= 45 for line in inner)
    open_ended = sum(not SENTENCE_END.search(line.text[-80:]) for line in inner)
    small = sum(line.text[0].islower() for line in group[1:])
    return long * 10 >= len(inner) * 8 and open_ended * 2 >= len(inner) and small * 2 >= len(group) - 1


def _headings(lines: list[Line], bold: bool = False, asking: bool = False) -> dict[int, int]:
    """id(line) → level of the lines that are headings."""
    levels: dict[int, int] = {}
    child_style = ""
    spaced = len({line.group for line in lines}) * 4 > len(lines)
    asked_in: set[int] = set()
    topping = _topping(lines)
    below = {line.group for line in lines if id(line) in topping}
    for index, line in enumerate(lines):
        if line.group in below and id(line) not in topping and not line.text.endswith("?"):
            continue  # notes under their name
        asked = asking and _is_asked(lines, index)
        sure = line.framed and index + 1 < len(lines)
        if not sure and id(line) not in topping and (not (asked or _may_head(line, bold)) or not _heads(lines, index)):
            continue
        inside = index and lines[index - 1].group == line.group and id(lines[index - 1]) not in levels
        if spaced and inside and not (line.text.endswith("?") and line.group in asked_in) and not _counts(lines, index):
            continue  # where blank lines part the paragraphs, a heading stands first; or one question after another
        if not line.numbered and _begins_a_list(lines, index) and id(lines[index - 1]) not in levels:
            continue
        asked_in |= {line.group} if line.text.endswith("?") else set()
        style = _style(line)
        previous = lines[index - 1] if index else None
        if previous is not None and id(previous) in levels and levels[id(previous)] == 2 and index > 1:
            child_style = style if style != "plain" or _style(previous) == "caps" else ""
            levels[id(line)] = 3
            continue
        if style != child_style or style == "plain":
            child_style = child_style if style == child_style else ""
        levels[id(line)] = 3 if child_style and style == child_style else 2
    return levels


def _counts(lines: list[Line], index: int) -> bool:
    """ "2. The catch-up" above its sentences, in the midst of lines that no blank line parts."""
    line, after = lines[index], lines[index + 1]
    whole = _is_body_line(after) and after.group == line.group and after.text[0].isupper()
    return line.numbered and whole and after.words >= 2 * line.words


def _topping(lines: list[Line]) -> set[int]:
    """id(line) of the names above the groups of notes: a few words, and lines that are longer right below them."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    many = [group for group in groups.values() if len(group) >= 3]
    named = [group[0] for group in many if _is_name(group)]
    longer = [group[0] for group in many if _is_longer_name(group)]
    if len(named) < 2 or len(longer) * 10 < len(many) * 6:
        return set()
    return {id(line) for line in longer}


def _is_name(group: list[Line]) -> bool:
    """A few words above notes that do not end like sentences."""
    first, rest = group[0], group[1:]
    open_ended = sum(not SENTENCE_END.search(line.text[-80:]) for line in rest)
    return (
        _is_longer_name(group)
        and first.text[-1].isalnum()
        and first.words <= NAME_WORDS
        and open_ended * 2 >= len(rest)
    )


def _is_longer_name(group: list[Line]) -> bool:
    """Where other notes have names, one may ask ("stiff hips?"), and stand above whole sentences."""
    first, rest = group[0], group[1:]
    plain = not first.marker and (first.text[-1].isalnum() or first.text[-1] in "?)") and "," not in first.text
    return plain and first.words <= LONG_NAME_WORDS and first.words * len(rest) < sum(line.words for line in rest)


def _begins_a_list(lines: list[Line], index: int) -> bool:
    """The line before announces a list, and the line after is another item of it."""
    if index == 0 or index + 1 == len(lines) or not lines[index - 1].text.endswith(":"):
        return False
    return lines[index + 1].group == lines[index].group and _is_bare_item(lines[index + 1])


def _is_asked(lines: list[Line], index: int) -> bool:
    """A reader's question with the sentence before it ("I leak when I jump. Should I stop?"), alone on its line: a
    heading where most headings are questions."""
    line = lines[index]
    alone = all(
        other.group != line.group for other in [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    )
    sentences = len(TWO_SENTENCES.findall(line.text)) + 1
    return alone and not line.marker and sentences == 2 and line.text.endswith("?") and line.words <= HEADING_WORDS


def _style(line: Line) -> str:
    if line.numbered or STEP.match(line.text):
        return "numbered"
    letters = [letter for letter in line.text if letter.isalpha()]
    return "caps" if letters and all(letter.isupper() for letter in letters) else "plain"


def _may_head(line: Line, bold: bool = False) -> bool:
    """Short, begins like a name, and does not end like a sentence.

    bold: the article has other headings, so that a line such as "And the tea?" is one as well.
    """
    if line.words > HEADING_WORDS or len(line.text) > 90 or (line.marker and not line.may_title):
        return False
    first = next((letter for letter in line.text if letter.isalnum()), "")
    if not first or first.islower() or TWO_SENTENCES.search(line.text) or FORBIDS.match(line.text):
        return False
    last = line.text.rstrip(" \"'”’)»").rstrip()[-1:]
    if last == ":":
        return line.words <= 5 and not LEAD_IN.search(line.text)
    if last in ".,;…-–":
        return False
    return last not in "!?" or (line.words <= 10 and (bold or not LEANING.match(line.text)))


def _heads(lines: list[Line], index: int) -> bool:
    """Something that a heading can head follows: a sentence, a list, or one heading that has such a thing."""
    line = lines[index]
    if index + 1 == len(lines):
        return False
    after = lines[index + 1]
    if POSTSCRIPT.match(after.text):
        return False  # a name above it closes a letter
    if index and _style(line) == "caps" and line.words <= 4 and after.group == line.group and _style(after) != "caps":
        return True  # a word in capitals above its notes
    if line.numbered and line.words <= 8 and not after.marker and after.group == line.group:
        return True
    if line.marker and not line.numbered and (after.marker or after.group != line.group):
        return False
    if line.marker and after.marker and after.numbered and not (_may_head(after) and _is_body(lines, index + 2)):
        return False
    if _may_head(after) and not after.marker and not _is_body_line(after):
        return _is_body(lines, index + 2) and (not line.marker)
    if line.text.endswith(":") and after.marker:
        return False
    return _is_body_line(after) or bool(after.marker)


def _is_body(lines: list[Line], index: int) -> bool:
    return index < len(lines) and (_is_body_line(lines[index]) or bool(lines[index].marker))


def _is_body_line(line: Line) -> bool:
    if line.marker:
        return False
    sentence = SENTENCE_END.search(line.text[-80:]) is not None
    return (sentence and line.words >= 3) or line.text.endswith(":") or line.words > HEADING_WORDS


def _mark_bare_lists(lines: list[Line]) -> None:
    """Two or more lines together that end without a full stop are items whose bullets were lost."""
    for index, line in enumerate(lines):
        together = [other for other in lines[max(0, index - 1) : index + 2] if other.group == line.group]
        if sum(_is_bare_item(other) for other in together) >= 2 and _is_bare_item(line):
            line.marker = line.marker or BARE
    for before, line in pairwise(lines):  # the last of them may be shorter: "Switch sides"
        if before.marker == BARE and before.group == line.group and not line.marker and _is_open(line):
            line.marker = BARE
    for _, group in groupby(lines, key=lambda line: line.group):
        _mark_whole_group(list(group))


def _mark_whole_group(group: list[Line]) -> None:
    """Jotted lines together of which most have lost their full stop: those above such a line are items as well."""
    last = max((place for place, line in enumerate(group) if line.marker == BARE), default=-1)
    above = group[: last + 1]
    others = [line for line in above if line.marker != BARE]
    if others and len(others) * 2 <= len(above) and all(map(_is_jotted, others)):
        for line in others:
            line.marker = BARE


def _is_jotted(line: Line) -> bool:
    return not line.marker and line.words < WRITTEN_OUT and not line.reason and line.text[-1] not in ":,;"


def _is_bare_item(line: Line) -> bool:
    if line.marker:
        return line.marker == BARE
    return line.words >= 3 and not line.reason and _is_open(line) and not _is_written_out(line)


def _is_written_out(line: Line) -> bool:
    """Several sentences of which only the last has lost its full stop: a paragraph."""
    return line.words >= WRITTEN_OUT and TWO_SENTENCES.search(line.text) is not None


def _is_open(line: Line) -> bool:
    """Ends neither like a sentence nor like something that goes on."""
    return not SENTENCE_END.search(line.text[-80:]) and line.text[-1] not in ":,;"


def _title(lines: list[Line], headings: dict[int, int]) -> Line | None:
    """The first line, where it is not a sentence and the article goes on below it."""
    if len(lines) < 2 or (lines[0].marker and not lines[0].may_title):
        return None
    first = lines[0]
    if first.numbered and lines[1].numbered and lines[1].group == first.group:
        return None  # the first of a list
    ends = first.text[-1] in ".,;:…"
    if ends or first.words > TITLE_WORDS or (first.words > HEADING_WORDS and first.text[-1] in "!?"):
        return None
    return first


def _above_the_byline(lines: list[Line]) -> Line | None:
    """The line right above a by-line or a date is the title, whatever of the page stands above it."""
    above = None
    for index, line in enumerate(lines):
        if line.reason == "by-line or date" and above is not None:
            return above if lines[index - 1] is above and index > 1 else None
        if not line.reason:
            if SENTENCE_END.search(line.text[-80:]) and line.text[-1] not in "?!":
                return None
            above = line if not line.marker and line.words <= TITLE_WORDS and line.text[-1] not in ".,;:…" else None
    return None


def _below(lines: list[Line], title: Line) -> list[Line]:
    """The article's lines from its title on; what stands above it is the page's."""
    at = next(index for index, line in enumerate(lines) if line is title)
    for line in lines[:at]:
        line.reason = line.reason or "above the title"
    return [line for line in lines if not line.reason]


def _runs(lines: list[Line], headings: dict[int, int]) -> dict[int, int]:
    """id(line) → number of the list that a marked line belongs to."""
    runs: dict[int, int] = {}
    number, last = 0, ("", -1)
    for line in lines:
        if not line.marker or id(line) in headings:
            last = ("", -1)
            continue
        # Lists of another kind are other lists; bare lines belong together only without a blank line between them.
        kind = "number" if line.numbered else "bare" if line.marker == BARE else "bullet"
        place = (kind, line.group if kind == "bare" else 0)
        number += place != last
        last = place
        runs[id(line)] = number
    return runs


def _piece(line: Line, title: Line | None, headings: dict[int, int], runs: dict[int, int]) -> Piece:
    if line.reason:
        return Piece("junk", line.text, reason=line.reason)
    if line is title:
        return Piece("title", f"{line.marker} {line.text}" if line.marker else line.text)
    if id(line) in headings:
        shown = f"{line.marker} {line.text}" if line.marker else line.text
        return Piece("heading", shown, level=headings[id(line)], judged=not line.marker)
    if line.marker:
        return Piece("item", line.text, level=min(line.indent // 2, 5), marker=line.marker, run=runs[id(line)])
    return Piece("paragraph", line.text, judged=True)
