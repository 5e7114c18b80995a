"""Days and times in a reader's words."""

from __future__ import annotations

from datetime import datetime

_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def day(instant: datetime, language: str = "en") -> str:
    """`Tuesday 16 February`, `mardi 16 février`; English for a language that has no names here."""
    tag = language.partition("-")[0].lower()
    names = tag if tag in _DAYS else "en"
    number = "1er" if names == "fr" and instant.day == 1 else instant.day
    return f"{_DAYS[names].split()[instant.weekday()]} {number} {_MONTHS[names].split()[instant.month - 1]}"


def time(instant: datetime, language: str = "en") -> str:
    """`6:30 pm` in North American English, `18 h 30` in French, `18:30` elsewhere."""
    tag = language.lower()
    if tag in {"en", "en-ca", "en-us"}:
        return f"{instant.hour % 12 or 12}:{instant.minute:02} {'am' if instant.hour < 12 else 'pm'}"
    return f"{instant.hour} h {instant.minute:02}" if tag.startswith("fr") else f"{instant:%H:%M}"


def date(instant: datetime, language: str = "en") -> str:
    """`Tue 16 Feb 2027`, `mardi 16 février 2027`: a day of whatever year."""
    if language.lower().startswith("fr"):
        return f"{day(instant, language)} {instant.year}"
    name, number, month = day(instant).split()
    return f"{name[:3]} {number} {month[:3]} {instant.year}"


def when(instant: datetime, language: str = "en") -> str:
    """`Tuesday 16 February, 6:30 pm`."""
    return f"{day(instant, language)}, {time(instant, language)}"
