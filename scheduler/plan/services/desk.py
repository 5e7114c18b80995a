"""Where each account stands in its series, read from its messages. (DESIGN sections 4 and 5.)

A tip that went out, was skipped by a person or is on its way is used; one that was missed keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from scheduler.accounts.models import Account
from scheduler.domain.jobsfile import JobEntry, Plan
from scheduler.domain.timing.rules import AfterSignUp
from scheduler.domain.timing.zones import to_local
from scheduler.domain.tips.likeness import COOLDOWN, Likeness
from scheduler.library.models import Tip
from scheduler.plan.models import Campaign, CampaignTip, Message
from scheduler.plan.services import line
from scheduler.plan.services.facts import MAIL, Book, repeated_headings
from scheduler.plan.services.holding import ever_held
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.line import Item, Line
from scheduler.plan.services.outlets import reason_not_to_fit

UNANSWERED = "No OK came in time."
NOBODY = "There is nobody on the list yet."
PRACTISED_AGAIN = "It is practised again, as a post or issue of its own."


@dataclass
class Desk:
    """All that laying out one rhythm needs to know, read once."""

    plan: Plan
    job: JobEntry
    now: datetime
    accounts: list[Account]
    campaigns: list[Campaign]
    items: dict[int, list[Item]]
    tips: dict[int, Tip]
    book: Book
    messages: dict[int, list[Message]]
    held: frozenset[int]
    unplaced: dict[int, list[dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A tip on its way to an account: its number in the series, and its date."""

    item: Item
    campaign: Campaign
    position: int
    of: int


def read_desk(plan: Plan, job: JobEntry, now: datetime) -> Desk:
    """Everything in a handful of questions, however long the series."""
    accounts = list(Account.objects.filter(name__in=job.to).exclude(state="off"))
    campaigns = list(Campaign.objects.filter(job=job.name).exclude(state="draft").order_by("queued_at", "pk"))
    items: dict[int, list[Item]] = {campaign.pk: [] for campaign in campaigns}
    places = CampaignTip.objects.filter(campaign__in=campaigns).select_related("tip__article").order_by("position")
    for place in places:
        items[place.campaign_id].append(_item(place.tip, place.campaign_id))
    messages: dict[int, list[Message]] = {account.pk: [] for account in accounts}
    about = Q(job=job.name) | Q(tip__isnull=False)
    found = Message.objects.filter(about, account__in=accounts).exclude(state="void").select_related("tip")
    by_pk = {account.pk: account for account in accounts}
    for message in found.defer("context").order_by("at", "pk"):
        message.account = by_pk[message.account_id]
        messages[message.account_id].append(message)
    tips = {place.tip_id: place.tip for place in places}
    book = Book(repeated_headings(tip.article_id for tip in tips.values()))
    return Desk(plan, job, now, accounts, campaigns, items, tips, book, messages, ever_held())


def good_weeks(tips: Iterable[Tip]) -> int:
    """How many issues of a newsletter these tips make, in this order, as they are now."""
    items = [_item(tip, 0) for tip in tips if tip.state != "retired"]
    return len(line.line_up(items, "", {}, mail=True).placed)


def _item(tip: Tip, campaign: int) -> Item:
    return Item(
        tip.pk, campaign, tip.title, " ".join(tip.text.split()).casefold(), tip.worth, tip.carries,
        tip.companion, any(entry["what"] in ("words", "line") for entry in tip.own_words), tip.state, tip.health_claim,
        frozenset(tip.earlier),
    )  # fmt: skip


def is_used(desk: Desk, message: Message, account: Account) -> bool:
    """Does this message use its tip up? A rehearsal does until the account goes live (DESIGN section 1), or until it is
    practised again."""
    if message.state == "rehearsed" and message.reason == PRACTISED_AGAIN:
        return False
    if message.state == "rehearsed":
        return account.live_since is None or (message.closed_at or message.at) > account.live_since
    if message.state == "missed":
        job = desk.plan.jobs.get(message.job)
        return job is not None and job.late.then == "drop"
    if message.state == "skipped":
        return message.reason not in (UNANSWERED, NOBODY)
    return is_fixed(desk, message)


def is_fixed(desk: Desk, message: Message) -> bool:
    """Never moved or replaced: it has begun, is over, or a person chose its time or paused this very one – and has not
    dropped its tip since."""
    if message.frozen_at or message.state not in OPEN:
        return True
    dropped = message.tip is not None and message.tip.state == "retired"
    return bool(message.moved_by or message.pk in desk.held) and not dropped


@dataclass
class Said:
    """What an account's readers had, or will have: tips, their words, and which say nearly the same."""

    taken: dict[int | None, int | None]
    keys: dict[str, int | None]
    alike: Likeness = field(default_factory=Likeness)
    where: dict[int, str] = field(default_factory=dict)

    def add(self, tip: Tip, where: str) -> None:
        """Remember its words; `where` ends the sentence that refuses another one like it."""
        self.alike.add(tip.article_id, tip.pk, tip.text)
        self.where.setdefault(tip.pk, where)

    def near(self, tip: Tip) -> str:
        """Why it is not said there again so soon; "" when nothing like it was."""
        found = self.alike.find(tip.article_id, tip.text)
        return f"It says nearly the same as {self.where[found]}." if found is not None else ""


def line_of(desk: Desk, account: Account) -> list[Place]:
    """The tips that still go to the account, in order, over all its running series."""
    mine = [message for message in desk.messages[account.pk] if message.tip_id]
    used = [message for message in mine if is_used(desk, message, account)]
    elsewhere = [m for m in mine if m.state in OPEN and m.job != desk.job.name]
    taken = {message.tip_id: message.campaign_id for message in (*used, *elsewhere)}
    said = Said(taken, {_key(m): m.campaign_id for m in mine if m.tip_id in taken})
    if not isinstance(desk.job.rule, AfterSignUp):
        for message in (*used, *elsewhere):
            _hear(desk, message, said)
    places: list[Place] = []
    for campaign in desk.campaigns:
        if campaign.state == "active" and account.name in campaign.channels:
            places += _series(desk, account, campaign, used, said)
    return places


def _hear(desk: Desk, message: Message, said: Said) -> None:
    """What went out within the cooldown, or will. A filler makes room, and a series after sign-up is for newcomers."""
    filler = message.campaign_id is None and message.state == "draft"
    if message.tip is None or filler or message.standing or message.at <= desk.now - COOLDOWN:
        return
    day = to_local(message.at, desk.plan.studio.timezone)
    if message.state in OPEN:
        said.add(message.tip, f"“{message.title}”, which is planned here")
    elif message.state not in ("skipped", "missed", "cancelled"):
        said.add(message.tip, f"“{message.title}”, which went out here on {day.day} {day:%B %Y}")


def _key(message: Message) -> str:
    return " ".join(message.tip.text.split()).casefold() if message.tip else ""


def _series(desk: Desk, account: Account, campaign: Campaign, used: list[Message], said: Said) -> list[Place]:
    """The tips of one series that still go to the account, numbered on from those that went."""
    gone = [message for message in used if message.campaign_id == campaign.pk]
    mine = {message.tip_id for message in gone}
    waiting = _waiting(desk.items[campaign.pk], mine, {message.tip_id for message in used})
    refused = {item.tip: _refused(desk, account, item, said) for item in waiting}
    last = gone[-1].tip.worth if gone and gone[-1].tip else ""
    found: Line = line.line_up(waiting, last, refused, mail=account.kind == MAIL)
    desk.unplaced.setdefault(campaign.pk, []).extend(
        {"title": item.title, "channel": account.name, "reason": reason, "words": desk.tips[item.tip].text[:60]}
        for item, reason in found.unplaced
    )
    for item in found.placed:
        said.taken[item.tip], said.keys[item.key] = campaign.pk, campaign.pk
        said.add(desk.tips[item.tip], f"“{item.title}”, which is planned here")
    of = len(gone) + len(found.placed)
    taken_numbers = {message.position for message in gone}
    numbers = (number for number in range(1, of + len(gone) + 1) if number not in taken_numbers)
    return [Place(item, campaign, number, of) for item, number in zip(found.placed, numbers, strict=False)]


def _waiting(items: list[Item], mine: set[int | None], used: set[int | None]) -> list[Item]:
    """Those that did not go out here, in this version of the article or an earlier one, and have no newer one here."""
    replaced = {tip for item in items for tip in item.earlier}
    return [
        item
        for item in items
        if item.tip not in mine and item.tip not in replaced and item.state != "retired" and not item.earlier & used
    ]


def _refused(desk: Desk, account: Account, item: Item, said: Said) -> str:
    if item.tip in said.taken or item.key in said.keys:
        return line.ELSEWHERE
    if isinstance(desk.job.rule, AfterSignUp) and account.kind != MAIL:
        return "A series after sign-up goes to people, by e-mail only."
    return said.near(desk.tips[item.tip]) or reason_not_to_fit(desk.tips[item.tip], account, desk.plan, desk.book)
