"""What a page does not show: `hidden`, `display:none`, off-screen, zero size, text in the colour of its ground."""

from __future__ import annotations

import regex
from lxml import etree

from scheduler.domain.articles.clean import word_set

NOT_SHOWN = word_set(
    "script style template noscript head meta link title object embed canvas map dialog datalist param source track "
    "audio math applet frame frameset noframes noembed rp"
)
HIDING_CLASSES = word_set(
    "visually-hidden visuallyhidden screen-reader-text screen-reader sr-only hidden hide d-none is-hidden u-hidden "
    "hidden-text offscreen off-screen invisible display-none assistive-text skip-link header-skip-link"
)
COMMENTS = regex.compile(r"/\*.*?\*/", regex.S)
RULE = regex.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")
# One element of a selector: a tag, classes, an id, an attribute with its value.
PART = regex.compile(
    r"(?:[a-z][a-z0-9]*|\*)?(?:[.#][\w-]+|\[[\w-]+(?:[~|^$*]?=\s*[\"']?[\w -]{0,60}[\"']?)?\])*", regex.I
)
NAME = regex.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:[~|^$*]?=\s*[\"']?([\w -]{0,60}?)[\"']?)?\]", regex.I)
BETWEEN = regex.compile(r"\s*>\s*|\s+")
ABOVE = 30  # elements above one that a selector may name
FUNCTION = regex.compile(r"([a-z0-9]+)\(([^()]{0,200})\)")
LENGTH = regex.compile(r"(-?\d+(?:\.\d+)?|-?\.\d+)\s*(px|pt|em|rem|%|vw|vh|cm|in)?$")
COLOURS = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "transparent": None,
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
}
RGB = regex.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
ALWAYS_HELD = regex.compile(
    r"@(?:media\s+(?:only\s+)?(?:screen|all)|layer[\w\s.-]{0,40}|supports\b[^{};]{0,200})\s*\{", regex.I
)
GROUND = regex.compile(r"(?:^|[-_ ])(?:bg|background|dark|cover|hero|overlay|banner|inverse|colou?r)", regex.I)
WHITE = (255, 255, 255)

Colour = tuple[int, int, int]


def declarations(style: str) -> dict[str, str]:
    """A style attribute as property → value, lower case, the last one winning."""
    found: dict[str, str] = {}
    for declaration in style[:4000].split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def hides(style: dict[str, str]) -> bool:
    """True when these declarations take an element out of sight."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
        or _zero(style.get("opacity"))
        or _tiny(_font_size(style))
        or _no_room(style)
        or _off_screen(style)
        or _zero(style.get("zoom"))
        or style.get("filter", "").replace(" ", "") in ("opacity(0)", "opacity(0%)")
        or any(_clear(style.get(name)) for name in ("color", "-webkit-text-fill-color"))
        or _moved_away(style)
    )


def _clear(value: str | None) -> bool:
    """A colour that lets everything through: transparent, an alpha of nothing."""
    value = (value or "").strip()
    if value.startswith("#"):
        return len(value) in (5, 9) and set(value[1:][-(len(value) - 1) // 4 :]) == {"0"}
    found = FUNCTION.match(value)
    parts = [part for part in regex.split(r"[\s,/]+", found.group(2)) if part] if found else []
    return value == "transparent" or (len(parts) == 4 and _zero(parts[3]))


def _moved_away(style: dict[str, str]) -> bool:
    """Shrunk to nothing, or moved out of the page."""
    if any(_zero(part) for part in style.get("scale", "").split()):
        return True
    moves = style.get("translate", "").split()
    for name, inside in FUNCTION.findall(style.get("transform", "")):
        parts = [part for part in regex.split(r"[\s,]+", inside) if part]
        if name.startswith("scale") and any(_zero(part) for part in parts):
            return True
        moves += parts if name.startswith("translate") else []
    return any((_number(part) or 0) <= -500 for part in moves)


def _zero(value: str | None) -> bool:
    number = _number(value)
    return number is not None and abs(number) < 0.011


def _tiny(value: str | None) -> bool:
    """Letters of two pixels or less."""
    found = LENGTH.match(value or "")
    small = found is not None and found.group(2) in (None, "px", "pt") and float(found.group(1)) <= 2
    return small or _zero(value)


def _font_size(style: dict[str, str]) -> str | None:
    """Of the property, or of the short form: "0/0 a"."""
    if "font-size" in style or "font" not in style:
        return style.get("font-size")
    sizes = [part.split("/")[0] for part in style["font"].split() if LENGTH.match(part.split("/")[0])]
    return sizes[0] if len(sizes) == 1 and "/" in style["font"] else None


def _number(value: str | None) -> float | None:
    found = LENGTH.match(value or "")
    return float(found.group(1)) if found else None


def _no_room(style: dict[str, str]) -> bool:
    if style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px")) or style.get("clip-path", "").replace(
        " ", ""
    ) in ("inset(50%)", "inset(100%)", "circle(0)"):
        return True
    sides = [_number(style.get(name)) for name in ("width", "height", "max-width", "max-height")]
    tiny = [side is not None and side <= 1 for side in sides]
    clipped = (
        "hidden" in style.get("overflow", "")
        or "hidden" in style.get("overflow-y", "")
        or "hidden" in style.get("overflow-x", "")
    )
    return any(tiny) and (clipped or (tiny[0] and tiny[1]) or (tiny[2] and tiny[3]))


def _off_screen(style: dict[str, str]) -> bool:
    indent = _number(style.get("text-indent"))
    if indent is not None and indent <= -500:
        return True
    if style.get("position") not in ("absolute", "fixed", "relative"):
        return any((_number(style.get(side)) or 0) <= -1000 for side in ("margin-left", "margin-top"))
    return any((_number(style.get(side)) or 0) <= -500 for side in ("left", "top", "right", "bottom"))


def colour(value: str | None) -> Colour | None:
    """A CSS colour as (red, green, blue); None for none, transparent, or a form not read here."""
    value = (value or "").strip()
    if value in COLOURS:
        return COLOURS[value]
    if value.startswith("#"):
        return _hex(value[1:])
    if value.startswith("hsl"):
        return _hsl(value)
    found = RGB.match(value)
    if not found or (found.group(4) and found.group(4).rstrip("%") in ("0", "0.0", ".0")):
        return None
    return int(found.group(1)), int(found.group(2)), int(found.group(3))


def _hsl(value: str) -> Colour | None:
    """Only what has no colour in it: white, grey, black."""
    found = FUNCTION.match(value)
    parts = [part for part in regex.split(r"[\s,/]+", found.group(2)) if part] if found else []
    if len(parts) < 3 or not parts[2].endswith("%") or (len(parts) > 3 and _zero(parts[3])):
        return None
    light = _number(parts[2]) or 0.0
    if not _zero(parts[1]) and 2 < light < 98:
        return None
    level = round(light * 2.55)
    return level, level, level


def _hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    try:
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    except ValueError:
        return None


def alike(one: Colour, other: Colour) -> bool:
    """True when the eye can hardly tell the two apart."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 12


class Styles:
    """The style rules of a page, found by the last class, id or attribute they name, and what they say of elements."""

    def __init__(self, css: str) -> None:
        self.rules: dict[str, list[tuple[list[str], dict[str, str]]]] = {}
        for selectors, body in RULE.findall(COMMENTS.sub("", _screen_rules(css))):
            self._add(selectors, declarations(body))

    def _add(self, selectors: str, found: dict[str, str]) -> None:
        for selector in selectors.split(",") if found else ():
            parts = [part for part in BETWEEN.split(selector.strip().lower()) if part]
            if not parts or not all(PART.fullmatch(part) for part in parts):
                continue
            names = NAME.findall(parts[-1])
            if names:
                mark, name, attribute, _ = names[-1]
                self.rules.setdefault(f"{mark}{name}" if mark else f"[{attribute}", []).append((parts, found))

    def of(self, element: etree._Element) -> dict[str, str]:
        """All that is declared for the element: its classes, its id, its attributes, its own style attribute."""
        found: dict[str, str] = {}
        if self.rules and element.attrib:
            names = [f".{name}" for name in (element.get("class") or "").lower().split()[:40]]
            for name in [
                *names,
                f"#{(element.get('id') or '').lower()}",
                *(f"[{a}" for a in map(str, element.keys()[:40])),
            ]:
                for parts, declared in self.rules.get(name.lower(), ()):
                    if _selects(parts, element):
                        found |= declared
        own = element.get("style")
        return found | declarations(own) if own else found


def _selects(parts: list[str], element: etree._Element) -> bool:
    """Is the element what the last part says, below what the others say?"""
    if not _is(parts[-1], element):
        return False
    above, wanted = element.getparent(), parts[:-1]
    for _ in range(ABOVE):
        if not wanted or above is None:
            break
        if wanted[-1] in ("html", "body") or _is(wanted[-1], above):
            wanted = wanted[:-1]
        above = above.getparent()
    return not wanted


def _is(part: str, element: etree._Element) -> bool:
    tag = regex.match(r"[a-z][a-z0-9]*", part)
    if tag and element.tag != tag.group():
        return False
    classes = (element.get("class") or "").lower().split()
    for mark, name, attribute, value in NAME.findall(part):
        if mark == "." and name not in classes:
            return False
        if mark == "#" and (element.get("id") or "").lower() != name:
            return False
        if attribute and (
            element.get(attribute) is None or (value and (element.get(attribute) or "").lower() != value)
        ):
            return False
    return True


def _screen_rules(css: str) -> str:
    """The style sheet without its @ rules (@media print, @font-face …); one pass, whatever the nesting.

    What holds on every screen (@media screen, @layer) is kept.
    """
    if "@" not in css:
        return css
    css = ALWAYS_HELD.sub("", css)
    kept: list[str] = []
    depth, at = 0, 0
    for found in regex.finditer(r"@[^{};@]*(?:\{|;)|\{|\}", css):
        if depth == 0:
            kept.append(css[at : found.start()])
            if not found.group().startswith("@"):
                kept.append(found.group())
        at = found.end()
        if found.group().startswith("@"):
            depth = depth + 1 if found.group().endswith("{") else depth
        elif depth and found.group() == "{":
            depth += 1
        elif depth and found.group() == "}":
            depth -= 1
    kept.append(css[at:] if depth == 0 else "")
    return "".join(kept)


def is_hidden(element: etree._Element, style: dict[str, str]) -> bool:
    """True for an element that the page does not show, whatever is in it."""
    if element.tag in NOT_SHOWN or (element.attrib and element.get("hidden") is not None):
        return True
    if not element.attrib and not style:
        return False
    if (element.get("aria-hidden") or "").strip().lower() == "true" or element.get("type") == "hidden":
        return True
    if any(name in HIDING_CLASSES for name in (element.get("class") or "").lower().split()[:40]):
        return True
    return bool(style) and hides(style)


def ground(element: etree._Element, style: dict[str, str], inherited: Colour | None) -> Colour | None:
    """The background below the element's text; None when it cannot be told (a picture, a theme's class)."""
    shown = style.get("background-color") or style.get("background") or element.get("bgcolor") or ""
    if "url(" in shown or "gradient" in shown or "background-image" in style or "var(" in shown:
        return None
    own = colour(shown.split(" ")[0] if "(" not in shown else shown)
    if own is not None:
        return own
    if shown and shown not in ("transparent", "none", "inherit", "initial", "unset"):
        return None
    return None if GROUND.search(element.get("class") or "") else inherited


def unreadable(style: dict[str, str], element: etree._Element, below: Colour | None) -> bool:
    """True when the element sets its text in the colour of its background."""
    ink = colour(style.get("color") or element.get("color"))
    return ink is not None and below is not None and alike(ink, below)
