"""What people type into fields for times and addresses, and into those of forms that only ask."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest

from scheduler.audience.services import Place
from scheduler.errors import Problem

LAST_YEAR = 2200


def local_time(text: str) -> datetime:
    """The studio's wall clock, as a field for date and time gives it."""
    try:
        found: datetime | None = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        found = None
    if found is None or found.year > LAST_YEAR:
        raise Problem(f"“{text}” is not a date and time; write it like 2027-02-16T09:00.")
    return found


def web_address(text: str) -> str:
    """An address to link to, or nothing."""
    if text and not text.startswith(("https://", "http://")):
        raise Problem("The link begins with https:// – open the page and copy its address from there.")
    return text


def day(text: str, field: str = "") -> date:
    """A day, as a field for dates gives it; Problem with the field for none."""
    try:
        found: date | None = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year > LAST_YEAR:
        raise Problem(f"“{text[:20]}” is no day; write it like 2027-02-16.", field)
    return found


def typed(request: HttpRequest, name: str) -> str:
    """What stands in a field of a form that only asks."""
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


def place_in(request: HttpRequest) -> Place:
    """Where in a long list a page begins; its beginning for what is no number."""
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    return Place(_number(after), _number(before))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
