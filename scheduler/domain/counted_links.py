"""Links of an issue that lead through the studio's own redirect, so that clicks can be counted without names. Pure.

A counted link is `[[view_url]]to/TOKEN`: the address of the issue's own page on the web, a word, and a token. It is the
same in every copy, so it names nobody, costs the sender no further hole, and leaves the approved content alone when the
same issue goes on to another date. Where it leads stands in the payload (`links`), so the approved hash covers it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from scheduler.domain.rendering import strip_private_use
from scheduler.domain.rendering.marks import hole

BEFORE = "to/"
NAME = r"[A-Za-z0-9_-]{22}"
LONGEST = 2000
_MARK = hole("view_url", "")
_COUNTED = re.compile(f"{re.escape(_MARK)}{BEFORE}({NAME})")
_LINK = re.compile(
    r'(<a(?:\s+[^\s"=<>/\ue000-\uf8ff]+(?:="[^"]*")?)*?\s+href=")(https?://[^"\ue000-\uf8ff]+)("[^>]*>)((?:(?!</?a[\s>]).)*)</a>',
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"https?://[^\s<>\"\ue000-\uf8ff]+", re.IGNORECASE)
_LOOKS_LIKE_ONE = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_ENDS = ".,;:!?)]}'”’»"
_ODD = re.compile(r"[\x00-\x20\x7f]")

Payload = Mapping[str, Any]


def counted(payload: Payload, token_of: Callable[[str], str], own: str = "", words: str = "") -> dict[str, Any]:
    """The payload of an issue with its links through the redirect, in HTML and text alike; itself without any.

    `links` of it: token → `{"to": address, "says": the link's words}`. Left alone: what holds a reader's own value
    (leaving, choosing, reading in the browser), addresses under `own` (these very pages), mailto: and tel:, a link
    whose words are an address themselves (mail programs warn when it leads elsewhere), and addresses in `words`, which
    are the article's.
    """
    links: dict[str, dict[str, str]] = {}

    def through(found: re.Match[str]) -> str:
        address, says = unescape(found[2]), _says(found[4])
        if not _may_lead(address, own) or _LOOKS_LIKE_ONE.fullmatch(says):
            return found[0]
        token = token_of(address)
        if not links.setdefault(token, {"to": address, "says": says})["says"]:
            links[token]["says"] = says
        return f"{found[1]}{_MARK}{BEFORE}{token}{found[3]}{found[4]}</a>"

    html = _LINK.sub(through, payload["html"])
    if not links:
        return dict(payload)
    tokens = {link["to"]: token for token, link in links.items() if link["to"] not in words}
    return {**payload, "html": html, "text": _in_text(payload["text"], tokens), "links": links}


def direct(payload: Payload) -> dict[str, Any]:
    """The payload as it was before `counted`: for the web archive, and for asking whether its links lead somewhere.

    Itself where nothing was counted: a post on a network has no HTML, and may have no text either.
    """
    links = payload.get("links") or {}
    if not links:
        return dict(payload)

    def address(found: re.Match[str]) -> str:
        return str(links[found[1]]["to"]) if found[1] in links else found[0]

    html = _COUNTED.sub(lambda found: escape(address(found)) if found[1] in links else found[0], payload["html"])
    return {**payload, "html": html, "text": _COUNTED.sub(address, payload["text"])}


def target(payload: Payload, token: str) -> str:
    """Where a token of that payload leads; empty for one it does not have."""
    found = str((payload.get("links") or {}).get(token, {}).get("to", ""))
    return found if _may_lead(found, "") else ""


def _in_text(text: str, tokens: Mapping[str, str]) -> str:
    def through(found: re.Match[str]) -> str:
        address = found[0].rstrip(_ENDS)
        return f"{_MARK}{BEFORE}{tokens[address]}{found[0][len(address) :]}" if address in tokens else found[0]

    return _ADDRESS.sub(through, text)


def _says(inner: str) -> str:
    """A link's words in one line; a picture's are its description."""
    with_alt = re.sub(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r" \1 ", inner, flags=re.IGNORECASE)
    return " ".join(strip_private_use(unescape(_TAG.sub(" ", with_alt))).split())[:200]


def _may_lead(address: str, own: str) -> bool:
    """A whole address of the web, of sane length, that is none of these pages."""
    if len(address) > LONGEST or _ODD.search(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (own and _host(address) == _host(own))


def _host(address: str) -> str:
    return urlsplit(address).netloc.rpartition("@")[2].lower()
