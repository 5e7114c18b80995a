"""YAML 1.2 as plain values, with the line and column of every one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

LARGEST = 200_000
Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where (from 1) and one sentence that says what, and what would be right."""

    line: int
    column: int
    message: str


class JobsFileError(ValueError):
    """jobs.yaml cannot be used; `problems` has every mistake found, in order of place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"jobs.yaml, line {p.line}, column {p.column}: {p.message}" for p in self.problems))


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values and where they stand: `keys` where a key (or list item) begins, `values` where its value begins."""

    data: Any
    keys: dict[Path, Place]
    values: dict[Path, Place]

    def key(self, path: Path) -> Place:
        """Where the key stands; of a missing one, where its parent does."""
        return self._nearest(self.keys, path)

    def value(self, path: Path) -> Place:
        """Where the value begins; of a missing one, where its parent's key stands."""
        return self.values.get(path) or self.key(path)

    def _nearest(self, places: dict[Path, Place], path: Path) -> Place:
        while path and path not in places:
            path = path[:-1]
        return places.get(path, (1, 1))


def read(text: str) -> Document:
    """Parse, or JobsFileError with the one place where YAML itself is broken."""
    if len(text) > LARGEST:
        raise JobsFileError([Problem(1, 1, f"The file has more than {LARGEST} characters: that is no jobs.yaml.")])
    try:
        if any(isinstance(event, AliasEvent) for event in YAML().parse(text)):
            raise JobsFileError([Problem(1, 1, "References (*name) cannot be used here: write the value out.")])
        tree = YAML().load(text)
    except MarkedYAMLError as error:
        raise JobsFileError([_broken(error, text)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, JobsFileError):
            raise
        raise JobsFileError([Problem(1, 1, "The file cannot be read as YAML: compare it with the sample.")]) from None
    if not isinstance(tree, CommentedMap):
        raise JobsFileError([Problem(1, 1, "The file is empty or no list of settings: it begins with “version: 1”.")])
    document = Document({}, {(): (1, 1)}, {(): (1, 1)})
    document.data.update(_plain(tree, (), document))
    return document


def _plain(node: Any, path: Path, document: Document) -> Any:
    if isinstance(node, CommentedMap):
        for key in node:
            document.keys[(*path, str(key))] = _place(node.lc.key(key))
            document.values[(*path, str(key))] = _place(node.lc.value(key))
        return {str(key): _plain(value, (*path, str(key)), document) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for index in range(len(node)):
            document.keys[(*path, index)] = document.values[(*path, index)] = _place(node.lc.item(index))
        return [_plain(value, (*path, index), document) for index, value in enumerate(node)]
    return _scalar(node)


def _place(position: tuple[int, int]) -> Place:
    return position[0] + 1, position[1] + 1


def _scalar(value: Any) -> Any:
    """YAML's own dates go back to text; ruamel's quoted strings and numbers become plain ones."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    for plain in (bool, int, float, str):
        if isinstance(value, plain):
            return plain(value)
    return value


def _broken(error: MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = str(error.problem or "")
    if "duplicate key" in what:
        key = what.split('"')[1]
        return Problem(line, column, f"The key “{key}” stands here twice: keep one of them.")
    lines = text.splitlines() or [""]
    if "\\t" in what or "\t" in lines[min(line, len(lines)) - 1][:column]:
        return Problem(line, column, "There is a tab here: YAML wants spaces, two for each step.")
    return Problem(line, column, f"This cannot be read as YAML ({what}): check colons, quotes and indents just above.")
