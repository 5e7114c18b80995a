"""A running series follows an edit of its article: the difference, the new words, and back. (DESIGN promise 3.)

What went out stays as it went. What has still to go out takes the new words: a draft at once, and what was approved
asks for an OK again where it reads otherwise. Dates, chosen times, pauses and comments stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from scheduler.domain.tips.succession import difference
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from scheduler.plan.models import Campaign, CampaignTip, Message
from scheduler.plan.services import finding
from scheduler.plan.services.accepting import accepted
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.emptiness import lay_rhythm
from scheduler.plan.services.lateness import OPEN
from scheduler.plan.services.layout import lock, void
from scheduler.plan.services.reopening import close_again
from scheduler.signals import sooner

READS, NEW, GONE = "reads otherwise", "is new", "is no longer in the article"
CONTENT = ("title", "text", "section", "caveats", "companion", "carries", "needs_title", "health_claim", "watch")
ELSEWHERE = ("void", "missed", *OPEN)  # states that do not use a tip up


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to one tip of the series. `pieces`: its words, ("same" | "gone" | "new", text). `cautions`:
    those it has now and had not. `posts`: what has still to go out of it, by time."""

    what: str
    title: str
    pieces: list[tuple[str, str]]
    cautions: list[str]
    posts: list[Message]


@dataclass(frozen=True, slots=True)
class Edited:
    """A series whose article was edited. `article`: as it reads now. `same`: tips that read as before; `sent`: tips
    that went out and stay; `oks`: how many OKs are asked again."""

    campaign: Campaign
    article: Article
    changes: list[Change]
    same: int
    sent: int
    oks: int


@dataclass(frozen=True, slots=True)
class _Step:
    """The places of a series from one version of its article to another: `tips` in their new order, and what each tip
    that has still to go out becomes; None: nothing."""

    tips: list[Tip]
    becomes: dict[int, Tip | None]
    added: list[Tip]
    sent: set[int]


def edited(ref: str) -> Edited | None:
    """What following its article would change in the series c12; None when the article reads as it did."""
    campaign = finding.campaign(ref)
    article = library.newest_version(campaign.article)
    if article is None or campaign.state not in ("active", "paused"):
        return None
    old = _tips_of(campaign)
    step = _forward(campaign, old, article)
    posts = _open_by_tip(campaign)
    changes = [_change(tip, step.becomes[tip.pk], posts) for tip in old if tip.pk in step.becomes]
    told = [change for change in changes if change is not None]
    told += [Change(NEW, tip.title, [("new", tip.text)], [], []) for tip in step.added]
    oks = sum(message.state == "approved" for change in told for message in change.posts)
    return Edited(campaign, article, told, len(changes) + len(step.added) - len(told), len(step.sent), oks)


def behind(article_id: int) -> list[Campaign]:
    """The running series that still send an earlier version of this article."""
    found = library.article(article_id)
    running = Campaign.objects.filter(article__source=found.source, state__in=("active", "paused")).exclude(
        article=found
    )
    newest = ((series, library.newest_version(series.article)) for series in running.select_related("article"))
    return [series for series, newer in newest if newer is not None and newer.pk == article_id]


@transaction.atomic
def follow(ref: str, article_id: int, by: str, now: datetime) -> Campaign:
    """Move the series to the article that was looked at. Problem when it was edited again meanwhile, or is queued by
    itself already; nothing is changed then."""
    lock()
    campaign = finding.campaign(ref)
    article = library.newest_version(campaign.article)
    if article is None or campaign.state not in ("active", "paused"):
        raise Problem(f"“{campaign.title}” reads as its article does, or is over: there is nothing to move.")
    if article.pk != article_id:
        raise Problem("The article was edited again meanwhile: look at the difference once more.")
    if Campaign.objects.filter(article=article, job=campaign.job, state__in=("active", "paused")).exists():
        raise Problem(f"The edited article is queued in {campaign.job} by itself already: stop one of the two series.")
    old = _tips_of(campaign)
    before = {"article": campaign.article_id, "title": campaign.title, "places": [tip.pk for tip in old]}
    title = article.title if campaign.title == campaign.article.title else campaign.title
    _take(campaign, _forward(campaign, old, article), article.pk, title, before, now)
    Article.objects.filter(pk=article.pk, state="draft").update(state="ready")
    return campaign


@transaction.atomic
def unfollow(ref: str, by: str, now: datetime) -> Campaign:
    """Back to the words before the last move. Problem when some of the new words have gone out since."""
    lock()
    campaign = finding.campaign(ref)
    before = campaign.followed
    if not before or campaign.state not in ("active", "paused"):
        raise Problem("This series was not moved to an edited article, or is over: there is nothing to take back.")
    present = _tips_of(campaign)
    known = Tip.objects.select_related("article").in_bulk(before["places"])
    new = {tip.pk for tip in present} - set(known)
    if new & _sent(campaign):
        raise Problem("Some of the new words have gone out since, so the move cannot be taken back.")
    becomes = {tip.pk: _first_of(tip.earlier, known) for tip in present if tip.pk in new}
    step = _Step([known[pk] for pk in before["places"] if pk in known], becomes, [], set())
    _take(campaign, step, before["article"], before["title"], {}, now)
    return campaign


# --- from one version to another ---


def _tips_of(campaign: Campaign) -> list[Tip]:
    return [place.tip for place in campaign.places.select_related("tip__article").order_by("position")]


def _sent(campaign: Campaign) -> set[int]:
    """Tips of the series that went out, or have begun to, on some channel."""
    rows = campaign.messages.exclude(state__in=ELSEWHERE) | campaign.messages.exclude(frozen_at=None)
    return {pk for pk in rows.values_list("tip", flat=True) if pk is not None}


def _forward(campaign: Campaign, old: Sequence[Tip], article: Article) -> _Step:
    now = list(article.tips.select_related("article").order_by("rank", "position"))
    newer = {pk: tip for tip in reversed(now) for pk in tip.earlier}
    sent, everywhere = _sent(campaign), _sent_everywhere(campaign)
    tips: list[Tip] = []
    for tip in old:
        tips += [tip] if tip.pk in sent else []
        new = newer.get(tip.pk)
        if new is not None and new not in tips and tip.pk not in everywhere:
            tips.append(new)
    known = set(campaign.article.tips.values_list("pk", flat=True)) | {tip.pk for tip in old}
    added = [tip for tip in now if tip.state != "retired" and tip not in tips and not known.intersection(tip.earlier)]
    becomes = {tip.pk: newer.get(tip.pk) for tip in old if tip.pk not in everywhere}
    return _Step([*tips, *added], becomes, added, sent)


def _sent_everywhere(campaign: Campaign) -> set[int]:
    """Tips that nothing waits of, on any channel of the series."""
    where: dict[int, set[str]] = {}
    rows = campaign.messages.exclude(state__in=ELSEWHERE) | campaign.messages.exclude(frozen_at=None)
    for tip, account in rows.values_list("tip", "account__name"):
        where.setdefault(tip, set()).add(account)
    return {tip for tip, accounts in where.items() if accounts >= set(campaign.channels)}


def _first_of(earlier: Iterable[int], known: Mapping[int, Tip]) -> Tip | None:
    return next((known[pk] for pk in earlier if pk in known), None)


def _change(tip: Tip, new: Tip | None, posts: Mapping[int, list[Message]]) -> Change | None:
    """None where the tip reads as it did."""
    waiting = posts.get(tip.pk, [])
    if new is None or new.state == "retired":
        return Change(GONE, tip.title, [("gone", tip.text)], [], waiting) if tip.state != "retired" else None
    if all(getattr(tip, name) == getattr(new, name) for name in CONTENT):
        return None
    pieces = difference(tip.text, new.text)
    if tip.title != new.title:
        pieces = [*difference(tip.title, new.title), ("same", "\n"), *pieces]
    return Change(READS, new.title, pieces, [one for one in new.caveats if one not in tip.caveats], waiting)


def _open_by_tip(campaign: Campaign) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = {}
    rows = campaign.messages.filter(state__in=OPEN, frozen_at=None).select_related("account").order_by("at", "pk")
    for message in rows.defer("context"):
        found.setdefault(message.tip_id or 0, []).append(message)
    return found


def _take(
    campaign: Campaign, step: _Step, article_id: int, title: str, before: dict[str, object], now: datetime
) -> None:
    """Write the places, let what waits take its new words, lay the series out and compose it."""
    opened = _open_again(campaign)
    campaign.places.all().delete()
    CampaignTip.objects.bulk_create(
        CampaignTip(campaign=campaign, tip=tip, position=number) for number, tip in enumerate(step.tips, 1)
    )
    _repoint(campaign, step.becomes, now)
    Campaign.objects.filter(pk=campaign.pk).update(article=article_id, title=title, followed=before)
    plan = accepted()
    if plan is not None and campaign.job in plan.jobs and campaign.state == "active":
        lay_rhythm(plan, campaign.job, now)
    compose_drafts(now)
    close_again(opened, now)
    campaign.refresh_from_db()
    transaction.on_commit(lambda: sooner.send(sender=None))


def _open_again(campaign: Campaign) -> list[int]:
    """As `reopening.open_again`, with the posts that have no date of their own."""
    approved = campaign.messages.filter(state="approved", frozen_at=None)
    ids = list(approved.values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids, state="approved", frozen_at=None).update(state="draft")
    return ids


def _repoint(campaign: Campaign, becomes: Mapping[int, Tip | None], now: datetime) -> None:
    """The same posts on the same dates, of the tips' other version. Two tips that became one are sent once."""
    taken: set[tuple[int, int]] = set()
    gone: list[Message] = []
    for tip_id, messages in _open_by_tip(campaign).items():
        new = becomes.get(tip_id)
        for message in messages if tip_id in becomes else ():
            if new is None or (message.account_id, new.pk) in taken:
                gone.append(message)
                continue
            taken.add((message.account_id, new.pk))
            Message.objects.filter(pk=message.pk).update(tip=new, title=new.title)
    void(gone, now)
