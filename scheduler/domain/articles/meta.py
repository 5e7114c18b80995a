"""What a source says about its article beside the text: title, date, author, address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import regex

from scheduler.domain.articles import clean

ISO = regex.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?")


@dataclass
class Meta:
    title: str = ""
    date: datetime | None = None
    author: str = ""
    url: str = ""
    language: str = ""  # "en", "fr" or "" when the source does not say


def moment(value: object) -> datetime | None:
    """A date as a source writes it; aware only when the source names an offset. None when it is no date."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the source names no zone
    if not isinstance(value, str | int):  # nested aliases of YAML, written out, would fill the memory
        return None
    found = ISO.search(str(value)[:80])
    if not found:
        return None
    day, time, zone = found.group(0)[:10], found.group(4) or "00:00", (found.group(5) or "").replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{day}T{time}{zone}")
    except ValueError:
        return None


def known_language(value: object) -> str:
    """ "en" or "fr" from a language tag such as en-CA; "" for others, which are then guessed."""
    primary = value.strip().lower()[:2] if isinstance(value, str) else ""
    return primary if primary in ("en", "fr") else ""


def short(value: object) -> str:
    """A one-line value from front matter or a page; "" for anything that is not plain text."""
    return clean.words(value)[:300] if isinstance(value, str) else ""
