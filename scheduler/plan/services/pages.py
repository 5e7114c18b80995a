"""Pages and single mails for people without an account, in the studio's words; the sample's where hers have a mistake.

`studio check` names the mistake; leaving and confirming work all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from scheduler import themes
from scheduler.domain import phrases, public_pages
from scheduler.domain.public_pages import Words
from scheduler.domain.rendering import TemplateMistake, Templates
from scheduler.plan.services.accepting import accepted
from scheduler.plan.services.outlets import templates

logger = logging.getLogger(__name__)
T = TypeVar("T")


def studio_facts() -> dict[str, str]:
    """The studio as a page may show it; before the first plan, without a name of its own."""
    plan = accepted()
    if plan is None:
        return {**public_pages.STUDIO, "name": "Your studio", "address": "", "contact": ""}
    studio = plan.studio
    return {
        "name": studio.name, "address": studio.address, "contact": studio.contact, "phone": studio.phone,
        "url": studio.url, "language": studio.language,
    }  # fmt: skip


def language() -> str:
    """The language of the public pages' fixed words."""
    return phrases.spoken(studio_facts()["language"])


def say(phrase: str, **values: object) -> str:
    """A phrase in the language of the public pages."""
    return phrases.say(phrase, language(), **values)


def in_readers_words(problem: Exception) -> str:
    """What a service found wrong, in the language of the public pages."""
    return phrases.translated(str(problem), language())


def public_page(name: str, facts: Mapping[str, Any]) -> str:
    """The HTML of `pages/NAME.html`; `facts` as public_pages.SAMPLES shows them."""
    facts = {"studio": studio_facts(), **facts}
    return _drawn(lambda found: public_pages.page(found, name, facts))


def single_mail(kind: str, link: str) -> Words:
    """The words of `mails/KIND.txt` around that link."""
    studio = studio_facts()
    return _drawn(lambda found: public_pages.mail(found, kind, studio, link))


def _drawn(draw: Callable[[Templates], T]) -> T:
    try:
        return draw(templates())
    except TemplateMistake as mistake:
        logger.warning("%s The sample’s is shown instead.", mistake)
        return draw(themes.load(Path("/nonexistent")))
