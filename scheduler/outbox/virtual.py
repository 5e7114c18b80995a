"""The other process of a simulation: the real services on a clock that jumps from due moment to due moment.

Run as `python -m scheduler.outbox.virtual` in the throw-away copy; the order comes on standard input, the report goes
to standard output.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

DAY = timedelta(days=1)
TICK = timedelta(days=7)
NEVER = datetime.min.replace(tzinfo=UTC)
LAID_FOR = timedelta(hours=20)
READ_FOR = timedelta(days=60)
"""A calendar is expanded far ahead at each reading, and a copy's files change only where an event says so."""
APPROVED_AHEAD = timedelta(hours=24, minutes=1)
APPS = ("accounts", "library", "audience", "classes", "plan", "outbox", "insights")
STAND_IN = "reader@simulated.example"


class VirtualClock:
    """Stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._instant

    def wait_until(self, instant: datetime, wake: threading.Event) -> None:
        """Nobody waits here: the clock is there at once."""
        self.move(instant)

    def move(self, instant: datetime) -> None:
        """Forward, never back."""
        self._instant = max(self._instant, instant)


@dataclass
class Run:
    """A simulation under way. `counts`: (local date, channel, state) → copies. `classes`: what happened to classes, by
    event: it outlasts the next reading of the timetable."""

    zone: str
    first: date
    until: date
    unanswered: bool
    events: list[Any]
    clock: VirtualClock
    lay_at: datetime = NEVER
    read_at: datetime = NEVER
    classes: list[Any] = field(default_factory=list)
    over: frozenset[int] = frozenset()
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    dark_until: datetime | None = None


def main() -> int:
    """Read the order, live through it, print the report; a Problem is one sentence and exit code 2."""
    import django

    django.setup()
    from scheduler.errors import Problem

    order = json.load(sys.stdin)
    try:
        if order["source"]:
            copy_rows(order["source"])
        report = live_through(order)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    json.dump(report, sys.stdout)
    return 0


def copy_rows(source: dict[str, Any]) -> None:
    """From another database: tables by the migrations, rows by the models, in one look at the source."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection, connections, transaction

    call_command("migrate", verbosity=0, interactive=False)
    connections.settings["source"] = {**connections.settings["default"], **source}
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    with transaction.atomic(using="source"), connection.constraint_checks_disabled(), transaction.atomic():
        for model in models:
            rows: Any = model._default_manager.using("source").all().iterator(chunk_size=1000)
            model._default_manager.using("default").bulk_create(rows, batch_size=500)
    connections["source"].close()


def live_through(order: dict[str, Any]) -> dict[str, Any]:
    """The whole time, from the first local midnight to the last."""
    run = _begin(order)
    end = _midnight(run.until + DAY, run.zone)
    while run.clock.now() < end:
        _moment(run)
        run.clock.move(min(_next(run), end))
    return _report(run)


def _begin(order: dict[str, Any]) -> Run:
    from scheduler.outbox.happenings import Happening
    from scheduler.plan import services as plan

    zone = plan.require().studio.timezone
    first = date.fromisoformat(order["from"])
    clock = VirtualClock(max(_midnight(first, zone), _today(order, first, zone)))
    events = [Happening(**{**event, "who": tuple(event["who"])}) for event in order["events"]]
    coming = [event for event in events if event.moment >= clock.now() or event.what == "outage"]
    run = Run(zone, first, date.fromisoformat(order["until"]), bool(order["unanswered"]), coming, clock)
    _prepare(run)
    return run


def _today(order: dict[str, Any], first: date, zone: str) -> datetime:
    """A simulation that begins today begins now: what went out this morning does not go again."""
    from scheduler.domain.timing.zones import to_local

    now = datetime.fromisoformat(order["now"])
    return now if to_local(now, zone).date() == first else NEVER


def _midnight(day: date, zone: str) -> datetime:
    from scheduler.domain.timing.zones import resolve

    return resolve(datetime.combine(day, time.min), zone).utc


def _prepare(run: Run) -> None:
    """Every channel counts as live. What was laid out before the first day is laid out again from there on; what has
    ended by then in the studio itself is not part of the simulation."""
    from django.db import connection

    from scheduler.accounts.models import Account
    from scheduler.outbox.models import Delivery
    from scheduler.plan.models import Message

    now = run.clock.now()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    Account.objects.filter(state="rehearsing").update(live_since=now)
    Account.objects.exclude(state="off").update(state="ready", reason="", cooling_until=None)
    if now == _midnight(run.first, run.zone):
        early = Message.objects.filter(state__in=("draft", "approved"), frozen_at=None, at__lt=now)
        early.exclude(kind="tip", slot=None).update(state="void", closed_at=now)
    run.over = frozenset(Delivery.objects.filter(ended_at__gte=run.clock.now() - DAY).values_list("pk", flat=True))
    _stand_in(run, now)


def _stand_in(run: Run, now: datetime) -> None:
    """A list without readers would show nothing of its newsletter: one reader stands in for those to come."""
    from scheduler.audience.models import Subscriber
    from scheduler.outbox.happenings import sign_up

    if not Subscriber.objects.exclude(state="erased").exists() and not any(e.what == "sign-ups" for e in run.events):
        sign_up(STAND_IN, run.zone, now - DAY)


# --- one moment ---


def _moment(run: Run) -> None:
    """All that is due now: what happens, what is laid out, approved and sent."""
    from scheduler.outbox import timetables
    from scheduler.plan import services as plan

    now = run.clock.now()
    while run.events and run.events[0].moment <= now:
        _happen(run, run.events.pop(0), now)
    if run.dark_until is not None and now < run.dark_until:
        return
    run.dark_until = None
    if now >= run.read_at:
        run.read_at = now + READ_FOR
        timetables.read_again(run.classes, run.zone, now)
        run.lay_at = now
    if now >= run.lay_at:
        run.lay_at = now + LAID_FOR
        plan.refresh(now)
    if not run.unanswered:
        _approve(now)
    _send(run)


def _happen(run: Run, event: Any, now: datetime) -> None:
    from scheduler.outbox import happenings, timetables

    if event.what == "outage":
        run.dark_until = max(filter(None, [run.dark_until, event.end]))
    elif event.what == "timetable":
        timetables.replace(event.name)
        run.read_at = now
    elif event.what == "class":
        run.classes.append(event)
    happenings.apply(event, run.zone, event.moment)
    run.lay_at = now


def _approve(now: datetime) -> None:
    """What waits for an OK gets it a day before its time, as the drafts are then."""
    from scheduler.plan import services as plan
    from scheduler.plan.models import Message

    drafts = Message.objects.filter(state="draft", frozen_at=None, at__lte=now + APPROVED_AHEAD)
    standing = Message.objects.filter(state="draft", frozen_at=None, kind="tip", slot=None)
    for draft in (drafts | standing).exclude(payload_hash="").select_related("account"):
        plan.approve_message(draft, "simulation", now)


def _send(run: Run) -> None:
    from scheduler.outbox.dispatch import dispatch
    from scheduler.outbox.transports import recording

    dispatch(run.clock, recording(lambda _message, _job: None))
    _count_unbegun(run)


def _count_unbegun(run: Run) -> None:
    """What was missed, or left out since nobody answered, has no copies in the ledger: it counts for its readers."""
    from scheduler.audience import services as audience
    from scheduler.plan.models import Message

    now = run.clock.now()
    over = Message.objects.filter(closed_at=now, frozen_at=None, state__in=("missed", "skipped"))
    for message in over.select_related("account"):
        readers = audience.counts(now)["mailable"] if message.account.kind == "email" else 1
        state = "missed" if message.state == "missed" else "cancelled"
        run.counts[_day(run, message.at), message.account.name, state] += readers


def _next(run: Run) -> datetime:
    """The next moment at which something may happen; a week from now at the latest."""
    from scheduler.outbox.due import next_due

    now = run.clock.now()
    moments: list[datetime] = [now + TICK, *(event.moment for event in run.events[:1])]
    if run.dark_until is not None:
        return min([run.dark_until, *moments[1:]])
    due = next_due(now)
    return min([*moments, due] if due else moments)


# --- the report ---


def _day(run: Run, instant: datetime) -> str:
    from scheduler.domain.timing.zones import to_local

    return to_local(instant, run.zone).date().isoformat()


def _report(run: Run) -> dict[str, Any]:
    """DESIGN section 6: one line per day, channel and state. A thread counts once, by its first post."""
    from scheduler.outbox.models import Delivery

    begun = _midnight(run.first, run.zone)
    ended = Delivery.objects.filter(ended_at__gte=begun, ended_at__lt=_midnight(run.until + DAY, run.zone), part=1)
    for pk, at, channel, state in ended.values_list("pk", "ended_at", "message__account__name", "state").iterator():
        if at is not None and pk not in run.over:
            run.counts[_day(run, at), channel, state] += 1
    first, last = run.first.isoformat(), run.until.isoformat()
    days = [
        {"date": day, "channel": channel, "state": state, "count": count}
        for (day, channel, state), count in sorted(run.counts.items())
        if first <= day <= last
    ]
    return {"from": first, "until": last, "days": days, "most_in_a_week": _most_in_a_week(begun)}


def _most_in_a_week(begun: datetime) -> int:
    """The most mails that one person got within a week, over all rhythms; a week as the ceiling counts it."""
    from scheduler.domain.pace import A_WEEK
    from scheduler.outbox.models import Delivery

    most = 0
    person, week = 0, list[datetime]()
    sent = Delivery.objects.filter(state="sent", subscriber__isnull=False, ended_at__gte=begun - A_WEEK)
    for who, at in sent.order_by("subscriber", "ended_at").values_list("subscriber", "ended_at").iterator():
        if at is not None and who is not None:
            week = [earlier for earlier in week if who == person and earlier > at - A_WEEK] + [at]
            person, most = who, max(most, len(week))
    return most


if __name__ == "__main__":
    sys.exit(main())
