"""Writes a marked master as a small Word document, the same bytes every time.

Each line of the master is a paragraph; the word before `::` says how it looks: Title, Heading1, Heading2, bold (a
heading made of bold text only), num (an item of the numbered list), bullet, row (cells apart by ` / `), image (words:
the alternative text), Caption, hidden (Word's own), p.
"""

from __future__ import annotations

import base64
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

MARK = re.compile(r"⟦[^⟧]*⟧")
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PICTURE_TYPE = '<Default Extension="png" ContentType="image/png"/>'
PICTURE_RELATION = f'<Relationship Id="rId3" Type="{OFFICE}/image" Target="media/image1.png"/>'

CONTENT_TYPES = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{MAIN}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{MAIN}.numbering+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
)
STYLES = (
    f'{XML}<w:styles xmlns:w="{SPACE}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/></w:style></w:styles>'
)
MORE_STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style></w:styles>'
)


def level(number: int, form: str, text: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
    )


NUMBERING = (
    f'{XML}<w:numbering xmlns:w="{SPACE}">{level(1, "decimal", "%1.")}{level(2, "bullet", "•")}'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def runs(text: str, properties: str = "") -> str:
    """One run, or several where `**` turns bold on and off."""
    parts = []
    for place, words in enumerate(text.split("**")):
        bold = properties + ("<w:b/>" if place % 2 else "")
        if words:
            look = f"<w:rPr>{bold}</w:rPr>" if bold else ""
            parts.append(f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>')
    return "".join(parts)


def picture(words: str) -> str:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    said = escape(words, {'"': "&quot;"})
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing">'
        f'<wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="Picture 1" descr="{said}"/>'
        f'<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture">'
        f'<pic:pic xmlns:pic="{drawing}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="image1.png"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId3"/></pic:blipFill><pic:spPr/></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def paragraph(look: str, text: str) -> str:
    if look == "image":
        return picture(text)
    if look in {"Title", "Heading1", "Heading2", "Caption"}:
        return f'<w:p><w:pPr><w:pStyle w:val="{look}"/></w:pPr>{runs(text)}</w:p>'
    if look == "bold":
        return f"<w:p>{runs(text, '<w:b/>')}</w:p>"
    if look == "hidden":
        return f"<w:p>{runs(text, '<w:vanish/>')}</w:p>"
    if look in {"num", "bullet"}:
        numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{1 if look == "num" else 2}"/></w:numPr>'
        return f'<w:p><w:pPr><w:pStyle w:val="ListParagraph"/>{numbering}</w:pPr>{runs(text)}</w:p>'
    return f"<w:p>{runs(text)}</w:p>"


def body(text: str) -> str:
    parts: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        look, words = line.split("::", 1)
        if look == "row":
            cells = "".join(f"<w:tc><w:tcPr/>{paragraph('p', cell)}</w:tc>" for cell in words.split(" / "))
            parts.append(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        else:
            parts.append(paragraph(look, words))
    return "".join(parts).replace("</w:tbl><w:tbl>", "")


def write_docx(path: Path, marked: str) -> None:
    document = (
        f'{XML}<w:document xmlns:w="{SPACE}"><w:body>{body(MARK.sub("", marked))}<w:sectPr/></w:body></w:document>'
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE_RELATIONS,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
    }
    if "<w:drawing>" in document:  # one picture, and the styles that come with it
        files["[Content_Types].xml"] = CONTENT_TYPES.replace("<Override", f"{PICTURE_TYPE}<Override", 1)
        files["word/_rels/document.xml.rels"] = DOCUMENT_RELATIONS.replace("</R", f"{PICTURE_RELATION}</R", 1)
        files["word/styles.xml"] = STYLES.replace("</w:styles>", MORE_STYLES)
        files["word/media/image1.png"] = PICTURE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
