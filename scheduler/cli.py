"""The command `studio`. Modules are imported only when their command runs, so that `--help` answers at once."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler import __version__
from scheduler.config import NoStudioHere, home
from scheduler.errors import Problem

DONE, FINDINGS, COULD_NOT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its module under scheduler/commands, one line of help, and an example."""

    module: str
    help: str
    example: str
    needs_home: bool = True


COMMANDS = {
    "init": Command("init", "lay out a new studio folder with a sample", "studio init willow", needs_home=False),
    "run": Command("run", "the pages, the clock and the sender in one process", "studio run"),
    "split": Command("split", "show the tips in an article", "studio split posts/desk.md --json", needs_home=False),
    "count": Command(
        "count", "measure a text by a network's own rule", 'studio count bluesky "Breathe out."', needs_home=False
    ),
    "queue": Command("queue", "queue an article's tips", "studio queue posts/desk.md --job weekly-tip"),
    "plan": Command("plan", "show what goes out when, or accept a changed jobs.yaml", "studio plan --weeks 8"),
    "preview": Command("preview", "write the drafts of a series or a post as files", "studio preview c1 --out drafts"),
    "kit": Command("kit", "pictures and captions of a month as a zip", "studio kit 2027-03"),
    "simulate": Command("simulate", "live through a time ahead on a copy", "studio simulate --until 2027-04-20"),
    "dispatch": Command("dispatch", "send what is due now, once (for cron)", "studio dispatch --once"),
    "status": Command("status", "what is in line, on its way and not certain", "studio status --json"),
    "check": Command("check", "look for mistakes in jobs.yaml, templates and sign-ins", "studio check"),
    "subscribers": Command(
        "subscribers",
        "who they are and who got what; import, export or erase",
        "studio subscribers import people.csv --basis signed-up",
    ),
    "classes": Command("classes", "read the timetables now", "studio classes sync"),
    "dkim": Command("dkim", "make the keys that sign your mails", "studio dkim new --selector s1"),
    "backup": Command("backup", "put the whole studio into one file", "studio backup"),
    "restore": Command("restore", "put a backup back in its place, held", "studio restore latest"),
    "service": Command("service", "run it day and night: its systemd unit", "studio service --out /etc/systemd/system"),
    "user": Command("user", "let somebody sign in", "studio user add ana@example.org --role editor"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Every mistake is one sentence on standard error and exit code 2; never a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except (Problem, NoStudioHere) as problem:
        print(f"studio: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        print("studio: stopped.", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:  # noqa: BLE001 the last resort: a person gets a sentence, the details go to a file
        print(f"studio: {_unexpected(error)}", file=sys.stderr)
    return COULD_NOT


def _run(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    name = arguments[0] if arguments and arguments[0] in COMMANDS else ""
    if not name:
        return _overview(arguments)
    command = COMMANDS[name]
    module = importlib.import_module(f"scheduler.commands.{command.module}")
    parser = _parser(name, command)
    module.configure(parser)
    parsed = parser.parse_args(arguments[1:])
    if command.needs_home:
        from scheduler.config import require_home

        require_home()
    code: int = module.run(parsed)
    return code


class _Parser(argparse.ArgumentParser):
    """argparse, but a wrong call is one sentence with the remedy."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Problem(f"{message[:1].upper()}{message[1:]}; `{self.prog} --help` shows how.")


def _parser(name: str, command: Command) -> argparse.ArgumentParser:
    return _Parser(
        prog=f"studio {name}",
        description=f"{command.help[:1].upper()}{command.help[1:]}.",
        epilog=f"Example: {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _overview(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("--version", "-V"):
        print(f"studio {__version__}")
        return DONE
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        rows = "\n".join(f"  {name:<12} {command.help}" for name, command in COMMANDS.items())
        print(
            f"studio: an article goes in, weeks of tips come out.\n\n{rows}\n\n"
            "`studio COMMAND --help` explains one of them. Start with: studio init my-studio"
        )
        return DONE
    raise Problem(f"There is no command “{arguments[0]}”{_guess(arguments[0])}; `studio --help` lists them.")


def _guess(word: str) -> str:
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, n=1)
    return f" (did you mean “{near[0]}”?)" if near else ""


def _unexpected(error: Exception) -> str:
    path = home() / "studio.log"
    try:
        with path.open("a") as log:
            traceback.print_exception(error, file=log)
        where = f"the details are in {path.name}"
    except OSError:
        where = "and the details could not be written down"
    return f"Something went wrong that should not ({type(error).__name__}); {where}. Nothing half-done was kept."


if __name__ == "__main__":
    sys.exit(main())
