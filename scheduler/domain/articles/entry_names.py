"""By what an entry of a feed is known again, however the feed repeats, moves or edits it.

An entry has up to three names: its id, its address and its words. A blog that moves to https, gives itself new ids or
adds tracking marks to its addresses changes one or two of them, seldom all. What names several different entries of one
feed (an id that never changes, the address of the home page) names none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import regex

TRACKING = regex.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|mkt_tok|_hs\w+|ref|ref_src|source|share|campaign|cmp|"
    r"spm|wt_\w+|pk_\w+|mtm_\w+|vero_\w+|s_cid|trk",
    regex.I,
)
TAG = regex.compile(r"<[^>]{0,2000}>")
WORD = regex.compile(r"\w+")
ENOUGH, BESIDE_TITLE = 60, 20  # words that name an entry by themselves, or together with its title
UNPRINTABLE = regex.compile(r"[\p{C}]+")


def names(guid: str, url: str, title: str, html: str, whole: bool) -> tuple[str, ...]:
    """What this entry is known by, best first. `whole`: its content is all of it."""
    found = [_id(guid), _address(url), _words(title, html, whole)]
    return tuple(dict.fromkeys(name for name in found if name))


def unreliable(entries: Iterable[tuple[Sequence[str], str]]) -> set[str]:
    """Names that stand for different entries of one feed: other names and another title. entries: (names, title)."""
    first: dict[str, tuple[set[str], str]] = {}
    found: set[str] = set()
    for known, title in entries:
        places = {name for name in known if not name.startswith("says:")}
        said = " ".join(title.casefold().split())
        for name in places:
            others = places - {name}
            there, titled = first.setdefault(name, (others, said))
            if others and there and others.isdisjoint(there) and titled != said:
                found.add(name)
    return found


def plain(text: str) -> str:
    """Without controls and lone halves of characters, which no table keeps."""
    return str(UNPRINTABLE.sub("", text))


def _id(guid: str) -> str:
    guid = plain(guid).strip()
    if guid.lower().startswith(("http://", "https://")):
        return _address(guid)
    return f"id:{guid}" if guid else ""


def _address(url: str) -> str:
    """The address without what changes while the page stays: scheme, www, marks of tracking, a slash at the end."""
    try:
        parts = urlsplit(plain(url).strip())
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    asked = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(key)
    ]
    path = regex.sub(r"/(?:index\.(?:html?|php))?$", "", unquote(parts.path))
    if not path and not asked:
        return ""  # the home page is no entry
    return f"at:{host}{path}" + (f"?{urlencode(sorted(asked))}" if asked else "")


def _words(title: str, html: str, whole: bool) -> str:
    said = WORD.findall(TAG.sub(" ", html).casefold())
    if len(said) < BESIDE_TITLE or (not whole and not title.strip()):
        return ""
    alone = whole and len(said) >= ENOUGH
    words = said if alone else [*WORD.findall(title.casefold()), "|", *said]
    return f"says:{hashlib.sha256(' '.join(words).encode('utf-8', 'replace')).hexdigest()[:32]}"
