"""Reads a studio's templates; what it has not written itself is the sample studio's."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from scheduler.domain import public_pages
from scheduler.domain.rendering import Source, TemplateMistake, Templates

FOLDERS = ("newsletter", "social", "pages", "mails")
SUFFIXES = (".html", ".txt")
MAX_BYTES = 64_000


def starter() -> Path:
    """The sample studio: inside the installed package, or the root of a source checkout."""
    packaged = Path(str(files("scheduler"))) / "starter"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def load(folder: Path) -> Templates:
    """The templates of a studio's `templates/` folder, missing ones from the sample. TemplateMistake for a file that is
    too long or no text."""
    return Templates({**_sources(starter() / "templates"), **_sources(folder)})


def check(folder: Path) -> list[TemplateMistake]:
    """Every mistake in the templates of a studio, found by trying each with sample content."""
    from scheduler.domain.compose import checking  # the splitter behind it takes a second to load

    try:
        found = load(folder)
        return [*checking.check(found), *public_pages.check(found)]
    except TemplateMistake as mistake:
        return [mistake]


def _sources(folder: Path) -> dict[str, Source]:
    found = (path for part in FOLDERS for path in sorted((folder / part).rglob("*")))
    texts = (path for path in found if path.suffix in SUFFIXES and path.is_file())
    return {
        path.relative_to(folder).as_posix(): _source(path, f"templates/{path.relative_to(folder).as_posix()}")
        for path in texts
    }


def _source(path: Path, file: str) -> Source:
    with path.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TemplateMistake(file, 0, "the file is longer than 64 kB; make it shorter.")
    try:
        return Source(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise TemplateMistake(file, 0, "the file is not a text in UTF-8; save it as UTF-8.") from None
