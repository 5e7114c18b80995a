"""Bytes to text, for articles that come from anywhere."""

from __future__ import annotations

import codecs

import regex
from charset_normalizer import from_bytes

from scheduler.domain.articles.model import UnreadableArticle

LIMIT = 5 * 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = regex.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""",
    regex.I,
)
BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"PK\x03\x04",
    b"\x00\x00\x00\x18ftyp",
    b"\x7fELF",
    b"MZ\x90",
)
LATIN = {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}
# What UTF-8 looks like when it was read as cp1252 and saved again: "â€™" for an apostrophe, "Ã©" for é.
TWICE = regex.compile(r"â€[™œ\u009d˜¦“”\u0099\u009c]|Ã[\u0080-\u00bf©¨ªâ´®§]")


def decode(data: bytes, source: str) -> tuple[str, str]:
    """The text and the encoding it was read as.

    Order: byte order mark, UTF-8, what the file declares, cp1252, the best guess. Raises UnreadableArticle when the
    bytes are empty, too many, or not text.
    """
    _refuse(data, source)
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strictly(data, name, source), name
    try:
        return _undo_twice(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    return _guess(data, source)


def recoded(data: bytes, charset: str) -> bytes:
    """The bytes as UTF-8, by what the server said they are; as they are, where that is wrong or they tell it."""
    name = charset.strip().strip("\"'").lower()[:40]
    if not name or data.startswith(tuple(mark for mark, _ in MARKS)) or not _is_text_codec(name):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if b"\x00" not in data:
            return data  # UTF-8 is seldom so by chance, and often mislabelled
    try:
        return data.decode("cp1252" if name in LATIN else name).encode()
    except (UnicodeError, LookupError):
        return data


def refuse_size(data: bytes, source: str) -> None:
    """Raise UnreadableArticle for nothing at all and for more than LIMIT bytes."""
    if not data.strip():
        raise UnreadableArticle(f"{source} is empty; choose a file that has the article's text in it.")
    if len(data) > LIMIT:
        raise UnreadableArticle(
            f"{source} is larger than 5 MB; save the article alone, without pictures, and try again."
        )


def _refuse(data: bytes, source: str) -> None:
    refuse_size(data, source)
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    if data.startswith(BINARY) or (b"\x00" in data and not utf16):
        raise UnreadableArticle(
            f"{source} is not text; copy the article's words into a .txt or .md file, or save the page as HTML."
        )


def _strictly(data: bytes, name: str, source: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return data.decode(name, errors="replace")


def _guess(data: bytes, source: str) -> tuple[str, str]:
    for name in (*_declared(data), "cp1252"):
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    if data.count(b"\xff") + data.count(b"\xfe") > len(data) // 8 or _mostly_broken(data):
        raise UnreadableArticle(
            f"{source} is not text; copy the article's words into a .txt or .md file, or save the page as HTML."
        )
    best = from_bytes(data[:65536]).best()
    name = best.encoding if best else "cp1252"
    return data.decode(name, errors="replace"), name


def _declared(data: bytes) -> list[str]:
    found = DECLARED.search(data[:4096])
    if not found:
        return []
    name = (found.group(1) or found.group(2)).decode("ascii").lower()
    if name in {"utf-8", "utf8", "utf-16", "utf-7"} or not _is_text_codec(name):
        return []
    # The web reads these labels as cp1252 (WHATWG Encoding Standard, section 4.2).
    return ["cp1252"] if name in LATIN else [name]


def _is_text_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _mostly_broken(data: bytes) -> bool:
    sample = data[:65536]
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return control * 20 > len(sample)


def _undo_twice(text: str) -> str:
    """Text that was once misread as cp1252 and saved as UTF-8 is put right when the whole of it can be."""
    if len(TWICE.findall(text)) < 2:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
