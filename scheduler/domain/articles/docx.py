"""Word documents: converted to HTML by mammoth (headings, lists, tables) and read by the same walker as a page."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import mammoth
from lxml import etree

from scheduler.domain.articles.builder import SENTENCE_END, Draft, Piece
from scheduler.domain.articles.html import read_fragment
from scheduler.domain.articles.meta import Meta, moment
from scheduler.domain.articles.model import UnreadableArticle

STYLES = (
    "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\np[style-name='Caption'] => p.caption:fresh"
)
UNPACKED = 50 * 1024 * 1024
FILES = 2000
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORE = {"title": "{http://purl.org/dc/elements/1.1/}title", "creator": "{http://purl.org/dc/elements/1.1/}creator"}
CREATED = "{http://purl.org/dc/terms/}created"
TITLE_WORDS = 20


def read_docx(data: bytes, source: str) -> tuple[Draft, Meta, str]:
    """The draft of a document, what its properties say, and the HTML that offsets point into."""
    try:
        document, properties = _opened(data)
        html = str(mammoth.convert_to_html(BytesIO(document), style_map=STYLES, convert_image=_picture()).value)
    except UnreadableArticle:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken archive makes the library raise, it means one thing
        raise UnreadableArticle(f"{source} is no Word document that can be read; save it again as .docx.") from None
    draft, title = read_fragment(html, "")
    meta = Meta(title=title, date=moment(properties.get("created")), author=properties.get("creator", "")[:100])
    if not meta.title:
        meta.title = _first_line(draft.pieces)
    draft.title = meta.title
    return draft, meta, html


def _opened(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The archive without hidden text, and its properties. Refuses what unpacks to too much."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > FILES or sum(entry.file_size for entry in entries) > UNPACKED:
            raise UnreadableArticle(
                "The document is too large; save the article alone, without pictures, and try again."
            )
        properties = _properties(archive)
        body = archive.read("word/document.xml")
        if b"vanish" not in body:
            return data, properties
        return _rewritten(archive, entries, _without_hidden(body)), properties


def _rewritten(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], body: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for entry in entries:
            copy.writestr(entry, body if entry.filename == "word/document.xml" else archive.read(entry))
    return out.getvalue()


def _without_hidden(body: bytes) -> bytes:
    root = etree.fromstring(body, _parser())
    for mark in list(root.iter(f"{WORDS}vanish")):
        run = mark.getparent()
        run = run.getparent() if run is not None else None
        shown = mark.get(f"{WORDS}val") in ("0", "false", "off")
        if run is not None and run.tag == f"{WORDS}r" and not shown and run.getparent() is not None:
            run.getparent().remove(run)
    return etree.tostring(root)


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    if "docProps/core.xml" not in archive.namelist():
        return {}
    root = etree.fromstring(archive.read("docProps/core.xml"), _parser())
    found = {name: root.findtext(tag) or "" for name, tag in CORE.items()}
    return found | {"created": root.findtext(CREATED) or ""}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _picture() -> Any:
    """Pictures stay in the document; the article knows them by number and alt text ("docx:1")."""
    count = 0

    def name(image: Any) -> dict[str, str]:
        nonlocal count
        count += 1
        return {"src": f"docx:{count}"}

    return mammoth.images.img_element(name)


def _first_line(pieces: list[Piece]) -> str:
    """A document's title is its first line, where that is no sentence and more stands below."""
    first = next((piece for piece in pieces if piece.kind != "junk"), None)
    if first is None or first.kind not in ("paragraph", "heading") or len(pieces) < 3:
        return ""
    if first.text.count(" ") >= TITLE_WORDS or SENTENCE_END.search(first.text[-80:]) or first.text[-1] in ":,;":
        return ""
    first.kind, first.level = "title", 0
    return first.text
