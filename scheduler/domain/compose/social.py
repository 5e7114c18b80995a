"""A post for a network: the tip's own words as far as they fit, by fit.py, in the studio's template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from scheduler.domain.compose import context, essentials, words
from scheduler.domain.compose.facts import Composed, Content, Outlet
from scheduler.domain.drafts import Draft
from scheduler.domain.rendering import Templates
from scheduler.domain.tips.fit import Fit, Part, Room, fit

NO_ROOM_FOR_VIDEO = "There is no room here for the address of its video."
NO_CLASSES = "Classes by themselves go out by newsletter; here there is no tip left."


def posts(content: Content, outlet: Outlet, templates: Templates) -> Composed:
    """The post, or a thread of them; left out with its reason when there is no honest way to make it short enough."""
    if content.kind == "classes":
        return Composed((), "left out", NO_CLASSES)
    if content.tip:  # what an issue prints beside a background tip; a post does without
        content = replace(content, tip=replace(content.tip, companion=""))
    name = template_name(content, outlet, templates)
    facts = {**context.of(content), "link": context.web(content.link) if outlet.links == "text" else ""}

    def render(
        said: str,
        *,
        title: bool,
        closing: bool = True,
        watch: Sequence[str] = (),
        caveats: Sequence[str] | None = None,
        ends: bool = True,
    ) -> str:
        shown = {"words": said, "show_title": title, "closing": closing, "watch": watch}
        return templates.render(name, {**facts, **shown, **_some(facts, caveats, ends)})

    caveats = content.tip.caveats if content.tip else ()
    room = Room(render, outlet.fits, outlet.threads, outlet.limit, caveats, render)
    found = _with_videos(_fitted(content, room), facts, render, outlet)
    drafts = [_draft(content, part, place, len(found.parts)) for place, part in enumerate(found.parts, 1)]
    essentials.check_posts(content, name, [part.words for part in found.parts], drafts)
    return Composed(tuple(drafts), found.how, found.reason)


def template_name(content: Content, outlet: Outlet, templates: Templates) -> str:
    """The channel's own template where the studio has one (`social/mastodon/tip.txt`), else `social/tip.txt`."""
    own = (f"social/{folder}/{content.kind}.txt" for folder in outlet.folders)
    return next((name for name in own if name in templates), f"social/{content.kind}.txt")


def _fitted(content: Content, room: Room) -> Fit:
    if content.kind == "announcement":
        return _all_or_nothing(room)
    tip = content.tip
    caveats = bool(tip and (tip.caveats or context.safety_line(content)))
    sentences = words.judged(tip.text if tip else content.opening, content.language)
    return fit(sentences, room, bool(tip and tip.needs_title), caveats)


def _some(facts: Mapping[str, Any], caveats: Sequence[str] | None, ends: bool) -> dict[str, Any]:
    """What a post with only some of the caveats is given otherwise; the safety line and the link end the last one."""
    if caveats is None:
        return {}
    shown: dict[str, Any] = {"caveats": tuple(caveats), "tip": {**facts["tip"], "caveats": tuple(caveats)}}
    return shown if ends else {**shown, "safety_line": "", "link": ""}


class _Renders(Protocol):
    def __call__(
        self, said: str, *, title: bool, closing: bool, watch: Sequence[str], caveats: Sequence[str] | None
    ) -> str: ...


def _with_videos(found: Fit, facts: Mapping[str, Any], render: _Renders, outlet: Outlet) -> Fit:
    """The videos of the tip's section in the last post, as many as there is room for. No word makes way for them, and
    none is named where the network would not make it a link."""
    addresses = facts["tip"]["watch"] if facts["tip"] and outlet.links != "none" else ()
    if not addresses or not found.parts:
        return found
    last = found.parts[-1]
    watch: list[str] = []
    for address in addresses:
        text = render(last.words, title=last.title, closing=True, watch=[*watch, address], caveats=last.caveats)
        if last.closing and outlet.fits(text):
            watch.append(address)
            last = replace(last, text=text)
    reason = found.reason if watch else f"{found.reason} {NO_ROOM_FOR_VIDEO}".strip()
    return replace(found, parts=(*found.parts[:-1], last), reason=reason)


def _all_or_nothing(room: Room) -> Fit:
    text = room.render("", title=True, closing=True)
    if room.fits(text):
        return Fit((Part("", True, True, text),), "whole")
    return Fit((), "left out", f"The announcement is longer than {room.limit}.")


def _draft(content: Content, part: Part, place: int, parts: int) -> Draft:
    return Draft(
        text=part.text,
        link=context.web(content.link) if part.closing else "",
        link_title=_card_title(content),
        link_description=content.studio.name,
        images=content.images if place == 1 else (),
        language=content.language,
        part=place,
        parts=parts,
    )


def _card_title(content: Content) -> str:
    if content.kind == "announcement" and content.classes:
        return content.classes[0].title
    return content.link_title or content.title or (content.tip.title if content.tip else content.studio.name)
