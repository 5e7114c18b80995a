"""On the 25th (`month: mail:` in jobs.yaml) one mail that leads to one page: the month. (DESIGN section 1.)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.monthly import latest
from scheduler.domain.timing.zones import to_local
from scheduler.insights import owner_mail
from scheduler.insights.models import OwnerMail
from scheduler.insights.owner_mail import Words
from scheduler.plan import services as plan
from scheduler.plan.models import AcceptedPlan

TOO_LATE = timedelta(days=5)
SIGN_IN = "The page asks you to sign in, so this mail may be passed on: without an account nobody sees anything."


def write_due(now: datetime) -> bool:
    """Write this month's mail once its moment has come; not when that was days ago, nor before the studio was here."""
    accepted = plan.accepted()
    rule = accepted.month.mail if accepted else None
    if accepted is None or rule is None:
        return False
    moment = latest(rule, now, accepted.studio.timezone)
    key = f"month {to_local(moment, accepted.studio.timezone):%Y-%m-%d}"
    new_here = not AcceptedPlan.objects.filter(accepted_at__lte=moment).exists()
    if now - moment > TOO_LATE or new_here or OwnerMail.objects.filter(key=key).exists():
        return False
    return owner_mail.write(key, _words(accepted, plan.month(now)), now) > 0


def _words(accepted: Plan, found: plan.Month) -> Words:
    until = _day(accepted, found.until)
    if not found.moments:
        text = f"Nothing is planned until {until}. Queue an article, and its tips take the next free dates."
        return Words("Your month: nothing is planned yet", text, "/series/new/", "Queue an article")
    open_ = [moment for moment in found.moments if moment.open]
    number = sum(len(moment.open) for moment in open_)
    what = "one post or issue" if number == 1 else f"{number} posts and issues"
    waiting = len(found.waiting)
    some = f"{waiting} of them {'waits' if waiting == 1 else 'wait'} for your OK."
    asks = "All of it has your OK." if not waiting else "All of it waits for your OK." if waiting == number else some
    text = "\n\n".join(
        [
            f"This goes out until {until}: {what}. {asks}",
            *_too_many(accepted, found),
            "\n".join(f"{_moment(accepted, moment)}" for moment in open_),
            "Approve all of it, or one, skip one, swap it for another tip, change a word: on one page, from your "
            "phone too.",
            SIGN_IN,
        ]
    )
    return Words(f"Your month: {what} until {until}", text, "/month/", "Open the month")


def _too_many(accepted: Plan, found: plan.Month) -> Iterator[str]:
    """A mail that some readers would miss, said before the owner approves all of it."""
    for moment in found.crowded:
        at = to_local(moment.at, accepted.studio.timezone)
        if moment.crowd:
            yield f"Too many mails in one week. {moment.crowd.about(f'“{moment.title}” ({at:%a} {at.day} {at:%b})')}"


def _moment(accepted: Plan, moment: plan.Moment) -> str:
    at = to_local(moment.at, accepted.studio.timezone)
    channels = ", ".join(card.message.account.name for card in moment.open)
    return f"{at:%a} {at.day} {at:%b %H:%M}  {moment.title} ({channels})"


def _day(accepted: Plan, instant: datetime) -> str:
    local = to_local(instant, accepted.studio.timezone)
    return f"{local.day} {local:%B}"
