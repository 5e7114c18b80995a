"""What mailboxes can show, by the data of caniemail.com, and what a letter asks of them.

`tests/data/caniemail.json` has the newest answer of each program of Gmail, Apple Mail, Outlook and Yahoo for each
feature: y, n, a (in part) or u (unknown). It is cut from the npm package `caniemail` (MIT); to bring it up to date:
`npm pack caniemail && tar xf caniemail-*.tgz && python -m tests.mailboxes package/data/caniemail.json`
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import html as lxml_html

DATA = Path(__file__).parent / "data" / "caniemail.json"
FAMILIES = ("gmail", "apple-mail", "outlook", "yahoo")
LONGHANDS = re.compile(r"(border(?=-(?:top|bottom|left|right|color)$)|margin(?=-)|padding(?=-)).*")
TAGS = {
    **{f"h{n}": "html-h1-h6" for n in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "li"), "html-lists"),
    **dict.fromkeys(("table", "tr", "td", "th", "tbody"), "html-table"),
    **{tag: f"html-{tag}" for tag in ("p", "div", "span", "img", "body", "style", "strong", "small", "link", "form")},
}
ATTRIBUTES = ("align", "valign", "width", "height", "cellpadding", "cellspacing", "role", "lang", "dir", "target")
UNIT = re.compile(r"\d(px|%|em|rem|vh|vw|pt)")
SELECTORS = {
    "css-selector-attribute": r"\[",
    "css-selector-class": r"\.[a-z]",
    "css-selector-id": r"#[a-z]",
    "css-selector-child": r">",
    "css-selector-adjacent-sibling": r"\+",
    "css-selector-general-sibling": r"~",
    "css-selector-universal": r"\*",
    "css-selector-descendant": r"[\w\]]\s+[\w.\[]",
    "css-selector-type": r"(?:^|[\s,>])[a-z]",
}


def support() -> dict[str, dict[str, str]]:
    """`{"css-border-radius": {"outlook windows": "n", …}, …}`."""
    found: dict[str, dict[str, str]] = json.loads(DATA.read_text())["features"]
    return found


def unsupported(feature: str) -> list[str]:
    """The programs that do not show the feature."""
    return [program for program, answer in support()[feature].items() if answer == "n"]


def used(page: str) -> set[str]:
    """The features that a letter asks for, as caniemail names them; those it does not know are left out."""
    known = support()
    return {feature for feature in (*_of_styles(page), *_of_tags(page)) if feature in known}


def unknown_properties(page: str) -> set[str]:
    """Properties that caniemail says nothing about."""
    known = support()
    return {name for name, _ in _declarations(page) if f"css-{_short(name)}" not in known}


def _of_styles(page: str) -> Iterator[str]:
    for name, value in _declarations(page):
        yield f"css-{_short(name)}"
        yield from ("css-important",) if "!important" in value else ()
        yield from (f"css-unit-{unit.replace('%', 'percent')}" for unit in UNIT.findall(value))
        yield f"css-{name}-{value.partition(' ')[0]}"
        yield from ("css-function-" + call for call in re.findall(r"(\w[\w-]*)\(", value))
    for style in _style_tags(page):
        yield from ("css-at-media",) if "@media" in style else ()
        yield from ("css-at-font-face",) if "@font-face" in style else ()
        yield from ("css-at-media-prefers-color-scheme",) if "prefers-color-scheme" in style else ()
        for selector in re.findall(r"([^{}@;]+)\{[^{}]*:", style):
            yield from (slug for slug, shape in SELECTORS.items() if re.search(shape, selector.strip()))
            yield from ("css-selector-grouping",) if "," in selector else ()
            yield from (f"css-pseudo-class-{name}" for name in re.findall(r":([a-z-]+)", selector))


def _of_tags(page: str) -> Iterator[str]:
    yield from ("html-doctype",) if page.lower().startswith("<!doctype") else ()
    yield from ("html-comments",) if "<!--" in page else ()
    for element in lxml_html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        yield from (TAGS[element.tag],) if element.tag in TAGS else ()
        yield from (f"html-{name}" for name in element.attrib if name in ATTRIBUTES)
        yield from ("html-mailto-links",) if str(element.get("href", "")).startswith("mailto:") else ()
        yield from ("html-meta-color-scheme",) if element.get("name") == "color-scheme" else ()
        source = str(element.get("src", ""))
        yield from (
            f"image-{kind}" for kind in re.findall(r"\.(png|jpe?g|gif|webp|svg)$", source.replace("jpeg", "jpg"))
        )


def _style_tags(page: str) -> list[str]:
    return re.findall(r"(?s)<style[^>]*>(.*?)</style>", page)


def _declarations(page: str) -> Iterator[tuple[str, str]]:
    inline = re.findall(r'\bstyle="([^"]*)"', page)
    blocks = [block for style in _style_tags(page) for block in re.findall(r"\{([^{}]*)\}", style)]
    for declaration in (part for block in (*inline, *blocks) for part in block.split(";")):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip().lower(), value.strip().lower()


def _short(name: str) -> str:
    found = LONGHANDS.fullmatch(name)
    return found[1] if found else name


def cut(full: Path) -> None:
    """Keep of the package's data what the test asks."""
    data = json.loads(full.read_text())
    features = {
        one["slug"]: {
            f"{family} {program}": list(answers.values())[-1].split(" ")[0]
            for family in FAMILIES
            for program, answers in one["stats"].get(family, {}).items()
        }
        for one in data["data"]
        if one["category"] in ("css", "html", "image")
    }
    head = {"source": "https://www.caniemail.com, npm package caniemail (MIT)", "updated": data["last_update_date"]}
    rows = ",\n".join(f"{json.dumps(slug)}: {json.dumps(answers)}" for slug, answers in sorted(features.items()))
    DATA.write_text(f'{json.dumps(head)[:-1]}, "features": {{\n{rows}\n}}}}\n')


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
