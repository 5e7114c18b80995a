"""X's weighted length (twitter-text config v3, docs.x.com/fundamentals/counting-characters).

Addresses weigh 23 and an emoji sequence 2, whatever their size. The sequences known are those of Emoji 12, as in
twitter-text 3.1; a newer one is counted by its parts, which is never less than what X counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import regex

from scheduler.domain.text.links import urls

LIMIT = 280
URL_WEIGHT = 23
_HEAVY = re.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")  # these weigh 2, all others 1
_INVALID = ("\ufffe", "\ufeff", "\uffff")

_SKINS = "🏻🏼🏽🏾🏿"
_SKIN = f"[{_SKINS}]"
_GENDERED = "⛹🏃🏄🏊🏋🏌👮👱👳👷💁💂💆💇🕵🙅🙆🙇🙋🙍🙎🚣🚴🚵🚶🤦🤷🤸🤹🤽🤾🦸🦹🧍🧎🧏🧖🧗🧘🧙🧚🧛🧜🧝"
_GENDERED_PLAIN = "👯🤼🧞🧟"
_WITH_SKIN = (
    "☝⛹✊✋✌✍🎅🏂🏃🏄🏇🏊🏋🏌👂👃👆👇👈👉👊👋👌👍👎👏👐👦👧👨👩👫👬👭👮👰👱👲👳👴👵👶👷👸👼💁💂💃💅💆💇💪🕴🕵🕺🖐🖕🖖🙅🙆🙇🙋🙌🙍🙎🙏"
    "🚣🚴🚵🚶🛀🛌🤏🤘🤙🤚🤛🤜🤞🤟🤦🤰🤱🤲🤳🤴🤵🤶🤷🤸🤹🤽🤾🦵🦶🦸🦹🦻🧍🧎🧏🧑🧒🧓🧔🧕🧖🧗🧘🧙🧚🧛🧜🧝"
)
_AREAS = ("gbeng", "gbsct", "gbwls")
_PROFESSIONS = "🌾🍳🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦯🦰🦱🦲🦳🦼🦽"


def x_weighted(text: str) -> int:
    """The weighted length; 280 is the limit of a free account."""
    text = unicodedata.normalize("NFC", text)
    total, position, rest = 0, 0, []
    for start, end, weight in _units(text):
        if start >= position:
            rest.append(text[position:start])
            total, position = total + weight, end
    plain = "".join([*rest, text[position:]])
    return total + len(plain) + len(_HEAVY.findall(plain))


def _units(text: str) -> list[tuple[int, int, int]]:
    """(start, end, weight) of addresses and emoji sequences, in order; an address comes before what it holds."""
    links = [(start, end, URL_WEIGHT) for start, end in urls(text, bare=True)]
    return sorted(links + [(*match.span(), 2) for match in _emoji().finditer(text)])


def x_valid(text: str) -> bool:
    """Would X take it: not empty, not too long, no byte order mark or noncharacter."""
    return 0 < x_weighted(text) <= LIMIT and not any(each in text for each in _INVALID)


@cache
def _emoji() -> Any:
    adult, child, selector = "[👨👩]", "[👦👧]", "\ufe0f?"
    heart = rf"👩\u200d❤{selector}\u200d(?:💋\u200d)?{adult}|👨\u200d❤{selector}\u200d(?:💋\u200d)?👨"
    parents = r"(?:👨\u200d[👨👩]|👩\u200d👩|[👨👩])"
    family = rf"{parents}\u200d(?:👧\u200d{child}|👦\u200d👦|{child})"
    work = rf"{adult}{_SKIN}?\u200d(?:[⚕⚖✈]{selector}|[{_PROFESSIONS}])"
    gendered = rf"(?:[{_GENDERED}](?:{_SKIN}|\ufe0f)?|[{_GENDERED_PLAIN}])\u200d[♀♂]{selector}"
    things = rf"🏳{selector}\u200d🌈|🏴\u200d☠{selector}|🐕\u200d🦺|👁{selector}\u200d🗨{selector}"
    tags = "|".join("🏴" + "".join(chr(0xE0000 + ord(each)) for each in f"{area}\x7f") for area in _AREAS)
    singles = rf"[{_WITH_SKIN}]{_SKIN}|[0-9#*]\ufe0f?\u20e3|\p{{RI}}{{2}}|[©®]\ufe0f?"
    text_style = r"[\p{Emoji}--\p{Emoji_Presentation}--\p{ASCII}--[⚧]]\ufe0f"
    parts = (heart, family, *_hands(), work, gendered, things, tags, singles, text_style)
    return regex.compile("|".join(f"(?:{part})" for part in parts), regex.V1)


def _hands() -> Iterator[str]:
    """Two people holding hands. Of two alike, Emoji 12 has only the pairs whose first has the darker skin."""
    holding = r"\u200d🤝\u200d"
    yield rf"👩{holding}[👩👨]|👨{holding}👨|🧑{holding}🧑|👩{_SKIN}{holding}👨{_SKIN}"
    for person in "👩👨🧑":
        for place, skin in enumerate(_SKINS):
            yield rf"{person}{skin}{holding}{person}[{_SKINS[: place + 1]}]"
