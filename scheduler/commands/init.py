"""`studio init DIR`: a new studio folder with a sample."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

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
    lay_out(target)
    command = "studio" if shutil.which("studio") else Path(sys.argv[0]).resolve()
    print(f"A sample studio is in {target}. Next: cd {target} && {command} run")
    return 0


def lay_out(target: Path) -> None:
    """posts/, templates/, jobs.yaml and .env (readable by its owner only)."""
    source = starter()
    target.mkdir(parents=True, exist_ok=True)
    for folder in ("posts", "templates"):
        shutil.copytree(source / folder, target / folder, dirs_exist_ok=True)
    for file in ("jobs.yaml", "classes.ics"):
        if (source / file).is_file():
            shutil.copy(source / file, target / file)
    example = source / ("env.example" if (source / "env.example").is_file() else ".env.example")
    descriptor = os.open(target / ".env", os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as env:
        env.write(example.read_text().partition("\n\n")[2])
