"""Pictures as letters and posts show them: scaled once, kept as rows. (DESIGN promise 10: never without alt text.)"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import config
from scheduler.domain.drafts import Media
from scheduler.errors import Problem
from scheduler.library.models import Article
from scheduler.library.services.blobs import blob, is_kept, load_blob

if TYPE_CHECKING:
    from scheduler.themes.pictures import Scaled

COLUMN = 544
"""Pixels that a letter's column is wide; pictures are kept twice as large, for sharp screens."""
LOGO = (200, 72)
LOGO_KEPT = 4
"""Times as large as letters show it: enough for cards too."""
POST = 1600
LARGEST_LOGO = 2 * 1024 * 1024
MOST_FILES = 100


def letter_picture(article: Article) -> tuple[Media, ...]:
    """The article's picture for the newsletter, when somebody described it: as wide as the column."""
    return _of(article, COLUMN * 2, COLUMN)


def post_picture(article: Article) -> tuple[Media, ...]:
    """The article's picture for a network, when somebody described it."""
    return _of(article, POST, POST)


def logo(name: str, alt: str) -> Media | None:
    """The studio's logo, from the file of that name in the home folder; None without one. Problem when it is no
    picture."""
    if not name:
        return None
    path = _file(name)
    found = _logo(path.read_bytes(), path.name)
    shown = min(1.0, LOGO[0] / found.width, LOGO[1] / found.height)
    size = max(round(found.width * shown), 1), max(round(found.height * shown), 1)
    return Media(_kept(found), found.type, alt, *size)


def font(name: str) -> bytes:
    """The bytes of the studio's own font file. Problem when there is none."""
    path = _file(name)
    return path.read_bytes()


def files_for(endings: tuple[str, ...]) -> list[str]:
    """Names of the files in the home folder that a logo or font could be: by their ending, small enough, not hidden."""
    home = config.home()
    found = [path for path in home.iterdir() if path.suffix.lower() in endings and not path.name.startswith(".")]
    return sorted(path.name for path in found if _fits(path.resolve(), home))[:MOST_FILES]


def keep_logo(data: bytes) -> str:
    """Put a picture that somebody brought into the home folder, drawn anew and small; answers its name, which says
    nothing that she typed. Problem when it is no picture, too large, or the folder cannot be written."""
    if len(data) > LARGEST_LOGO:
        raise Problem("This picture is larger than 2 MB; save a smaller one.")
    found = _logo(data, "This file", LOGO_KEPT)
    if found.type == "image/gif":
        raise Problem("A logo that moves is not shown by every mailbox; save it as PNG or JPEG.")
    name = f"logo-{hashlib.sha256(found.data).hexdigest()[:8]}{'.png' if found.type == 'image/png' else '.jpg'}"
    path, new = config.home() / name, config.home() / f".{name}.new"
    try:
        new.write_bytes(found.data)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise Problem(
            f"The studio’s folder cannot be written ({error.strerror}): make it writable, then try again."
        ) from None
    return name


def _fits(path: Path, home: Path) -> bool:
    return path.is_relative_to(home) and path.is_file() and path.stat().st_size <= LARGEST_LOGO


def _file(name: str) -> Path:
    """A file of the home folder; never one outside."""
    home = config.home()
    path = (home / name).resolve()
    if not path.is_relative_to(home) or not path.is_file():
        raise Problem(f"look names the file {name}, but there is none of that name in the studio's folder.")
    if path.stat().st_size > LARGEST_LOGO:
        raise Problem(f"{name} is larger than 2 MB; save a smaller one.")
    return path


@lru_cache(maxsize=8)
def _logo(data: bytes, name: str, times: int = 2) -> Scaled:
    from scheduler.themes.pictures import scaled

    found = scaled(data, LOGO[0] * times, LOGO[1] * times)
    if found is None:
        raise Problem(f"{name} is no picture that can be opened; save the logo as PNG or JPEG.")
    return found


def _of(article: Article, width: int, shown: int) -> tuple[Media, ...]:
    if article.image_id is None or not article.image_alt.strip():
        return ()
    found = _scaled(article.image_id, width)
    if found is None:  # kept before pictures were looked into: shown as it is
        return (Media(article.image_id, article.document["image_type"], article.image_alt),)
    share = min(1.0, shown / found.width)
    size = round(found.width * share), max(round(found.height * share), 1)
    return (Media(_kept(found), found.type, article.image_alt, *size),)


@lru_cache(maxsize=64)
def _scaled(sha256: str, width: int) -> Scaled | None:
    from scheduler.themes.pictures import scaled  # opening pictures takes a while to load

    return scaled(load_blob(sha256), width)


def _kept(found: Scaled) -> str:
    """The name of the bytes, kept as a row once."""
    sha256 = hashlib.sha256(found.data).hexdigest()
    return sha256 if is_kept(sha256) else blob(found.data, found.type)
