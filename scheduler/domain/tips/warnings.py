"""What the owner should know before queueing, in her words: what the article promises and lacks, how long it lasts."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from scheduler.domain.articles import Article
from scheduler.domain.tips import lexicon
from scheduler.domain.tips.model import Tip

NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
}  # fmt: skip
REMEDIES = "You can add a video, write one to three sentences of your own, or name the class where you teach it."
TOO_SHORT = 3


def promise(article: Article, lead_ins: Sequence[str], announced: str, tips: Sequence[Tip]) -> str:
    """The article announces practice and says less of it than it announces; "" when it keeps its word.

    announced: title and opening of the article. lead_ins: lines such as "you'll need:" below which nothing stands.
    """
    practical = [tip for tip in tips if tip.worth == "do"]
    claims = _claims(announced, lead_ins)
    if not practical and claims and not article.videos:
        return f"This article announces practice ({claims}), but nowhere says how to do it. {REMEDIES}"
    counted = lexicon.COUNTED.search(announced)
    if counted and practical and not article.videos:
        wanted = _number(counted.group("count"))
        if len(practical) * 2 < wanted <= 20:
            return f"This article announces “{counted.group()}”, and {_have(len(practical))} that says how. {REMEDIES}"
    return ""


def _claims(announced: str, lead_ins: Sequence[str]) -> str:
    found = [" ".join(match.group().split()) for match in lexicon.PRACTICE_WORDS.finditer(announced)]
    needs = [match.group().strip() for line in lead_ins for match in lexicon.NEED.finditer(line)]
    distinct = list(dict.fromkeys([*found[:1], *needs[:1]]))
    return ", ".join(f"“{claim}”" for claim in distinct)


def _have(count: int) -> str:
    return "there is one tip" if count == 1 else f"there are {count} tips"


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else NUMBERS.get(word.lower(), 0)


def weeks(good: int, tips: Sequence[Tip]) -> str:
    """How many good weekly issues the article holds, where that is few or some tips wait."""
    if not tips:
        return ""
    if good == 0:
        return f"No tip of this article can open a weekly issue by itself. {REMEDIES}"
    waiting = len(tips) - good
    issues = "one good weekly issue" if good == 1 else f"{good} good weekly issues"
    if good < TOO_SHORT:
        return f"This article holds {issues}. {REMEDIES}"
    if waiting:
        rest = "one more tip waits" if waiting == 1 else f"{waiting} more tips wait"
        return f"This article holds {issues}; {rest} for a gap or for a word of yours."
    return ""


def kind(article: Article) -> str:
    if article.kind == "tips":
        return ""
    what = "news" if article.kind == "news" else "an event"
    return (
        f"This reads as {what}, not as tips ({article.kind_reason}): it makes one post with its title, opening and "
        "link. Say so if it is an article with tips after all."
    )


def typos(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [
        f"“{one}” is written “{other}” elsewhere in this article; one of them may be a typing mistake. Nothing was "
        f"changed."
        for one, other in pairs
    ]


WORD = regex.compile(r"\p{L}{5,}")


def likely_typos(text: str) -> list[tuple[str, str]]:
    """Pairs of words of one article that differ by one doubled letter or one swap: (rarer, commoner).

    Only such pairs, because other near words (ilium and ileum, hip and hips) are different words.
    """
    counts: dict[str, int] = {}
    for word in WORD.findall(text[:200000]):
        counts[word.lower()] = counts.get(word.lower(), 0) + 1
    squeezed: dict[str, list[str]] = {}
    for word in counts:
        squeezed.setdefault(regex.sub(r"(\p{L})\1", r"\1", word), []).append(word)
    pairs: list[tuple[str, str]] = []
    for group in squeezed.values():
        if len(group) == 2:
            rare, common = sorted(group, key=lambda word: (counts[word], -len(word)))
            if (counts[rare] <= 2 and (counts[rare], counts[common]) != (counts[common], counts[rare])) or (
                counts[rare] == 1 and len(rare) > len(common)
            ):
                pairs.append((rare, common))
    return sorted(pairs)
