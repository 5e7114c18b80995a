"""One change to jobs.yaml that leaves every comment, quote and indent where it was."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from scheduler.domain.jobsfile.reading import read


def edit(text: str, path: Sequence[str | int], value: Any) -> str:
    """The file with the value at `path` set (missing parents are made), or taken out when `value` is None.

    Raises JobsFileError when the text is no YAML, KeyError when the path leads through a plain value.
    The result is not checked: `parse` it before it is kept.
    """
    read(text)
    yaml = _round_trip()
    tree = yaml.load(text)
    *parents, last = path
    node = tree
    for key in parents:
        node = _child(node, key)
    _set(node, last, value)
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _round_trip() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _child(node: Any, key: str | int) -> Any:
    if isinstance(node, dict):
        if node.get(key) is None:
            node[key] = CommentedMap()
        return node[key]
    if isinstance(node, list) and isinstance(key, int) and key < len(node):
        return node[key]
    raise KeyError(key)


def _set(node: Any, key: str | int, value: Any) -> None:
    if not isinstance(node, dict) and not (isinstance(node, list) and isinstance(key, int)):
        raise KeyError(key)
    container: Any = node
    if value is None:
        del container[key]
    else:
        container[key] = value
