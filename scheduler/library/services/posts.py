"""The folder posts/: files that are in no series yet, and are no post either."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Q

from scheduler.errors import Problem
from scheduler.library.models import Article
from scheduler.library.services.intake import PASTED, add_article
from scheduler.library.services.pictures import FOLDER

if TYPE_CHECKING:
    pass

# News is in no series: it is ready as soon as it is a post.
IN_THE_PLAN = Q(campaigns__isnull=False) | (Q(state="ready") & ~Q(kind="tips"))
_FRONT = re.compile(r"\A\ufeff?---\r?\n.*?\n---\r?\n", re.DOTALL)
_MARKS = re.compile(r"https?://[^\s)>\"']+|<[^<>]{0,1000}>|!\[[^\]\n]{0,300}\]")
_TITLE = re.compile(r"(?im)^title:[ \t]*(\S[^\r\n]*)|^#[ \t]+(\S[^\r\n#]*)|<title>([^<]{1,300})</title>")
MOST_OF_A_HEAD = 8_000
_WORD = re.compile(r"\w+")
ALIKE = 0.97
"""Of all words: a file that was edited since is still offered."""

SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Post:
    """A file in posts/ that is not queued yet. `name` is relative to the folder."""

    name: str
    title: str


def not_queued(home: Path) -> list[Post]:
    """Files in posts/ whose present words are in no series yet, neither from the file nor pasted."""
    queued = set(Article.objects.filter(IN_THE_PLAN).values_list("sha256", flat=True))
    left = [path for path in _posts(home) if hashlib.sha256(path.read_bytes()).hexdigest() not in queued]
    pasted = _pasted() if left else []
    return [Post(path.name, _title(path)) for path in left if not (pasted and _is_pasted(path, pasted))]


def _title(path: Path) -> str:
    """What the file calls itself (front matter, a heading in front, a page's title); else its name."""
    found = _TITLE.search(path.read_bytes()[:MOST_OF_A_HEAD].decode("utf-8", "replace"))
    named = unescape(found[found.lastindex or 0]).strip().strip("\"'") if found else ""
    return named[:200] or path.stem.replace("-", " ").replace("_", " ").strip().capitalize()


def _pasted() -> list[Counter[str]]:
    """The words of what was pasted and is in a series."""
    rows = Article.objects.filter(IN_THE_PLAN, source__in=PASTED).distinct().values_list("text", flat=True)
    return [Counter(_WORD.findall(text.casefold())) for text in rows]


def _is_pasted(path: Path, pasted: list[Counter[str]]) -> bool:
    """Does the file say what somebody pasted? Its front matter, marks and addresses may be missing there."""
    text = _FRONT.sub("", path.read_text(encoding="utf-8", errors="replace"), count=1)
    words = Counter(_WORD.findall(_MARKS.sub(" ", text).casefold()))
    return any(2 * (words & other).total() >= ALIKE * (words.total() + other.total()) for other in pasted)


def _posts(home: Path) -> list[Path]:
    folder = home / FOLDER
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.is_file()]


def _source_of(path: Path) -> str:
    return f"{FOLDER}/{path.name}"


def add_post(home: Path, name: str, now: datetime) -> Article:
    """Read a file of posts/ by its name."""
    path = next((path for path in _posts(home) if path.name == name), None)
    if path is None:
        raise Problem(f"There is no {FOLDER}/{name} any more; look at the list again.")
    return add_article(path.read_bytes(), source=_source_of(path), now=now)
