"""Addresses and mentions in a post, found as X and Mastodon find them (both use twitter-text's grammar).

A domain counts only when it ends in a top-level domain of the root zone, with a protocol as well: `studio.example`
is no link to these networks. Written from the behaviour of twitter-text 3.1 and checked against its vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from scheduler.domain.text.domains import BEFORE, LABEL, RUN, Run, ascii_domains, fits, run_of

LONGEST_URL = 4096
LONGEST_DOMAIN = 253
LONGEST_SLUG = 40
_CYRILLIC = r"\u0400-\u04FF"
_LATIN = r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253-\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
_X_PATH = rf"[a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_X_END = rf"[+\-a-z{_CYRILLIC}0-9=_#/{_LATIN}]"
_X_QUERY, _X_QUERY_END = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]", r"[a-z0-9\-_&=#/]"
_WIDE = r"\u00A0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFEF\U00010000-\U0010FFFD"
_WIDE_PATH = r"[^\p{White_Space}<>()?]"
_WIDE_END = r"[^\p{White_Space}()?!*\"'「」<>;:=,.$%\[\]~&|@]"
_WIDE_QUERY, _WIDE_QUERY_END = rf"[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_WIDE}]", rf"[a-z0-9_&=#/\-{_WIDE}]"
_PROTOCOL = regex.compile("https?://", regex.IGNORECASE)
_RUN = regex.compile(RUN)
_LABEL = regex.compile(LABEL)
_BEFORE = regex.compile(BEFORE)
_T_CO = regex.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:\?{_X_QUERY}*{_X_QUERY_END})?", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Address:
    start: int
    domain: int
    domain_end: int
    path: int
    end: int


def urls(text: str, *, bare: bool, wide: bool = False) -> list[tuple[int, int]]:
    """(start, end) of every address, in order. `bare`: without a protocol too (X). `wide`: Mastodon's longer paths."""
    if "." not in text:
        return []
    return [span for address in _addresses(text, wide) for span in _spans(text, address, bare)]


def _addresses(text: str, wide: bool) -> Iterator[_Address]:
    """Everything shaped like an address, one after the other; the character before one belongs to no other."""
    position = free = 0
    while match := _RUN.search(text, position):
        stop = match.end()
        run = run_of(text, match.start(), stop)
        for label, start in _starts(text, run, stop):
            if start > free or start == free == 0:
                address = _whole(text, start, run.ends[label], free, wide)
                free = address.end
                yield address
        position = max(free, stop)


def _starts(text: str, run: Run, stop: int) -> Iterator[tuple[int, int]]:
    """(label, position) where a domain may begin: behind anything but an ASCII letter, digit, @, # or $.

    The very first character of a text is rather taken as what stands before, when it may be that.
    """
    for label, start in enumerate(run.starts):
        end = run.starts[label + 1] - 1 if label + 1 < len(run.starts) else stop
        if not run.ends[label]:
            continue
        places = [place for place in range(max(start, 1), end) if _BEFORE.match(text, place - 1)]
        if start == 0:
            places = [1, 0, *places] if 1 in places else [0, *places]
        yield from ((label, place) for place in places if _LABEL.match(text, place))


def _whole(text: str, domain: int, domain_end: int, free: int, wide: bool) -> _Address:
    """Adds the protocol before a domain, and port, path and query behind it."""
    tail = _tail(wide).match(text, domain_end)
    path = tail.end("path") if tail["path"] else 0
    return _Address(_protocol(text, domain, free), domain, domain_end, path, tail.end())


def _protocol(text: str, domain: int, free: int) -> int:
    """Where the address begins: at its `https://`, when that is not glued to a word."""
    for start in (domain - 8, domain - 7):
        if start >= 0 and _PROTOCOL.fullmatch(text, start, domain):
            return start if start == 0 or (start > free and _BEFORE.match(text, start - 1)) else domain
    return domain


def _spans(text: str, address: _Address, bare: bool) -> Iterator[tuple[int, int]]:
    protocol = address.start < address.domain
    length = address.end - address.start + (0 if protocol else len("https://"))
    if length > LONGEST_URL or not fits(text[address.domain : address.domain_end]):
        return
    if protocol:
        short = _T_CO.match(text, address.start, address.end)
        if not short or len(short["slug"]) <= LONGEST_SLUG:
            yield address.start, short.end() if short else address.end
    elif bare and text[address.start - 1 : address.start] not in {"-", "_", ".", "/"}:
        yield from _bare(text, address)


def _bare(text: str, address: _Address) -> Iterator[tuple[int, int]]:
    """Without a protocol only the ASCII part of a domain counts, and the path belongs to the last one found."""
    found = ascii_domains(text, address.domain, address.domain_end)
    yield from found[:-1]
    if found:
        yield found[-1][0], address.end if address.path else found[-1][1]


@cache
def _tail(wide: bool) -> Any:
    path, end = (_WIDE_PATH, _WIDE_END) if wide else (_X_PATH, _X_END)
    query, query_end = (_WIDE_QUERY, _WIDE_QUERY_END) if wide else (_X_QUERY, _X_QUERY_END)
    parens = rf"\((?:{path}+|{path}*\({path}+\){path}*)\)"
    middle = rf"{path}+/" if wide else rf"@{path}+/"
    one = rf"(?:{path}*(?:{parens}{path}*)*(?:{end}|{parens})|{middle})"
    return regex.compile(rf"(?::[0-9]+)?(?P<path>/{one}*)?(?:\?{query}*{query_end})?", regex.IGNORECASE)


@cache
def _mention() -> Any:
    user = r"[a-z0-9_]+(?:[.\-]+[a-z0-9_]+)*"
    return regex.compile(rf"(?<![=/\w])@(?P<user>{user})@(?P<server>[\w.\-]+\w+)(?![@＠]|://)", regex.IGNORECASE)


def mentions(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, user) of every `@user@server` whose server name could exist."""
    for match in _mention().finditer(text):
        if len(match["server"]) <= LONGEST_DOMAIN:
            yield match.start(), match.end(), match["user"]
