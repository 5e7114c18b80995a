"""Tries every template of a studio with sample content, for `studio check`."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.compose import mail, sample, social
from scheduler.domain.compose.facts import Outlet
from scheduler.domain.rendering import TemplateMistake, Templates


def check(templates: Templates) -> list[TemplateMistake]:
    """Every mistake found, each once, by file and line."""
    found = {str(mistake): mistake for mistake in _mistakes(templates)}
    return sorted(found.values(), key=lambda mistake: (mistake.file, mistake.line))


def _mistakes(templates: Templates) -> Iterator[TemplateMistake]:
    for name in sorted(templates.sources):
        try:
            templates.compile(name)
        except TemplateMistake as mistake:
            yield mistake
    for folder in ("", *sorted(_folders(templates))):
        yield from _tried(templates, Outlet(fits=lambda _text: True, folders=(folder,)))
    yield from _tried(templates, Outlet(fits=lambda _text: True, mail=True))


def _folders(templates: Templates) -> set[str]:
    """`mastodon` of `social/mastodon/tip.txt`."""
    return {name.split("/")[1] for name in templates.sources if name.startswith("social/") and name.count("/") == 2}


def _tried(templates: Templates, outlet: Outlet) -> Iterator[TemplateMistake]:
    for content in sample.contents():
        try:
            mail.issue(content, templates) if outlet.mail else social.posts(content, outlet, templates)
        except TemplateMistake as mistake:
            yield mistake
