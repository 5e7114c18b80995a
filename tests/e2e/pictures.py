"""Pictures of the real thing, for the README and for looking at: `make pictures`.

python -m tests.e2e.pictures                 docs/pictures/*.png
python -m tests.e2e.pictures --all FOLDER    every page at 320, 390, 768 and 1440, light and dark, and what axe finds
"""

from __future__ import annotations

import argparse
import io
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from tests.e2e.axe import WIDTHS, by_axe, open_page
from tests.e2e.conftest import CHROMIUM, FLAGS, ROOT, Studio, sample
from tests.e2e.more import furnish_more
from tests.e2e.people import DESKTOP, PHONE, Person, queue_sample, sign_in, wait_for

PICTURES = ROOT / "docs" / "pictures"
FRENCH = {
    "title": "La pause du chat", "article": "Le dos au jardin", "next": "Le soir, les jambes au mur",
    "words": "Mettez-vous à quatre pattes. Arrondissez le dos en soufflant, cinq fois, lentement.",
    "caution": "Si le dos fait mal, parlez-en à votre médecin.", "classes": "Yin et balles, Yoga du midi",
    "safety": "Information générale, et non un avis médical.",
}  # fmt: skip
PEOPLE = "Email,First name\nanna@example.org,Anna\nben@example.org,Ben\n"


@dataclass(frozen=True)
class Stop:
    """A page of the sample studio by its address; of a picture, how much of it is shown (0: all).

    `bare`: pictures are switched off."""

    name: str
    address: str
    height: int = 0
    phone: bool = False
    dark: bool = False
    bare: bool = False


def set_clock(studio: Studio, at: str) -> None:
    """Another time for the studio, at once for all its processes."""
    new = studio.home.parent / "clock.new"
    new.write_text(at)
    new.replace(studio.home.parent / "clock")


def furnish(studio: Studio, page: Any) -> dict[str, str]:
    """Sign in, queue the sample, practise its first issue, take in two people; answers addresses by name."""
    person = Person(page)
    sign_in(person, studio)
    take_people_in(person)
    page.goto(studio.url)
    queue_sample(person)
    series = page.url
    posts = list(dict.fromkeys(page.locator("a[href^='/posts/']").evaluate_all("all => all.map(a => a.href)")))
    for post in posts[:2]:
        page.goto(post)
        person.press("Send now")
        wait_for(lambda: page.reload() and page.get_by_text("Practised: nobody got it.").count(), person)
    page.goto(f"{studio.url}/articles/")
    tips = page.locator("a[href$='/tips/']").first.get_attribute("href")
    review = asked_to_look(person, studio)
    found = {
        "practised": posts[0],
        "issue": posts[3],
        "bluesky": posts[4],
        "by-hand": posts[5],
        "series": series,
    }
    return {**found, "review": review, "tips": f"{studio.url}{tips}"}


def asked_to_look(person: Person, studio: Studio) -> str:
    """A review link for the month, on which somebody has said something."""
    person.page.goto(f"{studio.url}/reviews/")
    person.press("Make the link")
    address = str(person.page.get_by_label("Copy it now").input_value())
    person.page.goto(address)
    person.fill("Your name", "Anna")
    person.press("That is my name")
    person.open("Say something about newsletter")
    person.fill("What would you change?", "Could this be shorter?")
    person.press("Send the comment")
    return address


def take_people_in(person: Person) -> None:
    """Two people who signed up."""
    person.press("People", role="link")
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    person.page.get_by_label("CSV file").set_input_files(file)
    person.choose("They signed up for the newsletter")
    person.fill("Since when?", "2026-05-31")
    person.fill("Where is the proof?", "Sign-up sheet at the desk")
    person.press("Count first")
    person.press("Take them in")


def everything(studio: Studio, made: dict[str, str]) -> dict[str, str]:
    """Every page, by name."""
    base, article = studio.url, made["tips"].split("/")[-3]
    rest = ("month", "month/own", "reviews", "calendar", "articles", "people", "channels", "series/new", "nowhere")
    readers = ("people/returned", "people/new", "people/sign-up", "people/sign-up/poster", "people/1")
    pages = {name.replace("/", "-"): f"{base}/{name}/" for name in (*rest, *readers)}
    pages["people-found"] = f"{base}/people/?q=example"
    pages["people-nobody"] = f"{base}/people/?q=nobody&state=active&topic=tips"
    pages["nobody-got-it"] = f"{made['issue']}people/"
    query = "?job=weekly-tip&channel=bluesky"
    steps = {
        "sheet": f"{made['series']}sheet/",
        "month-change": f"{base}/month/{made['issue'].split('/')[-2]}/",
        "rhythms": f"{base}/rhythms/",
        "rhythm-tip": f"{base}/rhythm/weekly-tip/",
        "rhythm-classes": f"{base}/rhythm/new-classes/",
        "calendar-list": f"{base}/calendar/?view=list",
        "calendar-empty": f"{base}/calendar/?month=2029-02",
        "calendar-date": f"{base}/calendar/{made['issue'].split('/')[-2]}/",
        "rhythm": f"{base}/series/{article}/rhythm/",
        "problem": f"{base}/series/{article}/dates/",
    }
    public = {
        "leave": f"{base}/u/x",
        "preferences": f"{base}/p/x",
        "done": f"{base}/done/x/",
        "gone": f"{base}/welcome/x/",
        "sign-up": f"{base}/sign-up",
        "confirm": f"{base}/confirm/x",
        "confirm-address": f"{base}/confirm-address/x",
    }
    public |= {
        "sign-in": f"{base}/sign-in/?next=/month/",
        "forgotten": f"{base}/forgotten/",
        "letters": f"{base}/letters/",
        "link-gone": f"{base}/letters/m1/to/{'x' * 22}",
        "certain-over": f"{base}/certain/x/",
        "review-gone": f"{base}/r/x/",
    }
    steps |= {
        "week": f"{base}/week/",
        "going-live": f"{base}/going-live/",
        "mails": f"{base}/mails/",
        "if-it-fails": f"{base}/mails/if-it-fails/",
        "your-studio": f"{base}/studio/",
        "new-channel": f"{base}/new-channel/",
        "add-newsletter": f"{base}/new-channel/email/",
        "add-by-hand": f"{base}/new-channel/tiktok/",
        "channel": f"{base}/channel/bluesky/",
        "new-rhythm": f"{base}/new-rhythm/tip/",
        "new-welcome": f"{base}/new-rhythm/welcome/",
        "new-news": f"{base}/new-rhythm/announcement/",
        "calendar-elsewhere": f"{base}/calendar/elsewhere/",
        "again-none": f"{made['practised']}again/",
    }
    looks = {"side-by-side": f"{made['issue']}looks/", "look-text": f"{made['issue']}?look=text"}
    pages |= {**looks, "look-desk": f"{made['issue']}?look=desk"}
    return {"today": base, **pages, **made, **steps, "dates": f"{base}/series/{article}/dates/{query}", **public}


def docs(studio: Studio, browser: Any) -> None:
    """What the README and the docs show."""
    context = browser.new_context(viewport=DESKTOP, color_scheme="light")
    page = context.new_page()
    made = furnish(studio, page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    cards(PICTURES)
    french(page, PICTURES)
    shots = [
        Stop("tips", made["tips"], 1100),
        Stop("today", studio.url, 1000),
        Stop("month", f"{studio.url}/month/#{made['issue'].split('/')[-2]}", 1100),
        Stop("month-phone", f"{studio.url}/month/", phone=True, height=844),
        Stop("review", made["review"], 1000),
        Stop("sheet", f"{made['series']}sheet/", 1000),
        Stop("calendar", f"{studio.url}/calendar/?month=2027-03", 1060),
        Stop("calendar-phone", f"{studio.url}/calendar/?month=2027-03", 1400, phone=True),
        Stop("rhythm", f"{studio.url}/rhythm/weekly-tip/", 1000),
        Stop("new-rhythm", f"{studio.url}/new-rhythm/tip/", 1000),
        Stop("new-channel", f"{studio.url}/new-channel/", 800),
        Stop("add-channel", f"{studio.url}/new-channel/mastodon/", 800),
        Stop("post", made["issue"], 1100),
        Stop("letter-phone", f"{made['issue']}letter/", phone=True),
        Stop("letter-dark", f"{made['issue']}letter/", phone=True, dark=True),
        Stop("letter-images-off", f"{made['issue']}letter/", phone=True, bare=True),
        Stop("letter-desktop", f"{made['issue']}letter/"),
        Stop("sign-up", f"{studio.url}/sign-up", phone=True),
        Stop("own-page", f"{studio.url}/p/x", phone=True),
        Stop("sign-up-kit", f"{studio.url}/people/sign-up/", 1000),
        Stop("people", f"{studio.url}/people/", 1000),
        Stop("person", f"{studio.url}/people/1/"),
    ]
    for shot in shots:
        page.set_viewport_size(
            {**(PHONE if shot.phone else DESKTOP), **({"height": shot.height} if shot.height else {})}
        )
        page.emulate_media(color_scheme="dark" if shot.dark else "light")
        if shot.bare:
            page.route("**/media/*", lambda route: route.abort())
        page.goto(shot.address)
        page.unroute_all()
        page.screenshot(path=PICTURES / f"{shot.name}.png", full_page=not shot.height)
    pages = everything(studio, made) | furnish_more(studio)
    for name, window, scheme in (("pages-desktop", DESKTOP, "light"), ("pages-phone", PHONE, "dark")):
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)
        contact_sheet(page, pages, PICTURES / f"{name}.jpg")
    context.close()


def contact_sheet(page: Any, pages: dict[str, str], to: Path, columns: int = 7, width: int = 260) -> None:
    """What one sees first of every page, its name below."""
    from PIL import Image, ImageDraw

    window = page.viewport_size
    height = width * window["height"] // window["width"]
    rows = -(-len(pages) // columns)
    sheet = Image.new("RGB", (columns * (width + 12) + 12, rows * (height + 34) + 12), "#777777")
    for number, (name, address) in enumerate(pages.items()):
        page.goto(address)
        shot = (
            Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
        )
        x, y = 12 + number % columns * (width + 12), 12 + number // columns * (height + 34)
        sheet.paste(shot, (x, y))
        ImageDraw.Draw(sheet).text((x, y + height + 6), name, fill="#ffffff")
    sheet.save(to, quality=80, optimize=True)


def french(page: Any, folder: Path) -> None:
    """A letter of a French studio on a phone."""
    from scheduler import themes
    from scheduler.domain.compose import Outlet, TipFacts, compose, sample
    from scheduler.domain.rendering import HOLE_NAMES, clean, fill

    first = next(iter(sample.contents()))
    look = replace(first.studio.look, button="", logo=None)
    studio = replace(first.studio, name="Atelier du Saule", language="fr-CA", look=look, safety_line=FRENCH["safety"])
    caution, words = (FRENCH["caution"],), FRENCH["words"]
    tip = TipFacts(FRENCH["title"], words, (FRENCH["article"], FRENCH["title"]), caution, health_claim=True)
    classes = tuple(
        replace(one, title=title, teacher="Ana", place="Grande salle", description="")
        for one, title in zip(first.classes, FRENCH["classes"].split(", "), strict=True)
    )
    content = replace(
        first, studio=studio, tip=tip, classes=classes, images=(), link_title=FRENCH["article"], in_archive=True,
        next_title=FRENCH["next"],
    )  # fmt: skip
    (draft,) = compose(content, Outlet(lambda _: True, mail=True), themes.load(Path("nowhere"))).drafts
    page.set_viewport_size(PHONE)
    page.goto("about:blank")  # the studio's own pages allow no styles within
    page.set_content(clean(fill(draft.html, dict.fromkeys(HOLE_NAMES, "https://sample.example/x"), "html")))
    page.screenshot(path=folder / "letter-french.png", full_page=True)
    page.set_viewport_size(DESKTOP)


def cards(folder: Path) -> None:
    """Both designs of a picture card in their three shapes, side by side and smaller."""
    from PIL import Image

    from scheduler.domain.cards import SHAPES, CardWords
    from scheduler.domain.look import Look
    from scheduler.themes.cards import Files, drawn

    words = CardWords("Sit tall and let both arms hang heavy beside the chair.", "Let the shoulder blades slide")
    for design in ("page", "colour"):
        sheet, x = Image.new("RGB", (1236, 480), "#ffffff"), 0
        for shape in SHAPES:
            card = Image.open(io.BytesIO(drawn(words, shape, Look(card=design), "Willow Street Yoga", Files())))
            card.thumbnail((1000, 480))
            sheet.paste(card, (x, 0))
            x += card.width + 51
        sheet.save(folder / f"cards-{design}.png", optimize=True)


def looked_at(studio: Studio, browser: Any, folder: Path) -> None:
    """Every page in every width, light and dark; what is wrong with it is printed."""
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    addresses = everything(studio, furnish(studio, page)) | furnish_more(studio)
    for name, address in addresses.items():
        for width, scheme in product(WIDTHS, ("light", "dark")):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            over = page.evaluate("document.documentElement.scrollWidth")
            if over > width:
                print(f"{name} at {width}: {over} pixels wide")
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        open_page(page, name, address)
        for found in by_axe(page, name):
            print(*found)
    context.close()


def main() -> None:
    """One or the other."""
    parser = argparse.ArgumentParser(prog="pictures")
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sample() as studio, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        looked_at(studio, browser, args.all) if args.all else docs(studio, browser)
        browser.close()


if __name__ == "__main__":
    main()
