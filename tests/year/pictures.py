"""The year's letters on one picture, in the order of their dates: `python -m tests.year.pictures [FOLDER]`.

Nine hundred readers; the letters are drawn by Chromium from the very bytes that the simulation sent. With FOLDER the
letters stay there as files (html, txt, eml), to be read.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
READERS = 900
COLUMNS, WIDTH, HEIGHT, GAP, CAPTION = 10, 184, 330, 10, 18
LETTER = {"width": 480, "height": 860}


def main(folder: Path) -> None:
    """Live, write, draw."""
    home, copy, letters = folder / "home", folder / "copy", folder / "letters"
    for each in (home, copy, letters):
        each.mkdir(parents=True)
    _set_up(home)
    from tests.year import studio

    studio.lay_out(home, READERS)
    begun = time.monotonic()
    report = studio.live(home, copy)
    print(f"A year with {READERS} readers took {time.monotonic() - begun:.0f} seconds.")
    print(f"Most mails to one person in a week: {report['most_in_a_week']}.")
    studio.load(copy)
    _draw(_write(letters), ROOT / "docs" / "pictures" / "year.png")


def _set_up(home: Path) -> None:
    os.environ |= {
        "SCHEDULER_HOME": str(home), "DATABASE_URL": f"sqlite://{home / 'studio.sqlite3'}",
        "STUDIO_SECRET_KEY": "for pictures only, forty characters at the least", "SITE_URL": "https://willow.example",
        "DJANGO_SETTINGS_MODULE": "scheduler.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }  # fmt: skip
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _write(folder: Path) -> list[tuple[str, Path]]:
    """(date, page) of each letter that went out, in order."""
    from scheduler.domain.timing.zones import to_local
    from scheduler.plan.models import Message
    from scheduler.web import drafts
    from tests.year import studio

    sent = Message.objects.filter(state="sent", account__name="newsletter").order_by("at")
    written = [(message, drafts.write(message.ref, folder, studio.NOW)[0]) for message in sent]
    return [(f"{to_local(message.at, 'America/Toronto'):%a %-d %b %Y}", page) for message, page in written]


def _draw(letters: list[tuple[str, Path]], target: Path) -> None:
    from PIL import Image, ImageDraw

    from tests.e2e.conftest import CHROMIUM, FLAGS

    rows = -(-len(letters) // COLUMNS)
    size = (COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + CAPTION + GAP) + GAP)
    sheet = Image.new("RGB", size, "#e8e4da")
    pen = ImageDraw.Draw(sheet)
    for number, (date, shot) in enumerate(_shots(letters, CHROMIUM, FLAGS)):
        x = GAP + number % COLUMNS * (WIDTH + GAP)
        y = GAP + number // COLUMNS * (HEIGHT + CAPTION + GAP)
        pen.text((x, y + 3), date, fill="#333333")
        sheet.paste(Image.open(io.BytesIO(shot)).convert("RGB").resize((WIDTH, HEIGHT)), (x, y + CAPTION))
    sheet.quantize(128).save(target, optimize=True)
    print(f"{len(letters)} letters are in {target.name}, {target.stat().st_size // 1024} kB.")


def _shots(letters: list[tuple[str, Path]], browser_path: Any, flags: Any) -> list[tuple[str, bytes]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
        page = browser.new_page(viewport=LETTER, color_scheme="light")
        shots = []
        for date, letter in letters:
            page.goto(letter.resolve().as_uri())
            shots.append((date, page.screenshot()))
        browser.close()
    return shots


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
