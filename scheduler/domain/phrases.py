"""The fixed words of letters, posts, single mails and public pages, in English and French: one table. Pure.

A table in Python rather than gettext: no compiled files to keep in step, templates reach it from their sandbox by
`{{ say("next_time", title=next_title) }}`, and a phrase that is missing in a language is a failing test. What the
studio itself says (safety line, button, articles) is never here. Another language gets the English words.

French is written as in Canada: a space that does not break before a colon and inside « », none before ? and !.
Outside Canada (`fr`, `fr-FR`) the narrow space before ? ! ; is put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter

from scheduler.domain.phrase_table import PAGES, PROBLEMS, SENT

LANGUAGES = ("en", "fr")
PHRASES: Mapping[str, tuple[str, str]] = {**SENT, **PAGES, **PROBLEMS}
_VOWELS = "aeiouàâäéèêëîïôöùûü"
_BEFORE = re.compile(r"(?<=[\w»”)}])(?=[?!;])")


class UnknownPhrase(ValueError):
    """There is no phrase of that name, or it was not given what it says. str() is the end of a sentence."""


def base(language: str) -> str:
    """`fr` of `fr-CA`."""
    return language.partition("-")[0].lower()


def spoken(language: str) -> str:
    """The language that the fixed words have in a letter of that language: its own, or `en`."""
    return language if base(language) in LANGUAGES else "en"


def say(phrase: str, language: str, **values: object) -> str:
    """The phrase in that language, with its values. UnknownPhrase when there is none, or a value is missing."""
    if phrase not in PHRASES:
        raise UnknownPhrase(f"there is no phrase “{phrase}”; these are: {', '.join(sorted(PHRASES))}.")
    missing = sorted(names(PHRASES[phrase][0]) - set(values))
    if missing:
        raise UnknownPhrase(f"the phrase “{phrase}” needs {', '.join(missing)}.")
    pattern = _pattern(phrase, language)
    if base(language) == "fr":
        pattern = _elided(pattern, values)
    return pattern.format(**values)


def translated(sentence: str, language: str) -> str:
    """A sentence that a service raised in English, in that language; as it is when the table does not have it."""
    for phrase in PROBLEMS:
        found = _reads(phrase).fullmatch(sentence)
        if found:
            return say(phrase, language, **found.groupdict())
    return sentence


def names(pattern: str) -> set[str]:
    """The values that a phrase is given."""
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def _pattern(phrase: str, language: str) -> str:
    english, french = PHRASES[phrase]
    if base(language) != "fr":
        return english
    return french if language.lower() == "fr-ca" else _BEFORE.sub("\u202f", french)


def _elided(pattern: str, values: Mapping[str, object]) -> str:
    """« de {studio} » before a name that begins with a vowel: « d’Atelier »."""
    for name, value in values.items():
        if str(value)[:1].casefold() in _VOWELS and str(value):
            pattern = pattern.replace(f"de {{{name}}}", f"d’{{{name}}}").replace(f"De {{{name}}}", f"D’{{{name}}}")
    return pattern


@cache
def _reads(phrase: str) -> re.Pattern[str]:
    """The English sentence with whatever values it was given."""
    parts = Formatter().parse(PHRASES[phrase][0])
    return re.compile("".join(re.escape(text) + (f"(?P<{name}>.*)" if name else "") for text, name, _, _ in parts))
