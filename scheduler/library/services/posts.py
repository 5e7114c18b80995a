"""The folder posts/: files that are in no series yet, and are no post either."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Q

from scheduler.errors import Problem
from scheduler.library.models import Article
from scheduler.library.services.intake import add_article
from scheduler.library.services.pictures import FOLDER

if TYPE_CHECKING:
    pass

# News is in no series: it is ready as soon as it is a post.
IN_THE_PLAN = Q(campaigns__isnull=False) | (Q(state="ready") & ~Q(kind="tips"))
SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Post:
    """A file in posts/ that is not queued yet. `name` is relative to the folder."""

    name: str
    title: str


def not_queued(home: Path) -> list[Post]:
    """Files in posts/ whose present words are in no series yet."""
    queued = set(Article.objects.filter(IN_THE_PLAN).values_list("sha256", flat=True))
    return [
        Post(path.name, path.stem.replace("-", " ").replace("_", " ").strip().capitalize())
        for path in _posts(home)
        if hashlib.sha256(path.read_bytes()).hexdigest() not in queued
    ]


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
