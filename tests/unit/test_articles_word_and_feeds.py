"""Word documents and feeds."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

from scheduler.domain.articles import UnreadableArticle, read
from scheduler.domain.articles.feed import entries

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def _paragraph(text: str, *, bold: bool = False, hidden: bool = False) -> str:
    marks = ("<w:b/>" if bold else "") + ("<w:vanish/>" if hidden else "")
    return f"<w:p><w:r><w:rPr>{marks}</w:rPr><w:t>{escape(text)}</w:t></w:r></w:p>"


def _document(*paragraphs: str, extra: int = 0) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        body = "".join(paragraphs)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>')
        if extra:
            archive.writestr("word/media/filler.bin", b"\0" * extra)
    return out.getvalue()


def test_a_document_with_bold_headings_has_a_title_and_sections() -> None:
    article = read(
        _document(
            _paragraph("Happy feet", bold=True),
            _paragraph("Feet carry us all day long."),
            _paragraph("Roll the sole", bold=True),
            _paragraph("Stand tall & roll a ball under one foot."),
        ),
        source="feet.docx",
    )
    assert (article.format, article.title) == ("docx", "Happy feet")
    assert [(b.kind, article.text[b.start : b.end], b.section) for b in article.blocks][1:] == [
        ("paragraph", "Feet carry us all day long.", ()),
        ("heading", "Roll the sole", ("Roll the sole",)),
        ("paragraph", "Stand tall & roll a ball under one foot.", ("Roll the sole",)),
    ]


def test_hidden_words_of_a_document_are_not_read() -> None:
    article = read(
        _document(_paragraph("Feet carry us all day long."), _paragraph("Secret words.", hidden=True)),
        source="feet.docx",
    )
    assert article.text == "Feet carry us all day long."


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 word/ broken", _document()[:200] + b"word/", _document(_paragraph("x"), extra=60 * 1024 * 1024)],
)
def test_a_document_that_is_broken_or_swells_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableArticle) as refused:
        read(data, source="feet.docx", format="docx")
    assert str(refused.value).endswith(".")


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Studio</title><link>https://studio.example</link>
<item><title>Old</title><link>https://studio.example/old</link><guid isPermaLink='false'>1</guid>
<pubDate>Mon, 01 Jan 2024 10:00:00 GMT</pubDate><description>Only the beginning [...]</description></item>
<item><title>New &amp;amp; fresh</title><link>https://studio.example/new</link><guid isPermaLink='false'>2</guid>
<pubDate>Tue, 02 Jan 2024 10:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>Feet carry us. <span style="display:none">Secret.</span></p><h2>Roll</h2>
<p>Roll slowly.</p>]]></content:encoded></item>%s</channel></rss>"""
AGAIN = (
    "<item><title>New, edited</title><link>https://studio.example/new</link><guid isPermaLink='false'>2</guid></item>"
)


def test_the_entries_of_a_feed_come_newest_first_and_each_once() -> None:
    found = entries((FEED % AGAIN).encode(), "https://studio.example/feed")
    assert [entry.key for entry in found] == ["2", "1"]
    assert [entry.whole for entry in found] == [True, False]
    assert found[0].url == "https://studio.example/new"


def test_a_feed_is_read_as_its_newest_entry_without_what_it_hides() -> None:
    article = read((FEED % "").encode(), source="https://studio.example/feed")
    assert (article.format, article.url) == ("feed", "https://studio.example/new")
    assert article.text == "Feet carry us.\nRoll\nRoll slowly."


def test_what_is_no_feed_is_refused() -> None:
    with pytest.raises(UnreadableArticle, match="no feed"):
        entries(b"just words", "https://studio.example/feed")


def test_a_feed_never_makes_the_reader_open_a_file_or_an_address() -> None:
    with pytest.raises(UnreadableArticle):
        entries(b"/etc/passwd", "x")
    with pytest.raises(UnreadableArticle):
        entries(b"http://127.0.0.1:9/feed", "x")
