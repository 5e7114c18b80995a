"""Does a sentence limit advice? Told from what it is made of, not from set phrases.

A caution names whom it concerns or what the body says (CONDITION, ALARM, DISCOMFORT) and holds something back; or it
sends the reader to somebody; or it forbids what does harm; or it sets a most. Each rule below is one of these makings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import regex

from scheduler.domain.articles.clean import word_set
from scheduler.domain.tips.instructions import is_how_to
from scheduler.domain.tips.lexicon import cautions as words
from scheduler.domain.tips.lexicon import concerns, restraints
from scheduler.domain.tips.lexicon.vocabulary import Heard, hear
from scheduler.domain.tips.weighing import CERTAIN, weight

CUT = regex.compile(
    r"[,;:.!?()…]+\s*|\s[–—-]\s|(?<=\s)(?=(?:(?<!\bas\s)if|when|whenever|unless|until|because|since|so that|"
    r"in case|as soon as|"
    r"while|once|especially|particularly|yet|but|si|quand|dès que|lorsque|parce que|mais)\b|so (?:go|use|stay|"
    r"come|skip|stop|keep|rest|take|put|leave|avoid)\b|and (?:leave|stop|skip|"
    r"avoid|come|rest|ease|never|don't|do not|ask|see|consult|talk|back|keep|stay|please)\b)",
    regex.I,
)
# "A hot calf means you see somebody", "Numb toes = loosen the laces".
MEANS = regex.compile(
    r"(?P<what>[^.!?:;]{3,90}?)(?: (?:means?(?: that)?|veut dire(?: que)?)|\s?(?:=|→|->))\s(?P<then>.+)", regex.I
)
SKIPS = regex.compile(r"(?:skip(?! (?:for|rope|to)\b)|leave|avoid|no|not|forget|save)\b", regex.I)
FIRST_TIME = regex.compile(
    r"\b(?:for|in|during|within|out of|until after) (?:your|the|their) first (?:\w+ )?(?:years?|seasons?|months?|"
    r"winter|summer|fortnight|weeks?|trimester|term|block)\b",
    regex.I,
)
# Before a sentence, or alone above a paragraph: what follows is a caution, whatever it says.
WARNED = regex.compile(r"\s*[⚠❗❕‼⛔🛑🚨]")
SENDS = regex.compile(
    r"(?:(?:go )?(?:straight |right )?to (?:the|your) (?:doctor|gp|hospital|a ?& ?e)|a&e|999|911|112)\b", regex.I
)
NAMED = 3  # words: "Pregnant ladies – …"
NAMED_FIRST = 6  # at the beginning: "Heavily pregnant, or with reflux, …"
COMMA = regex.compile(r"\s*,")
LEADS = word_set(
    "please then so just also and or but always simply instead immediately now again rather maybe perhaps otherwise "
    "very yes alors donc puis surtout especially particularly yet mais even"
)


class Clause:
    """A part of a sentence between two marks, or behind "if" and its like."""

    def __init__(self, text: str, first: bool) -> None:
        self.text, self.first = text, first
        heard = hear(text)
        lead = next((at for at, word in enumerate(heard.words) if word not in LEADS), len(heard.words))
        self.heard: Heard = heard.between(lead) if lead else heard
        self.is_case = self.heard.begins(words.CASE)
        self.condition = self.heard.has(words.CONDITION)
        self.alarm = self.heard.has(words.ALARM)
        self.discomfort = self.heard.has(words.DISCOMFORT)
        self.reassures = self.heard.begins(words.REASSURES)
        self.holds_back = self.heard.begins(words.HOLDS_BACK) and not self.reassures
        contrast = not first and self.heard.words[:1] in (["not"], ["no"], ["only"])  # "a load problem, not a …"
        self.firmly: bool = self.heard.begins(words.HOLDS_BACK_FIRMLY) and not self.reassures and not contrast

    @cached_property
    def instructs(self) -> bool:
        return is_how_to(self.text) or self.heard.words[:1] == ["have"]

    @property
    def makes_easier(self) -> bool:
        return self.heard.has(words.EASIER) and self.instructs

    @property
    def limits(self) -> bool:
        heard = self.heard
        return heard.has(words.FORBIDS) or heard.has(words.LIMIT) or heard.has(words.LIMIT_IN_CASE)

    @property
    def forbids(self) -> bool:
        if self.reassures:
            return False
        return self.limits or self.heard.has(words.MEANS) or self.heard.has(words.IS_NOT)


class _Said:
    """A sentence taken apart."""

    def __init__(self, text: str, heard: Heard) -> None:
        self.text, self.heard = text, heard
        self.clauses: Sequence[Clause] = clauses(text)

    @cached_property
    def cases(self) -> list[Clause]:
        return [clause for clause in self.clauses if clause.is_case]

    @cached_property
    def others(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.is_case]


@lru_cache(maxsize=8192)
def limits(text: str) -> str:
    """Which making of a caution the sentence has; "" when it has none."""
    heard = hear(text)
    if _comforts(text, heard):
        return ""
    if heard.has(words.EMERGENCY, words.RUNG) and heard.has(concerns.IF):
        return "refers"  # "If your heart does somersaults, ring 999."
    if SKIPS.match(text) and FIRST_TIME.search(text):
        return "not_at_first"  # "Skip it for your first season."
    if heard.all & (words.ANY | concerns.SCALE.bit):
        said = _Said(text, heard)
        for rule in RULES if said.clauses else ():
            if rule(said):
                return rule.__name__.strip("_")
    return "weighs" if weight(text) >= CERTAIN else ""


def warned(text: str) -> bool:
    """Begins with a sign of warning."""
    return WARNED.match(text) is not None


def _comforts(text: str, heard: Heard) -> bool:
    """Takes a worry away ("Don't fret if …") and holds nothing back beside it."""
    if not heard.has(words.REASSURES) and not heard.has(restraints.COMFORTS):
        return False
    found = clauses(text)
    comforts = heard.has(restraints.COMFORTS) or any(clause.reassures for clause in found)
    return comforts and not any(
        clause.firmly or any(clause.heard.has(held) for held in (words.LIMIT, words.FORBIDS, words.ASKED))
        for clause in found
        if not clause.reassures and not clause.heard.has(restraints.COMFORTS)
    )


def clauses(text: str) -> list[Clause]:
    """The clauses of a sentence or two, without the words that only lead into them."""
    parts = [part for part in CUT.split(text) if part and part.strip()]
    if parts and COMMA.match(text, len(parts[0])):
        parts = _joined(parts)
    found = [Clause(part, place == 0) for place, part in enumerate(parts)]
    return [clause for clause in found if clause.heard.words]


def _joined(parts: list[str]) -> list[str]:
    """A word or two before a comma belong to what follows: "Swollen, hot knuckles are not …"."""
    if len(parts) > 1 and len((found := hear(parts[0])).words) <= 2 and not found.begins(words.CASE):
        return [f"{parts[0]} {parts[1]}", *parts[2:]]
    return parts


def is_worry(text: str) -> bool:
    """A question that names an illness or what the body says: "Sore knees?"."""
    return bool(hear(text).all & words.WORRIES)


def holds_back(text: str) -> bool:
    """An answer to such a question that takes something away: "Skip it.", "Put a cushion below"."""
    return any(clause.holds_back or clause.makes_easier for clause in clauses(text))


def names_somebody_to_ask(text: str) -> bool:
    """A doctor, a midwife, an ambulance."""
    heard = hear(text)
    if heard.has(words.ASKED) or heard.has(words.EMERGENCY):
        return True
    return heard.has(words.CHECKED) and bool(heard.all & words.WORRIES)


def disclaims(text: str) -> bool:
    """Says of the article that it replaces nobody's advice: of every practice, and of none."""
    return hear(text).has(words.NO_ADVICE)


def leads_to_cases(text: str) -> bool:
    """Limits something for those whom the list below it names: "Talk to your doctor first if you:"."""
    found = clauses(text)
    return len(found) > 1 and found[-1].is_case and limits(text) != ""


def _notice(said: _Said) -> bool:
    return said.clauses[0].heard.begins(words.NOTICE) or said.heard.has(words.NO_ADVICE)


def _refers(said: _Said) -> bool:
    """Sends the reader to somebody who knows, and does not only tell of them."""
    if said.heard.has(words.STORY):
        return False
    if said.heard.has(words.ASKED, words.ASKING):
        return True
    concerned = any(clause.condition or clause.alarm or clause.discomfort for clause in said.clauses)
    if concerned and (said.heard.has(words.EMERGENCY) or said.heard.has(words.TAUGHT_BY, words.ASKING)):
        return True
    return said.heard.has(words.CHECKED) and (concerned or bool(said.cases))


def _in_a_case(said: _Said) -> bool:
    """If, when, unless … something is the matter: hold back."""
    if any(clause.condition or clause.alarm for clause in said.cases) and any(
        clause.holds_back or clause.forbids or clause.instructs for clause in said.others
    ):
        return True
    if any(clause.heard.begins(words.STOPPING) for clause in said.others) and any(
        clause.heard.words[0] in ("if", "si", "s'il") for clause in said.cases
    ):
        return True
    return any(clause.discomfort for clause in said.cases) and any(
        clause.holds_back or clause.forbids or clause.makes_easier for clause in said.others
    )


def _for_some(said: _Said) -> bool:
    """People with a condition, or a time of it: what they should and should not."""
    if said.heard.has(words.SHARES):
        return False
    for place, clause in enumerate(said.clauses):
        rest = [*said.clauses[:place], *said.clauses[place + 1 :]]
        if clause.condition and _limited(clause, rest):
            return True
        concerned = clause.alarm or clause.discomfort or clause.condition
        does = clause.limits or clause.heard.has(words.DOES) or any(other.firmly or other.limits for other in rest)
        if clause.heard.has(words.PEOPLE) and concerned and does:
            return True
        if (
            clause.discomfort
            and clause.heard.begins(words.SOME)
            and any(other.firmly or other.makes_easier for other in rest)
        ):
            return True
    return said.clauses[0].heard.begins(words.BEARS_LESS) and said.heard.has(words.FORBIDS)


def _limited(clause: Clause, rest: Sequence[Clause]) -> bool:
    """Is something held back from whoever has the condition that the clause names?"""
    if clause.limits or clause.firmly or clause.heard.has(words.MEANS) or any(other.firmly for other in rest):
        return True
    named = clause.heard.begins(words.SOME) or len(clause.heard.words) <= NAMED
    named = named or (clause.first and len(clause.heard.words) <= NAMED_FIRST)
    return named and any(other.holds_back or other.limits or other.instructs for other in rest)


def _body_says(said: _Said) -> bool:
    """Sharp, numb, dizzy: means stop."""
    if (meant := MEANS.match(said.text)) and _is_bidden(meant["then"]) and _is_felt(hear(meant["what"])):
        return True
    spoken = [clause for clause in said.clauses if clause.alarm]
    if any((clause.heard.has(words.IS_NOT) and not clause.is_case) or clause.firmly for clause in spoken):
        return True
    if spoken and said.heard.has(words.MEANS):
        return True
    if any(clause.discomfort and clause.heard.words[-1] in ("not", "isn't", "aren't") for clause in said.clauses):
        return True
    return bool(spoken) and any(other.heard.begins(words.IS_NOT) or other.firmly for other in said.others)


def _is_bidden(text: str) -> bool:
    """Says what is to be done then, and does not explain a word: "A deep breath means a long one"."""
    return SENDS.match(text) is not None or any(clause.holds_back or clause.instructs for clause in clauses(text)[:1])


def _is_felt(heard: Heard) -> bool:
    return heard.has(words.ALARM) or heard.has(words.DISCOMFORT) or heard.has(concerns.SIGNS)


def _on_a_scale(said: _Said) -> bool:
    """At four out of ten you stop; not how hard to work: "Push until it's a six out of ten"."""
    if not said.heard.has(concerns.SCALE) or said.heard.has(concerns.OFTEN):
        return False
    return any(
        clause.firmly or clause.heard.words[-1] in restraints.NOT for clause in said.clauses if not clause.is_case
    )


def _off_limits(said: _Said) -> bool:
    return said.heard.has(words.LIMIT)


def _does_harm(said: _Said) -> bool:
    """Never bounce; keep the ball off the spine."""
    for place, clause in enumerate(said.clauses):
        heard = clause.heard
        if place and heard.words[0] in ("not", "no"):
            continue  # a contrast: "under the shins, not under the kneecap"
        if not heard.begins(words.NEGATIVE) or not heard.between(1).has(words.HARM):
            continue
        if heard.words[0] in ("keep", "stay", "steer"):
            if heard.has(words.AWAY):
                return True
        elif heard.words[0] != "no" or len(heard.words) < 8:
            return True
    return False


def _at_most(said: _Said) -> bool:
    return said.heard.has(words.DOSE) and not said.heard.has(words.NO_DOSE)


def _without_pain(said: _Said) -> bool:
    if said.heard.has(words.PAIN_IS_NO):
        return True
    return any(
        clause.heard.has(words.PAIN_FREE)
        and not clause.is_case
        and (clause.holds_back or clause.limits or clause.instructs)
        for clause in said.clauses
    )


def _too_much(said: _Said) -> bool:
    return said.heard.has(words.DANGER, words.EXCESS)


RULES = (
    _notice, _refers, _in_a_case, _for_some, _body_says, _on_a_scale, _off_limits, _does_harm, _at_most,
    _without_pain, _too_much,
)  # fmt: skip
