"""Walks a parsed page once, in reading order, and collects pieces; never recursive, so no nesting is too deep."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urljoin, urlsplit

import regex
from lxml import etree

from scheduler.domain.articles import clean, places
from scheduler.domain.articles.builder import SENTENCE_END, Draft, Piece
from scheduler.domain.articles.clean import word_set
from scheduler.domain.articles.hidden import WHITE, Colour, Styles, ground, is_hidden, unreadable
from scheduler.domain.articles.text import BULLET, NUMBER

BLOCKS = word_set(
    "p div section article main header aside ul ol li dl dt dd blockquote pre figure table thead tbody tfoot tr td "
    "th hr center details summary "
    "address h1 h2 h3 h4 h5 h6 body html nav form footer figcaption fieldset menu hgroup picture noscript"
)
CELLS, CELL_END = ("td", "th"), "\t"  # what ends a cell in a row of figures, until the row is laid out
HEADING = regex.compile(r"h([1-6])$")
WIX_HEADING = regex.compile(r"font_([2-6])$")
VIDEO = regex.compile(
    r"(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|wistia\.|loom\.com|dailymotion\.com)", regex.I
)
NOTE_MARK = regex.compile(r"\s*(?:\[?\(?[\d*†‡§a-z]{1,3}\)?\]?|\[\w{1,3}\])\s*", regex.I)
NOTE_LINK = regex.compile(r"#(?:_?(?:ftn|fn|cmnt|footnote|note|_msocom|cite_note|sdfootnote)|user-content-fn)", regex.I)
NOTE_BACK = regex.compile(r"#(?:_?(?:ftn|fn|cmnt|footnote|cite|sdfootnote)_?-?ref|_msoanchor|footnote-anchor)", regex.I)
PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, "": 1.0}
SIZE = regex.compile(r"(\d+(?:\.\d+)?)\s*(px|pt|em|rem|%)?")
NEVER_BLANK = 50  # how often the "holds most of the article" test may be made


@dataclass(frozen=True)
class Context:
    """What an element gives to the text inside it."""

    kind: str = "paragraph"
    level: int = 0
    marker: str = ""
    run: int = 0
    junk: str = ""
    bold: bool = False
    italic: bool = False
    linked: bool = False
    size: float = 0.0
    below: Colour | None = WHITE


@dataclass
class Span:
    text: str
    context: Context


@dataclass
class Walk:
    """One walk; `draft` is its result."""

    draft: Draft
    styles: Styles
    base: str
    article: int  # letters in the container
    skip: frozenset[int] = frozenset()
    stack: list[Context] = field(default_factory=lambda: [Context()])
    buffer: list[Span] = field(default_factory=list)
    lists: list[tuple[str, int]] = field(default_factory=list)  # (tag, number of the next item)
    runs: int = 0
    guards: int = 0
    seen: set[str] = field(default_factory=set)
    sizes: dict[float, int] = field(default_factory=dict)

    # -- the walk ------------------------------------------------------------------------------------------------

    def run(self, root: etree._Element) -> None:
        events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in events:
            if event in ("comment", "pi"):
                self._say(element.tail, self.stack[-1])
            elif event == "start":
                if self._enter(element, root):
                    events.skip_subtree()
            else:
                self._leave(element, root)
        self._flush()

    def _enter(self, element: etree._Element, root: etree._Element) -> bool:
        """Push the element's context; True when nothing inside it is to be read."""
        outer = self.stack[-1]
        style = self.styles.of(element)
        if element is not root and self._skipped(element, style, outer):
            self.stack.append(replace(outer, kind="skipped"))
            return True
        tag = element.tag
        if _breaks(tag, outer):
            self._flush()
        if tag == "br":
            self._say("\n", outer)
        elif tag == "img":
            self._picture(element)
        elif tag == "a":
            self._link(element, outer)
        context = self._context(element, style, outer, element is root)
        self.stack.append(context)
        self._say(element.text, context)
        return False

    def _skipped(self, element: etree._Element, style: dict[str, str], outer: Context) -> bool:
        tag = element.tag
        if tag in ("iframe", "video", "embed"):
            self._watch(element)
            return True
        if tag == "noscript" or is_hidden(element, style):
            return True
        if (style or element.attrib) and unreadable(style, element, ground(element, style, outer.below)):
            return True
        return _is_note_mark(element)

    def _leave(self, element: etree._Element, root: etree._Element) -> None:
        context = self.stack.pop()
        tag = element.tag
        if context.kind == "skipped":
            if _breaks(tag, self.stack[-1]) and tag != "noscript":
                self._flush()
        else:
            if tag in ("ul", "ol", "menu") and self.lists:
                self.lists.pop()
            if _breaks(tag, context):
                self._flush()
            elif tag in BLOCKS:
                self.buffer.append(Span(CELL_END if tag in CELLS else " ", context))
        if element is not root:
            self._say(element.tail, self.stack[-1])

    # -- contexts ------------------------------------------------------------------------------------------------

    def _context(self, element: etree._Element, style: dict[str, str], outer: Context, is_root: bool) -> Context:
        tag = element.tag
        context = outer
        below = ground(element, style, outer.below) if style or element.attrib else outer.below
        bold = _bold(tag, style, outer.bold)
        italic = outer.italic or tag in ("em", "i", "cite") or style.get("font-style") == "italic"
        linked = outer.linked or tag == "a"
        size = _size(style, element, outer.size)
        if (below, bold, italic, linked, size) != (outer.below, outer.bold, outer.italic, outer.linked, outer.size):
            context = replace(outer, below=below, bold=bold, italic=italic, linked=linked, size=size)
        if not is_root and not outer.junk and outer.kind != "heading" and (junk := self._junk(element)):
            context = replace(context, junk=junk)
        return self._shape(element, context)

    def _shape(self, element: etree._Element, context: Context) -> Context:
        tag = str(element.tag)
        heading = HEADING.match(tag)
        if heading or (element.get("role") == "heading"):
            level = int(heading.group(1)) if heading else _aria_level(element)
            return replace(context, kind="heading", level=level)
        if tag in ("ul", "ol", "menu"):
            return self._list(element, context)
        if tag == "li":
            return self._item(context)
        if tag == "blockquote":
            return replace(context, kind="quote")
        if tag == "figure" and not context.junk and element.find(".//img") is not None:
            return (
                context if element.find(".//p") is not None else replace(context, junk="a picture's caption or credit")
            )
        if tag == "table":
            return replace(context, kind="paragraph" if _is_layout(element) else "table")
        if tag == "summary":
            return replace(context, kind="heading", level=4)
        if tag == "dt":
            return replace(context, kind="paragraph", bold=True)
        return context

    def _list(self, element: etree._Element, context: Context) -> Context:
        if not self.lists:
            self.runs += 1
        start = element.get("start") or "1"
        self.lists.append((str(element.tag), int(start) if start.isdecimal() and len(start) < 6 else 1))
        return replace(context, run=self.runs)

    def _item(self, context: Context) -> Context:
        if not self.lists:
            self.runs += 1
            return replace(context, kind="item", marker="•", run=self.runs)
        tag, number = self.lists[-1]
        self.lists[-1] = (tag, number + 1)
        marker = f"{number}." if tag == "ol" else "•"
        return replace(context, kind="item", marker=marker, level=min(len(self.lists) - 1, 6), run=self.runs)

    def _junk(self, element: etree._Element) -> str:
        if element.tag in ("p", "li") and _is_note(element):
            return "a footnote"
        reason = places.junk_place(element)
        if not reason or reason == "a drawing":
            return reason
        if element.tag == "aside" or reason in ("the page's head",):
            return reason
        self.guards += 1
        if self.guards <= NEVER_BLANK and places.letters(element) * 2 > self.article and self.article > 400:
            return ""  # the name is on the frame of the article itself
        return reason

    # -- what is found -------------------------------------------------------------------------------------------

    def _say(self, text: str | None, context: Context) -> None:
        if text and context.kind == "table":
            self.buffer.append(Span(text.replace("\n", " ").replace(CELL_END, " "), context))
        elif text and context.kind != "skipped":
            self.buffer.append(Span(text.replace("\n", " ") if text != "\n" else text, context))

    def _picture(self, element: etree._Element) -> None:
        url = element.get("src") or element.get("data-src") or element.get("data-lazy-src") or ""
        if url.startswith("data:"):
            url = element.get("data-src") or ""
        url = url if url.startswith("docx:") else self._absolute(url)
        if url and url not in self.seen and not self.stack[-1].junk:
            self.seen.add(url)
            self.draft.images.append((len(self.draft.pieces), url, clean.words(element.get("alt") or "")))

    def _link(self, element: etree._Element, outer: Context) -> None:
        url = self._absolute(element.get("href") or "")
        if not url or outer.junk:
            return
        words = clean.words("".join(_first_text(element)))
        target = self.draft.videos if VIDEO.search(urlsplit(url).netloc) else self.draft.links
        target.append((len(self.draft.pieces), url, words))

    def _watch(self, element: etree._Element) -> None:
        source = element.find(".//source")
        url = element.get("src") or element.get("data-src") or (source.get("src") if source is not None else "") or ""
        url = self._absolute(url)
        if url and not self.stack[-1].junk and (element.tag == "video" or VIDEO.search(url)):
            self.draft.videos.append((len(self.draft.pieces), url, clean.words(element.get("title") or "")))

    def _absolute(self, url: str) -> str:
        """The address in full; Google's and others' redirect wrappers undone; "" for anything but http and https."""
        try:
            full = urljoin(self.base, clean.words(url))
            parts = urlsplit(full)
            if parts.netloc in ("www.google.com", "google.com") and parts.path == "/url":
                full = (parse_qs(parts.query).get("q") or [full])[0]
            return full if urlsplit(full).scheme in ("http", "https") or (not urlsplit(full).scheme and full) else ""
        except ValueError:
            return ""

    # -- pieces --------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        spans, self.buffer = self.buffer, []
        if not any(not span.text.isspace() for span in spans):
            return
        for line in _lines(spans):
            self._line(line)

    def _line(self, spans: list[Span]) -> None:
        spoken = [span for span in spans if span.text.strip()]
        if not spoken:
            return
        context = spoken[0].context
        block = spans[0].context if spans[0].context.kind != "skipped" else context
        letters = sum(len(span.text.strip()) for span in spoken)
        piece = Piece(
            block.kind,
            "".join(span.text for span in spans),
            level=block.level,
            marker=block.marker,
            run=block.run if block.kind == "item" else 0,
            strong=all(span.context.bold for span in spoken if any(map(str.isalnum, span.text))),
            linked=sum(len(span.text.strip()) for span in spoken if span.context.linked) / letters,
        )
        piece.size = max((span.context.size for span in spoken), default=0.0)
        piece.slanted = all(span.context.italic for span in spoken)
        self.sizes[piece.size] = self.sizes.get(piece.size, 0) + letters
        junk = next((span.context.junk for span in spoken if span.context.junk), "")
        if all(span.context.junk for span in spoken) and junk:
            piece.kind, piece.reason = "junk", junk
        elif junk:
            piece.text = "".join(span.text for span in spans if not span.context.junk)
        if piece.kind == "table":
            piece.cells = tuple(words for cell in piece.text.split(CELL_END) if (words := clean.words(cell)))
        _read_marker(piece)
        self.draft.add(piece)


def _breaks(tag: object, context: Context) -> bool:
    """Does the element begin a new block? In a table of figures only a row does."""
    return tag in ("tr", "table") if context.kind == "table" else tag in BLOCKS


def _read_marker(piece: Piece) -> None:
    """A paragraph that begins with a bullet of its own is an item."""
    text = clean.words(piece.text)
    found = BULLET.match(text) if piece.kind in ("paragraph", "item") else None
    if found and text[0] not in "–—-*":
        piece.text, piece.marker = text[found.end() :], piece.marker or found.group().strip()
        if piece.kind == "paragraph":
            piece.kind, piece.run = "item", -1


def _lines(spans: list[Span]) -> list[list[Span]]:
    """Cut a paragraph at its <br>: always at two together, at one where a line stands by itself."""
    lines: list[list[Span]] = [[]]
    blank = False
    for span in spans:
        if span.text != "\n":
            if span.text.strip() or lines[-1]:
                lines[-1].append(span)
            blank = blank and not span.text.strip()
        elif not blank or lines[-1]:
            lines.append([])
            blank = True
    lines = [line for line in lines if any(span.text.strip() for span in line)]
    joined: list[list[Span]] = []
    before: list[Span] = []
    for line in lines:
        if joined and not _stands_alone(before, line):
            joined[-1].append(Span(" ", line[0].context))
            joined[-1].extend(line)
        else:
            joined.append(list(line))
        before = line
    return joined


def _stands_alone(before: list[Span], line: list[Span]) -> bool:
    last, first = _words(before), _words(line)
    if SENTENCE_END.search(last[-80:]) or last.endswith(":") or BULLET.match(first) or NUMBER.match(first):
        return True
    if all(span.context.bold for span in before if span.text.strip()) and last:
        return True
    return first[:1].isupper() and len(last) < 60


def _words(spans: list[Span]) -> str:
    return clean.words("".join(span.text for span in spans))


def inner_text(element: etree._Element | None) -> str:
    """All text inside an element; "" for none."""
    return "".join(map(str, element.itertext())) if element is not None else ""


def _first_text(element: etree._Element) -> list[str]:
    found: list[str] = []
    for text in element.itertext():
        found.append(str(text))
        if len(found) > 20:
            break
    return found


def _bold(tag: object, style: dict[str, str], outer: bool) -> bool:
    weight = style.get("font-weight", "")
    if weight in ("normal", "lighter", "100", "200", "300", "400", "500"):
        return False
    return outer or tag in ("strong", "b", "dt", "th") or weight in ("bold", "bolder", "600", "700", "800", "900")


def _size(style: dict[str, str], element: etree._Element, outer: float) -> float:
    if any(WIX_HEADING.match(name) for name in (element.get("class") or "").split()[:20]) and element.tag == "p":
        outer = 30.0
    found = SIZE.match(style.get("font-size", ""))
    if not found:
        return outer
    return round(float(found.group(1)[:6]) * PIXELS[found.group(2) or ""], 1)


def _aria_level(element: etree._Element) -> int:
    level = element.get("aria-level") or "2"
    return min(6, max(1, int(level))) if level.isdecimal() and len(level) == 1 else 2


def _is_note_mark(element: etree._Element) -> bool:
    """A footnote mark: [1], a raised *, the letter of a comment in a Google document."""
    if element.tag not in ("sup", "a", "span") or len(element) > 3:
        return False
    href = element.get("href") or ""
    classes = element.get("class") or ""
    raised = element.tag == "sup" or bool(NOTE_LINK.match(href)) or "footnote" in classes
    if not raised:
        return False
    words = "".join(_first_text(element))
    return (
        len(words) <= 8
        and NOTE_MARK.fullmatch(words) is not None
        and words.strip().lower() not in ("st", "nd", "rd", "th", "er", "e", "re")
    )


def _is_note(element: etree._Element) -> bool:
    """The text of a footnote or of an editor's comment: it begins with a link back to its mark."""
    mark = element.find(".//a[@href]")
    return mark is not None and NOTE_BACK.match(mark.get("href") or "") is not None


def _is_layout(table: etree._Element) -> bool:
    """A table that only places paragraphs: one row or one column, or blocks of text inside its cells."""
    rows = 0
    widest = 0
    for row in table.iter("tr"):
        rows += 1
        widest = max(widest, sum(child.tag in ("td", "th") for child in row))
        if rows > 200:
            return False
    if rows <= 1 or widest <= 1:
        return True
    return next(
        table.iter("h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote"), table
    ) is not table or _has_long_paragraphs(table)


def _has_long_paragraphs(table: etree._Element) -> bool:
    return any(len("".join(_first_text(paragraph))) > 120 for paragraph in table.iter("p"))
