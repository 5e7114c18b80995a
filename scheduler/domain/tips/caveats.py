"""Which caution limits which tip: the paragraph's, the section's, or every practice of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.assemble import Chunk, Passage
from scheduler.domain.tips.cautions import is_worry, limits, names_somebody_to_ask
from scheduler.domain.tips.instructions import gives_a_dose, is_how_to
from scheduler.domain.tips.model import Span
from scheduler.domain.tips.named import Word, forms, named, stems, telling, word_for
from scheduler.domain.tips.repeats import without
from scheduler.domain.tips.roles import BENEFIT, CAVEAT, FOR_SOMEBODY, HOW_TO, Sentence, is_in_doubt
from scheduler.domain.tips.sections import Section
from scheduler.domain.tips.weighing import is_grave
from scheduler.domain.tips.worth import role_of_passage

MOST = 20  # cautions followed per scope
FORBID = ("please", "do not", "don", "not ", "never ", "and not ", "and never ", "nor ", "pas ", "jamais ", "ni ")
SAID = 4  # words; fewer only answer the heading: "Not quite."
WHAT = 5  # letters of "classes" that "class" has too


@dataclass(frozen=True)
class Caveat:
    """A caution: one sentence, with those before it that it points back to."""

    spans: tuple[Span, ...]
    text: str
    section: int
    chain: tuple[Sentence, ...]
    in_doubt: bool = False  # only may be one: it goes no further than its section


@dataclass(frozen=True)
class Placed:
    """A passage with the section it belongs to."""

    passage: Passage
    section: Section


def find(sections: Sequence[Section]) -> list[Caveat]:
    """All cautions, in document order; neighbours in one paragraph that need each other are one."""
    found: list[Caveat] = []
    for section in sections:
        sentences = [sentence for chunk in section.chunks for sentence in chunk.sentences]
        lists = {chunk.sentences[0].start: chunk for chunk in section.chunks if _warns(section, chunk)}
        inside = 0
        for index, sentence in enumerate(sentences):
            if sentence.start in lists:
                found.append(_list_caveat(section, lists[sentence.start]))
                inside = lists[sentence.start].sentences[-1].end
            elif sentence.start >= inside and (sentence.role == CAVEAT or _whole_section(section, sentences, index)):
                found.append(_caveat(section, _with_antecedent(sentences, index)))
            elif sentence.start >= inside and is_in_doubt(sentence):
                found.append(_caveat(section, [sentence], in_doubt=True))
    return found


def _warns(section: Section, chunk: Chunk) -> bool:
    """A list in a section of cautions, or below a line that limits, all of it."""
    if not chunk.listed or chunk.roles != {CAVEAT}:
        return False
    return section.cautions or chunk.sentences[0].text.endswith(":")


def _is_general(caution: Caveat) -> bool:
    text = caution.text
    if not names_somebody_to_ask(text) or (lexicon.POINTS_BACK.search(text) and len(caution.chain) == 1):
        return False
    return not lexicon.SINGLE.search(text) and not lexicon.HAS_IT_DONE.search(text)


def _is_for_some(caution: Caveat) -> bool:
    """Names an illness or a state of some readers, and what they leave: of all that its section tells of."""
    return any(limits(sentence.text) in FOR_SOMEBODY and is_grave(sentence.text) for sentence in caution.chain)


def _about_one_matter(caution: Caveat) -> bool:
    """ "That conversation belongs with your doctor", "Ask your pharmacist to go through your tablets"."""
    text = caution.text
    return lexicon.ONE_MATTER.search(text) is not None or lexicon.HAS_IT_DONE.search(text) is not None


def _says_how_far(text: str) -> bool:
    """Of everybody, of these exercises, of this part."""
    return any(words.search(text) for words in (lexicon.THIS_PART, lexicon.EVERYBODY, lexicon.THESE_MOVES))


def _names_the_whole(text: str, section: Section) -> bool:
    """ "None of this", "this sequence": all the article teaches, unless a heading above it has the word for itself."""
    found = lexicon.THE_WHOLE.search(text)
    if not found:
        return False
    what = found.groupdict().get("what")
    return not what or not any(what.lower()[:WHAT] in title.lower() for title in section.path)


def _is_cautious(section: Section) -> bool:
    """A section that does nothing but warn, whatever it is called ("Please ring somebody")."""
    said = [sentence for chunk in section.chunks for sentence in chunk.sentences]
    limiting = [sentence for sentence in said if sentence.role == CAVEAT]
    if not section.path or any(sentence.role == HOW_TO for sentence in said) or len(limiting) * 2 < max(1, len(said)):
        return False
    by_form = [sentence for sentence in limiting if limits(sentence.text) != "weighs"]
    return len(by_form) > 1 or any(names_somebody_to_ask(sentence.text) for sentence in limiting)


def _teaches(section: Section) -> bool:
    """Is it mostly about how something is done, and not the answer to a question?"""
    said = [sentence.role for chunk in section.chunks for sentence in chunk.sentences if sentence.role != CAVEAT]
    return said.count(HOW_TO) * 2 >= len(said) > 0 and not section.heading.endswith("?")


def _list_caveat(section: Section, chunk: Chunk) -> Caveat:
    """A list in a section of cautions is one caution; fragments ("over bruises") need their heading with them."""
    spans = tuple((sentence.start, sentence.end) for sentence in chunk.sentences)
    texts = [sentence.text for sentence in chunk.sentences]
    if all(text[:1].islower() or text[-1:] not in ".!?" for text in texts) and section.span[1]:
        spans, texts = (section.span, *spans), [section.heading, *texts]
    return Caveat(spans, "\n".join(texts), section.number, chunk.sentences)


def _whole_section(section: Section, sentences: Sequence[Sentence], index: int) -> bool:
    """In a section of cautions ("When to skip it") each sentence that sets a limit is one; so are its first, and what
    to do instead ("Do the second one only")."""
    sentence = sentences[index]
    if not section.cautions or sentence.role == CAVEAT:
        return False
    first = section.chunks[0].sentences[0] is sentence and sentence.words >= SAID
    if first and not lexicon.SETUP_HEADING.search(section.heading):
        return True
    before = sentences[index - 1] if index else None
    if before is not None and sentence.role == HOW_TO and (before.role, before.block) == (CAVEAT, sentence.block):
        return True
    return (
        is_worry(sentence.text)
        or is_in_doubt(sentence)
        or names_somebody_to_ask(sentence.text)
        or (sentence.words >= SAID and sentence.text.lower().startswith(FORBID))
    )


def _with_antecedent(sentences: Sequence[Sentence], index: int) -> list[Sentence]:
    """The caution and, where it points back ("any of these", "Skip this one"), the sentences it points to."""
    first = index
    while (
        first > 0
        and index - first < 2
        and sentences[first - 1].block == sentences[index].block
        and _leans(sentences[first], sentences[first - 1])
    ):
        first -= 1
    return list(sentences[first : index + 1])


def _leans(sentence: Sentence, before: Sentence) -> bool:
    if before.role == HOW_TO and not before.text.endswith("?"):
        return False
    if before.text.rstrip(" ”\"').").endswith("?"):
        return True
    if before.role == CAVEAT and lexicon.GOES_ON.search(sentence.text):
        return True
    return bool(lexicon.POINTS_BACK.search(sentence.text)) or (
        sentence.role != CAVEAT and bool(regex.search(r"\b(?:all|also|may all|can all)\b", sentence.text))
    )


def _caveat(section: Section, chain: list[Sentence], in_doubt: bool = False) -> Caveat:
    spans = tuple((sentence.start, sentence.end) for sentence in chain)
    return Caveat(spans, " ".join(sentence.text for sentence in chain), section.number, tuple(chain), in_doubt)


def attach(
    placed: Sequence[Placed], sections: Sequence[Section], disclaimers: Sequence[Sentence] = ()
) -> list[list[Caveat]]:
    """For each passage the cautions that limit it and are not in it, in document order."""
    scopes = Scopes(placed, sections)
    for sentence in disclaimers[:MOST]:
        scopes.everywhere.append((Caveat(((sentence.start, sentence.end),), sentence.text, -1, (sentence,)), ()))
    return [scopes.of(place) for place in placed]


class Scopes:
    """Where each caution holds: in its section and below, under its parent, or for the passages it names.

    At most MOST cautions per scope are followed, so that the work grows with the article and not with its square.
    """

    def __init__(self, placed: Sequence[Placed], sections: Sequence[Section]) -> None:
        self._last = max((place.section.number for place in placed if _instructs(place.passage)), default=0)
        how_to = [place for place in placed if role_of_passage(place.passage.sentences) == HOW_TO]
        self._practised = {place.section.title for place in how_to}
        self._instructing = {
            (place.section.number, s.block) for place in placed for s in place.passage.sentences if s.role != CAVEAT
        }
        self._practised_paths = {place.section.path for place in how_to}
        self._headings = telling(sorted(self._practised))
        self._cautious = {section.number for section in sections if _is_cautious(section)}
        self._teaching = {section.number for section in sections if _teaches(section)}
        asked = sum(section.heading.endswith("?") for section in sections)
        self._answers = asked * 2 > sum(bool(section.path) for section in sections)  # each section its own question
        self._by_number = {section.number: section for section in sections}
        self._advised = self._advice_by_section(placed)
        self.everywhere: list[tuple[Caveat, tuple[str, ...]]] = []  # with the path it holds under
        self.below: dict[tuple[str, ...], list[Caveat]] = {}  # by section path
        self.here: dict[int, list[Caveat]] = {}  # by section number
        self.items: dict[tuple[int, int], list[Caveat]] = {}  # by section number and item
        self.named: list[tuple[Caveat, Word]] = []
        found = _once(find(sections))
        self._names = {(caveat.section, caveat.spans): named(caveat.text) for caveat in found}
        self._known: dict[tuple[int, tuple[Span, ...]], bool] = {}  # of each caution: does it hold by itself?
        self._kept: dict[tuple[tuple[tuple[Span, ...], ...], tuple[str, ...]], list[Caveat]] = {}
        self._wide = self._wide_paragraphs(found)
        for caveat in found:
            self._place(caveat)

    def of(self, place: Placed) -> list[Caveat]:
        """The cautions that limit a passage and are not in it: the nearest first, those of the whole article last."""
        blocks = {sentence.block for sentence in place.passage.sentences}

        def distance(caveat: Caveat) -> tuple[bool, bool, tuple[Span, ...]]:
            return caveat.section != place.section.number, caveat.chain[-1].block not in blocks, caveat.spans

        near = sorted([*self._of_items(place), *self._own(place), *self._by_name(place)], key=distance)
        found = [*near, *self._general(place)]
        missing: dict[tuple[Span, ...], Caveat] = {}
        for caveat in found:
            if caveat.spans not in missing and not _holds(place.passage, caveat):
                missing[caveat.spans] = caveat
        own = tuple(sentence.text for sentence in place.passage.sentences if sentence.role == CAVEAT)
        return self._told(tuple(missing.values()), own)

    def _told(self, caveats: tuple[Caveat, ...], own: tuple[str, ...]) -> list[Caveat]:
        """Without those that say nothing of their own. Most tips of an article have the same ones: asked once."""
        key = tuple(caveat.spans for caveat in caveats), own
        if key not in self._kept:
            distinct = _distinct(caveats)
            self._kept[key] = [distinct[at] for at in without([caveat.text for caveat in distinct], own)]
        return self._kept[key]

    def _own(self, place: Placed) -> list[Caveat]:
        """Of its section, and of the sections above it."""
        path = place.section.path
        own = self.here.get(place.section.number, [])
        if not _advises(place.passage) and place.section.number not in self._teaching:
            return [caveat for caveat in own if names_somebody_to_ask(caveat.text) or _is_for_some(caveat)]
        above = [self.below.get(path[:depth], []) for depth in range(1, len(path))]
        return [*own, *(caveat for caveats in above for caveat in caveats)]

    def _general(self, place: Placed) -> list[Caveat]:
        if place.section.cautions and not _instructs(place.passage):
            return []
        path, practises = place.section.path, self._practises(place)
        spoken_to = practises or _speaks_to_the_reader(place.passage)
        nearest = sorted(self.everywhere, key=lambda held: -len(held[1]))
        return [
            caveat
            for caveat, parent in nearest
            if path[: len(parent)] == parent and (practises or parent or (spoken_to and self._warned(caveat)))
        ]

    def _warned(self, caveat: Caveat) -> bool:
        """Said where nothing else is said: of everything, whatever it looks like."""
        return caveat.section in self._by_number and self._warns(self._by_number[caveat.section])

    def _practises(self, place: Placed) -> bool:
        """Tells what to do, or how often, or says in a section of practice what a reader gains."""
        if (
            _instructs(place.passage)
            or _has_a_dose(place.passage)
            or _adapts(place.passage, self._warns(place.section))
        ):
            return True
        if lexicon.GAIN_HEADING.search(place.section.title):
            return True  # "Benefits" of the exercise
        return place.section.title in self._practised or _advises(place.passage)

    def _warns(self, section: Section) -> bool:
        return section.cautions or section.number in self._cautious

    def _by_name(self, place: Placed) -> list[Caveat]:
        if not self.named or not _advises(place.passage):
            return []
        return [caveat for caveat, word in self.named if _speaks_of(place, word, caveat)]

    def _of_items(self, place: Placed) -> list[Caveat]:
        blocks = dict.fromkeys(sentence.block for sentence in place.passage.sentences if sentence.item)
        return [caveat for block in blocks for caveat in self.items.get((place.section.number, block), [])]

    def _place(self, caveat: Caveat) -> None:
        section = self._by_number[caveat.section]
        if caveat.chain[-1].item and (section.number, caveat.chain[-1].block) in self._instructing:
            self.items.setdefault((section.number, caveat.chain[-1].block), []).append(caveat)
            return
        if caveat.in_doubt:
            if len(here := self.here.setdefault(section.number, [])) < MOST:
                here.append(caveat)
            return
        named = self._names[caveat.section, caveat.spans]
        if named and len(self.named) < MOST:
            practised = [word for word in named if self._is_practised(word)]
            self.named += [(caveat, word) for word in practised or named[:1]]
            if practised:
                self._names_sections(caveat, section)
                return  # sections practise the very thing: the caution limits those and what speaks of it
        if not self._holds_everywhere(caveat, section):
            self._names_sections(caveat, section)
        elif len(self.everywhere) < MOST:
            self.everywhere.append((caveat, self._parent(section, caveat)))
        for scope in (self.here.setdefault(section.number, []), self.below.setdefault(section.path, [])):
            if len(scope) < MOST:
                scope.append(caveat)

    def _parent(self, section: Section, caveat: Caveat) -> tuple[str, ...]:
        """A section of cautions below an exercise is about that exercise; else about all of them."""
        parent = section.path[:-1]
        if lexicon.THIS_PART.search(caveat.text):
            return parent
        return (
            parent
            if self._warns(section) and any(path[: len(parent)] == parent for path in self._practised_paths)
            else ()
        )

    def _names_sections(self, caveat: Caveat, own: Section) -> None:
        """Where it names exercises by the headings they have, it limits those as well."""
        said = forms(caveat.text) - stems(own.title) if len(self.named) < MOST else set()
        self.named += [(caveat, word_for(stem)) for stem in self._headings if stem in said][:4]

    def _is_practised(self, word: Word) -> bool:
        about = sum(word.search(title) is not None for title in self._practised)
        if about * 2 > len(self._practised) > 2:
            return False  # "the ball": most of them are about it
        return about >= (2 if word.plural else 1)

    def _wide_paragraphs(self, found: Sequence[Caveat]) -> set[tuple[int, int]]:
        """The paragraphs, by section number and block, with a caution that holds everywhere: so do its neighbours."""
        return {
            (caveat.section, caveat.chain[-1].block)
            for caveat in found
            if not caveat.in_doubt
            and not self._names[caveat.section, caveat.spans]
            and self._holds_by_itself(caveat, self._by_number[caveat.section])
        }

    def _holds_everywhere(self, caveat: Caveat, section: Section) -> bool:
        return (caveat.section, caveat.chain[-1].block) in self._wide or self._holds_by_itself(caveat, section)

    def _holds_by_itself(self, caveat: Caveat, section: Section) -> bool:
        key = caveat.section, caveat.spans
        if key not in self._known:
            self._known[key] = self._is_wide(caveat, section)
        return self._known[key]

    def _is_wide(self, caveat: Caveat, section: Section) -> bool:
        if _says_how_far(caveat.text) or _names_the_whole(caveat.text, section) or _is_general(caveat):
            return True  # of these exercises, of everybody; or it sends the reader to somebody
        if self._warns(section) or lexicon.SETUP_HEADING.search(section.heading):
            return True
        if _about_one_matter(caveat):
            return False
        return self._by_its_place(caveat, section)

    def _by_its_place(self, caveat: Caveat, section: Section) -> bool:
        grave = any(limits(sentence.text) and is_grave(sentence.text) for sentence in caveat.chain)
        if section.number not in self._teaching and grave and not self._answers:
            return True  # an illness or a sign, named where no exercise is taught
        if section.title not in self._practised and names_somebody_to_ask(caveat.text) and section.path:
            return True  # a list of signs to see somebody for, however it points to them
        if not section.path and self._stands_alone(caveat) and len(self._by_number) > 1:
            return True  # before the first heading, in a paragraph of its own
        if section.number >= self._last and self._closes(caveat):
            return True  # said at the end of all the exercises, of all of them
        if self._answers:
            return False
        if not grave and all(limits(sentence.text) in ("weighs", "at_most", "") for sentence in caveat.chain):
            return False
        return not any(spans not in caveat.spans for spans in self._advised.get(section.number, ()))

    def _stands_alone(self, caution: Caveat) -> bool:
        return (caution.section, caution.chain[-1].block) not in self._instructing

    def _closes(self, caution: Caveat) -> bool:
        """A paragraph of its own that sends the reader to somebody and names no "this" or "it"."""
        return (
            self._stands_alone(caution)
            and names_somebody_to_ask(caution.text)
            and not lexicon.SINGLE.search(caution.text)
        )

    def _advice_by_section(self, placed: Sequence[Placed]) -> dict[int, list[Span]]:
        """A few places of advice in each section: enough to tell whether there is any beside a caution."""
        found: dict[int, list[Span]] = {}
        for place in placed:
            spans = found.setdefault(place.section.number, [])
            if len(spans) < MOST:
                spans += [(s.start, s.end) for s in place.passage.sentences if s.role == HOW_TO]
        return found


def _once(caveats: Sequence[Caveat]) -> list[Caveat]:
    """The same words twice in one section are one caution."""
    return list({(caveat.section, caveat.text): caveat for caveat in reversed(caveats)}.values())[::-1]


def _distinct(caveats: Sequence[Caveat]) -> list[Caveat]:
    """Without those that a longer chain, or the same words elsewhere, already say."""
    by_text = list({caveat.text: caveat for caveat in reversed(caveats)}.values())[::-1]
    return [c for c in by_text if not any(c is not other and set(c.spans) < set(other.spans) for other in by_text)]


def _speaks_of(place: Placed, word: Word, caveat: Caveat) -> bool:
    if word.search(place.section.title):
        return True
    return any(word.search(sentence.text) for sentence in place.passage.sentences if sentence not in caveat.chain)


def _advises(passage: Passage) -> bool:
    return _instructs(passage) or any(sentence.role == BENEFIT for sentence in passage.sentences)


def _adapts(passage: Passage, warns: bool) -> bool:
    """Says in its caution what to do instead: "Swap sides halfway if one of them is sore".

    warns: it stands in a section that does nothing else; there, something else must be said beside it.
    """
    roles = {sentence.role for sentence in passage.sentences}
    return (len(roles) > 1 or not warns) and any(s.role == CAVEAT and is_how_to(s.text) for s in passage.sentences)


def _has_a_dose(passage: Passage) -> bool:
    return any(sentence.role != CAVEAT and gives_a_dose(sentence.text) for sentence in passage.sentences)


def _speaks_to_the_reader(passage: Passage) -> bool:
    return any(sentence.role != CAVEAT and lexicon.READER.search(sentence.text) for sentence in passage.sentences)


def _instructs(passage: Passage) -> bool:
    if any(chunk.listed for chunk in passage.chunks):
        return True
    return any(sentence.item or sentence.role == HOW_TO for sentence in passage.sentences)


def _holds(passage: Passage, caveat: Caveat) -> bool:
    inside = {(sentence.start, sentence.end) for sentence in passage.sentences}
    return {(sentence.start, sentence.end) for sentence in caveat.chain} <= inside
