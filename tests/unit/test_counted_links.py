"""Links through the redirect: only those that may, in HTML and text alike, and back again byte for byte."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

import pytest

from scheduler.domain import counted_links
from scheduler.domain.counted_links import counted, direct, target
from scheduler.domain.rendering import fill, without_rows
from scheduler.domain.rendering.marks import block, hole, row

VIEW = hole("view_url", "")
BOOK = "https://book.example/roll?a=1&b=2"
SEEN = {"view_url": "https://studio.example/letters/m7/", "unsubscribe_url": "U", "preferences_url": "P"}


def token(address: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(address.encode()).digest()[:16]).rstrip(b"=").decode()


def a_letter(html: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"html": html, "text": text, "subject": "s", "rows": [], **more}


def test_a_link_leads_through_the_redirect_in_html_and_in_text() -> None:
    letter = a_letter(
        f'<p><a class="x" href="{BOOK.replace("&", "&amp;")}" style="y">Roll with <b>us</b></a></p>',
        f"Roll with us: {BOOK}.\n({BOOK}) and {BOOK}/more",
    )
    made = counted(letter, token)
    mark = f"{VIEW}to/{token(BOOK)}"
    assert made["html"] == f'<p><a class="x" href="{mark}" style="y">Roll with <b>us</b></a></p>'
    assert made["text"] == f"Roll with us: {mark}.\n({mark}) and {BOOK}/more"
    assert made["links"] == {token(BOOK): {"to": BOOK, "says": "Roll with us"}}
    assert fill(made["text"], SEEN).startswith(f"Roll with us: https://studio.example/letters/m7/to/{token(BOOK)}.\n")
    assert target(made, token(BOOK)) == BOOK
    assert target(made, token("another")) == ""
    assert target(letter, token(BOOK)) == ""


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="{hole("unsubscribe_url", "")}">Unsubscribe</a>',
        f'<a href="{hole("preferences_url", "")}">Choose</a>',
        f'<a href="{VIEW}">Read it in the browser</a>',
        f'<a href="https://x.example/{hole("first_name", "you")}">Yours</a>',
        '<a href="mailto:hello@willow.example">Write</a>',
        '<a href="tel:+15195550100">Call</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="ftp://files.example/x">x</a>',
        '<a href="https://">x</a>',
        '<a href="https://[::1">x</a>',
        f'<a href="https://long.example/{"x" * 2001}">x</a>',
        '<a href="https://pages.willow.example/sign-up">Of these pages</a>',
        '<a href="https://book.example/roll">https://book.example/roll</a>',
        '<a href="https://book.example/roll">book.example/roll</a>',
        '<a href="https://book.example/roll">www.book.example</a>',
        '<img src="https://book.example/x.png" alt="x">',
        '<link href="https://book.example/x.css">',
        '<p data-href="https://book.example">x</p>',
    ],
)
def test_what_is_not_for_everybody_or_not_of_the_web_is_left_alone(link: str) -> None:
    letter = a_letter(f"<p>{link}</p>", link)
    made = counted(letter, token, own="https://pages.willow.example")
    assert made == letter


def test_an_address_in_the_articles_own_words_stays_as_it_is_written() -> None:
    words = f"See {BOOK} for more."
    made = counted(
        a_letter(f'<a href="{BOOK.replace("&", "&amp;")}">Come</a>', f"{words}\nCome: {BOOK}"), token, "", words
    )
    assert made["text"] == f"{words}\nCome: {BOOK}"
    assert made["links"]


def test_a_picture_that_is_a_link_is_called_by_its_description() -> None:
    made = counted(a_letter('<a href="https://willow.example"><img src="x" alt="Willow Street"></a>'), token)
    assert [link["says"] for link in made["links"].values()] == ["Willow Street"]


def test_it_goes_back_byte_for_byte_also_without_a_class_row() -> None:
    rows = block(row("a", '<p><a href="https://a.example">Come to A</a></p>') + row("b", "<p>B</p>"))
    letter = a_letter(f'<a href="{BOOK.replace("&", "&amp;")}">Roll</a>{rows}', f"Roll {BOOK}", rows=["a", "b"])
    made = counted(letter, token)
    assert made["html"] != letter["html"]
    assert {name: direct(made)[name] for name in letter} == letter
    less = without_rows(made, ["a"])
    assert direct(less)["html"] == without_rows(letter, ["a"])["html"]
    assert target(less, token("https://a.example")) == "https://a.example"


def test_a_stored_target_that_is_no_address_of_the_web_leads_nowhere() -> None:
    for address in ("javascript:alert(1)", "//evil.example", "https://x.example/\r\nSet-Cookie: a=b", "", "data:x"):
        assert target({"links": {"t": {"to": address, "says": "x"}}}, "t") == ""


def test_a_hostile_letter_is_read_in_linear_time() -> None:
    took = []
    for size in (20_000, 80_000):
        for evil in (
            "<a " + "x " * (size // 2),
            '<a href="https://x.example">' * (size // 28),
            "<a" + " a=" * (size // 3),
        ):
            began = time.process_time()
            counted_links.counted(a_letter(evil, "https://" * (size // 8)), token)
            took.append((size, time.process_time() - began))
    small = max(seconds for size, seconds in took if size == 20_000)
    large = max(seconds for size, seconds in took if size == 80_000)
    assert large < max(small, 0.02) * 12  # four times as long; quadratic would be sixteen
