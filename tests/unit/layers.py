"""Reads the source as syntax trees and finds what the house does not allow (DESIGN section 3).

Each rule takes a Source and yields (line, what is wrong). `test_layers.py` applies them to the whole of `scheduler/`
and to small wrong samples, so that no rule can sleep.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "library", "audience", "classes", "plan", "outbox", "insights")
KEEPING = "keeping"
EDGES = ("cli", "commands", "web", "clock", "tasks", "celery", "urls", "wsgi")
FOUNDATION = ("domain", "channels", "errors", "signals", "fields", "config", "themes")
PROVIDERS = "scheduler/channels/email/providers.py"
FETCHERS = ("scheduler/channels/http.py", "scheduler/library/fetch.py")
NETWORK_MODULES = ("requests", "urllib3", "httpx", "http.client", "urllib.request", "aiohttp")
SES = "scheduler/channels/email/ses.py"
BOTO = ("boto3", "botocore")
CLOCK_NAMES = {"now", "utcnow", "today", "localtime", "gmtime", "time", "time_ns"}
CLOCK_OWNERS = {"datetime", "date", "time", "timezone", "dt"}
# The throw-away copy of `studio simulate` is another database, set up as the settings would.
EXCEPTIONS = {"scheduler/outbox/simulation.py": "scheduler.settings.database"}
LONGEST_FILE = 500
LONGEST_FUNCTION = 40

Finding = tuple[int, str]


@dataclass(frozen=True)
class Source:
    """One module: its path from the root of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The module's syntax tree."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """`domain`, `channels`, an app, an edge or a single module: the first name under `scheduler/`."""
        return self.path.split("/")[1].removesuffix(".py")

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """(line, full dotted name) of everything imported anywhere in the module."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        return found


def sources() -> list[Source]:
    """Every module of the package but the migrations."""
    paths = [path for path in sorted((ROOT / "scheduler").rglob("*.py")) if "migrations" not in path.parts]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def _ours(name: str) -> str:
    """The room that an import leads to; empty for other people's modules."""
    return name.split(".")[1] if name.startswith("scheduler.") and name.count(".") else ""


def _is(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def allowed_rooms(room: str) -> Collection[str] | None:
    """The rooms that a room may import from; None: all of them (edges, settings)."""
    if room == "domain":
        return ("domain", "errors")
    if room == "channels":
        return ("domain", "channels", "errors")
    if room in APPS:
        return (*FOUNDATION, *APPS[: APPS.index(room) + 1])
    if room in FOUNDATION:
        return FOUNDATION
    if room == KEEPING:
        return (*FOUNDATION, *APPS, KEEPING, "__version__")
    return None


def imports_only_leftwards(source: Source) -> Iterator[Finding]:
    """domain < channels < apps in their order < edges."""
    allowed = allowed_rooms(source.room)
    for line, name in source.imports:
        room = _ours(name)
        if allowed is not None and room and room not in allowed and EXCEPTIONS.get(source.path) != name:
            yield line, f"{source.room} imports {name}"


def domain_and_channels_know_no_django(source: Source) -> Iterator[Finding]:
    """No ORM and no settings below the apps; channels/email/providers.py may use Django's mail and anymail."""
    if source.room not in {"domain", "channels"}:
        return
    for line, name in source.imports:
        allowed = source.path == PROVIDERS and (_is(name, "django.core.mail") or _is(name, "anymail"))
        if (_is(name, "django") or _is(name, "anymail")) and not allowed:
            yield line, f"{source.room} imports {name}"


def channels_read_no_settings(source: Source) -> Iterator[Finding]:
    """What a channel needs is handed to it."""
    if source.room in {"domain", "channels"}:
        for line, name in source.imports:
            if name in {"os.environ", "os.getenv", "dotenv"} or _is(name, "dotenv"):
                yield line, f"{source.room} reads the environment: {name}"


def the_network_has_two_doors(source: Source) -> Iterator[Finding]:
    """All HTTP goes through channels/http.py or library/fetch.py; mail is spoken in channels/email only."""
    for line, name in source.imports:
        if any(_is(name, module) for module in NETWORK_MODULES) and source.path not in FETCHERS:
            yield line, f"imports {name}; HTTP has its place in {' and '.join(FETCHERS)}"
        if any(_is(name, module) for module in BOTO) and source.path != SES:
            yield line, f"imports {name}; it has its place in {SES}, which lets it open no connection"
        if _is(name, "smtplib") and not source.path.startswith("scheduler/channels/"):
            yield line, "imports smtplib outside channels/"


def only_config_reads_the_clock(source: Source) -> Iterator[Finding]:
    """Time is an argument. (Monotonic clocks measure; they tell no time.)"""
    if source.path == "scheduler/config.py":
        return
    for line, name in source.imports:
        if name in {"time.time", "time.time_ns", "time.localtime", "django.utils.timezone.now"}:
            yield line, f"imports {name}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_NAMES and _owner(node.value) in CLOCK_OWNERS:
            yield node.lineno, f"reads the clock: {ast.unparse(node)}"
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno, f"reads the clock: {node.arg}"


def _owner(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def edges_hold_no_sql(source: Source) -> Iterator[Finding]:
    """Edges call services: no query set, no cursor, no transaction."""
    if source.room not in EDGES:
        return
    for line, name in source.imports:
        if _is(name, "django.db") and name != "django.db.close_old_connections":
            yield line, f"an edge imports {name}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "execute", "executemany", "raw"}:
            yield node.lineno, f"an edge asks the database: {ast.unparse(node)[:60]}"


def no_kind_is_named_outside_channels(source: Source, kinds: Collection[str]) -> Iterator[Finding]:
    """Adding a channel edits no other file, so no other file may know one (`email` excepted).

    A word that is a kind by chance is named in CHANCE.
    """
    if source.room == "channels":
        return
    docstrings = {id(each) for each in _docstrings(source.tree)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            chance = CHANCE.get(node.value, ())
            if node.value in kinds and node.value != "email" and not source.path.startswith(tuple(chance)):
                yield node.lineno, f"names the kind of channel “{node.value}”"
    for line, name in source.imports:
        if name.startswith("scheduler.channels.") and name.split(".")[2] not in CHANNEL_MODULES:
            yield line, f"imports the channel {name}"


CHANNEL_MODULES = ("base", "registry", "http", "answers", "links", "pictures", "email")
CHANCE: dict[str, tuple[str, ...]] = {"by hand": ("scheduler/domain/jobsfile/models.py",)}


def files_stay_short(source: Source) -> Iterator[Finding]:
    """At most 500 lines."""
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield lines, f"has {lines} lines"


def functions_stay_short(source: Source) -> Iterator[Finding]:
    """At most 40 lines, not counting the docstring."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if length > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines"


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
