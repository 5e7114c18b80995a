"""The picture an article names, when it is a described file of this home. (DESIGN promise 10.)"""

from __future__ import annotations

import re
from pathlib import Path

from scheduler import config
from scheduler.domain import articles as reading
from scheduler.library.services.blobs import PICTURES, blob

FOLDER = "posts"
LARGEST_PICTURE = 5 * 1024 * 1024
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^(image(?:[ _]alt)?|alt)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


def picture_of(read: reading.Article) -> tuple[str | None, str, str]:
    """The first picture that is a described file of this home: bytes as a row, its alt text, its type.

    `image:` and `image alt:` of the front matter come first, then the pictures in the text."""
    for address, alt in (_front_picture(read.raw), *((image.url, image.alt) for image in read.images)):
        path = _in_home(address)
        if path is not None and alt.strip() and path.stat().st_size <= LARGEST_PICTURE:
            data = path.read_bytes()
            kind = next((kind for magic, kind in PICTURES.items() if data.startswith(magic)), "")
            if kind:
                return blob(data, kind), alt.strip(), kind
    return None, "", ""


def _front_picture(raw: str) -> tuple[str, str]:
    front = _FRONT.match(raw[:20_000])
    said = dict(_KEY.findall(front[1])) if front else {}
    named = {name.lower().replace("_", " "): value.strip().strip("\"'") for name, value in said.items()}
    return named.get("image", ""), named.get("image alt", "") or named.get("alt", "")


def _in_home(address: str) -> Path | None:
    """The file of that relative name in posts/ or the home; never one outside."""
    if not address or "://" in address or "\0" in address or len(address) > 500:
        return None
    home = config.home()
    for folder in (home / FOLDER, home):
        try:
            path = (folder / address.lstrip("/")).resolve()
            if path.is_relative_to(home) and path.is_file():
                return path
        except (OSError, ValueError):  # too long, or letters that no file can have in its name: a data: address
            return None
    return None
