"""How long a post becomes, while one types; the same by a button where scripts are off."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Studio
from tests.e2e.people import Person, sign_in, wait_for

pytestmark = pytest.mark.browser


def test_it_counts_while_one_types_and_by_a_button_without_scripts(studio: Studio, browser: Any) -> None:
    context = browser.new_context()
    person = Person(context.new_page())
    problems: list[str] = []
    person.page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    sign_in(person, studio)
    person.page.goto(f"{studio.url}/month/own/")
    person.page.fill("#text", "Snow day: the studio is closed.")
    rows = person.page.locator(".counts__list li")
    first = wait_for(rows.all_inner_texts, person)
    assert "bluesky: 31 of 300 characters" in first
    assert not person.page.get_by_role("button", name="How long is it?").is_visible()
    person.page.fill("#text", "x" * 700)
    much = wait_for(lambda: person.page.locator(".counts__much").all_inner_texts(), person)
    assert much[0].startswith("bluesky: left out.")
    assert "bluesky: left out." in person.page.locator(".counts [role=status]").inner_text()
    assert problems == []
    kept = context.storage_state()
    context.close()

    bare = browser.new_context(java_script_enabled=False, storage_state=kept)
    person = Person(bare.new_page())
    person.page.goto(f"{studio.url}/month/own/")
    person.page.fill("#text", "Snow day: the studio is closed.")
    person.page.get_by_role("button", name="How long is it?").click()
    assert "bluesky: 31 of 300 characters." in person.page.inner_text("main")
    bare.close()
