"""Somebody at the browser: by mouse, or by keyboard only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Studio

EMAIL, PASSWORD = "ana@example.org", "four words nobody guesses"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
MOST_TABS = 400


class Person:
    """Clicks, which are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0

    def find(self, words: str, role: str = "button") -> Any:
        """The first thing of that name that can be seen."""
        return self.page.get_by_role(role, name=words).and_(self.page.locator(":visible")).first

    def press(self, words: str, role: str = "button") -> None:
        """Press it."""
        self.clicks += 1
        self._press(self.find(words, role))

    def open(self, words: str) -> None:
        """Unfold what stands under a summary."""
        self.clicks += 1
        self._press(self.page.locator("summary:visible", has_text=words).first)

    def follow(self, selector: str) -> None:
        """Press the first thing that the selector finds."""
        self.clicks += 1
        self._press(self.page.locator(selector).first)

    def fill(self, label: str, text: str) -> None:
        """Write into a field, in the place of what stands there."""
        self._fill(self.page.get_by_label(label, exact=True).and_(self.page.locator(":visible")).first, text)

    def fill_in(self, form: str, values: Mapping[str, str]) -> None:
        """Fields by their names; the group in which one stands is unfolded first."""
        for name, value in values.items():
            thing = self.page.locator(f"{form} [name={name}]")
            folded = thing.locator("xpath=ancestor::details[not(@open)]/summary")
            while folded.count():
                self._touch(folded.first)
            self._fill(thing, value)

    def choose(self, label: str) -> None:
        """Tick a box or a round button."""
        self.clicks += 1
        self._choose(self.page.get_by_label(label).first)

    def _press(self, thing: Any) -> None:
        """Press it; all but a summary lead to a page, which is waited for."""
        if thing.evaluate("e => e.tagName") == "SUMMARY":
            self._touch(thing)
            return
        with self.page.expect_navigation():
            self._touch(thing)

    def _touch(self, thing: Any) -> None:
        thing.click()

    def _fill(self, thing: Any, text: str) -> None:
        """Write it; of a list, choose the entry of that value."""
        if thing.evaluate("e => e.tagName") == "SELECT":
            thing.select_option(text)
            return
        thing.fill(text)

    def _choose(self, thing: Any) -> None:
        thing.click()

    @property
    def told(self) -> str:
        """What the page says about the last press."""
        return " ".join(self.page.locator("[role=status], [role=alert]").all_inner_texts())


class Typist(Person):
    """Never touches the mouse: Tab to it, then Enter or Space. What cannot be reached so fails."""

    def _reach(self, thing: Any) -> None:
        wanted = thing.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("(e) => document.activeElement === e", wanted):
                assert thing.evaluate("e => e.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {thing}")

    def _touch(self, thing: Any) -> None:
        self._reach(thing)
        self.page.keyboard.press("Enter")

    def _fill(self, thing: Any, text: str) -> None:
        self._reach(thing)
        if thing.evaluate("e => e.tagName") == "SELECT":  # what is typed chooses the entry that begins so
            self.page.keyboard.type(thing.locator(f"option[value='{text}']").inner_text())
            assert thing.input_value() == text
            return
        if thing.get_attribute("type") == "datetime-local":
            thing.fill(text)
            return
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def _choose(self, thing: Any) -> None:
        radio = thing.get_attribute("type") == "radio"
        if radio and not thing.is_checked():  # a group of round buttons is one stop; arrows go on from there
            group = self.page.locator(f"input[name='{thing.get_attribute('name')}']")
            self._reach(group.first)
            self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if thing.is_checked():
                    return
                self.page.keyboard.press("ArrowDown")
            return
        self._reach(thing)
        self.page.keyboard.press("Space")


WAYS: dict[str, tuple[type[Person], dict[str, int]]] = {
    "mouse-phone": (Person, PHONE),
    "mouse-desktop": (Person, DESKTOP),
    "keyboard-phone": (Typist, PHONE),
    "keyboard-desktop": (Typist, DESKTOP),
}
EACH_WAY = [
    way if way in ("mouse-phone", "keyboard-desktop") else pytest.param(way, marks=pytest.mark.long) for way in WAYS
]
"""Both hands and both windows at every change; the other two pairs in `make long`."""


@contextmanager
def at_the_browser(browser: Any, studio: Studio, way: str = "mouse-desktop", **more: Any) -> Iterator[Person]:
    """Ana, signed in: by the printed address, or still by her cookie, where she has one."""
    kind, window = WAYS[way]
    context = browser.new_context(viewport=window, **more)
    someone = kind(context.new_page())
    if studio.cookie:
        context.add_cookies(
            [{"name": f"studio-session-{urlsplit(studio.url).port}", "value": studio.cookie, "url": studio.url}]
        )
        someone.page.goto(studio.url)
    else:
        sign_in(someone, studio)
    try:
        yield someone
    finally:
        context.close()


def sign_in(person: Person, studio: Studio) -> None:
    """Open the printed address and choose a password."""
    person.page.goto(studio.link)
    person.fill("E-mail address", EMAIL)
    person.fill("Password", PASSWORD)
    person.press("Begin")


def queue_sample(person: Person) -> None:
    """From Today to a queued series."""
    person.press("New series", role="link")
    person.press("See its tips")
    person.press("Next: channels and rhythm", role="link")
    person.press("Next: see the dates")
    person.press("Queue")


def wait_for(question: Callable[[], Any], person: Person, seconds: int = 30) -> Any:
    """Ask until the answer is not empty; the browser's own clock does the waiting."""
    for _ in range(seconds * 10):
        if answer := question():
            return answer
        person.page.wait_for_timeout(100)
    raise AssertionError("it did not happen in time")
