"""Which exercises a caution names: “skip the twists”, or a word of a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from scheduler.domain.articles.clean import word_set

TOPIC = regex.compile(
    r"\b(?:skip|avoid|leave(?: out)?|omit|drop|stay away from|stay out of|stay off|modify|adapt|be careful (?:with|in|"
    r"during)|careful with|care (?:with|in)|gentle with|steer clear of|not (?:do|try|attempt)|no(?! (?:more|"
    r"longer|further|less|deeper|need)\b)|replace|swap|"
    r"instead of|out of|come out of|évite[sz]?|pas d['’e]|sans)\s+(?:all |any |the |these |those |deep |strong |full |"
    r"doing |les |des |d['’])*(?P<words>[\p{L}’'-]+(?:(?:,? (?:and|or|et|ou) |, | )(?!(?:if|when|while|until|"
    r"unless|for|"
    r"with|in|during|after|before|at|on|to|as|from|because|since|altogether|completely|entirely|and|or|si|quand|pour|"
    r"avec|en|après|avant)\b)[\p{L}’'-]+){0,5}(?:,? (?:and|or|et|ou) (?:the |les |des )?[\p{L}’'-]+)?)",
    regex.I,
)
OUT = regex.compile(r"(?: (?:out|off|altogether|entirely|completely|here|now))+$")
AND = regex.compile(r",? (?:and|or|et|ou) (?:the |les |des )?|, ")
ENDINGS = ("ing", "ed", "e")
MOST_TITLES = 60
NAME_BLANKS = 3
WORD = regex.compile(r"\p{L}+")
# Words of headings that name no exercise.
PLAIN = word_set(
    "make start stop when what which your with from into over under before after more less right left back neck "
    "knee hip foot feet hand head shoulder wrist ankle spine belly body muscle pain sore tired easy hard week month "
    "minute time first second third next last three four five step part rest work help good best better long short "
    "need want know take keep give move feel hold morning evening night daily little every day how why where should "
    "could would does there here stiff tight strong weak balance breath breathe breathing stretch strength pregnant "
    "pregnancy doctor done doing"
)
GENERIC = word_set(
    "this that these those them exercise exercises pose poses move moves movement movements stretch stretches "
    "practice cette ces cet posture postures exercice exercices étirement étirements position positions pressure "
    "doing anything everything first until with your completely altogether "
    "sequence sequences flow flows routine routines class classes session sessions workout workouts series programme "
    "program plan séance séquence enchaînement cours programme routine "
    "avant après pendant avec sans pour dans sous vers entre chez comme quand votre notre leur leurs vous"
)


@dataclass(frozen=True)
class Word:
    """A noun that a caution names, in its forms."""

    forms: regex.Pattern[str]
    plural: bool

    def search(self, text: str) -> regex.Match[str] | None:
        """Where the text speaks of it."""
        return self.forms.search(text)


def stems(text: str) -> set[str]:
    """The words of a text that may name something, without their plural."""
    return {word.rstrip("s") for word in WORD.findall(text.lower()) if len(word) >= 4 and word not in GENERIC}


def forms(text: str) -> set[str]:
    """The same, and without the endings of their forms: "standing" speaks of "stand", too."""
    found = stems(text)
    cut = {word[: -len(end)] for word in found for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 3}
    return found | cut


def telling(titles: Sequence[str]) -> list[str]:
    """The words that tell one exercise's heading from the others', in their order."""
    found: dict[str, int] = {}
    for title in titles[:MOST_TITLES]:
        if title.count(" ") > NAME_BLANKS or "?" in title:
            continue  # no name of an exercise
        for stem in sorted(stems(title)):
            found[stem] = found.get(stem, 0) + 1
    return [stem for stem, times in found.items() if len(stem) >= 4 and times == 1 and stem not in PLAIN]


def named(text: str) -> list[Word]:
    """The words for the very things that the caution names ("skip the twists and the seated fold")."""
    found = TOPIC.search(text)
    nouns = (
        [(OUT.sub("", part).split() or [""])[-1].lower() for part in AND.split(found.group("words")) if part.strip()]
        if found
        else []
    )
    if not nouns or nouns[0] in GENERIC:
        return []
    return [word_for(noun) for noun in nouns[:4] if noun not in GENERIC and len(noun.rstrip("s")) >= 4]


def word_for(noun: str) -> Word:
    """The noun in its forms."""
    stem = noun.rstrip("s")
    return Word(regex.compile(rf"\b{regex.escape(stem)}(?:s|es|ing|ed)?\b", regex.I), noun != stem)
