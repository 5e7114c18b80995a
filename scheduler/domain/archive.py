"""An issue as everybody may read it on the web: nobody's name, nobody's own links, nothing that runs. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as xml

from scheduler.domain.rendering import HOLE_NAMES, fill, strip_private_use
from scheduler.domain.rendering.marks import clean

if TYPE_CHECKING:
    from lxml import html as markup

NOBODYS = "#nobodys-own-link"
NEUTRAL = {**dict.fromkeys(HOLE_NAMES, NOBODYS), "first_name": "", "address": "", "site_url": ""}
ATOM = "http://www.w3.org/2005/Atom"
_NEVER = frozenset(
    {
        "script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button", "textarea",
        "select", "base", "link", "svg", "math", "template", "noscript", "audio", "video", "portal", "bgsound", "layer",
        "ilayer", "keygen", "xml",
    }
)  # fmt: skip
_MOVES = frozenset(["blink", "marquee"])
_ACTIVE_STYLE = re.compile(r"(?:java|vb)script:|expression\(|-moz-binding|behaviou?r:|@import", re.IGNORECASE)
_ADDRESSES = frozenset(["href", "src", "background", "cite", "poster", "longdesc", "action", "formaction"])
_SAFE = re.compile(r"(?:https?:|mailto:|tel:|/|#)", re.IGNORECASE)
_SPACES = re.compile(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028\u2029\ufeff]+")


def line(text: str) -> str:
    """A subject or preheader as everybody may read it."""
    return " ".join(strip_private_use(fill(clean(text), {**NEUTRAL, "address": ""})).replace(NOBODYS, "").split())


def page(letter: str, top: str = "") -> str:
    """The issue's HTML (with rendering's marks) as a page. `top`: our own HTML, put first.

    Where a reader's own link would be there is none; a name is its fallback. Whatever could run, ask or lead astray is
    taken out, so that the page is harmless even without its policy.
    """
    from lxml import html as markup  # loaded late: 5 MB

    filled = strip_private_use(fill(clean(letter), NEUTRAL, "html"))
    document = markup.document_fromstring(filled or "<p></p>")
    for element in list(document.iter()):
        if not isinstance(element.tag, str) or element.tag.lower().rpartition(":")[2] in _NEVER or _refreshes(element):
            _take_out(element)
        elif element.tag.lower() in _MOVES:
            _keep_words(element)
        else:
            _tame(element)
    body = document.find("body")
    if top and body is not None:
        body.insert(0, markup.fragment_fromstring(top))
    made = markup.tostring(document, encoding="unicode", doctype="<!doctype html>")
    return str(made).replace(NOBODYS, "")


def _refreshes(element: markup.HtmlElement) -> bool:
    return element.tag == "meta" and "http-equiv" in element.attrib


def _tame(element: markup.HtmlElement) -> None:
    for name, value in list(element.attrib.items()):
        address = _SPACES.sub("", str(value))
        unsafe = name.lower().rpartition(":")[2] in _ADDRESSES and address != "" and not _SAFE.match(address)
        unsafe |= name.lower() == "style" and bool(_ACTIVE_STYLE.search(address))
        if name.lower().startswith("on") or name.lower() in ("srcdoc", "srcset", "ping", "target") or unsafe:
            del element.attrib[name]
    if element.tag == "a" and str(element.get("href", "")).startswith(NOBODYS):
        parent = element.getparent()
        _take_out(element)
        if parent is not None and not len(parent) and not parent.text_content().strip():
            _take_out(parent)


def _take_out(element: markup.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _keep_words(element: markup.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tag()


def feed(title: str, site: str, entries: list[tuple[str, str, str, str]]) -> bytes:
    """Atom (RFC 4287). Each entry: path, title, ISO 8601 instant, summary; newest first."""
    xml.register_namespace("", ATOM)
    root = xml.Element(f"{{{ATOM}}}feed")
    _add(root, "title", title)
    _add(root, "id", f"{site}/letters/")
    _add(root, "updated", entries[0][2] if entries else "1970-01-01T00:00:00Z")
    _add(root, "link", rel="self", href=f"{site}/letters/feed.xml", type="application/atom+xml")
    _add(root, "link", rel="alternate", href=f"{site}/letters/", type="text/html")
    _add(_add(root, "author"), "name", title)
    for path, heading, at, summary in entries:
        entry = _add(root, "entry")
        _add(entry, "title", heading)
        _add(entry, "id", f"{site}{path}")
        _add(entry, "updated", at)
        _add(entry, "link", rel="alternate", href=f"{site}{path}", type="text/html")
        _add(entry, "summary", summary)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: xml.Element, name: str, text: str = "", **attributes: str) -> xml.Element:
    made = xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = text or None
    return made
