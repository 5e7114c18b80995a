"""A mistake in a template, as its file, its line and one sentence."""

from __future__ import annotations

from scheduler.errors import Problem


class TemplateMistake(Problem):
    """What is wrong in a template the studio edits. `line` 0: it concerns the whole file."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {message}")
