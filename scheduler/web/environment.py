"""The Jinja2 environment of the app's own pages (not the studio's templates, which are sandboxed)."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from scheduler.insights import services as insights
from scheduler.plan import services as plan
from scheduler.web import highlight, words
from scheduler.web.access import may_change, mistake_at, role_of


def environment(**options: Any) -> Environment:
    """Autoescape on (Django sets it), an unknown name is an error."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 autoescape is among the options
    made.globals.update(
        static=static, url=_url, get_messages=get_messages, studio_name=studio_name, studio_language=studio_language,
        studio_zone=studio_zone,
        may_change=may_change, role_of=role_of, picture_url=_picture_url, say=plan.say, public_language=plan.language,
        urgent=insights.urgent, mistake_at=mistake_at,
    )  # fmt: skip
    made.filters.update(
        state=words.state, badge=words.badge, day=words.day, clock=words.clock, number=words.number,
        field_time=words.field_time, sentence=words.sentence, groupby_day=words.by_day, groupby_moment=words.by_moment,
        by_reason=words.by_reason,
        before_lines=highlight.before_lines, lasting=words.lasting,
    )  # fmt: skip
    return made


def _url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def _picture_url(sha256: str) -> str:
    return reverse("picture", args=(sha256,))


def studio_name() -> str:
    """The studio's name as accepted, for the top of every page."""
    accepted = words.accepted()
    return accepted.studio.name if accepted else "Your studio"


def studio_zone() -> str:
    """The zone of all times on the pages, as jobs.yaml names it."""
    return words.zone().key


def studio_language() -> str:
    """The language of the pages' own words: English for now, whatever the studio writes in."""
    return "en"
