"""A newsletter issue: HTML and plain text from the same facts, styles inlined once."""

from __future__ import annotations

from functools import cache
from typing import Any

from css_inline import CSSInliner

from scheduler.domain.compose import context, essentials, subjects, words
from scheduler.domain.compose.facts import Composed, Content
from scheduler.domain.drafts import CLIP, Draft, Media
from scheduler.domain.rendering import TemplateMistake, Templates
from scheduler.domain.rendering.marks import broken_mark


def issue(content: Content, templates: Templates, used: frozenset[str] = frozenset()) -> Composed:
    """The issue as one draft; left out when a mailbox would cut it off. TemplateMistake when a template has one."""
    sentences = words.sentences_of(content)
    subject = subjects.subject(content, sentences, used)
    preheader = subjects.preheader(content, sentences, subject)
    facts = {**context.of(content), "subject": subject, "preheader": preheader}
    name = f"newsletter/{content.kind}"
    html = _html(templates, f"{name}.html", facts)
    text = templates.render(f"{name}.txt", facts)
    essentials.check_mail(content, name, html, text)
    if len(html.encode()) > CLIP:
        return Composed((), "left out", "The issue is longer than the 102 kB that mailboxes show.")
    return Composed((_draft(content, subject, preheader, html, text),))


def _html(templates: Templates, name: str, facts: dict[str, Any]) -> str:
    html = _inliner().inline(templates.render(name, facts))
    if broken_mark(html):
        raise TemplateMistake(f"templates/{name}", 0, "the page is not well formed around a class row or a [[hole]].")
    return html


def _pictures(content: Content) -> tuple[Media, ...]:
    """What the letter shows: the issue's picture, the studio's logo."""
    logo = content.studio.look.logo
    return (*content.images[:1], *((logo,) if logo else ()))


@cache
def _inliner() -> CSSInliner:
    """Style tags stay for dark mode and small screens; nothing is fetched."""
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def _draft(content: Content, subject: str, preheader: str, html: str, text: str) -> Draft:
    return Draft(
        text=text,
        html=html,
        subject=subject,
        preheader=preheader,
        link=content.link,
        link_title=content.link_title,
        images=_pictures(content),
        language=content.language,
    )
