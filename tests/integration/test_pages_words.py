"""No page, in any state of anything, shows our inner words; what is told and refused does not either."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts.models import Account
from scheduler.domain.states import ACCOUNT, CAMPAIGN, DELIVERY, JOB, MESSAGE, SUBSCRIBER, TIP
from scheduler.insights.models import Event
from scheduler.library.models import Tip
from scheduler.outbox.models import Delivery, Tally
from scheduler.plan.models import Campaign, Job, Message
from tests.builders import NOW, a_subscriber, end_of
from tests.integration.test_pages import FORBIDDEN, hidden_names, plain_words

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
ORDINARY = {"sending", "unknown"}  # as a verb, and of a thing nobody knows
ROOMS = ("accounts", "library", "audience", "classes", "plan", "outbox", "insights", "web", "channels")


def inner_words(client: Client, address: str) -> set[str]:
    """Those of our own words that a page shows."""
    html = client.get(address).content.decode()
    return set(re.findall(r"[\w']+", plain_words(html))) & (set(FORBIDDEN) | hidden_names())


@pytest.mark.parametrize("state", MESSAGE.names)
def test_a_post_in_every_state(owner: Client, studio_series: Campaign, state: str) -> None:
    message = Message.objects.filter(campaign=studio_series).first()
    assert message is not None
    Message.objects.filter(pk=message.pk).update(state=state, closed_at=NOW, frozen_at=NOW)
    for number, name in enumerate(DELIVERY.names):
        Delivery.objects.create(
            message=message, destination=f"{number}", state=name, due_at=NOW, key=f"k{number}",
            ended_at=end_of(name, NOW),
        )  # fmt: skip
        Tally.objects.create(message=message, state=name, count=3)
    for address in (f"/posts/{message.ref}/", f"/series/{studio_series.ref}/", "/calendar/", "/"):
        assert inner_words(owner, address) == set()


@pytest.mark.parametrize("state", CAMPAIGN.names)
def test_a_series_in_every_state(owner: Client, studio_series: Campaign, state: str) -> None:
    Campaign.objects.update(state=state)
    for address in (f"/series/{studio_series.ref}/", "/articles/"):
        assert inner_words(owner, address) == set()


@pytest.mark.parametrize("state", ACCOUNT.names)
def test_a_channel_in_every_state(owner: Client, studio_series: Campaign, state: str) -> None:
    Account.objects.update(state=state)
    article = studio_series.article_id
    for address in ("/channels/", f"/series/{article}/rhythm/"):
        assert inner_words(owner, address) == set()


@pytest.mark.parametrize("state", TIP.names)
def test_a_tip_in_every_state(owner: Client, studio_series: Campaign, state: str) -> None:
    Tip.objects.update(state=state)
    its_own = set(re.findall(r"[\w']+", studio_series.article.text.lower()))
    assert inner_words(owner, f"/series/{studio_series.article_id}/tips/") - its_own == set()


@pytest.mark.parametrize("state", SUBSCRIBER.names)
def test_people_in_every_state(owner: Client, studio_plan: object, state: str) -> None:
    a_subscriber(state=state)
    assert inner_words(owner, "/people/") == set()


@pytest.mark.parametrize("state", JOB.names)
def test_a_rhythm_in_every_state(owner: Client, studio_series: Campaign, state: str) -> None:
    Job.objects.update(state=state)
    for address in ("/calendar/", f"/series/{studio_series.article_id}/rhythm/"):
        assert inner_words(owner, address) == set()


NO = ("/nowhere/", "/posts/x/", "/series/x/", "/series/77/tips/", "/welcome/x/", "/u/x", "/p/x")


@pytest.mark.parametrize("address", NO)
def test_pages_that_say_no(owner: Client, studio_plan: object, address: str) -> None:
    assert inner_words(owner, address) == set()


def test_the_page_of_a_forged_form_and_of_a_failure(studio_plan: object) -> None:
    from django.test import RequestFactory

    from scheduler.web.views import errors

    answer = Client(enforce_csrf_checks=True).post("/sign-out/")
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    broken = errors.broken(RequestFactory().get("/"))
    assert broken.status_code == 500
    assert not set(re.findall(r"\w+", plain_words(broken.content.decode()))) & set(FORBIDDEN)


def test_today_with_news_of_every_kind(owner: Client, studio_series: Campaign) -> None:
    message = Message.objects.filter(campaign=studio_series).first()
    assert message is not None
    delivery = Delivery.objects.create(message=message, destination="account", state="unknown", due_at=NOW, key="k")
    for text in sorted(told()):
        Event.objects.create(at=NOW, kind="x", text=text[:500], needs_you=True, message=message)
    Event.objects.create(at=NOW, kind="y", text="Not certain.", needs_you=True, message=message, delivery=delivery)
    assert len(told()) > 60
    assert inner_words(owner, "/") - ORDINARY == set()


def told() -> set[str]:
    """Every sentence of the services: text with capital and full stop, its values left out."""
    return {text for path in sources() for text in sentences(ast.parse(path.read_text(encoding="utf-8")))}


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / "scheduler" / room).rglob("*.py") if "migrations" not in path.parts)


def sentences(tree: ast.AST) -> Iterator[str]:
    docs = {id(node.body[0].value) for node in ast.walk(tree) if _documented(node)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if id(node) in docs:
            continue
        text = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        if re.match(r"[A-Z“…]", text) and text.rstrip().endswith((".", "!", "?")) and " " in text and "\n" not in text:
            yield text


def _documented(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or not body:
        return False
    return isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
