"""YAML 1.2 as plain values, with the line and column of every one.

Read from the composed nodes, not from a loader's objects: no tags, references, merges or sets reach the models.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LARGEST = 200_000
DEEPEST = 20
_LEFT_OPEN = re.compile(r"expected ',' or '([\]}])'")
Path = tuple[str | int, ...]
Place = tuple[int, int]
_KINDS = {"map", "seq", "str", "int", "float", "bool", "null", "timestamp", "value", "merge"}
_WORDS = {"true": True, "false": False}


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


@dataclass(slots=True)
class Document:
    """Plain values and where they stand: `keys` where a key (or list item) begins, `values` where its value begins."""

    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def key(self, path: Path) -> Place:
        """Where the key stands; of a missing one, where its parent does."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, (1, 1))

    def value(self, path: Path) -> Place:
        """Where the value begins; of a missing one, where the value around it does."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read(text: str) -> Document:
    """The values with their places, or JobsFileError with the places where YAML itself is broken or too clever."""
    if len(text) > LARGEST:
        raise JobsFileError([Problem(1, 1, f"The file has more than {LARGEST} characters: that is no jobs.yaml.")])
    root = _compose(text)
    if not isinstance(root, MappingNode):
        raise JobsFileError([Problem(1, 1, "The file is empty or no list of settings: it begins with “version: 1”.")])
    document = Document()
    document.data = _mapping(root, (), document)
    if document.problems:
        raise JobsFileError(document.problems)
    return document


def _compose(text: str) -> Node | None:
    text = text.removeprefix("\ufeff")
    try:
        _refuse_deep(text)
        root: Node | None = YAML(pure=True).compose(text)
    except MarkedYAMLError as error:
        raise JobsFileError([_broken(error, text)]) from None
    except YAMLError:
        raise JobsFileError([Problem(1, 1, "The file cannot be read as YAML: compare it with the sample.")]) from None
    return root


def _refuse_deep(text: str) -> None:
    """The composer recurses, the parser does not: deep nesting is found before it costs time and stack."""
    depth = 0
    for event in YAML(pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            place = event.start_mark.line + 1, event.start_mark.column + 1
            raise JobsFileError([Problem(*place, "The settings are nested too deeply here: compare with the sample.")])


def _plain(node: Node, path: Path, document: Document) -> Any:
    if node.anchor:
        document.problems.append(Problem(*_place(node), "References (&name) cannot be used here: write the value out."))
        return None
    kind = str(node.tag).rpartition(":")[2]
    if kind not in _KINDS:
        document.problems.append(Problem(*_place(node), "Tags (!name) cannot be used here: write the plain value."))
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            document.keys[(*path, index)] = document.values[(*path, index)] = _place(item)
        return [_plain(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _scalar(kind, str(node.value))


def _mapping(node: MappingNode, path: Path, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        if key in found:
            document.problems.append(
                Problem(*_place(key_node), f"The key “{key}” stands here twice: keep one of them.")
            )
        document.keys[(*path, key)], document.values[(*path, key)] = _place(key_node), _place(value_node)
        found[key] = _plain(value_node, (*path, key), document)
    return found


def _place(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(kind: str, text: str) -> Any:
    if kind == "null":
        return None
    if kind == "bool":
        return _WORDS.get(text.lower(), text)
    if kind in {"int", "float"}:
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    for number in (int, float):
        try:
            return number(text.replace("_", ""))
        except ValueError:
            continue
    return text


def _broken(error: MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = " ".join(str(error.problem or "").split())
    lines = text.splitlines() or [""]
    if "\\t" in what or "\t" in lines[min(line, len(lines)) - 1][:column]:
        return Problem(line, column, "There is a tab here: YAML wants spaces, two for each step.")
    left_open = _LEFT_OPEN.search(what)
    if left_open:
        return Problem(line, column, f"A “{left_open[1]}” is missing here or just above, to close what was opened.")
    return Problem(line, column, f"This cannot be read as YAML ({what}): check colons, quotes and indents just above.")
