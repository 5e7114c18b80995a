"""Renders a studio's templates in a sandbox that limits what they can reach, print and take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from types import SimpleNamespace, TracebackType
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from scheduler.domain import phrases
from scheduler.domain.rendering import language, marks
from scheduler.domain.rendering.mistakes import TemplateMistake

SOURCE_LIMIT = 64_000
OUTPUT_LIMIT = 300_000
BUDGET = 2_000_000
_SOURCE_HOLE = re.compile(r"\[\[([^\[\]\n]*)\]\]")
_HOLE_WORDS = re.compile(r"\s*(\w+)\s*(?:\|([^|<>&\"'{}]*))?")


@dataclass(frozen=True, slots=True)
class Source:
    """A template's text; `file` is how the owner knows it: `templates/newsletter/tip.html`."""

    file: str
    text: str


class Refused(Exception):
    """A template does at this place what it may not do."""


class _Unknown(StrictUndefined):
    """A name that a template asks for and nobody gave."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        known = list(vars(owner)) if isinstance(owner, SimpleNamespace) else []
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean “{near[0]}”?" if near else f"; known here: {', '.join(known)}." if known else "."
        return f"there is no “{name}” here{hint}"


class Budget:
    """How many characters one rendering may still print, also where it prints them for itself only."""

    def __init__(self) -> None:
        self.left = BUDGET

    def spend(self, characters: int) -> None:
        """Take some of it; Refused when none is left."""
        self.left -= characters
        if self.left < 0:
            raise Refused("it repeats too much; a page may not be longer than 300 kB.")


_budget: ContextVar[Budget] = ContextVar("budget")


def _spend(characters: int) -> None:
    budget = _budget.get(None)
    if budget is not None:
        budget.spend(characters)


def _paced(value: Any, cost: int) -> list[Any]:
    """What a `for` repeats over, each step paid for."""
    items = list(value)
    _spend(cost * len(items))
    return items


def _join(items: Sequence[Any], separator: str = "") -> str | Markup:
    _spend(sum(len(str(item)) + len(separator) for item in items))
    kind = Markup if any(isinstance(item, Markup) for item in items) else str
    return kind(separator).join(items)


def _shown(value: Any) -> Any:
    """Only words and whole numbers are printed; an unknown name speaks for itself."""
    if isinstance(value, str):
        _spend(len(value))
    elif value is None or isinstance(value, bool) or not isinstance(value, int | StrictUndefined):
        raise Refused("what stands in {{ }} here is not a text; ask for one of its parts, or test it with {% if %}.")
    return value


def _row(item: Any, caller: Any) -> Markup:
    """`{% call row(class) %} … {% endcall %}` around a class: it can be taken out until the issue goes out."""
    return Markup(marks.row(item.uid, caller()))  # noqa: S704  (the template's own output, escaped as it was rendered)


def _class_block(caller: Any) -> Markup:
    """`{% call class_block() %} … {% endcall %}` around all rows and their heading: it goes with its last row."""
    return Markup(marks.block(caller()))  # noqa: S704


@pass_context
def _say(context: Context, phrase: Any, **values: Any) -> str:
    """`{{ say("next_time", title=next_title) }}`: a fixed phrase in the language of the letter or the page."""
    said = {name: str(_shown(value)) for name, value in values.items()}
    try:
        return phrases.say(str(phrase), str(context.get("language") or "en"), **said)
    except phrases.UnknownPhrase as problem:
        raise Refused(str(problem)) from None


class _Sandbox(ImmutableSandboxedEnvironment):
    """Knows the listed filters, tests and calls, and nothing else; counts what is included."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        super().__init__(
            loader=FunctionLoader(self._load),
            undefined=_Unknown,
            autoescape=lambda name: bool(name) and str(name).endswith(".html"),
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.sources = sources
        self.filters = {name: self.filters[name] for name in language.FILTERS} | {"paced": _paced, "join": _join}
        self.tests = {name: self.tests[name] for name in language.TESTS}
        self.globals.clear()
        self.globals.update(row=_row, class_block=_class_block, say=_say)

    def _load(self, name: str) -> tuple[str, str, Any]:
        source = self.sources.get(name)
        if source is None:
            raise TemplateNotFound(name)
        if len(source.text.encode()) > SOURCE_LIMIT:
            raise TemplateMistake(source.file, 0, "the file is longer than 64 kB; make it shorter.")
        return _with_holes(source), source.file, lambda: True

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(language.check(source, filename or ""), name, filename, defer_init)

    def _load_template(self, name: str, globals: Any) -> Template:
        _spend(language.STEP + (len(self.sources[name].text) if name in self.sources else 0))
        return super()._load_template(name, globals)


def _with_holes(source: Source) -> str:
    """The source with `[[name|fallback]]` as hole marks, before Jinja sees it."""
    text = marks.strip_private_use(source.text)

    def opened(found: re.Match[str]) -> str:
        words = _HOLE_WORDS.fullmatch(found[1])
        if not words or words[1] not in marks.HOLE_NAMES:
            raise TemplateMistake(source.file, _line(text, found.start()), _hole_problem(found[0], bool(words)))
        return marks.hole(words[1], (words[2] or "").strip())

    done = _SOURCE_HOLE.sub(opened, text)
    for loose in ("[[", "]]"):
        if loose in done:
            raise TemplateMistake(source.file, _line(done, done.index(loose)), f"“{loose}” stands alone.")
    return done


def _hole_problem(written: str, well_formed: bool) -> str:
    if not well_formed:
        return f"“{written}” is not a name with a fallback, as in [[first_name|there]]."
    return f"“{written}” is not known; these are: {', '.join(marks.HOLE_NAMES)}."


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


class Templates:
    """The templates of one studio by name (`newsletter/tip.html`). Compiled once, safe to use again and again."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = dict(sources)
        self._sandbox = _Sandbox(self.sources)

    def __contains__(self, name: str) -> bool:
        return name in self.sources

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The template filled with `context`, whose texts lose private-use characters first: they never become a hole
        or a row. A mistake in the template is a TemplateMistake with its file and line."""
        with self._watched(name):
            text = self._generate(name, context)
        if marks.broken_mark(text):
            raise TemplateMistake(
                self._file(name), 0, "a [[hole]] or a class row is changed by a filter or cut in two."
            )
        return text if name.endswith(".html") else marks.tidy(text)

    def compile(self, name: str) -> None:
        """TemplateMistake when the template cannot even be read."""
        with self._watched(name):
            self._sandbox.get_template(name)

    @contextmanager
    def _watched(self, name: str) -> Iterator[None]:
        token = _budget.set(Budget())
        try:
            yield
        except TemplateMistake:
            raise
        except Exception as error:  # noqa: BLE001  (whatever a template provokes is its author's to know)
            raise self._mistake(error, name) from None
        finally:
            _budget.reset(token)

    def _generate(self, name: str, context: Mapping[str, Any]) -> str:
        written, pieces = 0, []
        for piece in self._sandbox.get_template(name).generate({key: plain(value) for key, value in context.items()}):
            written += len(piece)
            if written > OUTPUT_LIMIT:
                raise Refused("what it prints is longer than 300 kB.")
            pieces.append(piece)
        return "".join(pieces)

    def _mistake(self, error: Exception, name: str) -> TemplateMistake:
        if isinstance(error, TemplateSyntaxError):
            return TemplateMistake(error.filename or self._file(name), error.lineno, _sentence(error.message or ""))
        file, line = self._place(error.__traceback__) or (self._file(name), 0)
        if isinstance(error, TemplateNotFound):
            return TemplateMistake(file, line, f"there is no template “{error.name}”.")
        if isinstance(error, RecursionError):
            return TemplateMistake(file, line, "it includes itself, or nests too deeply.")
        return TemplateMistake(file, line, _sentence(str(error)))

    def _place(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        files = {source.file for source in self.sources.values()}
        places = [(tb.tb_frame.f_code.co_filename, tb.tb_lineno) for tb in _frames(traceback)]
        return next((place for place in reversed(places) if place[0] in files), None)

    def _file(self, name: str) -> str:
        source = self.sources.get(name)
        return source.file if source else f"templates/{name}"


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback:
        yield traceback
        traceback = traceback.tb_next


_PLAINLY = (
    (
        r"Unexpected end of template\. .*needs to be closed is '(\w+)'\.",
        r"“{% \1 %}” is not closed: write “{% end\1 %}” where it ends",
    ),
    (
        r"Encountered unknown tag '(\w+)'\. .*needs to be closed is '(\w+)'\.",
        r"“{% \1 %}” cannot stand here: write “{% end\2 %}” before it, or check how it is spelt",
    ),
    (
        r"unexpected end of template, expected 'end of print statement'\.",
        "“{{” is not closed: write “}}” where it ends",
    ),
)
"""What Jinja says, and what a studio owner can do with."""


def _sentence(message: str) -> str:
    """Jinja's message as the end of a sentence: “…, line 3: unexpected '}'.”"""
    message = message.strip()
    for jinjas, ours in _PLAINLY:
        message = re.sub(jinjas, ours, message)
    message = message.rstrip(".")
    return f"{message[:1].lower()}{message[1:]}." if not message.endswith("?") else message


def plain(value: Any) -> Any:
    """`value` as a template may hold it: no methods, no markup, no private-use characters."""
    if isinstance(value, str):
        return marks.outside(str(value))
    if isinstance(value, Mapping):
        return SimpleNamespace(**{str(key): plain(item) for key, item in value.items()})
    if is_dataclass(value) and not isinstance(value, type):
        return SimpleNamespace(**{field.name: plain(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, Sequence):
        return tuple(plain(item) for item in value)
    return value
