"""What happens on the way of a simulation, from a YAML file: a list of dated lines.

- {at: 2027-02-20 10:00, sign-ups: 3}                      # or addresses: [ana@example.org]
- {at: 2027-03-01, leavings: [ana@example.org]}            # or a number
- {at: 2027-03-02 12:00, class: Yin on Tuesdays, becomes: cancelled}   # or full, moved, scheduled
- {at: 2027-03-05, timetable: spring.ics}            # from now on the timetable says what that file says
- {at: 2027-03-09 08:00, outage until: 2027-03-17 10:00}   # nothing runs in between
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scheduler.audience import services as audience
from scheduler.audience.models import Subscriber
from scheduler.classes.models import ClassSeries, ClassSession
from scheduler.domain.timing.words import did_you_mean, parse_date, parse_moment
from scheduler.domain.timing.zones import resolve, to_local
from scheduler.errors import Problem

KEYS = ("at", "sign-ups", "leavings", "class", "becomes", "timetable", "outage until")
BECOMES = {"cancelled": "cancelled", "full": "full", "moved": "changed", "scheduled": "scheduled"}
MOST = 100_000
LIKE = "write lines like `- {at: 2027-02-20, sign-ups: 3}`."


@dataclass(frozen=True, slots=True)
class Happening:
    """One line. `at`, `until`: instants in UTC (ISO 8601). `who`: addresses; `number`: how many people."""

    at: str
    what: str
    who: tuple[str, ...] = ()
    number: int = 0
    until: str = ""
    name: str = ""
    becomes: str = ""

    @property
    def moment(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)

    @property
    def end(self) -> datetime:
        """When an outage is over."""
        return datetime.fromisoformat(self.until)


def read(text: str, zone: str) -> list[Happening]:
    """The lines in order of time, local times read in the studio's zone. Problem with the number of the wrong one."""
    if not text.strip():
        return []
    try:
        lines = YAML(typ="safe").load(text)
    except YAMLError:
        raise Problem(
            "The events cannot be read as YAML: write lines like `- {at: 2027-02-20, sign-ups: 3}`."
        ) from None
    if not isinstance(lines, list):
        raise Problem(f"The events are no list: {LIKE}")
    return sorted((_line(number, line, zone) for number, line in enumerate(lines, 1)), key=lambda one: one.at)


def _line(number: int, line: Any, zone: str) -> Happening:
    try:
        if not isinstance(line, dict) or "at" not in line:
            raise ValueError("it has no “at”: write for example `at: 2027-02-20 10:00`.")
        strange = next((str(key) for key in line if key not in KEYS), "")
        if strange:
            raise ValueError(f"“{strange}” is not known.{did_you_mean(strange, KEYS)}")
        return _happening(line, _instant(line["at"], zone), zone)
    except ValueError as error:
        raise Problem(f"Event {number}: {error}") from None


def _happening(line: dict[str, Any], at: str, zone: str) -> Happening:
    if "outage until" in line:
        until = _instant(line["outage until"], zone)
        if until <= at:
            raise ValueError("the outage ends before it begins.")
        return Happening(at, "outage", until=until)
    if "timetable" in line:
        return Happening(at, "timetable", name=_file_name(str(line["timetable"])))
    if "class" in line:
        if line.get("becomes") not in BECOMES:
            raise ValueError(f"say what the class becomes: one of {', '.join(BECOMES)}.")
        return Happening(at, "class", name=str(line["class"]), becomes=str(line["becomes"]))
    for what in ("sign-ups", "leavings"):
        if what in line:
            return _people(at, what, line[what])
    raise ValueError("it says nothing: add sign-ups, leavings, class, timetable or outage until.")


def _file_name(name: str) -> str:
    if Path(name).name != name or name in ("", ".", ".."):
        raise ValueError(f"“{name}” is no name of a file in the studio's folder.")
    return name


def _people(at: str, what: str, value: Any) -> Happening:
    if isinstance(value, bool) or (isinstance(value, int) and not 0 < value <= MOST):
        raise ValueError(f"“{value}” is no number of people.")
    if isinstance(value, int):
        return Happening(at, what, number=value)
    return Happening(at, what, who=tuple(str(one) for one in (value if isinstance(value, list) else [value])))


def _instant(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        local = value.replace(tzinfo=None)
    elif isinstance(value, date) or len(str(value).strip()) <= 10:
        local = datetime.combine(parse_date(value), datetime.min.time())
    else:
        local = parse_moment(value)
    return resolve(local, zone).utc.isoformat()


# --- applied, on the copy ---


def apply(event: Happening, zone: str, now: datetime) -> None:
    """Let it happen. An outage is the clock's affair, another timetable its reader's."""
    if event.what == "sign-ups":
        addresses = event.who or tuple(f"reader{event.at[:10]}-{n}@simulated.example" for n in range(event.number))
        for address in addresses:
            sign_up(address, zone, now)
    elif event.what == "leavings":
        for token in _tokens(event):
            audience.unsubscribe(token, now, "simulation")
    elif event.what == "class":
        _change_class(event, now)


def sign_up(address: str, zone: str, now: datetime) -> None:
    """One more reader, who asked for it today."""
    day = to_local(now, zone).date().isoformat()
    consent = audience.ConsentAnswer("signed up", zone, date=day, source="simulation")
    audience.subscribe_directly(address, consent=consent, now=now, by=address)


def _tokens(event: Happening) -> list[str]:
    if event.who:
        found = [audience.find(address) for address in event.who]
        missing = [address for address, person in zip(event.who, found, strict=True) if person is None]
        if missing:
            raise Problem(f"{missing[0]} cannot leave on {event.at[:10]}: nobody with that address is on the list.")
        return [person.token for person in found if person is not None]
    active = Subscriber.objects.filter(state="active").order_by("pk")
    return list(active.values_list("token", flat=True)[: event.number])


def _change_class(event: Happening, now: datetime) -> None:
    series = ClassSeries.objects.filter(title__iexact=event.name) | ClassSeries.objects.filter(uid=event.name)
    ids = list(series.values_list("pk", flat=True))
    if not ids:
        raise Problem(f"There is no class “{event.name}” in the timetable; run `studio classes sync` first.")
    state = BECOMES[event.becomes]
    ClassSession.objects.filter(series__in=ids, starts_at__gt=now).update(state=state)
    ClassSeries.objects.filter(pk__in=ids).update(state=state)
