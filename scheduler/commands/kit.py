"""`studio kit MONTH`: pictures and captions of a month as a zip."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.commands.studio import open_studio, print_json

if TYPE_CHECKING:
    from scheduler.plan.services.kit import KitPost


def configure(parser: argparse.ArgumentParser) -> None:
    """Which month, and where to."""
    parser.add_argument("month", metavar="MONTH", help="year and month by the studio's calendar: 2027-03")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the zip to write (default: kit-MONTH.zip here)")
    parser.add_argument("--json", action="store_true", help="what is in it, for scripts")


def run(args: argparse.Namespace) -> int:
    """A folder for each date and channel: caption.txt, pictures, and beside each picture its description."""
    now = open_studio()
    from scheduler.plan import services as plan

    plan.refresh(now)
    posts = plan.kit(args.month)
    out = args.out or Path(f"kit-{args.month.strip()}.zip")
    with out.open("wb") as file:
        file.writelines(plan.packed(posts))
    if args.json:
        print_json({"month": args.month.strip(), "file": str(out), "posts": [_listed(post) for post in posts]})
    else:
        dates = len({f"{post.at:%Y-%m-%d}" for post in posts})
        print(f"{out} holds {len(posts)} folders of {dates} dates; begin with contents.txt inside it.")
    return 0


def _listed(post: KitPost) -> dict[str, Any]:
    return {
        "at": post.at.isoformat(), "channel": post.channel, "title": post.title, "state": post.state,
        "folder": post.folder, "files": list(post.files),
    }  # fmt: skip
