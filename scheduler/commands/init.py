"""`studio init DIR`: a new studio folder with a sample."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from scheduler.commands.studio import called
from scheduler.domain import jobsfile
from scheduler.errors import Problem
from scheduler.themes import starter


def configure(parser: argparse.ArgumentParser) -> None:
    """One argument: the folder."""
    parser.add_argument("dir", metavar="DIR", help="the folder to make")


def run(args: argparse.Namespace) -> int:
    """Copy the sample; never over an existing studio."""
    target = Path(args.dir)
    if (target / "jobs.yaml").exists():
        raise Problem(f"{target} holds a studio already; choose another folder.")
    try:
        lay_out(target)
    except OSError as error:
        raise Problem(f"{target} cannot be made here ({error.strerror}); choose another place.") from None
    like = " It begins like the studio in this checkout, whose jobs.yaml was used." if _used(starter()) else ""
    print(f"A sample studio is in {target}.{like} Next: cd {target} && {called()} run")
    return 0


def _used(source: Path) -> bool:
    """A source checkout is a studio itself (`make run`): its files may be somebody's by now."""
    return (source / "studio.sqlite3").is_file()


def lay_out(target: Path) -> None:
    """posts/, templates/, jobs.yaml and .env (readable by its owner only)."""
    source = starter()
    target.mkdir(parents=True, exist_ok=True)
    for folder in ("posts", "templates"):
        shutil.copytree(source / folder, target / folder, dirs_exist_ok=True)
    for file in ("jobs.yaml", *_named(source)):
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / file, target / file)
    example = source / ("env.example" if (source / "env.example").is_file() else ".env.example")
    descriptor = os.open(target / ".env", os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as env:
        env.write(example.read_text().partition("\n\n")[2])


def _named(source: Path) -> set[str]:
    """The files beside jobs.yaml that it names: timetables, logo, font; never one outside."""
    whole = source.resolve()
    text = (source / "jobs.yaml").read_text(encoding="utf-8")
    try:
        plan = jobsfile.parse(text)
    except jobsfile.JobsFileError:
        return set()
    names = {plan.look.logo, plan.look.font, *(job.classes for job in plan.jobs.values())}
    inside = {str(name) for name in names if name and (source / str(name)).resolve().is_relative_to(whole)}
    return {name for name in inside if (source / name).is_file()}
