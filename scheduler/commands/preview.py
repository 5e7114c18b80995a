"""`studio preview c12|m34 --out DIR`: the drafts as files, and a contact sheet of all."""

from __future__ import annotations

import argparse
import shutil
import subprocess
from pathlib import Path

from scheduler.commands.studio import open_studio, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")


def configure(parser: argparse.ArgumentParser) -> None:
    """What, and where to."""
    parser.add_argument("ref", metavar="c12|m34", help="a series or one post, as `studio plan` names them")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")


def run(args: argparse.Namespace) -> int:
    """html, txt, eml and json of each draft; png too where Chromium is installed."""
    now = open_studio()
    from scheduler.plan import services as plan
    from scheduler.web import drafts

    plan.refresh(now)
    written = drafts.write(args.ref, args.out, now)
    pictures = _pictures(written)
    print(f"{len(written)} drafts are in {args.out}; begin with {args.out / 'index.html'}.")
    if not pictures:
        say("No pictures: install Chromium to get them.")
    return 0


def _pictures(pages: list[Path]) -> int:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return 0
    for number, page in enumerate(pages, 1):
        say(f"picture {number} of {len(pages)}")
        size, picture = "--window-size=640,1400", page.with_suffix(".png")
        command = [browser, *QUIET, size, f"--screenshot={picture}", page.resolve().as_uri()]
        subprocess.run(command, check=False, capture_output=True, timeout=60)  # noqa: S603 our own file, our own words
    return len(pages)
