"""The article as sections of chunks, with everything that is never a tip taken out and its reason kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import regex

from scheduler.domain.articles import Article, Block
from scheduler.domain.articles.builder import SENTENCE_END, heading_title
from scheduler.domain.tips import lexicon, stories
from scheduler.domain.tips.assemble import MOST_WITH_LIST, MOST_WORDS, Chunk
from scheduler.domain.tips.cautions import disclaims, leads_to_cases, warned
from scheduler.domain.tips.invitations import invitation
from scheduler.domain.tips.lexicon.acts import BODY
from scheduler.domain.tips.lexicon.vocabulary import hear, tokens
from scheduler.domain.tips.model import Span, Unused
from scheduler.domain.tips.offers import closes, sells
from scheduler.domain.tips.openings import ALONE, TITLED, is_fragment, opening
from scheduler.domain.tips.roles import (
    ACTION,
    BACKGROUND,
    BENEFIT,
    CAVEAT,
    HOW_TO,
    INTRO,
    LEAD_IN,
    QUESTION,
    Sentence,
    in_company,
    invites,
    role_of,
    sentence_at,
)
from scheduler.domain.tips.sentences import sentences
from scheduler.domain.tips.tables import role_of_row, rows_that_teach
from scheduler.domain.tips.weighing import STEM, names_illness, turns_to_some

PLAIN = (BENEFIT, BACKGROUND, QUESTION)
INVITES = "asks the reader to book, follow or read on"
OPENING = 4000  # the first four paragraphs of an article may introduce it
NOTES = 3  # tenths of its lines begin with a small letter: jotted down
SET_APART = 30  # words
MANY_BLOCKS = 200  # of an article without headings, looked at to tell an essay
LOOSE = 8  # words: a shorter line without a full stop is no paragraph
SUBTITLE = 25  # words, in an article whose paragraphs end with a full stop
PROPS_MOST = 200  # characters of a paragraph that only names props
FAREWELL = 80  # characters of closing words
SHORT, BARELY = 9, 4  # words of a sentence of such, and of one that bids something
LONG_ITEM = 22  # words: a list of longer items is a list of tips
SIGNED = regex.compile(r"(?-i:\p{Lu}[\p{Ll}’'-]+)(?: (?:(?:and|et|&) )?\p{Lu}[\p{Ll}’'-]*\.?)?(?: x{1,4})?")
COPYRIGHT = regex.compile(r"©|\(c\) ?\d{4}|copyright (?:©|\d{4})", regex.I)
ONE_ISSUE = 80  # words of a list: fewer are one tip, however many full stops they have


@dataclass
class Section:
    """What stands below one heading, up to the next."""

    path: tuple[str, ...]
    heading: str  # as the article prints it; "" above the first heading
    number: int
    span: Span = (0, 0)  # of the heading
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.path[-1] if self.path else ""

    @cached_property
    def cautions(self) -> bool:
        return bool(lexicon.CAUTION_HEADING.search(self.heading))


@dataclass
class _Group:
    """A paragraph, or a list with the paragraph that leads into it."""

    blocks: list[Block]
    lead: Block | None = None

    @property
    def listed(self) -> bool:
        return self.blocks[0].kind == "item"


class Sections:
    """Reads an article's blocks once; `sections`, `unused` and `lead_ins` are its results."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.unused: list[Unused] = []
        self.empty_lead_ins: list[str] = []
        self.disclaimers: list[Sentence] = []
        self.sections: list[Section] = []
        content = [block for block in article.blocks if block.kind in ("paragraph", "item", "quote")]
        self._end = content[-1].end if content else 0
        self._tail = max(content[-2].start, self._end // 2) if len(content) > 4 else self._end
        self._close = content[-2].start if len(content) >= 4 else self._end
        small = sum(article.text[block.start].islower() for block in content)
        self._notes = small * 10 >= len(content) * NOTES > 0
        written = [b for b in content if b.kind == "paragraph"]
        ended = sum(SENTENCE_END.search(article.text[max(b.start, b.end - 80) : b.end]) is not None for b in written)
        self._written = ended * 10 >= len(written) * 8 and ended >= 4
        self._titles = {heading_title(self._text(b)).casefold() for b in article.blocks if b.kind == "heading"}
        named = [article.title, *(self._text(b) for b in article.blocks if b.kind == "heading")]
        self._topics = frozenset(word[:STEM] for line in named for word in tokens(line))
        self._top = _above_all([b.section for b in article.blocks if b.kind == "heading"])
        self._essay = self._is_essay(content)
        self._warned = {  # paragraphs below a sign of warning that stands alone
            after.start
            for before, after in pairwise(article.blocks)
            if before.reason == "decoration" and warned(self._text(before))
        }
        self._read()

    def _is_essay(self, content: Sequence[Block]) -> bool:
        """No headings, and much of it is what happened to the writer."""
        if any(block.kind == "heading" for block in self.article.blocks):
            return False
        text, language = self.article.text, self.article.language
        spans = [s for block in content[:MANY_BLOCKS] for s in sentences(text, block.start, block.end, language)]
        return stories.is_essay([text[start:end] for start, end in spans])

    # -- reading -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        section = Section((), "", 0)
        waiting: list[Block] = []
        for block in rows_that_teach(self.article.blocks):
            if block.kind in ("heading", "title"):
                self._fill(section, waiting)
                waiting = []
                if block.kind == "heading":
                    section = Section(block.section, self._text(block), len(self.sections), (block.start, block.end))
            elif block.kind in ("junk", "table"):
                self._drop(block.start, block.end, block.reason or "a table")
            else:
                waiting.append(block)
        self._fill(section, waiting)

    def _fill(self, section: Section, blocks: list[Block]) -> None:
        found: list[Chunk] = []
        for number, group in enumerate(self._groups(blocks)):
            found.extend(self._chunks(section, group, number * 1000))
        if section.path and len(found) > 1 and _leads_into(found[0], found[1]):
            self._put_aside(found[0].sentences[0], "a remark before the advice")
            del found[0]
        for index, chunk in enumerate(found):
            following = found[index + 1] if index + 1 < len(found) else None
            if self._is_answered(chunk, following, alone=_stands_alone(found, index)):
                section.chunks.append(chunk)
            else:
                self._drop(chunk.sentences[0].start, chunk.sentences[0].end, "a question that is left open")
        if section.chunks and (not self.sections or self.sections[-1] is not section):
            self.sections.append(section)

    def _is_answered(self, chunk: Chunk, following: Chunk | None, alone: bool) -> bool:
        """A question that is a paragraph of its own is kept where the next paragraph leans on it."""
        if not alone or chunk.listed or chunk.sentences[0].role != QUESTION:
            return True
        return chunk.opens == ALONE and following is not None and following.opens == TITLED

    def _groups(self, blocks: list[Block]) -> Iterator[_Group]:
        """Paragraphs one by one; the items of a list together with the line that leads into them."""
        at = 0
        while at < len(blocks):
            block = blocks[at]
            if block.kind != "item":
                following = blocks[at + 1] if at + 1 < len(blocks) else None
                if following is not None and following.kind == "item" and self._leads(block):
                    group = _list_at(blocks, at + 1)
                    yield _Group(group, block)
                    at += 1 + len(group)
                    continue
                yield _Group([block])
                at += 1
            else:
                group = _list_at(blocks, at)
                yield _Group(group)
                at += len(group)

    def _leads(self, block: Block) -> bool:
        return self._text(block).rstrip().endswith(":")

    def _text(self, block: Block) -> str:
        return self.article.text[block.start : block.end]

    def _drop(self, start: int, end: int, reason: str) -> None:
        if start < end:
            self.unused.append(Unused(self.article.text[start:end], reason, (start, end)))

    # -- one paragraph or list -----------------------------------------------------------------------------------

    def _chunks(self, section: Section, group: _Group, number: int) -> list[Chunk]:
        why = self._unwanted(section, group, first=number == 0)
        if why:
            for block in [*([group.lead] if group.lead else []), *group.blocks]:
                self._drop(block.start, block.end, why)
            return []
        if group.listed:
            return self._list(section, group, number)
        return self._paragraph(section, self._sentences(group.blocks[0], number), number)

    def _unwanted(self, section: Section, group: _Group, first: bool) -> str:
        """Why a whole paragraph or list is never a tip."""
        lead = self._text(group.lead) if group.lead else ""
        texts = [self._text(block) for block in group.blocks]
        if group.blocks[0].kind == "quote" and (_spoken(texts[0]) or not SENTENCE_END.search(texts[0][-80:])):
            return "somebody else's words"
        if group.blocks[0].kind == "quote" and self._is_set_apart(group.blocks[0]):
            return "a line set apart from the text"
        if group.blocks[-1].end >= self._end and self._is_signed(texts):
            return "closing words"
        if not group.listed:
            if group.lead is None and self._is_loose(texts[0]) and not _notes(texts[0]):
                return "a line by itself"
            if first and _names_props(section.heading) and self._only_names(group.blocks[0]):
                return "a list of props"
            return "closing words" if not first and self._is_farewell(group.blocks[0]) else ""
        if _names_props(section.heading) and all(len(text.split()) < 14 for text in texts):
            return "a list of props"
        if lexicon.PROPS.search(lead) or (not lead and all(lexicon.THING.match(text) for text in texts)):
            return "a list of props"
        if (
            len(texts) > 1
            and sum(heading_title(text).casefold() in self._titles for text in texts) * 10 >= len(texts) * 6
        ):
            return "a table of contents"
        return ""

    def _is_signed(self, texts: list[str]) -> bool:
        """The last line is a name, perhaps behind a stroke: "- Priya"."""
        return len(texts) == 1 and SIGNED.fullmatch(texts[0]) is not None and role_of(texts[0]) != HOW_TO

    def _is_loose(self, text: str) -> bool:
        """A few words that are neither a sentence nor lead into anything: a greeting, a name, a stray label; where the
        article is written out, a longer one, too: a subtitle, the head of a page."""
        most = SUBTITLE if self._written else LOOSE
        return text.count(" ") < most and text.rstrip()[-1] != ":" and not SENTENCE_END.search(text[-80:])

    def _only_names(self, block: Block) -> bool:
        """A paragraph that neither instructs nor warns."""
        roles = {sentence.role for sentence in self._sentences(block, 0)}
        return block.end - block.start < PROPS_MOST and not roles & {HOW_TO, CAVEAT, BENEFIT}

    def _is_farewell(self, block: Block) -> bool:
        """A few words at the very end that neither teach nor warn: "Be patient. The canal isn't going anywhere."."""
        if block.start < self._close or block.end - block.start > FAREWELL:
            return False
        return all(
            sentence.role != CAVEAT
            and sentence.words <= SHORT
            and not hear(sentence.text).has(BODY)
            and not (sentence.role == HOW_TO and sentence.words > BARELY)
            for sentence in self._sentences(block, 0)
        )

    def _is_set_apart(self, block: Block) -> bool:
        """A short quotation that neither limits nor instructs only repeats what the article says."""
        roles = {sentence.role for sentence in self._sentences(block, 0)}
        return self._text(block).count(" ") < SET_APART and not roles & {CAVEAT, HOW_TO}

    def _sentences(self, block: Block, number: int) -> list[Sentence]:
        text = self.article.text
        if block.cells:
            return [sentence_at(text, block.start, block.end, number)._replace(role=role_of_row(block.cells))]
        found = [
            sentence_at(text, start, end, number)
            for start, end in sentences(text, block.start, block.end, self.article.language)
        ]
        found = in_company([self._addressed(sentence) for sentence in found])
        return _all_cautions(found) if block.start in self._warned or _warns_first(found[:1]) else found

    def _addressed(self, sentence: Sentence) -> Sentence:
        """A plain sentence that names an illness which the article is not about limits something."""
        if sentence.role in (BENEFIT, BACKGROUND) and names_illness(sentence.text, self._topics):
            return sentence._replace(role=CAVEAT)
        return sentence

    def _list(self, section: Section, group: _Group, number: int) -> list[Chunk]:
        items = [self._sentences(block, number + index) for index, block in enumerate(group.blocks)]
        if section.cautions or _mostly_warns(items):
            items = [[_as_caution(sentence) for sentence in item] for item in items]
        items = [self._without(item, section) for item in items]
        items = [item for item in items if item]
        if not items:
            if group.lead:
                self._drop(group.lead.start, group.lead.end, "announces a list that is not there")
            return []
        lead = [self._lead(group.lead, number)] if group.lead else []
        whole = [*lead, *(sentence for item in items for sentence in item)]
        if (lead and leads_to_cases(lead[0].text)) or (section.cautions and self._warns(section, whole)):
            whole = [sentence._replace(role=CAVEAT) for sentence in whole]
        if self._is_list_of_tips(items, led=bool(lead)):
            chunks = [self._lead_chunk(lead)] if lead and not self._drop_lead(lead[0]) else []
            return chunks + [chunk for item in items for chunk in self._single([s._replace(item=True) for s in item])]
        opens, leans = self._opening(whole[0].text)
        if lead and lexicon.FORWARD.search(lead[0].text):
            opens, leans = ALONE, ""  # "Try the following:" leans on the list, and the list is there
        return [Chunk(tuple(whole), opens, leans, number, listed=True)]

    def _warns(self, section: Section, listed: list[Sentence]) -> bool:
        """What stands in a list where one gets ready ("Before you start") may be a towel, and socks."""
        ready = lexicon.SETUP_HEADING.search(section.heading)
        return not ready or any(sentence.role == CAVEAT or turns_to_some(sentence.text) for sentence in listed)

    def _drop_lead(self, lead: Sentence) -> bool:
        self._drop(lead.start, lead.end, "announces the tips below it")
        return True

    def _lead_chunk(self, lead: list[Sentence]) -> Chunk:
        opens, leans = self._opening(lead[0].text)
        return Chunk(tuple(lead), opens, leans, lead[0].block)

    def _lead(self, block: Block, number: int) -> Sentence:
        text = self._text(block)
        return Sentence(block.start, block.end, text, LEAD_IN, number, len(text.split()))

    def _is_list_of_tips(self, items: list[list[Sentence]], led: bool) -> bool:
        """Items that are paragraphs in themselves: long, or several sentences each; a short list below the line that
        leads into it ("We go by three colours:") is one."""
        words = sum(sentence.words for item in items for sentence in item)
        count = sum(len(item) for item in items)
        long = sum(sum(s.words for s in item) >= LONG_ITEM or len(item) >= 2 for item in items)
        if led and words <= ONE_ISSUE:
            return False
        too_much = words > MOST_WORDS or (len(items) > 2 and count >= len(items) * 2)
        too_much = too_much or (count > MOST_WITH_LIST and words > ONE_ISSUE)
        return long * 10 >= len(items) * 6 and too_much

    def _opening(self, text: str) -> tuple[int, str]:
        """In notes a small letter at the beginning leans on nothing."""
        return opening(text[:1].upper() + text[1:]) if self._notes else opening(text)

    def _single(self, item: list[Sentence]) -> list[Chunk]:
        return [Chunk((sentence,), *self._opening(sentence.text), sentence.block) for sentence in item]

    def _paragraph(self, section: Section, found: list[Sentence], number: int) -> list[Chunk]:
        if section.path in ((), self._top) and not section.chunks and number < OPENING:
            found = self._before_introduction(found)
        return self._single(self._without(found, section))

    def _before_introduction(self, found: list[Sentence]) -> list[Sentence]:
        """An opening paragraph that turns to the article itself ends there; what stands before may be worth keeping."""
        turn = next((index for index, sentence in enumerate(found) if sentence.role == INTRO), len(found))
        kept = found[:turn]
        if turn < len(found) and sum(sentence.words for sentence in kept) < LOOSE:
            kept = []
        for sentence in found[len(kept) :]:
            self._put_aside(sentence, "introduces the article")
        return kept

    def _put_aside(self, sentence: Sentence, reason: str) -> None:
        """Out of every tip; a caution among such sentences still limits the practice of the article."""
        self._drop(sentence.start, sentence.end, reason)
        if sentence.role == CAVEAT and not (lexicon.DISCLAIMER.search(sentence.text) or disclaims(sentence.text)):
            self.disclaimers.append(sentence)

    def _without(self, found: list[Sentence], section: Section) -> list[Sentence]:
        """The sentences less those that announce, invite, or ask without answering."""
        kept: list[Sentence] = []
        if found and found[0].start >= self._tail:
            found = [s._replace(role=ACTION) if s.role in PLAIN and closes(s.text) else s for s in found]
        foot = next((index for index, sentence in enumerate(found) if COPYRIGHT.match(sentence.text)), len(found))
        for sentence in found[foot:]:
            self._drop(sentence.start, sentence.end, "small print")
        found = found[:foot]
        story = stories.told(found) if self._essay else set()
        invited = invitation(found, closing=bool(found) and found[-1].end >= self._end)
        for index, sentence in enumerate(found):
            why = self._never(found, index, kept) or (INVITES if index in invited else "")
            why = why or ("tells the writer's own story" if index in story else "")
            if why:
                self._put_aside(sentence, why)
                if sentence.role == LEAD_IN:
                    self.empty_lead_ins.append(sentence.text)
            else:
                kept.append(sentence)
        while len(kept) > 1 and kept[-1].role == QUESTION:
            last = kept.pop()
            self._drop(last.start, last.end, "a question that is left open")
        return kept

    def _is_disclaimer(self, sentence: Sentence) -> bool:
        """Kept aside as a caution about everything; it stands in no tip."""
        if lexicon.DISCLAIMER.search(sentence.text) or disclaims(sentence.text):
            self.disclaimers.append(sentence._replace(role=CAVEAT))
            return True
        return False

    def _never(self, found: list[Sentence], index: int, kept: list[Sentence]) -> str:
        sentence = found[index]
        following = found[index + 1] if index + 1 < len(found) else None
        if self._is_disclaimer(sentence):
            return "a disclaimer: printed with the practice it limits"
        if sentence.role == ACTION:
            return INVITES
        if sentence.role == QUESTION and following is not None and following.role == ACTION:
            return INVITES
        if sentence.role == INTRO:
            return "speaks of the article itself"
        if sentence.role == LEAD_IN and (following is None or lexicon.PROPS.search(sentence.text)):
            return (
                "a list of props" if lexicon.PROPS.search(sentence.text) else "announces something that does not follow"
            )
        if sentence.role == QUESTION and not kept and following is not None and _leads_on(sentence, following):
            return "a question that only leads on"
        if index and not kept and sentence.words < LOOSE and sentence.role in PLAIN and _names_things(found[index - 1]):
            return "a list of props"
        if index and found[index - 1].role == INTRO and not kept and opening(sentence.text)[0] != ALONE:
            return "goes with a sentence about the article itself"
        return ""


def _warns_first(found: list[Sentence]) -> bool:
    """ "Please read this first.", or a sign of warning: the paragraph is a caution."""
    return bool(found) and (warned(found[0].text) or lexicon.READ_FIRST.search(found[0].text) is not None)


def _all_cautions(found: list[Sentence]) -> list[Sentence]:
    """But what asks to book, and the words that only lead in."""
    return [
        sentence
        if sentence.role == ACTION or (sentence.words < SHORT and lexicon.READ_FIRST.search(sentence.text))
        else sentence._replace(role=CAVEAT)
        for sentence in found
    ]


def _above_all(headings: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The first heading, where all others stand below it: the article's own name on a page that has another."""
    alone = len(headings) > 1 and len(headings[0]) == 1 and all(path[0] == headings[0][0] for path in headings)
    return headings[0] if alone else ()


def _mostly_warns(items: list[list[Sentence]]) -> bool:
    return sum(any(sentence.role == CAVEAT for sentence in item) for item in items) * 2 >= len(items)


def _as_caution(sentence: Sentence) -> Sentence:
    """Where a list only warns, "new tablets: ring me first" asks for the reader's sake and not for the studio's."""
    asks = sentence.role == ACTION and not (invites(sentence.text) or sells(sentence.text))
    return sentence._replace(role=CAVEAT) if asks else sentence


def _leads_into(first: Chunk, following: Chunk) -> bool:
    """The writer's remark before an instruction, or before a list of such."""
    if first.listed:
        return False
    advice = next((one for one in following.sentences if one.role != LEAD_IN), following.sentences[0])
    return stories.leads_on(first.sentences[0], advice)


def _stands_alone(chunks: list[Chunk], index: int) -> bool:
    return all(
        other.block != chunks[index].block
        for other in chunks[max(0, index - 1) : index + 2]
        if other is not chunks[index]
    )


def _names_things(sentence: Sentence) -> bool:
    return sentence.role == LEAD_IN and lexicon.PROPS.search(sentence.text) is not None


def _leads_on(question: Sentence, answer: Sentence) -> bool:
    if is_fragment(question.text):
        return False  # "Wobbling? Look at something that does not move."
    return opening(question.text)[0] != ALONE and opening(answer.text)[0] == ALONE


def _list_at(blocks: list[Block], at: int) -> list[Block]:
    end = at
    while end < len(blocks) and blocks[end].kind == "item" and blocks[end].run == blocks[at].run:
        end += 1
    return blocks[at:end]


def _notes(text: str) -> bool:
    """Jotted down without a full stop, and still an instruction: "Breathe through the nose"."""
    return text.count(" ") > 1 and role_of(text) in (HOW_TO, CAVEAT)


def _spoken(text: str) -> bool:
    return bool(lexicon.FIRST_PERSON.search(text))


def _names_props(heading: str) -> bool:
    return bool(lexicon.PROPS_HEADING.search(heading_title(heading))) if heading else False
