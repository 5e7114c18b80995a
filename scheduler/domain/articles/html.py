"""Pages: parse, find the article's container, walk it, and read what the head says about it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import regex
from lxml import etree

from scheduler.domain.articles import clean, places
from scheduler.domain.articles.builder import SENTENCE_END, Draft, Piece, tidy
from scheduler.domain.articles.hidden import Styles
from scheduler.domain.articles.meta import Meta, known_language, moment
from scheduler.domain.articles.walker import Walk, inner_text

DECLARATION = regex.compile(r"^\s*<\?xml[^>]{0,200}\?>")
LD_DATE = regex.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
LD_AUTHOR = regex.compile(r'"author"\s*:\s*\[?\s*\{[^{}]{0,300}?"name"\s*:\s*"([^"\\]{1,80})"')
# What a WordPress export leaves of its own codes: a caption around a picture, and tags with a known name.
CAPTION = regex.compile(r"\[(?:wp_)?caption\b[^\]\n]{0,300}\]((?:(?!\[/).){0,2000}?)\[/(?:wp_)?caption\]", regex.S)
SHORTCODE = regex.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+|su_\w+|fusion_\w+|contact-form[\w-]*|mc4wp_form|"
    r"button|one_half|one_third|row|column|columns|divider|spacer|clear|toc|more)\b[^\]\n]{0,400}\]"
)
TITLE_CLASSES = regex.compile(
    r"(?:^|[\s_-])(?:entry|post|article|blog|page|gh)[\w-]*title|(?:^|\s)(?:p-name|headline|title)(?:\s|$)", regex.I
)
SEPARATOR = regex.compile(r"\s+[|·•–—»:-]+\s+")
HEADING_WORDS = 12


def read_html(text: str, source: str) -> tuple[Draft, Meta]:
    """The draft of a page and what its head says."""
    root = _parse(text)
    meta = _meta(root, source)
    holder = places.container(root)
    base = _base(root, meta, source)
    draft = _walk(root, holder, base)
    h1 = _headline(root, holder)
    return _settle(draft, meta, h1)


def read_fragment(text: str, title: str) -> tuple[Draft, str]:
    """The draft of HTML that is the article and nothing else, and its title (a lone h1 in front, or `title`)."""
    root = _parse(f"<div>{text}</div>")
    draft = _walk(root, root, "")
    draft, meta = _settle(draft, Meta(title=title), "")
    return draft, meta.title


def _settle(draft: Draft, meta: Meta, headline: str) -> tuple[Draft, Meta]:
    _fake_headings(draft)
    _captions(draft.pieces)
    draft.title = meta.title = headline or _first_heading(draft.pieces, meta.title) or meta.title
    tidy(draft)
    return draft, meta


def _parse(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=False)
    data = SHORTCODE.sub("", CAPTION.sub(r"<figure>\1</figure>", DECLARATION.sub("", text))).encode(
        "utf-8", errors="replace"
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    return root if root is not None else etree.Element("html")


def _walk(root: etree._Element, holder: etree._Element, base: str) -> Draft:
    css = "\n".join(style.text or "" for style in root.iter("style"))
    walk = Walk(Draft(), Styles(css), base, places.letters(holder))
    walk.run(holder)
    walk.draft.body_size = max(walk.sizes, key=lambda size: walk.sizes[size], default=0.0)
    return walk.draft


def _meta(root: etree._Element, source: str) -> Meta:
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        found.setdefault(name, tag.get("content") or "")
    scripts = " ".join(s.text or "" for s in root.iter("script") if s.get("type") == "application/ld+json")[:200000]
    published = (
        found.get("article:published_time") or found.get("datepublished") or _one(LD_DATE, scripts) or found.get("date")
    )
    return Meta(
        title=_page_title(root, found),
        date=moment(published or _time(root)),
        author=clean.words(found.get("author") or _one(LD_AUTHOR, scripts) or "")[:100],
        url=_canonical(root, found),
        language=known_language(root.get("lang")),
    )


def _one(rule: regex.Pattern[str], text: str) -> str:
    found = rule.search(text)
    return found.group(1) if found else ""


def _time(root: etree._Element) -> str:
    return next((tag.get("datetime") or "" for tag in root.iter("time") if moment(tag.get("datetime"))), "")


def _canonical(root: etree._Element, found: dict[str, str]) -> str:
    links = (tag.get("href") or "" for tag in root.iter("link") if (tag.get("rel") or "").lower() == "canonical")
    url = next(links, "") or found.get("og:url", "")
    try:
        return url.strip() if urlsplit(url.strip()).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _base(root: etree._Element, meta: Meta, source: str) -> str:
    base = root.find(".//base")
    own = (base.get("href") or "").strip() if base is not None else ""
    page = meta.url or (source if source.startswith(("http://", "https://")) else "")
    return own if own.startswith(("http://", "https://")) else page


def _page_title(root: etree._Element, found: dict[str, str]) -> str:
    """The page's title without the site's name."""
    tag = root.find(".//head/title")
    title = clean.words(found.get("og:title") or inner_text(tag))
    site = clean.words(found.get("og:site_name", ""))
    found_at = [match.start() for match in SEPARATOR.finditer(title)]
    if not found_at:
        return title
    last = SEPARATOR.sub("", title[found_at[-1] :], count=1)
    named = site.casefold() in last.casefold() if site else ":" not in title[found_at[-1] :][:3]
    return title[: found_at[-1]] if named else title


def _headline(root: etree._Element, holder: etree._Element) -> str:
    """The page's h1: the one named as a title, else the only one."""
    found = [tag for tag in root.iter("h1") if _shown(tag)]
    named = [tag for tag in found if TITLE_CLASSES.search(f"{tag.get('class') or ''} {tag.get('itemprop') or ''}")]
    outside = [tag for tag in found if not _within(tag, holder)]
    chosen = named[:1] or (found if len(found) == 1 else outside[:1])
    return clean.words(inner_text(chosen[0])) if chosen else _title_paragraph(root)


def _title_paragraph(root: etree._Element) -> str:
    """A title that is a styled paragraph (Google documents) or a div (older themes)."""
    for tag in root.iter("p", "div", "span"):
        names = (tag.get("class") or "").lower().split()[:30]
        if any(name in ("title", "entry-title", "post-title", "p-name") for name in names):
            words = clean.words(inner_text(tag))
            if 0 < len(words) < 200:
                return words
    return ""


def _shown(tag: etree._Element) -> bool:
    words = clean.words(inner_text(tag))
    names = (tag.get("class") or "").lower()
    return bool(words) and "site-title" not in names and "logo" not in names and "screen-reader" not in names


def _within(tag: etree._Element, holder: etree._Element) -> bool:
    return tag is holder or any(parent is holder for parent in tag.iterancestors())


def _first_heading(pieces: list[Piece], title: str) -> str:
    """The text of a level 1 heading that opens the article and is the only one of its level."""
    ones = [piece for piece in pieces if piece.kind == "heading" and piece.level == 1]
    if title or len(ones) != 1:
        return ""
    before = pieces[: pieces.index(ones[0])]
    return "" if any(piece.kind in ("paragraph", "item") and len(piece.text) > 80 for piece in before) else ones[0].text


def _fake_headings(draft: Draft) -> None:
    """Headings that are only bold or large paragraphs; and paragraphs that were set as headings for their looks."""
    real = any(piece.kind == "heading" and piece.level > 1 for piece in draft.pieces)
    level, under = 2, 2
    said = _headings_that_are_said(draft.pieces)
    for index, piece in enumerate(draft.pieces):
        if piece.kind == "heading":
            if piece.text.count(" ") >= 14 and SENTENCE_END.search(piece.text[-80:]):
                piece.kind, piece.level = "paragraph", 0
            else:
                under = max(2, piece.level)
        elif (id(piece) in said or _looks_heading(piece, draft.body_size)) and _has_body(draft.pieces, index):
            piece.kind, piece.level = "heading", min(6, under + 1) if real else level


def _headings_that_are_said(pieces: list[Piece]) -> set[int]:
    """Two or more short paragraphs all in bold are headings even with a full stop: "Myth 2: bending is dangerous."."""
    paragraphs = [piece for piece in pieces if piece.kind == "paragraph"]
    bold = [
        piece for piece in paragraphs if piece.strong and piece.text.count(" ") < HEADING_WORDS and piece.linked <= 0.8
    ]
    ended = [piece for piece in bold if piece.text.rstrip("\"'”’)")[-1:] == "." and piece.text[0].isupper()]
    return {id(piece) for piece in ended} if len(ended) > 1 and len(bold) * 2 <= len(paragraphs) else set()


def _looks_heading(piece: Piece, body: float) -> bool:
    text = piece.text
    large = (body > 0 and piece.size >= body * 1.15) or (body == 0 and piece.size >= 20)
    if piece.kind != "paragraph" or not (piece.strong or large) or text.count(" ") >= HEADING_WORDS:
        return False
    if piece.linked > 0.8 or not text[:1] or text.rstrip("\"'”’)")[-1:] in ".,;…":
        return False
    return any(letter.isalpha() for letter in text) and not text[0].islower()


def _has_body(pieces: list[Piece], index: int) -> bool:
    following: Iterable[Piece] = (piece for piece in pieces[index + 1 : index + 8] if piece.kind != "junk")
    after = next(iter(following), None)
    if after is None or (after.kind == "heading" and after.level <= 2):
        return False
    return (
        not (pieces[index].text.endswith(":") and after.kind == "item" and not after.strong)
        or len(pieces[index].text) < 40
    )


def _captions(pieces: list[Piece]) -> None:
    """A short line in italics with a credit in it is a caption even where the page does not say so."""
    for piece in pieces:
        if piece.kind == "paragraph" and piece.slanted and piece.pictured and len(piece.text) < 160:
            piece.kind, piece.reason = "junk", "a picture's caption or credit"
