"""Changes to jobs.yaml that leave every comment, quote and indent where it was."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from scheduler.domain.jobsfile.reading import read

Path = Sequence[str | int]
BOM = "\ufeff"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}


def edit(text: str, path: Path, value: Any) -> str:
    """The file with the value at `path` set (missing parents are made), or taken out when `value` is None.

    Raises JobsFileError when the text is no YAML, KeyError when the path leads through a plain value.
    The result is not checked: `parse` it before it is kept.
    """
    return edit_all(text, [(path, value)])


def edit_all(text: str, changes: Sequence[tuple[Path, Any]]) -> str:
    """Several changes at once, as `edit`."""
    read(text)
    bare = text.removeprefix(BOM)
    yaml = _round_trip(bare)
    tree = yaml.load(bare)
    for path, value in changes:
        *parents, last = path
        node = tree
        for key in parents:
            node = _child(node, key)
        _set(node, last, value)
    out = io.StringIO()
    yaml.dump(tree, out)
    return text[: len(text) - len(bare)] + out.getvalue()


def rename(text: str, path: Path, new: str, value: Any) -> str:
    """Another key with another value in the place of one, with the comment beside it: `cron:` becomes `every:`."""
    read(text)
    bare = text.removeprefix(BOM)
    yaml = _round_trip(bare)
    tree = yaml.load(bare)
    *parents, last = path
    node = tree
    for key in parents:
        node = node[key]
    beside = node.ca.items.pop(last, None)
    node.insert(list(node).index(last), new, _plain(value))
    del node[last]
    if beside is not None:
        node.ca.items[new] = beside
    out = io.StringIO()
    yaml.dump(tree, out)
    return text[: len(text) - len(bare)] + out.getvalue()


def take_out(text: str, path: Path) -> str:
    """The file without the lines of one entry; comments above and below it stay. KeyError when it is not there.

    Only an entry that has its lines to itself is cut out of the text; one inside `{…}` is taken out by `edit`.
    """
    read(text)
    bare = text.removeprefix(BOM)
    key, value, flow = _find(YAML(pure=True).compose(bare), path)
    if flow:
        return edit(text, path, None)
    lines = bare.splitlines(keepends=True)
    del lines[key.start_mark.line : _last_line(value) + 1]
    return text[: len(text) - len(bare)] + "".join(lines)


def put_in(text: str, path: Path, value: dict[str, Any]) -> str:
    """The file with a new entry behind the last one of its section (`("channels", "mastodon")`), in lines of its own:
    the lines that were there stay as they are, and so do the comments that follow. As `edit` where the section is
    not there, is empty, or stands in braces."""
    read(text)
    bare = text.removeprefix(BOM)
    section = _section(YAML(pure=True).compose(bare), path[:-1])
    if section is None:
        return edit(text, path, value)
    lines = bare.splitlines(keepends=True)
    at = _last_line(section) + 1
    if not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    lines[at:at] = _entry_lines(bare, str(path[-1]), value, section.value[0][0].start_mark.column)
    return text[: len(text) - len(bare)] + "".join(lines)


def _section(root: Any, path: Path) -> MappingNode | None:
    """The mapping at `path`, where each of its entries has lines of its own."""
    try:
        _key, section, _flow = _find(root, path)
    except KeyError:
        return None
    return section if isinstance(section, MappingNode) and not section.flow_style and section.value else None


def _entry_lines(text: str, name: str, value: dict[str, Any], indent: int) -> list[str]:
    out = io.StringIO()
    _round_trip(text).dump(CommentedMap({name: _plain(value)}), out)
    return [" " * indent + line for line in out.getvalue().splitlines(keepends=True)]


def quoted(text: str) -> str:
    """Text that is written in quotes, as times are."""
    written: str = DoubleQuotedScalarString(text)
    return written


def rename_channel(text: str, old: str, new: str) -> str:
    """The file with another name for a channel: where it is described, and wherever a rhythm names it. Everything else
    stays as it is written."""
    root = _nodes(text)
    return _with_name(text, _naming(root, (("channels",), *_in_rhythms(root)), old), new)


def rename_rhythm(text: str, old: str, new: str) -> str:
    """The file with another name for a rhythm: only its key is written anew."""
    return _with_name(text, _naming(_nodes(text), (("jobs",),), old), new)


def _nodes(text: str) -> Any:
    read(text)
    return YAML(pure=True).compose(text.removeprefix(BOM))


def _with_name(text: str, named: Iterable[ScalarNode], new: str) -> str:
    """The text with a name in the place of what is written at those nodes, in quotes where YAML needs them."""
    bare = text.removeprefix(BOM)
    written = new if _PLAIN.fullmatch(new) and new.lower() not in _WORDS else f'"{new}"'
    for start, end in sorted(((node.start_mark.index, node.end_mark.index) for node in named), reverse=True):
        bare = bare[:start] + written + bare[end:]
    return text[: len(text) - len(text.removeprefix(BOM))] + bare


def _naming(root: Any, paths: Iterable[Path], name: str) -> Iterator[ScalarNode]:
    """The keys and members of lists at these places that are the name."""
    for path in paths:
        try:
            _key, found, _flow = _find(root, path)
        except KeyError:
            continue
        nodes = [key for key, _ in found.value] if isinstance(found, MappingNode) else [found]
        nodes = found.value if isinstance(found, SequenceNode) else nodes
        yield from (node for node in nodes if isinstance(node, ScalarNode) and node.value == name)


def _in_rhythms(root: Any) -> Iterator[Path]:
    """Where rhythms name channels."""
    try:
        _key, jobs, _flow = _find(root, ("jobs",))
    except KeyError:
        return
    for key, _job in jobs.value if isinstance(jobs, MappingNode) else ():
        for rest in (("to",), ("late", "grace"), ("offset",)):
            yield ("jobs", str(key.value), *rest)


def _find(root: Any, path: Path) -> tuple[Node, Node, bool]:
    """The nodes of a key and its value, and whether a mapping in braces is around them."""
    node, key, flow = root, root, False
    for part in path:
        if not isinstance(node, MappingNode):
            raise KeyError(part)
        flow = flow or bool(node.flow_style)
        pair = next(((k, v) for k, v in node.value if isinstance(k, ScalarNode) and k.value == part), None)
        if pair is None:
            raise KeyError(part)
        key, node = pair
    return key, node, flow


def _last_line(node: Node) -> int:
    """The last line with something of the value itself: a block's own end lies behind the comments below it."""
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style:
        ends_on_next = node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line
        return int(node.end_mark.line) - int(ends_on_next)
    last = node.value[-1] if node.value else None
    if last is None:
        return int(node.start_mark.line)
    return _last_line(last[1] if isinstance(node, MappingNode) else last)


def _round_trip(text: str) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    mapping, sequence, offset = _indents(YAML(pure=True).compose(text))
    yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
    return yaml


def _indents(root: Any) -> tuple[int, int, int]:
    """How far the file indents: keys, what stands behind a dash, and the dash."""
    mapping, sequence, offset = 2, 4, 2
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for key, value in node.value if isinstance(node, MappingNode) and not node.flow_style else ():
            deep = value.start_mark.column - key.start_mark.column
            if isinstance(value, MappingNode) and not value.flow_style:
                mapping = max(deep, 1)
            if isinstance(value, SequenceNode) and not value.flow_style and value.value:
                offset, sequence = deep, value.value[0].start_mark.column - key.start_mark.column
            waiting.append(value)
    return mapping, sequence, offset


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
    elif isinstance(value, list) and isinstance(old := _at(container, key), CommentedSeq):
        _refill(old, value)
    elif isinstance(value, dict) and isinstance(was := _at(container, key), CommentedMap):
        _remap(was, value)
    else:
        container[key] = _plain(value)


def _at(container: Any, key: str | int) -> Any:
    return container.get(key) if isinstance(container, dict) else container[key]


def _refill(old: CommentedSeq, wanted: list[Any]) -> None:
    """The same list with other members: who stays keeps the place and the comment."""
    for index in reversed(range(len(old))):
        if old[index] not in wanted:
            del old[index]
    for value in wanted:
        if value not in old:
            old.append(value)


def _remap(old: CommentedMap, wanted: dict[str, Any]) -> None:
    for key in [key for key in old if key not in wanted]:
        del old[key]
    for key, value in wanted.items():
        if old.get(key) != value:
            old[key] = value


def _plain(value: Any) -> Any:
    """Lists and small mappings on one line, as a person writes them here."""
    if isinstance(value, list):
        made = CommentedSeq(value)
        made.fa.set_flow_style()
        return made
    if isinstance(value, dict) and not any(isinstance(each, dict | list) for each in value.values()):
        small = CommentedMap(value)
        small.fa.set_flow_style()
        return small
    if isinstance(value, dict):
        return CommentedMap({key: _plain(each) for key, each in value.items()})
    return value
