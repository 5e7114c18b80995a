"""What goes into an issue or a post, from plain facts, for one channel. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.compose.facts import ClassFacts, Composed, Content, Outlet, StudioFacts, TipFacts
from scheduler.domain.rendering import Templates

__all__ = ["ClassFacts", "Composed", "Content", "Outlet", "StudioFacts", "TipFacts", "compose"]


def compose(content: Content, outlet: Outlet, templates: Templates, used_subjects: Iterable[str] = ()) -> Composed:
    """The drafts for one channel, or why there are none.

    `used_subjects`: those of this channel's other issues, so that no two are alike. Raises TemplateMistake.
    """
    from scheduler.domain.compose import context, mail, social  # behind them stand all the words that splitting knows

    content = context.printable(content)
    if outlet.mail:
        return mail.issue(content, templates, frozenset(used_subjects))
    return social.posts(content, outlet, templates)
