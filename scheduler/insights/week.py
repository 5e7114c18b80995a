"""The week in plain words, with one plot: what went out to how many, who came and left, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from scheduler.audience import services as audience
from scheduler.audience.models import Consent, Subscriber
from scheduler.channels import registry
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.rules import Weekly
from scheduler.domain.timing.zones import resolve, to_local
from scheduler.insights import clicks, owner_mail
from scheduler.insights.clicks import Clicked
from scheduler.insights.models import OwnerMail
from scheduler.insights.owner_mail import Words
from scheduler.insights.tallied import delivery_counts
from scheduler.library import services as library
from scheduler.outbox.models import Tally
from scheduler.plan import services as plan
from scheduler.plan.models import AcceptedPlan, Message
from scheduler.themes import plots

WEEK = timedelta(days=7)
WEEKS = 8
TOO_LATE = timedelta(days=2)
LEFT = {
    "unsubscribed": "left by themselves",
    "bounced": "whose address no longer works",
    "complained": "reported a mail as spam",
    "erased": "asked to be erased",
}


@dataclass(frozen=True, slots=True)
class Out:
    """Something that went out. `people`: how many got it; 0 on a network."""

    at: datetime
    title: str
    where: str
    ref: str
    people: int


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days before `until`. `left`: reason in words → people. `mails`: mails sent in each of the last eight
    weeks, with the day each began, oldest first. `clicked`: of which issues links were followed, where that is
    counted."""

    until: datetime
    out: list[Out]
    people: int
    joined: int
    left: dict[str, int]
    next: list[plan.Entry]
    mails: list[tuple[datetime, int]]
    clicked: list[Clicked]


def week(now: datetime) -> Week:
    """One look; changes nothing."""
    since = now - WEEK
    closed = Message.objects.filter(state="sent", closed_at__gt=since, closed_at__lte=now).select_related("account")
    messages = list(closed.order_by("at", "account__position"))
    counts = delivery_counts([message.pk for message in messages])
    sent = [message for message in messages if counts.get(message.pk, {}).get("sent")]
    return Week(
        until=now,
        out=[_out(message, counts[message.pk]["sent"]) for message in sent],
        people=audience.active(),
        joined=Subscriber.objects.filter(confirmed_at__gt=since, confirmed_at__lte=now).count(),
        left=_left(since, now),
        next=[entry for entry in plan.calendar(now, weeks=1) if entry.open][:20],
        mails=[(start, _mails(start)) for start in (now - WEEK * number for number in range(WEEKS, 0, -1))],
        clicked=[one for one in clicks.clicked(since=since) if one.people],
    )


def _out(message: Message, copies: int) -> Out:
    mail = registry.get(message.account.kind).bulk
    return Out(message.at, message.title, message.account.name, message.ref, copies if mail else 0)


def _left(since: datetime, now: datetime) -> dict[str, int]:
    gone = Consent.objects.filter(kind="withdrawn", recorded_at__gt=since, recorded_at__lte=now)
    counted: dict[str, int] = {}
    for basis in gone.filter(basis__in=LEFT).order_by("basis").values_list("basis", flat=True):
        counted[LEFT[basis]] = counted.get(LEFT[basis], 0) + 1
    return counted


def _mails(start: datetime) -> int:
    kinds = [kind for kind, channel in registry.channels().items() if channel.bulk]
    ended = {"message__closed_at__gt": start, "message__closed_at__lte": start + WEEK, "message__state": "sent"}
    found = Tally.objects.filter(state="sent", message__account__kind__in=kinds, **ended)
    return int(found.aggregate(all=Sum("count"))["all"] or 0)


# --- drawn and told ---


def alt(found: Week, zone: str) -> str:
    """What the plot shows, in words."""
    weeks = ", ".join(f"{_day(start, zone)} {count:,}" for start, count in found.mails)
    return f"Mails sent in each of the last {len(found.mails)} weeks, by the day it began: {weeks}."


def plot(found: Week, zone: str) -> str:
    """As SVG."""
    labels = [_day(start, zone) for start, _ in found.mails]
    return plots.bars("Mails sent, week by week", alt(found, zone), [count for _, count in found.mails], labels)


def sentences(found: Week, zone: str) -> list[str]:
    """The week as paragraphs of plain text."""
    said = [_went_out(found), clicks.sentence(found.clicked), _people(found), _next(found.next, zone)]
    return [sentence for sentence in said if sentence]


def _went_out(found: Week) -> str:
    if not found.out:
        return "Nothing went out this week."
    lines = [
        f"– “{one.title}” to {_number(one.people, 'person', 'people')}"
        if one.people
        else f"– “{one.title}” on {one.where}"
        for one in found.out
    ]
    return "\n".join(["This went out:", *lines])


def _people(found: Week) -> str:
    gone = [f"{count:,} {why}" for why, count in found.left.items()]
    came = f"{_number(found.joined, 'person', 'people')} joined" if found.joined else "Nobody joined"
    left = f"{sum(found.left.values()):,} left ({', '.join(gone)})" if gone else "nobody left"
    return f"{came}, {left}. {_number(found.people, 'person is', 'people are')} on your list."


def _next(entries: Sequence[plan.Entry], zone: str) -> str:
    if not entries:
        return "Nothing is planned for the next seven days."
    lines = [f"– {_moment(entry.at, zone)}: {entry.title} ({entry.channel})" for entry in entries]
    waiting = sum(entry.state == "draft" for entry in entries)
    asks = (
        f"{_number(waiting, 'of these waits', 'of these wait')} for your OK." if waiting else "All of it has your OK."
    )
    return "\n".join(["This comes next:", *lines, asks])


def write_due(now: datetime) -> bool:
    """Write this week's mail once its moment has come; not when that was days ago, nor before the studio was here."""
    accepted = plan.accepted()
    rule = accepted.tell.weekly if accepted else None
    if accepted is None or rule is None:
        return False
    moment = latest(rule, now, accepted.studio.timezone)
    key = f"week {to_local(moment, accepted.studio.timezone):%Y-%m-%d}"
    here = AcceptedPlan.objects.filter(accepted_at__lte=moment).exists()
    if now - moment > TOO_LATE or not here or OwnerMail.objects.filter(key=key).exists():
        return False
    return owner_mail.write(key, _mail(accepted, week(moment)), now) > 0


def latest(rule: Weekly, now: datetime, zone: str) -> datetime:
    """The newest of the rule's moments that is not after `now`; in UTC."""
    today = to_local(now, zone).date()
    days = [today - timedelta(days=back) for back in range(9)]
    moments = [resolve(datetime.combine(day, rule.at), zone).utc for day in days if day.weekday() in rule.days]
    return max(moment for moment in moments if moment <= now)


def _mail(accepted: Plan, found: Week) -> Words:
    zone = accepted.studio.timezone
    picture = library.blob(plots.png(plot(found, zone)), "image/png")
    text = "\n\n".join(sentences(found, zone))
    mails = sum(one.people for one in found.out)
    short = f"{_number(mails, 'mail', 'mails')} went out" if mails else "nothing was mailed"
    subject, shown = f"Your week: {short}, {found.joined:,} joined", alt(found, zone)
    return Words(subject, text, "/week/", "Open the week", picture, shown)


def _day(instant: datetime, zone: str) -> str:
    local = to_local(instant, zone)
    return f"{local.day} {local:%b}"


def _moment(instant: datetime, zone: str) -> str:
    local = to_local(instant, zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
