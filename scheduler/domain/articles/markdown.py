"""Markdown with front matter: rendered to HTML and read by the same walker as a page."""

from __future__ import annotations

from io import StringIO
from typing import Any

import regex
from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scheduler.domain.articles import clean
from scheduler.domain.articles.builder import Draft
from scheduler.domain.articles.html import read_fragment
from scheduler.domain.articles.meta import Meta, known_language, moment, short

FRONT = regex.compile(r"(---|\+\+\+)[ \t]*\n(.{0,20000}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", regex.S)
# Shortcodes and template tags of site generators (Hugo, Jekyll, WordPress) say nothing to a reader.
SHORTCODE = regex.compile(
    r"\{\{[<%][^\n]{0,400}?[%>]\}\}|\{%[^\n]{0,400}?%\}|\{\{[^\n{}]{0,200}\}\}|\{:[^\n}]{0,200}\}|^\s*(?:import|"
    r"export) [^\n]{0,200} from ['\"][^\n]{0,200}$|^\s*:::[^\n]{0,80}$",
    regex.M,
)
CALLOUT = regex.compile(r"^(\s*>\s*)\[!\w+\][+-]?[ \t]*", regex.M)
NOTE = regex.compile(r"(?m)^ {0,3}\[\^[^\]\s]{1,60}\]:[ \t]*([^\n]*(?:\n(?: {4}|\t)[^\n]+)*)$")
NOTE_MARK = regex.compile(r"\[\^[^\]\s]{1,60}\]")
ATTRIBUTES = regex.compile(r"(?m)(^#{1,6} [^\n]{0,300}?)\s*\{[#.][^}\n]{0,100}\}\s*$")


def read_markdown(text: str) -> tuple[Draft, Meta]:
    """The draft of a Markdown file and what its front matter says."""
    body, front = split_front_matter(clean.lines(text))
    meta = Meta(
        title=short(front.get("title")),
        date=moment(front.get("date") or front.get("published")),
        author=_author(front.get("author") or front.get("authors")),
        url=short(front.get("canonical_url") or front.get("canonical") or front.get("url")),
        language=known_language(front.get("lang") or front.get("language")),
    )
    body = NOTE_MARK.sub("", NOTE.sub(r'<div class="footnotes">\1</div>\n', body))
    body = ATTRIBUTES.sub(r"\1", CALLOUT.sub(r"\1", SHORTCODE.sub("", body)))
    draft, title = read_fragment(_renderer().render(body), meta.title)
    meta.title = meta.title or title
    draft.title = meta.title
    return draft, meta


def split_front_matter(text: str) -> tuple[str, dict[str, Any]]:
    """(body, front matter); an unreadable front matter is left out and counts as none."""
    found = FRONT.match(text.lstrip("\ufeff\n "))
    if not found:
        return text, {}
    body = text.lstrip("\ufeff\n ")[found.end() :]
    if found.group(1) == "+++":
        return body, _toml(found.group(2))
    try:
        front = YAML(typ="safe", pure=True).load(StringIO(found.group(2)))
    except (YAMLError, ValueError, RecursionError, TypeError, OverflowError):
        return body, _lines_of(found.group(2))
    return (body, front) if isinstance(front, dict) else (text, {})


def _lines_of(front: str) -> dict[str, Any]:
    """`key: value` lines of a front matter that is not valid YAML (a title with a bare colon)."""
    pairs = (line.split(":", 1) for line in front.split("\n") if ":" in line and not line.startswith((" ", "\t", "-")))
    return {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}


def _toml(front: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _author(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return short(first.get("name")) if isinstance(first, dict) else short(first)


def _renderer() -> MarkdownIt:
    # Indented text is a paragraph here: studio notes are indented by hand, and none of them is program code.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
