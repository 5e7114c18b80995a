"""Before very many people get something at once, a person types how many they are."""

from __future__ import annotations

from datetime import datetime

from scheduler import config
from scheduler.audience.sql import AUDIENCE_JUDGED, wanted
from scheduler.channels import registry
from scheduler.errors import Problem
from scheduler.outbox.freeze import is_mixed
from scheduler.outbox.sql import nows, rows
from scheduler.plan.models import Message

USUALLY_ABOVE = 500


class TypeTheNumber(Problem):
    """So many people would get it, and nobody has typed that number. `people`: how many."""

    def __init__(self, people: int, again: bool) -> None:
        self.people = people
        first = "That is not the number. " if again else ""
        super().__init__(f"{first}It goes to {people:,} people: type {people} to send it now.")


def confirm(message: Message, typed: str, now: datetime) -> None:
    """Raises TypeTheNumber unless `typed` is the number of people who would get it now, where that is needed: mail to
    more than CONFIRM_ABOVE people (500), on a channel that is live."""
    if message.account.state != "ready" or not registry.get(message.account.kind).bulk:
        return
    people = _people(message, now)
    if people > above() and "".join(typed.split()).replace(",", "") != str(people):
        raise TypeTheNumber(people, bool(typed.strip()))


def above() -> int:
    """CONFIRM_ABOVE. Problem when it is no number."""
    said = config.setting("CONFIRM_ABOVE", str(USUALLY_ABOVE))
    if not (said.isascii() and said.isdecimal()):
        raise Problem(f".env: CONFIRM_ABOVE is “{said}”; write a number of people, like {USUALLY_ABOVE}.")
    return int(said)


def _people(message: Message, now: datetime) -> int:
    topic = wanted(message.kind, is_mixed(message.pk))
    may = f"SELECT count(*) FROM ({AUDIENCE_JUDGED}) d WHERE d.reason = '' AND {topic}"
    return int(rows(may, nows(may, now))[0][0])
