"""`split`: an article into tips, with what was left out, why, and what the owner should know."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.articles import Article
from scheduler.domain.collector import uncollected
from scheduler.domain.tips import caveats, warnings, worth
from scheduler.domain.tips.assemble import SHORTEST, Passage, cut
from scheduler.domain.tips.caveats import Caveat, Placed
from scheduler.domain.tips.model import Edit, Span, Split, Tip, Unused
from scheduler.domain.tips.openings import ALONE, NEVER, goes_on
from scheduler.domain.tips.ranking import order, series
from scheduler.domain.tips.roles import BENEFIT, CAVEAT, HOW_TO, Sentence
from scheduler.domain.tips.sections import Section, Sections
from scheduler.domain.tips.sentences import glued, sentences

OPENING_WORDS = 60  # of news
ADDS = ("also", "plus", "besides", "également", "de plus", "aussi")


def split(article: Article) -> Split:
    """The tips of an article. The same article gives the same tips, on every machine."""
    with uncollected():
        return _split(article)


def _split(article: Article) -> Split:
    read = Sections(article)
    placed, short, leaning = _passages(read.sections)
    limits = caveats.attach(placed, read.sections, read.disclaimers)
    edits = _edits(article, placed)
    tips = [_tip(article, place, limit, edits) for place, limit in zip(placed, limits, strict=True)]
    tips = _with_why(tips, placed, limits)
    unused = [
        *read.unused,
        *_set_aside(article, short, "too short to stand alone"),
        *_set_aside(article, leaning, "leans on what stands before it"),
    ]
    first_words = ""
    if article.kind != "tips":
        unused += _rest(article, [span for tip in tips for span in tip.spans], "news makes one post, not tips")
        first_words = opening_of(article)
        tips, edits = [], []
    tips = _ranked(tips)
    good = len(series(tips))
    typos = tuple(warnings.likely_typos(_content(article)))
    return Split(
        article=article,
        tips=tuple(tips),
        unused=tuple(sorted(unused, key=lambda rest: rest.span)),
        edits=tuple(edits),
        warnings=tuple(_warnings(article, read, tips, good, typos)),
        good_weeks=good,
        opening=first_words,
        typos=typos,
    )


def _passages(sections: Sequence[Section]) -> tuple[list[Placed], list[Placed], list[Placed]]:
    """(passages, those that are too short to stand alone, those that only go on with what stands before)."""
    kept: list[Placed] = []
    short: list[Placed] = []
    leaning: list[Placed] = []
    for section in sections:
        for passage in cut(section.chunks, bool(section.path)):
            found = short if passage.words < SHORTEST else leaning if _only_goes_on(passage, section) else kept
            found.append(Placed(passage, section))
    return kept, short, leaning


def _only_goes_on(passage: Passage, section: Section) -> bool:
    """Begins with "So …" or "But …" below no heading, and neither instructs nor limits: rubric R4. What begins with
    "Also" adds a thought of its own."""
    lead = passage.chunks[0]
    if lead.opens != NEVER or (passage.opens_section and section.path):
        return False
    if lead.leans_on.lower().startswith(ADDS) or not goes_on(lead.sentences[0].text):
        return False
    return not any(sentence.role in (HOW_TO, CAVEAT) for sentence in passage.sentences)


def _tip(article: Article, place: Placed, limits: list[Caveat], edits: list[Edit]) -> Tip:
    sentences = place.passage.sentences
    spans = merge([(sentence.start, sentence.end) for sentence in sentences], article.text)
    text = join(article.text, spans, edits)
    role = worth.role_of_passage(sentences)
    value, reason = worth.worth_of(sentences, role)
    if value == "know":
        value, reason = worth.by_place(text, place.section.title, place.section.path) or (value, reason)
    lead = place.passage.chunks[0]
    return Tip(
        title=place.section.title or article.title,
        section=place.section.path,
        text=text,
        role=role,
        worth=value,
        worth_reason=reason,
        needs_title=lead.opens != ALONE,
        caveats=tuple(
            join(article.text, merge(list(limit.spans), article.text), _repairs(article, limit.spans))
            for limit in limits
        ),
        caveat_spans=tuple(span for limit in limits for span in merge(list(limit.spans), article.text)),
        spans=tuple(spans),
        health_claim=worth.claims(place.section.title, sentences, text),
        reasons=tuple(_reasons(place, limits)),
        carries=carries(value, sentences),
        watch=tuple(video.url for video in article.videos if video.section == place.section.path and video.section),
    )


def carries(value: str, sentences: Sequence[Sentence]) -> str:
    """alone, gap or waits: whether a passage of that worth can be an issue."""
    if value == "care":
        return "alone" if worth.carries_advice(sentences) else "waits"
    return "gap" if value == "know" else "alone"


def _reasons(place: Placed, limits: list[Caveat]) -> list[str]:
    passage = place.passage
    blocks = len({chunk.block for chunk in passage.chunks})
    found = ["a whole paragraph" if blocks == 1 else f"{blocks} paragraphs that belong together"]
    if any(chunk.listed for chunk in passage.chunks):
        found = [
            "a list with the line that leads into it" if passage.sentences[0].role == "lead-in" else "a whole list"
        ]
    lead = passage.chunks[0]
    if lead.opens == NEVER:
        found.append(f"begins with “{lead.leans_on}”, which leans on what stands before it: look at it")
    elif lead.opens != ALONE:
        found.append(f"begins with “{lead.leans_on}”, so its heading is printed with it")
    if limits:
        found.append(
            "a caution elsewhere in the article limits it"
            if len(limits) == 1
            else f"{len(limits)} cautions elsewhere in the article limit it"
        )
    return found


def merge(spans: list[Span], text: str) -> list[Span]:
    """Neighbours with nothing but white space between them as one span."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start >= merged[-1][1] and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def join(text: str, spans: Sequence[Span], edits: Sequence[Edit]) -> str:
    """The words at the spans: a line break where the canonical text has one between them or words were left out, so
    that every line is the article's own; else a space.

    edits: in the order of their offsets.
    """
    parts: list[str] = []
    last = 0
    for index, (start, end) in enumerate(spans):
        if index:
            between = text[last:start]
            parts.append("\n" if "\n" in between or between.strip() else " ")
        parts.append(_repaired(text, start, end, edits))
        last = end
    return "".join(parts)


def _repaired(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    parts: list[str] = []
    at = start
    for edit in edits[bisect_right(edits, start, key=_at) : bisect_left(edits, end, key=_at)]:
        parts += [text[at : edit.at], edit.insert]
        at = edit.at
    return "".join([*parts, text[at:end]])


def _at(edit: Edit) -> int:
    return edit.at


def _edits(article: Article, placed: Sequence[Placed]) -> list[Edit]:
    """The missing spaces in what is used."""
    spans = [(sentence.start, sentence.end) for place in placed for sentence in place.passage.sentences]
    return _repairs(article, merge(spans, article.text))


def _repairs(article: Article, spans: Sequence[Span]) -> list[Edit]:
    return [Edit(start + at) for start, end in spans for at in glued(article.text[start:end])]


def _with_why(tips: list[Tip], placed: Sequence[Placed], limits: Sequence[Sequence[Caveat]]) -> list[Tip]:
    """Give each background tip a why sentence of its own section, where there is one."""
    if not any(tip.worth == "know" for tip in tips):
        return tips
    whys = _why_sentences(placed, limits)
    cautioned = _why_sentences(placed, limits, limited_too=True)  # where the caution is printed as well
    found: list[Tip] = []
    for tip, place in zip(tips, placed, strict=True):
        chosen = cautioned if tip.caveats else whys
        sentence = chosen.get(place.section.number) if tip.worth == "know" and place.section.path else None
        if sentence is None:
            found.append(tip)
        else:
            found.append(replace(tip, carries="with_why", why=sentence.text, why_span=(sentence.start, sentence.end)))
    return found


def _why_sentences(
    placed: Sequence[Placed], limits: Sequence[Sequence[Caveat]], limited_too: bool = False
) -> dict[int, Sentence]:
    """Section number → its best why sentence: one that stands alone, a benefit rather than a cause.

    Advice that a caution limits is left out: it may not travel without the caution.
    """
    best: dict[int, tuple[bool, bool, int, Sentence]] = {}
    cautions = {span for limit in limits for caution in limit for span in caution.spans} if limited_too else set()
    for place, limit in zip(placed, limits, strict=True):
        limited = bool(limit) or any(sentence.role == CAVEAT for sentence in place.passage.sentences)
        for sentence, alone in _understood(place.passage):
            if not worth.is_why(sentence) or (sentence.start, sentence.end) in cautions:
                continue
            if limited_too or not (limited and sentence.role == BENEFIT):
                key = (not alone, sentence.role != BENEFIT, sentence.start, sentence)
                number = place.section.number
                best[number] = min(best.get(number, key), key, key=lambda found: found[:3])
    return {number: found[3] for number, found in best.items()}


def _understood(passage: Passage) -> list[tuple[Sentence, bool]]:
    """The sentences that are understood by themselves, or (False) below the heading that is printed anyway."""
    return [
        (chunk.sentences[0], chunk.opens == ALONE)
        for chunk in passage.chunks
        if chunk.opens != NEVER and not chunk.listed
    ]


def _ranked(tips: list[Tip]) -> list[Tip]:
    ranks = {id(tip): rank for rank, tip in enumerate(order(tips), start=1)}
    return [replace(tip, rank=ranks[id(tip)]) for tip in tips]


def _set_aside(article: Article, places: Sequence[Placed], reason: str) -> list[Unused]:
    spans = [(sentence.start, sentence.end) for place in places for sentence in place.passage.sentences]
    return _rest(article, spans, reason)


def _rest(article: Article, spans: list[Span], reason: str) -> list[Unused]:
    return [Unused(article.text[start:end], reason, (start, end)) for start, end in merge(spans, article.text)]


def opening_of(article: Article) -> str:
    """The first sentences of the article, as many as a post carries: one at least."""
    first = next((block for block in article.blocks if block.kind in ("paragraph", "quote")), None)
    if first is None:
        return ""
    found = sentences(article.text, first.start, first.end, article.language)
    while len(found) > 1 and len(article.text[found[0][0] : found[-1][1]].split()) > OPENING_WORDS:
        found.pop()
    spans = merge(found, article.text)
    return join(article.text, spans, _repairs(article, spans))


def _content(article: Article) -> str:
    return "\n".join(article.text[block.start : block.end] for block in article.blocks if block.kind != "junk")


def _warnings(
    article: Article, read: Sections, tips: Sequence[Tip], good: int, typos: Sequence[tuple[str, str]]
) -> list[str]:
    announced = "\n".join(
        [article.title, *(rest.text for rest in read.unused if rest.reason == "introduces the article")]
    )
    found = [
        *article.warnings,
        warnings.kind(article),
        warnings.promise(article, [*read.empty_lead_ins, *_need_lines(read)], announced, tips)
        if article.kind == "tips"
        else "",
        warnings.weeks(good, tips),
        *warnings.typos(typos),
    ]
    if not tips and article.kind == "tips":
        found.append("No passage of this article can stand as a tip; the list of unused text says why.")
    return [warning for warning in found if warning]


def _need_lines(read: Sections) -> list[str]:
    return [rest.text for rest in read.unused if rest.reason == "a list of props"]
