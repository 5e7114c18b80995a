"""Short ways to make what a test needs. Every builder saves and returns one row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from scheduler.accounts.models import Account
from scheduler.audience.models import Consent, Subscriber
from scheduler.domain.states import DELIVERY_OPEN
from scheduler.library.models import Article, Tip
from scheduler.plan.models import Message

NOW = datetime(2027, 2, 10, 14, 0, tzinfo=UTC)
_numbers = count(1)


def end_of(state: str, at: datetime) -> datetime | None:
    """When a copy in that state ended: `at`, or never yet."""
    return None if state in DELIVERY_OPEN else at


def an_account(name: str = "newsletter", kind: str = "email", **more: Any) -> Account:
    """A channel in practice unless told otherwise."""
    return Account.objects.create(name=name, kind=kind, **more)


def a_subscriber(address: str = "", consent: bool = True, **more: Any) -> Subscriber:
    """A person who may be sent mail, unless `consent` is False."""
    number = next(_numbers)
    address = address or f"person{number}@example.org"
    person = Subscriber.objects.create(
        **{
            "address": address,
            "address_key": address.lower(),
            "address_hash": f"{number:064x}",
            "token": f"{number:022d}",
            "first_name": f"Person{number}",
            "state": "active",
            "confirmed_at": NOW - timedelta(days=30),
            "created_at": NOW - timedelta(days=30),
            **more,
        }
    )
    if consent:
        Consent.objects.create(
            subscriber=person,
            kind="express",
            basis="signed up",
            source="test",
            valid_from=NOW - timedelta(days=30),
            recorded_at=NOW - timedelta(days=30),
        )
    return person


def an_article(title: str = "Rolling the feet", **more: Any) -> Article:
    """An article of kind tips, ready."""
    text = more.pop("text", f"{title}\nRoll one foot for a minute. Breathe out slowly as you roll.")
    return Article.objects.create(
        source="posts/feet.md",
        format="markdown",
        title=title,
        text=text,
        sha256="0" * 64,
        state="ready",
        created_at=NOW,
        **more,
    )


def a_tip(article: Article | None = None, **more: Any) -> Tip:
    """A tip worth sending alone."""
    article = article or an_article()
    number = article.tips.count() + 1
    return Tip.objects.create(
        **{
            "article": article,
            "position": number,
            "rank": number,
            "title": f"Tip {number}",
            "text": f"Roll one foot for a minute, number {number}. Breathe out slowly as you roll.",
            "role": "how-to",
            "worth": "do",
            "spans": [[0, 10]],
            **more,
        }
    )


def a_message(**more: Any) -> Message:
    """An approved message of a tip on the newsletter."""
    account = more.pop("account", None) or an_account()
    facts = {"job": "weekly-tip", "kind": "tip", "title": "Roll the feet", "at": NOW, "state": "approved"}
    return Message.objects.create(
        account=account, late_after=NOW + timedelta(hours=6), created_at=NOW, **{**facts, **more}
    )
