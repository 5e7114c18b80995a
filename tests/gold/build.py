"""Builds the gold articles and their labels from the marked masters.

    python tests/gold/build.py [--dir FOLDER] [--scorer FILE] [NAME ...]

FOLDER holds `masters/` and takes what is built; without it, it is the folder of this file.

A master is the article itself with a mark `⟦…⟧` before every stretch of visible (or hidden) text. The builder takes
the marks out, writes the article in its own encoding, and writes the labels (schema tip-split-gold/1) beside it.
A mark holds words apart by spaces:

    T title   H heading   ! boilerplate   x hidden text (in no unit)
    i intro   b background   h how-to   g benefit   c caveat   a call-to-action   l lead-in   q quote
              then + or - (may it open a published snippet?), * (a list item), ; (a cut after it is free)
    {ra       a snippet starts here: r required or o optional; a alone, t with_title, n no; `{ra:benefit` names its role
    }         the snippet ends before this unit (headings, boilerplate and calls to action end it too)
    #name     names the snippet   @name names the unit
    >x,y      this caveat qualifies the snippets and units named; `*` is every how-to, `.` the caveat's own snippet

The labels were written by hand, by the rules of FORMAT.md of the shared gold, before any splitter had seen these
articles. An article's first line `%encoding NAME [crlf]` says how it is written and is not part of it.
"""

from __future__ import annotations

import argparse
import html
import importlib.util
import json
import re
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

HERE = Path(__file__).parent
MARK = re.compile(r"⟦([^⟧]*)⟧")
ROLES = {
    "i": "intro", "b": "background", "h": "how-to", "g": "benefit",
    "c": "caveat", "a": "call-to-action", "l": "lead-in", "q": "quote",
}  # fmt: skip
SELF_CONTAINED = {"a": "alone", "t": "with_title", "n": "no"}
BLOCK_TAGS = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|table|tr|td|th|section|article|aside|header|footer|nav|main|figure|figcaption|"
    r"blockquote|br|hr|form|label|button|details|summary|cite|time|body|dl|dt|dd)\b[^>]*>",
    re.I,
)
UNSEEN = re.compile(r"<!--.*?-->|<script\b.*?</script>|<style\b.*?</style>|<head\b.*?</head>", re.S | re.I)
ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad](?![\u2600-\u27bf\U0001f000-\U0001faff])")
LINE_MARKS = re.compile(r"(?m)^[ \t]*(?:(?:>|#{1,6}|[-*+•–]|\d{1,2}[.)]|[-=]{3,}|[|][-|: ]*)[ \t]*)+$")
FORMATS = {".md": "markdown", ".txt": "text", ".html": "html", ".docx": "docx"}


@dataclass
class Unit:
    text: str
    kind: str
    role: str
    can_open: bool | None
    block: int = 0
    gap: str = ""
    section: str | None = None
    soft: bool = False
    names: list[str] = field(default_factory=list)
    qualifies: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass
class Snippet:
    required: bool
    self_contained: str
    role: str | None
    name: str | None = None
    units: list[int] = field(default_factory=list)


@dataclass
class Article:
    units: list[Unit] = field(default_factory=list)
    snippets: list[Snippet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    title: str = "(none)"

    def canonical(self) -> str:
        text = ""
        for unit in self.units:
            text += unit.gap
            unit.start = len(text)
            text += unit.text
            unit.end = len(text)
        return text


# ---- from marked text to units ----
def visible(segment: str, form: str) -> str:
    """The words of a segment; line ends in it are ends of blocks."""
    if form == "html":
        segment = UNSEEN.sub("", segment)
        segment = re.sub(r"[ \t\r\n]+", " ", segment)
        segment = re.sub(r"<[^>]*>", "", BLOCK_TAGS.sub("\n", segment))
        segment = html.unescape(segment)
    elif form == "markdown":
        segment = re.sub(r"<!--.*?-->", "", segment, flags=re.S)
        segment = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", segment)
        segment = re.sub(r"\[\^\w+\]:?", "", segment)
        segment = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", segment)
        segment = LINE_MARKS.sub("", segment)
        segment = re.sub(r"[*`|]|(?<!\w)_|_(?!\w)", " " if "|" in segment else "", segment)
    elif form == "docx":
        segment = re.sub(r"(?m)^\w+::", "", segment).replace("**", "").replace(" / ", " ")
    else:
        segment = LINE_MARKS.sub("", segment)
    segment = segment.replace("\u00a0", " ").replace("\u202f", " ")
    return unicodedata.normalize("NFC", ZERO_WIDTH.sub("", segment))


def read_unit(codes: list[str], text: str, article: Article) -> Unit | None:
    names = [c[1:] for c in codes if c[0] == "@"]
    qualifies = [n for c in codes if c[0] == ">" for n in c[1:].split(",")]
    code = next(c for c in codes if c[0] in "THx!ibhgcalq")
    if code == "x":
        article.hidden.append(text)
        return None
    if code == "!":
        return Unit(text, "junk", "boilerplate", None)
    if code in "TH":
        return Unit(text, "title" if code == "T" else "heading", "heading", None)
    kind = "item" if "*" in code else "sentence"
    return Unit(text, kind, ROLES[code[0]], code[1] == "+", soft=";" in code, names=names, qualifies=qualifies)


def open_snippet(codes: list[str], article: Article) -> None:
    code = next((c for c in codes if c[0] == "{"), None)
    if code:
        name = next((c[1:] for c in codes if c[0] == "#"), None)
        article.snippets.append(Snippet(code[1] == "r", SELF_CONTAINED[code[2]], code[4:] or None, name))


def read_master(text: str, form: str) -> Article:
    article, parts = Article(), MARK.split(text)
    section, block, gap, inside = None, -1, "\n", False
    named = re.search(r"\A---\n(?:.*\n)*?(?:⟦!⟧)?title: *(.+)", text)
    article.title = named[1].strip('"') if named else article.title
    for mark, raw in zip(parts[1::2], parts[2::2], strict=True):
        codes, seen = mark.split(), visible(raw, form)
        words = " ".join(seen.split())
        unit = read_unit(codes, words, article)
        tail = seen[len(seen.rstrip()) :]
        if unit is None:
            gap = "\n" if gap == "\n" or "\n" in tail else gap
            continue
        assert words, f"an empty unit after {mark!r}"
        if unit.role in {"heading", "boilerplate", "call-to-action"} or "}" in codes or any(c[0] == "{" for c in codes):
            inside = False
        if any(c[0] == "{" for c in codes):
            open_snippet(codes, article)
            inside = True
        section = words if unit.kind == "heading" else section
        article.title = words if unit.kind == "title" else article.title
        block += gap == "\n" or not article.units
        unit.block, unit.gap, unit.section = block, gap if article.units else "", section
        if unit.kind in {"title", "junk"}:
            unit.section = None
        if inside:
            article.snippets[-1].units.append(len(article.units))
        article.units.append(unit)
        gap = next_gap(tail, raw, form)
    return article


def next_gap(tail: str, raw: str, form: str) -> str:
    if form == "markdown" and tail == "\n" and not raw.rpartition("\n")[2].strip():
        return " "  # a line wrapped by hand
    return "\n" if "\n" in tail else " " if tail else ""


# ---- labels ----
def qualified(article: Article, index: int) -> list[int]:
    def advice(units: list[int]) -> set[int]:
        return {i for i in units if i != index and article.units[i].role in {"how-to", "benefit"}}

    wanted: set[int] = set()
    for name in article.units[index].qualifies:
        named = {i for i, u in enumerate(article.units) if name in u.names}
        for snippet in article.snippets:
            everywhere = name == "*" and snippet.role != "quote"
            if everywhere:
                named |= {i for i in snippet.units if article.units[i].role == "how-to"}
            elif snippet.name == name or (name == "." and index in snippet.units):
                named |= advice(snippet.units)
        assert named, f"{name!r} qualifies nothing"
        wanted |= named
    return sorted(wanted - {index})


def snippet_role(article: Article, snippet: Snippet) -> str:
    roles = [article.units[i].role for i in snippet.units]
    ranked = (r for r in ("how-to", "benefit", "background", "caveat") if r in roles)
    return snippet.role or next(ranked, roles[0])


def labels(article: Article, name: str, form: str, source: str) -> dict[str, Any]:
    text = article.canonical()
    caveats = [
        {"caveat": i, "qualifies": qualified(article, i)} for i, unit in enumerate(article.units) if unit.qualifies
    ]
    stem = Path(name).stem
    snippets = []
    for number, snippet in enumerate(article.snippets, 1):
        first, last = snippet.units[0], snippet.units[-1]
        body = text[article.units[first].start : article.units[last].end]
        words = len(body.split())
        assert snippet.units == list(range(first, last + 1)), body
        steps = sum(article.units[i].kind == "item" for i in snippet.units)  # a procedure stays whole
        assert len(snippet.units) <= 6 or steps >= len(snippet.units) - 1, f"too many sentences: {body}"
        assert words <= 120, f"too many words: {body}"
        attached = [c["caveat"] for c in caveats if set(c["qualifies"]) & set(snippet.units)]  # type: ignore[call-overload]
        snippets.append(
            {
                "id": f"{stem}-{number:02d}",
                "title": article.units[first].section or article.title,
                "text": body,
                "units": snippet.units,
                "role": snippet_role(article, snippet),
                "self_contained": snippet.self_contained,
                "tip": "required" if snippet.required else "optional",
                "attach_caveats": [i for i in attached if i not in snippet.units],
                "words": words,
                "chars": len(body),
                **exact_source([article.units[i] for i in snippet.units], form, source),
            }
        )
    units = [
        {
            "i": i, "start": u.start, "end": u.end, "text": u.text, "kind": u.kind, "role": u.role,
            "block": u.block, "section": u.section, "can_open": u.can_open,
        }
        for i, u in enumerate(article.units)
    ]  # fmt: skip
    return {
        "schema": "tip-split-gold/1",
        "id": stem,
        "source": name,
        "format": form,
        "title": article.title,
        "canonical_text": text,
        "units": units,
        "snippets": snippets,
        "soft_after": [i for i, u in enumerate(article.units) if u.soft],
        "caveats": caveats,
    }


def exact_source(units: list[Unit], form: str, source: str) -> dict[str, Any]:
    if form not in {"text", "markdown"}:
        return {}
    pattern = r"\s*(?:(?:[-*+•–>]|\d{1,2}[.)])\s+)*".join(
        r"\s+".join(re.escape(w) for w in u.text.split()) for u in units
    )
    found = re.search(pattern, source)
    return {"src": list(found.span()), "exact": found.group()} if found else {}


# ---- writing the articles ----
def write_article(path: Path, text: str) -> None:
    if path.suffix == ".docx":
        from docx_file import write_docx  # type: ignore[import-not-found]

        write_docx(path, text)
        return
    head, _, rest = text.partition("\n")
    encoding, newline = "utf-8", "\n"
    if head.startswith("%encoding "):
        _, encoding, *flags = head.split()
        text, newline = rest, "\r\n" if "crlf" in flags else "\n"
    path.write_bytes(text.replace("\n", newline).encode(encoding))


def source_text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(path)


# ---- checks ----
def flat(text: str) -> str:
    """Letters and digits only, so that markup of any format falls away."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())


def words_in_file(path: Path, form: str) -> str:
    if form == "docx":
        with zipfile.ZipFile(path) as book:
            tree = etree.fromstring(book.read("word/document.xml"))
        return " ".join(tree.itertext())
    if form == "html":
        tree = lxml_html.document_fromstring(re.sub(r"<meta[^>]*>", "", source_text(path)))
        for gone in tree.xpath("//head | //script | //style | //comment()[ancestor::*]"):
            gone.drop_tree()
        return str(tree.text_content())
    text = source_text(path)
    if form == "markdown":
        text = re.sub(r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)|\[\^\w+\]", "", text, flags=re.S)
        text = re.sub(r"(?<=\])\([^)]*\)", "", text)
    return text


def check_against_file(path: Path, article: Article, form: str) -> None:
    everything, position = flat(words_in_file(path, form)), 0
    for unit in article.units:
        position = everything.find(flat(unit.text), position)
        assert position >= 0, f"not in the file, or out of order: {unit.text}"
        position += len(flat(unit.text))
    if form == "html":
        wanted = sum(len(flat(u.text)) for u in article.units) + sum(len(flat(h)) for h in article.hidden)
        assert wanted == len(everything), f"{len(everything) - wanted} letters of the page are in no unit"
    visible_words = article.canonical()
    for trap in article.hidden:
        assert len(trap) < 4 or trap not in visible_words, f"hidden and visible: {trap}"


def check_with_scorer(gold: dict[str, Any], scorer: Path) -> None:
    spec = importlib.util.spec_from_file_location("shared_scorer", scorer)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    texts = [u["text"] for u in gold["units"]]
    prediction = [
        {"title": s["title"], "text": s["text"], "caveats": [texts[i] for i in s["attach_caveats"]]}
        for s in gold["snippets"]
    ]
    score = module.score(prediction, gold)
    wrong = {k: score[k] for k in ("bF1", "verb", "cav", "cov", "exact", "title") if score[k] != 1}
    wrong |= {k: score[k] for k in ("leak", "glue", "broken", "ovl") if score[k] != 0}
    if gold["title"] == "(none)":
        wrong.pop("title", None)
    assert not wrong, wrong
    print(f"   opent {score['opent']:.2f} sct {score['sct']:.2f} size {score['size']:.2f} email {score['email']:.2f}")


def build(master: Path, scorer: Path | None) -> None:
    folder = master.parent.parent
    name = master.name
    form = FORMATS[Path(name).suffix]
    marked = master.read_text(encoding="utf-8")
    path = folder / name
    write_article(path, marked if form == "docx" else MARK.sub("", marked))
    article = read_master(marked, form)
    source = words_in_file(path, form) if form in {"docx", "html"} else path.read_bytes().decode(
        "cp1252" if marked.startswith("%encoding cp1252") else "utf-8-sig"
    )  # fmt: skip
    gold = labels(article, name, form, source)
    check_against_file(path, article, form)
    target = folder / f"{path.stem}.json"
    target.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    words = sum(len(u.text.split()) for u in article.units if u.role != "boilerplate")
    required = sum(s.required for s in article.snippets)
    print(f"{name}: {len(article.units)} units, {len(article.snippets)} snippets ({required} required), {words} words")
    if scorer:
        check_with_scorer(gold, scorer)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", type=Path, default=HERE, help="the folder that holds masters/")
    parser.add_argument("--scorer", type=Path, help="a scorer to check the labels against themselves")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    for master in sorted((options.dir / "masters").iterdir()):
        if not options.names or any(n in master.name for n in options.names):
            build(master, options.scorer)


if __name__ == "__main__":
    main()
