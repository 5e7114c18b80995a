"""A person or a machine: by the request itself, by how soon it comes, by how many links come at once."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.visits import Visit, by_a_person, counts_from, judged

AT = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"  # noqa: E501
PERSON = {
    "User-Agent": FIREFOX,
    "Accept": "text/html,*/*;q=0.8",
    "Accept-Language": "en-CA",
    "Sec-Fetch-Mode": "navigate",
}


@pytest.mark.parametrize("headers", [{}, {"User-Agent": PHONE}, {"Sec-Fetch-Dest": "document"}])
def test_a_browser_that_somebody_told_to_open_it_is_a_person(headers: dict[str, str]) -> None:
    assert by_a_person("GET", {**PERSON, **headers})


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": "Go-http-client/2.0"},
        {"User-Agent": f"{FIREFOX} BingPreview/1.0b"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 (compatible; BarracudaCentral)"},
        {"User-Agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"},
        {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Microsoft Outlook 16.0; Microsoft Office 16)"},
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
        {"Accept": "*/*"},
        {"Accept-Language": ""},
        {"Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Dest": "iframe"},
    ],
)
def test_whatever_looks_at_links_by_itself_is_none(headers: dict[str, str]) -> None:
    assert not by_a_person("GET", {**PERSON, **headers})


def test_asking_for_the_head_of_a_page_is_no_reading() -> None:
    assert not by_a_person("HEAD", PERSON)


def test_it_counts_ten_seconds_after_the_last_copy_and_soon_in_a_long_send() -> None:
    def seconds(more: int) -> datetime:
        return AT + timedelta(seconds=more)

    assert counts_from(AT, seconds(20)) == seconds(30)
    assert counts_from(AT, None) == seconds(190)
    assert counts_from(AT, seconds(7200)) == seconds(190)


def visit(link: str, second: float, who: str = "anna", network: str = "home", machine: bool = False) -> Visit:
    return Visit(link, AT + timedelta(seconds=second), who, network, machine)


def test_the_same_reader_counts_once_for_a_link() -> None:
    found = judged([visit("a", 0), visit("a", 60), visit("b", 120), visit("a", 200, "ben")], 4)
    assert found == {"a": (2, 0), "b": (1, 0)}


def test_three_links_at_once_from_one_network_are_a_machine_and_a_reader_beside_it_counts() -> None:
    swarm = [visit(link, number, f"scanner {number}", "cloud") for number, link in enumerate("abc")]
    found = judged([*swarm, visit("a", 1), visit("b", 8, "scanner 0", "cloud")], 5)
    assert found == {"a": (1, 1), "b": (1, 1), "c": (0, 1)}


def test_all_of_two_links_at_once_are_a_machine_and_one_after_the_other_are_not() -> None:
    assert judged([visit("a", 0), visit("b", 5)], 2) == {"a": (0, 1), "b": (0, 1)}
    assert judged([visit("a", 0), visit("b", 5.1)], 2) == {"a": (1, 0), "b": (1, 0)}
    assert judged([visit("a", 0), visit("b", 5)], 3) == {"a": (1, 0), "b": (1, 0)}


def test_two_readers_of_a_letter_with_one_link_are_two() -> None:
    assert judged([visit("a", 0), visit("a", 1, "ben")], 1) == {"a": (2, 0)}


def test_what_was_seen_to_be_a_machine_is_told_apart() -> None:
    assert judged([visit("a", 0, machine=True), visit("a", 60, "ben")], 3) == {"a": (1, 1)}


def test_a_window_that_slides_counts_each_link_as_often_as_it_is_in_it() -> None:
    row = [visit("a", 0), visit("b", 4), visit("a", 4.5), visit("c", 6)]
    assert judged(row, 9) == {"a": (0, 1), "b": (0, 1), "c": (0, 1)} | {"a": (1, 1)}


def test_a_hundred_thousand_at_once_take_no_longer_than_each_by_itself() -> None:
    many = [visit(f"{number % 5}", number / 1e6, f"{number}") for number in range(50_000)]
    began = time.process_time()
    found = judged(many, 5)
    assert sum(machines for _, machines in found.values()) == 50_000
    assert time.process_time() - began < 10
