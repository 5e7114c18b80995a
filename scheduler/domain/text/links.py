"""Addresses and mentions in a post, found as X and Mastodon find them (both use twitter-text's grammar).

A domain counts only when it ends in a top-level domain of the root zone, with a protocol as well: `studio.example`
is no link to these networks. Written from the behaviour of twitter-text 3.1 and checked against its vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import idna
import regex

from scheduler.domain.text.tlds import TLDS

LONGEST_URL = 4096
LONGEST_DOMAIN = 253
LONGEST_SLUG = 40
_SPACES = r"\t-\r \u0085\u00A0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_DIRECTIONS = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
_LABEL = rf"[^!-,./:-@\[-`{{-~\-{_SPACES}{_INVALID}{_DIRECTIONS}]"
_LATIN = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257"
    r"\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_CYRILLIC = r"\u0400-\u04FF"
_ENDS_TLD = r"(?![0-9a-zA-Z@+\-])"
_ASCII_LABEL = rf"[\-a-z0-9{_LATIN}]+"

_X_PATH = rf"a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}"
_X_END = rf"+\-a-z{_CYRILLIC}0-9=_#/{_LATIN}"
_X_QUERY, _X_QUERY_END = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]", r"[a-z0-9\-_&=#/]"
_T_CO = regex.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:\?{_X_QUERY}*{_X_QUERY_END})?", regex.IGNORECASE)
_WIDE = r"\u00A0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFEF\U00010000-\U0010FFFD"


def urls(text: str, *, bare: bool, wide: bool = False) -> list[tuple[int, int]]:
    """(start, end) of every address, in order. `bare`: without a protocol too (X). `wide`: Mastodon's longer paths."""
    if "." not in text:
        return []
    return [span for match in _address(wide).finditer(text) for span in _spans(match, bare)]


def _spans(match: Any, bare: bool) -> Iterator[tuple[int, int]]:
    start, end = match.span("url")
    if not _fits(match):
        return
    if match["protocol"]:
        short = _T_CO.match(match["url"])
        if not short or len(short["slug"]) <= LONGEST_SLUG:
            yield start, start + short.end() if short else end
    elif bare and not match["before"].endswith(("-", "_", ".", "/")):
        yield from _bare(match, start, end)


def _bare(match: Any, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Without a protocol only the ASCII part of a domain counts, and the path belongs to the last one found."""
    found = [(start + each.start(), start + each.end()) for each in _ascii_domain().finditer(match["domain"])]
    yield from found[:-1]
    if found:
        yield found[-1][0], end if match["path"] else found[-1][1]


def _fits(match: Any) -> bool:
    """Labels of at most 63 characters in Punycode, and not too long as a whole."""
    length = len(match["url"]) + (0 if match["protocol"] else len("https://"))
    if length > LONGEST_URL:
        return False
    return all(_encoded_length(label) <= 63 for label in match["domain"].split("."))


def _encoded_length(label: str) -> int:
    return len(label) if label.isascii() else len("xn--") + len(label.encode("punycode"))


@cache
def _address(wide: bool) -> Any:
    path, end = (r"[^\p{White_Space}<>()?]", _wide_end()) if wide else (f"[{_X_PATH}]", f"[{_X_END}]")
    query, query_end = (_X_QUERY, _X_QUERY_END)
    if wide:
        query, query_end = rf"[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_WIDE}]", rf"[a-z0-9_&=#/\-{_WIDE}]"
    parens = rf"\((?:{path}+|{path}*\({path}+\){path}*)\)"
    middle = rf"(?:{path}+/)" if wide else rf"(?:@{path}+/)"
    one_path = rf"(?:{path}*(?:{parens}{path}*)*(?:{end}|{parens})|{middle})"
    domain = rf"(?:{_LABEL}(?:[_\-]|{_LABEL}){{0,254}}\.)*(?<![_\-]\.)(?:{_LABEL}(?:-|{_LABEL}){{0,254}}(?<!-)\.)"
    tld = rf"(?:\L<tlds>{_ENDS_TLD}|xn--[\-0-9a-z]+)"
    return regex.compile(
        rf"(?P<before>[^A-Za-z0-9@＠$#＃{_INVALID}]|^)"
        rf"(?P<url>(?P<protocol>https?://)?(?P<domain>{domain}{tld})(?::[0-9]+)?"
        rf"(?P<path>/{one_path}*)?(?:\?{query}*{query_end})?)",
        regex.IGNORECASE | regex.V0,
        tlds=TLDS,
    )


def _wide_end() -> str:
    return r"[^\p{White_Space}()?!*\"'「」<>;:=,.$%\[\]~&|@]"


@cache
def _ascii_domain() -> Any:
    return regex.compile(rf"(?:{_ASCII_LABEL}\.)+\L<tlds>{_ENDS_TLD}", regex.IGNORECASE, tlds=TLDS)


@cache
def _mention() -> Any:
    user = r"[a-z0-9_]+(?:[.\-]+[a-z0-9_]+)*"
    return regex.compile(rf"(?<![=/\w])@(?P<user>{user})@(?P<server>[\w.\-]+\w+)(?![@＠]|://)", regex.IGNORECASE)


def mentions(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, user) of every `@user@server` whose server name could exist."""
    for match in _mention().finditer(text):
        if len(match["server"]) <= LONGEST_DOMAIN:
            yield match.start(), match.end(), match["user"]


def ascii_form(domain: str) -> str:
    """The domain as DNS has it (`xn--…`); raises ValueError when there is none."""
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError(f"{domain} is no domain name") from error
