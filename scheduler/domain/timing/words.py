"""Times, weekdays and durations as a studio owner writes them: `tuesday`, `09:00`, `6h`, `2 days`.

Every parser takes text and answers a value, or raises ValueError with one sentence that says what would be right.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_GROUPS = {
    "weekday": (0, 1, 2, 3, 4),
    "weekdays": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "weekends": (5, 6),
    "day": (0, 1, 2, 3, 4, 5, 6),
}
_SHORT = {"tues": 1, "thur": 3, "thurs": 3}
_TIME = re.compile(r"(\d{1,2}):(\d{2})\s*(am|pm)?", re.IGNORECASE)
_DURATION = re.compile(r"(\d+)\s*([a-z]+)", re.IGNORECASE)
_UNITS = {
    "m": "minutes", "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours", "hours": "hours",
    "d": "days", "day": "days", "days": "days",
    "w": "weeks", "week": "weeks", "weeks": "weeks",
}  # fmt: skip
LONGEST = timedelta(days=366)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean “…”?` for the nearest known word, or nothing."""
    by_lower = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f" Did you mean “{by_lower[near[0]]}”?" if near else ""


def parse_time(value: object) -> time:
    """`09:00`, `7:30`, `7:30 pm` as a wall-clock time. A number is refused: YAML has already spoiled it."""
    if not isinstance(value, str):
        raise ValueError(f'{value} is a number, not a time: put it in quotes, as in "09:00".')
    match = _TIME.fullmatch(value.strip())
    if not match:
        raise ValueError(f'“{value}” is no time of day: write hours and minutes, as in "09:00".')
    hour, minute = int(match[1]), int(match[2])
    if match[3]:
        hour = _afternoon(hour, match[3].lower(), value)
    if hour > 23 or minute > 59:
        raise ValueError(f"“{value}” is no time of day: hours go from 00 to 23 and minutes from 00 to 59.")
    return time(hour, minute)


def _afternoon(hour: int, half: str, value: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(f'“{value}” mixes two ways to write a time: write "19:30" or "7:30 pm".')
    return hour % 12 + (12 if half == "pm" else 0)


def parse_weekdays(text: str) -> tuple[int, ...]:
    """`tuesday`, `mondays and thursdays`, `weekday`, `mardi` as numbers, 0 = Monday."""
    days: set[int] = set()
    for word in re.split(r"\s*(?:,|&|\+|\band\b|\bet\b)\s*|\s+", text.strip().lower()):
        if word:
            days.update(_weekday(word))
    if not days:
        raise ValueError('The day is missing: write for example "tuesday at 09:00".')
    return tuple(sorted(days))


def _weekday(word: str) -> tuple[int, ...]:
    if word in _GROUPS:
        return _GROUPS[word]
    single = word[:-1] if word.endswith("s") and len(word) > 5 else word
    for names in ([day.lower() for day in WEEKDAYS], _FRENCH, [day.lower()[:3] for day in WEEKDAYS]):
        if single in names:
            return (list(names).index(single),)
    if single in _SHORT:
        return (_SHORT[single],)
    known = [*WEEKDAYS, *_FRENCH, "weekday", "weekend"]
    raise ValueError(f"“{word}” is no day of the week.{did_you_mean(single, known)}")


def parse_duration(value: object) -> timedelta:
    """`30m`, `6h`, `2 days`, `1 week`, also joined: `1 h 30 min`. At most a year."""
    if not isinstance(value, str):
        raise ValueError(f'{value} has no unit: write for example "6h", "30m" or "2 days".')
    parts = _DURATION.findall(value)
    if not parts or _DURATION.sub("", value).strip(" ,"):
        raise ValueError(f'“{value}” is no length of time: write for example "6h", "30m" or "2 days".')
    total = sum((_part(number, unit, value) for number, unit in parts), timedelta())
    if total > LONGEST:
        raise ValueError(f"“{value}” is longer than a year.")
    return total


def _part(number: str, unit: str, value: str) -> timedelta:
    name = _UNITS.get(unit.lower())
    if not name:
        raise ValueError(f"“{value}” is no length of time: the units are m, h, days and weeks.")
    return timedelta(**{name: min(int(number), 1_000_000)})


def duration_words(length: timedelta) -> str:
    """`6 h`, `30 min`, `2 days`: as short as it can be said exactly to the minute."""
    minutes = int(length.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        *([f"{days} day" if days == 1 else f"{days} days"] if days else []),
        *([f"{hours} h"] if hours else []),
        *([f"{minutes} min"] if minutes else []),
    ]
    return " ".join(parts) or "0 min"


def parse_date(value: object) -> date:
    """`2027-01-05`."""
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"“{value}” is no date: write year, month, day, as in 2027-01-05.") from None


def parse_moment(value: object) -> datetime:
    """`2027-01-05 at 09:00`: a local date and time without a zone."""
    day, _, at = str(value).strip().replace(" at ", " ").replace("T", " ").partition(" ")
    if not at.strip():
        raise ValueError(f'“{value}” has no time: write for example "2027-01-05 at 09:00".')
    return datetime.combine(parse_date(day), parse_time(at.strip()[:5] if at.count(":") == 2 else at.strip()))


def join_words(words: Iterable[str]) -> str:
    """`Monday, Tuesday and Friday`."""
    *most, last = list(words)
    return f"{', '.join(most)} and {last}" if most else last
