"""The letter asks of no mailbox what it cannot show, unless docs/mailboxes.md says what stands there instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler import themes
from scheduler.domain.compose import Content, Outlet, compose, sample
from scheduler.domain.look import Look
from tests import mailboxes

PAGE = Path(__file__).parents[2] / "docs" / "mailboxes.md"
SILENT = {"font-style", "font-family", "color", "-webkit-text-size-adjust"}
"""What caniemail does not list: shown everywhere, but for the last, which only keeps phones from enlarging text."""


def letters() -> list[str]:
    found = themes.load(Path("nowhere"))
    outlet = Outlet(fits=lambda _text: True, mail=True)
    return [compose(content, outlet, found).drafts[0].html for content in sample.contents()]


def explained() -> dict[str, str]:
    """Feature → what the row says of where it is not shown."""
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| .+ \|$", PAGE.read_text(), re.M)
    return {name: where for names, where in rows for name in re.findall(r"`([a-z0-9-]+)`", names)}


def test_every_feature_that_a_mailbox_does_not_show_has_its_fallback_and_no_other_is_listed() -> None:
    used = set().union(*(mailboxes.used(letter) for letter in letters()))
    assert {feature for feature in used if mailboxes.unsupported(feature)} == set(explained())


@pytest.mark.parametrize("feature", sorted(explained()))
def test_the_row_names_each_maker_whose_programs_do_not_show_it(feature: str) -> None:
    makers = {program.split(" ")[0] for program in mailboxes.unsupported(feature)} - {"apple-mail"}
    where = explained()[feature].replace("Windows Mail", "Outlook").replace("the same;", "Gmail").lower()
    assert where == "most" or all(maker in where for maker in makers)


def test_no_property_is_used_that_nobody_knows_about() -> None:
    assert set().union(*(mailboxes.unknown_properties(letter) for letter in letters())) == SILENT


def test_a_letter_with_what_mailboxes_do_not_show_is_found() -> None:
    page = """<!doctype html><html><style>.a > .b { gap: 4px } @media (x) { p { margin-left: 2vw } }</style>
        <body><p style="display: flex; background: linear-gradient(red, blue)">x<img src="a.svg"></p></body></html>"""
    used = mailboxes.used(page)
    assert {"css-display-flex", "css-selector-child", "css-gap", "css-unit-vw", "image-svg", "css-margin"} <= used
    assert "outlook windows" in mailboxes.unsupported("css-display-flex")
    assert "gmail desktop-webmail" in mailboxes.unsupported("image-svg")


def test_styles_needed_to_read_the_letter_stand_on_the_elements_themselves() -> None:
    for letter in letters():
        body = letter[letter.index("<body") :]
        assert all("style=" in tag for tag in re.findall(r"<(?:p|h1|h2|h3|li|a)\b[^>]*>", body))


def test_styles_in_the_head_stay_below_what_gmail_takes() -> None:
    assert all(
        sum(len(style) for style in re.findall(r"(?s)<style>(.*?)</style>", letter)) < 16_000 for letter in letters()
    )


def test_each_style_tag_stands_for_itself_so_that_one_that_is_dropped_takes_no_other_along() -> None:
    for letter in letters():
        styles = re.findall(r"(?s)<style>(.*?)</style>", letter)
        assert sum("data-ogs" in style for style in styles) == 1
        assert not any("data-ogs" in style and "@media" in style for style in styles)


@pytest.mark.parametrize("colour", ["#2f5d50", "#ffe000", "#7a3b8f"])
def test_dark_mode_is_made_for_apple_mail_and_for_outlook_alike(colour: str) -> None:
    found = themes.load(Path("nowhere"))
    studio = sample.STUDIO.__class__("Willow", "1 Street", "a@b.example", look=Look(colour))
    content = Content("tip", studio, sample.TIP)
    html = compose(content, Outlet(fits=lambda _text: True, mail=True), found).drafts[0].html
    from scheduler.domain.look import palette

    night = palette(colour).night
    dark, outlook = (style for style in re.findall(r"(?s)<style>(.*?)</style>", html)[-2:])
    assert f".button td {{ background-color: {night} !important; }}" in dark
    assert f"[data-ogsb] .button td {{ background-color: {night} !important; }}" in outlook
