"""The list of people, page by page: states, topics, letters of a name; how the database finds them; who may look."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from scheduler.accounts.models import User
from scheduler.audience.models import Subscriber
from scheduler.audience.services import NO_CONSENT, STATES, Place, Wanted, counts, listed, without_consent
from scheduler.errors import Problem
from tests.builders import NOW, a_subscriber
from tests.integration.test_ledger_plans import only_by_index, plans

pytestmark = pytest.mark.django_db


def found(place: Place = Place(), **wanted: str) -> list[str]:  # noqa: B008  it is frozen
    return [person.address for person in listed(Wanted(**wanted), place, NOW).rows]


def walk(size: int, **wanted: str) -> list[list[str]]:
    """All pages from the first to the last, and back again: the same."""
    pages, place = [], Place(size=size)
    while True:
        page = listed(Wanted(**wanted), place, NOW)
        pages.append(page)
        if not page.later:
            break
        place = Place(after=page.later, size=size)
    forth = [[person.address for person in page.rows] for page in pages]
    back = [forth[-1]]
    while page.earlier:
        page = listed(Wanted(**wanted), Place(before=page.earlier, size=size), NOW)
        back.insert(0, [person.address for person in page.rows])
    assert back == forth
    return forth


def test_everybody_stands_on_one_page_and_in_the_order_of_their_address() -> None:
    for name in ("dora", "anna", "cleo", "ben", "emil"):
        a_subscriber(f"{name}@example.org")
    a_subscriber("gone@example.org", state="erased")
    assert walk(2) == [["anna@example.org", "ben@example.org"], ["cleo@example.org", "dora@example.org"],
                       ["emil@example.org"]]  # fmt: skip
    assert walk(5) == [[f"{name}@example.org" for name in ("anna", "ben", "cleo", "dora", "emil")]]


def test_each_state_has_its_people_and_its_count() -> None:
    for state in STATES:
        if state != NO_CONSENT:
            a_subscriber(f"{state}@example.org", state=state)
    a_subscriber("no_consent@example.org", consent=False)
    figures = counts(NOW)
    for state in STATES:
        assert found(state=state) == [f"{state}@example.org"]
        assert figures[state] == (2 if state == "active" else 1), "active: with those who have no consent"
    assert figures["total"] == len(found())


def test_by_what_they_read() -> None:
    a_subscriber("both@example.org")
    a_subscriber("tips@example.org", wants_classes=False)
    a_subscriber("classes@example.org", wants_tips=False, state="paused")
    for topic in ("both", "tips", "classes"):
        assert found(topic=topic) == [f"{topic}@example.org"]
    assert found(topic="classes", state="active") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ANNA@", "anna@example.org"), ("anna sm", "anna@example.org"), ("élodie", "elo@example.org"),
        ("Élodie", "elo@example.org"), ("100%", "sale@example.org"), ("a_b", "a_b@example.org"),
        ("!", "wow@example.org"),
    ],
)  # fmt: skip
def test_a_few_letters_find_a_name_or_an_address(text: str, address: str) -> None:
    a_subscriber("anna@example.org", first_name="Anna", last_name="Smith")
    a_subscriber("elo@example.org", first_name="Élodie")
    a_subscriber("sale@example.org", first_name="100% Sale")
    a_subscriber("a_b@example.org", first_name="")
    a_subscriber("axb@example.org", first_name="1000")
    a_subscriber("wow@example.org", first_name="Wow!")
    assert found(text=text) == [address]


def test_what_there_is_not_is_a_sentence() -> None:
    for wanted in ({"state": "erased"}, {"state": "'"}, {"topic": "yoga"}):
        with pytest.raises(Problem, match="write one of"):
            Wanted(**wanted)


def test_who_may_not_be_written_to_is_told_from_the_others() -> None:
    fine, mute = a_subscriber(), a_subscriber(consent=False)
    gone = a_subscriber(consent=False, state="unsubscribed")
    assert without_consent([fine, mute, gone], NOW) == {mute.pk}
    assert without_consent([], NOW) == set()


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "address_key"),
        ({"state": "bounced"}, "subscriber_by_state"),
        ({"topic": "tips"}, "subscriber_no_classes"),
        ({"topic": "classes"}, "subscriber_no_tips"),
    ],
)
def test_a_page_is_found_along_an_index_wherever_it_begins(wanted: dict[str, str], index: str) -> None:
    people = [a_subscriber() for _ in range(200)]
    Subscriber.objects.filter(pk__lt=people[20].pk).update(state="bounced", wants_tips=False)
    Subscriber.objects.filter(pk__gt=people[180].pk).update(wants_classes=False)
    only_by_index()
    for place in (Place(), Place(after=people[3].pk), Place(before=people[9].pk)):
        with plans("SELECT s.id", about="audience_subscriber s") as seen:
            listed(Wanted(**wanted), place, NOW)
        (plan,) = seen.values()
        assert index in plan or (index == "address_key" and "sqlite_autoindex_audience_subscriber" in plan), plan
        assert "TEMP B-TREE" not in plan, plan
        assert "'Sort'" not in plan, plan


# --- the page ---


def test_the_page_leads_through_the_list(owner: Client, studio_plan: object) -> None:
    for number in range(120):
        a_subscriber(f"p{number:03}@example.org")
    pages, place = [], "/people/?state=active"
    for _ in range(3):
        html = owner.get(place).content.decode()
        pages.append(re.findall(r">(p\d{3}@example\.org)<", html))
        onwards = re.search(r'rel="next" href="([^"]+)#list"', html)
        place = onwards[1].replace("&amp;", "&") if onwards else ""
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [name for page in pages for name in page] == [f"p{number:03}@example.org" for number in range(120)]
    assert not place
    assert 'rel="prev"' in html
    assert "@" not in "".join(re.findall(r'href="/people/\?([^"]+)"', html)), "no address of a person in one of ours"


def test_a_page_that_there_is_no_more_begins_anew(owner: Client, studio_plan: object) -> None:
    a_subscriber("anna@example.org")
    for place in ("after=99999", "before=x", "after=99999999999999999999999", "before=-1"):
        assert "anna@example.org" in owner.get(f"/people/?{place}").content.decode()
    answer = owner.get("/people/?state=nothing")
    assert answer.status_code == 400


def test_a_row_says_what_somebody_gets(owner: Client, studio_plan: object) -> None:
    a_subscriber("break@example.org", state="paused", paused_until=NOW + timedelta(days=30))
    a_subscriber("mute@example.org", consent=False)
    a_subscriber("tips@example.org", wants_classes=False)
    html = owner.get("/people/").content.decode()
    assert "Until Fri 12 Mar 2027." in html
    assert "no consent" in html
    assert "Reads tips only." in html
    assert "1 has no valid consent, and so gets nothing" in html
    assert "break@example.org" not in owner.get("/people/?q=mute").content.decode()
    assert "Nobody here has “xyz”" in owner.get("/people/?q=xyz").content.decode()


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_names_are_for_owners(client: Client, studio_plan: object, role: str) -> None:
    client.force_login(User.objects.create(email="edi@example.org", role=role, created_at=NOW))
    person = a_subscriber("anna@example.org", first_name="Zoë")
    page = client.get("/people/?q=anna").content.decode()
    assert "1 person" in page
    assert "anna@example.org" not in page
    for place in (f"/people/{person.pk}/", "/people/export/"):
        answer = client.get(place)
        assert answer.status_code == 400
        assert "Only an owner" in answer.content.decode()
        assert "Zoë" not in answer.content.decode()
