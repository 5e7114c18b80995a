"""How long a post becomes with the words that a person is just writing, by each channel's own rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from scheduler.accounts.models import Account
from scheduler.channels.base import Channel
from scheduler.domain.compose import Composed, Content, compose
from scheduler.domain.jobsfile import Plan
from scheduler.library import services as library
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, facts, finding, outlets

MAIL = facts.MAIL


@dataclass(frozen=True, slots=True)
class Counted:
    """One channel's answer. `limit` 0: none. `parts`: posts of a thread. `sentence`: all of it in words."""

    channel: str
    length: int
    limit: int
    fits: bool
    parts: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form. `title` "": as it is."""

    text: str
    title: str = ""
    link: str = ""


def count_words(typed: Typed, *, ref: str = "", tip_id: int = 0, channels: Collection[str] = ()) -> list[Counted]:
    """For a post or issue m34 and what goes out beside it, for a tip on every network, or for words of one's own on
    these channels. Nothing is kept. Raises Problem for a reference to nothing."""
    plan = accepting.require()
    if ref:
        return [_of_message(plan, message, typed) for message in _beside(finding.message(ref))]
    accounts = Account.objects.exclude(state="off").exclude(kind=MAIL)
    if tip_id:
        tip = library.tip(tip_id)
        known = facts.tip_content(plan, tip, facts.Book())
        return [_count(plan, account, _with(known, typed)) for account in accounts]
    own = Content("post", facts.studio(plan), title=typed.title, opening=typed.text, link=typed.link)
    return [_count(plan, account, own) for account in accounts if not channels or account.name in channels]


def _beside(message: Message) -> list[Message]:
    """The same tip on every network of that date; letters have no limit."""
    found = message.slot.messages.exclude(state="void") if message.slot else Message.objects.filter(pk=message.pk)
    if message.tip_id:
        found = found.filter(tip=message.tip_id)
    rows = found.exclude(account__kind=MAIL).select_related("account", "tip__article", "campaign", "series", "slot")
    return list(rows.order_by("account__position"))


def _of_message(plan: Plan, message: Message, typed: Typed) -> Counted:
    known = facts.content(plan, message, facts.book_of([message]))
    return _count(plan, message.account, _with(known, typed))


def _with(known: Content, typed: Typed) -> Content:
    if known.tip is not None:
        return replace(known, tip=replace(known.tip, text=typed.text, title=typed.title or known.tip.title))
    return replace(known, opening=typed.text, title=typed.title or known.title)


def _count(plan: Plan, account: Account, content: Content) -> Counted:
    channel = outlets.configured(account, plan)
    made = compose(content, outlets.outlet(account, channel), outlets.templates())
    return _counted(account.name, channel, made)


def _counted(name: str, channel: Channel, made: Composed) -> Counted:
    counts = [channel.count(draft.text) for draft in made.drafts]
    longest = max(counts, key=lambda one: one.length, default=None)
    if longest is None:
        return Counted(name, 0, channel.limit, False, 0, f"{name}: left out. {made.reason}")
    limit = f" of {longest.limit:,}" if longest.limit else ""
    parts = f", as a thread of {len(counts)}" if len(counts) > 1 else ""
    part = f". {made.reason}" if made.how == "part" else ""
    sentence = f"{name}: {longest.length:,}{limit} {channel.unit}{parts}{part}"
    return Counted(name, longest.length, longest.limit, longest.fits, len(counts), sentence)


__all__ = ["Counted", "Typed", "count_words"]
