"""What templates are given. `docs/templates.md` lists it for the owner."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from scheduler.domain import days, phrases
from scheduler.domain.compose.facts import ClassFacts, Content, TipFacts
from scheduler.domain.compose.words import lines, parts
from scheduler.domain.drafts import Media
from scheduler.domain.look import SANS, palette
from scheduler.domain.rendering.marks import outside
from scheduler.domain.tips.worth import is_health_claim


def of(content: Content) -> dict[str, Any]:
    """The names a template may use, whatever the kind of issue or post."""
    return {
        "kind": content.kind,
        "studio": replace(content.studio, url=web(content.studio.url)),
        "tip": _tip(content.tip) if content.tip else None,
        "caveats": content.tip.caveats if content.tip else (),
        "safety_line": safety_line(content),
        "safety_language": _other(_safety(content)[0], content.language),
        "language": content.language,
        "said_in": _other(phrases.spoken(content.language), content.language),
        "position": content.position,
        "of": content.of,
        "next_title": content.next_title,
        "classes": [_class(one, content.language) for one in content.classes],
        "title": content.title or (content.tip.title if content.tip else ""),
        "opening": lines(content.opening),
        "link": web(content.link),
        "link_title": content.link_title,
        "in_archive": content.in_archive,
        "look": _look(content),
        "picture": _picture(content.images[0]) if content.images else None,
    }


def printable(value: Any) -> Any:
    """The facts without the characters that no text may print: controls, lone surrogates, private use."""
    if isinstance(value, str):
        return outside(value)
    if isinstance(value, tuple):
        return tuple(printable(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: printable(getattr(value, field.name)) for field in fields(value)})
    return value


def safety_line(content: Content) -> str:
    """The studio's own line, with a health claim in all that is printed (promise 2), unless a caveat says just that."""
    tip, (_, line) = content.tip, _safety(content)
    claims = tip is not None and (tip.health_claim or is_health_claim(tip.companion))
    return line if tip and claims and line not in tip.caveats else ""


def _safety(content: Content) -> tuple[str, str]:
    """The safety line in the letter's language where the studio has one, with the language it is in."""
    studio, wanted = content.studio, phrases.base(content.language)
    found = (one for one in studio.safety_lines if phrases.base(one[0]) == wanted)
    return next(found, (studio.language, studio.safety_line))


def _other(language: str, around: str) -> str:
    """The language, where what stands around is in another one."""
    return "" if phrases.base(language) == phrases.base(around) else language


def web(address: str) -> str:
    """The address if it is one of the web, else nothing: never `javascript:` behind a button."""
    return address if address.startswith(("https://", "http://")) else ""


def _look(content: Content) -> dict[str, Any]:
    """The words on the button are the studio's own: a letter in another language has ours in their place."""
    look = content.studio.look
    own = phrases.base(content.language) == phrases.base(content.studio.language)
    found = palette(look.colour)
    return {
        "colour": found.accent,
        "on_colour": found.on_accent,
        "night": found.night,
        "on_night": found.on_night,
        "sans": look.font == SANS,
        "button": look.button if own else "",
        "logo": _picture(look.logo) if look.logo else None,
    }


def _picture(media: Media) -> dict[str, Any]:
    """`path` follows the site's address: `[[site_url]]{{ picture.path }}`."""
    path = f"/media/{media.sha256}.{media.type.rpartition('/')[2]}"
    return {"path": path, "alt": media.alt, "width": media.width, "height": media.height}


def _tip(tip: TipFacts) -> dict[str, Any]:
    return {
        "title": tip.title,
        "text": tip.text,
        "parts": parts(lines(tip.text)),
        "companion": lines(tip.companion),
        "caveats": tip.caveats,
        "path": [*tip.section[:-1]] if tip.heading_repeats else [],
        "health_claim": tip.health_claim,
        "language": tip.language,
        "watch": [address for address in map(web, tip.watch) if address],
    }


def _class(one: ClassFacts, language: str) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "title": one.title,
        "dates": [days.when(start, language) for start in one.starts],
        "day": days.day(one.starts[0], language) if one.starts else "",
        "time": days.time(one.starts[0], language) if one.starts else "",
        "teacher": one.teacher,
        "place": one.place,
        "url": web(one.url),
        "description": lines(one.description),
    }
