"""The dates of a rhythm: as far ahead as its tips need, and four weeks more. (DESIGN section 4, slot; rules 5.2.)

A date is named by its rule time, which never changes; when it goes is worked out again at every look, so that a new
closure, another time zone or new time zone data reach every date that has not begun.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.quiet import Placed, place
from scheduler.domain.timing.rules import occurrences
from scheduler.domain.timing.zones import to_local
from scheduler.plan.models import Message, Slot

AHEAD = timedelta(weeks=4)
FURTHEST_YEARS = 6
OTHER_RHYTHM = "The rhythm no longer gives this date."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A date as the rule and the quiet times give it now."""

    rule_time: str
    placed: Placed


def lay_dates(plan: Plan, job: JobEntry, needed: int, now: datetime) -> list[Slot]:
    """Make, place and clear away the coming dates of a rhythm; answers all its planned ones from a day ago on.

    `needed`: how many dates with room there must be, at the least.
    """
    existing = {slot.rule_time: slot for slot in Slot.objects.filter(job=job.name, at__gt=now - AHEAD)}
    begun = _begun(existing.values())
    taken = sum(slot.pk in begun and slot.at > now for slot in existing.values())
    wanted = list(_wanted(plan, job, needed + taken, now))
    _place_existing(wanted, existing, begun, now, plan.studio.timezone)
    _make_new(job, wanted, existing, now, plan.studio.timezone)
    _clear_away(job, wanted, now)
    return list(Slot.objects.filter(job=job.name, state="planned", at__gt=now - AHEAD).order_by("rule_time"))


def _begun(slots: Iterable[Slot]) -> set[int]:
    """Dates on which something has begun to go out or is over: they stay as they are."""
    rows = Message.objects.filter(slot__in=[slot.pk for slot in slots]).exclude(state="void")
    return set(rows.exclude(state__in=("draft", "approved"), frozen_at=None).values_list("slot_id", flat=True))


def _wanted(plan: Plan, job: JobEntry, needed: int, now: datetime) -> Iterator[_Wanted]:
    """The rule's dates from today until `needed` of them can be used and four weeks more are seen."""
    usable, last = 0, now
    for before, local, after in _with_neighbours(_rule_times(job, to_local(now, plan.studio.timezone).date())):
        placed = place(local, plan.studio.timezone, plan.quiet, job.on_quiet, (before, after))
        at = placed.at_utc
        if at is not None and at > now:
            if usable >= needed and at > last + AHEAD:
                return
            usable += 1
            last = at if usable <= needed else last
        yield _Wanted(local.isoformat(timespec="minutes"), placed)


def _rule_times(job: JobEntry, today: date) -> Iterator[datetime]:
    """From yesterday, since a late date may have been moved into today."""
    start = today - timedelta(days=8)
    for year in range(FURTHEST_YEARS):
        first = start + timedelta(days=366 * year)
        yield from occurrences(job.rule, first, first + timedelta(days=365))


def _with_neighbours(times: Iterator[datetime]) -> Iterator[tuple[datetime | None, datetime, datetime | None]]:
    before: datetime | None = None
    current = next(times, None)
    while current is not None:
        after = next(times, None)
        yield before, current, after
        before, current = current, after


def _place_existing(
    wanted: list[_Wanted], existing: dict[str, Slot], begun: set[int], now: datetime, zone: str
) -> None:
    for each in wanted:
        slot = existing.get(each.rule_time)
        if slot is None or slot.moved_by or slot.pk in begun or slot.at <= now:
            continue
        fresh = _fields(each.placed, zone)
        if any(getattr(slot, name) != value for name, value in fresh.items()):
            Slot.objects.filter(pk=slot.pk).update(**fresh)


def _fields(placed: Placed, zone: str) -> dict[str, object]:
    local = placed.local.replace(tzinfo=None)
    return {
        "local": local.isoformat(timespec="minutes"), "zone": zone, "at": placed.at_utc or _shown_as_utc(placed),
        "why": placed.why[:300], "state": "planned" if placed.at_utc else "skipped",
    }  # fmt: skip


def _shown_as_utc(placed: Placed) -> datetime:
    return placed.local.astimezone(UTC)


def _make_new(job: JobEntry, wanted: list[_Wanted], existing: dict[str, Slot], now: datetime, zone: str) -> None:
    fresh = [
        Slot(job=job.name, rule_time=each.rule_time, **_fields(each.placed, zone))
        for each in wanted
        if each.rule_time not in existing and (each.placed.at_utc or _shown_as_utc(each.placed)) > now
    ]
    Slot.objects.bulk_create(fresh, ignore_conflicts=True)  # a second clock may be as fast


def _clear_away(job: JobEntry, wanted: list[_Wanted], now: datetime) -> None:
    """Coming dates that the rule no longer gives are skipped; those beyond the last one needed were never used. A date
    that a person moved is hers. What was sent early of one follows to the date in its place (`in_place_of`)."""
    kept = {each.rule_time for each in wanted}
    last = max(kept, default="")
    coming = Slot.objects.filter(job=job.name, at__gt=now).exclude(rule_time__in=kept).filter(moved_by="")
    coming.filter(messages=None).delete()
    coming.filter(rule_time__lte=last).update(state="skipped", why=OTHER_RHYTHM)


def gone(job: JobEntry, now: datetime) -> list[Slot]:
    """Coming dates that the rule no longer gives, in order."""
    return list(Slot.objects.filter(job=job.name, state="skipped", why=OTHER_RHYTHM, at__gt=now).order_by("at"))


def in_place_of(number: int, slots: Iterable[Slot], taken: Collection[int], now: datetime) -> Slot | None:
    """The coming date in the place of the one that the rule no longer gives: 0 for the first of these."""
    coming = [each for each in slots if each.at > now][number:]
    return next((each for each in coming if each.pk not in taken), None)
