from __future__ import annotations

import json

import pytest

from scheduler.audience.models import Consent, Subscriber, Suppression
from scheduler.audience.services import ConsentAnswer, address_hash, counts, erase, export, import_people, unsubscribe
from scheduler.audience.services.importing import ImportReport
from scheduler.errors import Problem
from tests.builders import NOW, a_subscriber

pytestmark = pytest.mark.django_db
ZONE = "America/Toronto"
SIGNED_UP = ConsentAnswer("signed up", ZONE, "2026-05-31", "paper list at the desk", "Yes, write to me")
NONE = ConsentAnswer("none", ZONE)
MAILCHIMP = (
    '"Email Address","First Name","Last Name",Phone,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,'
    "LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
)


def take_in(text: str | bytes, answer: ConsentAnswer = SIGNED_UP, dry_run: bool = False) -> ImportReport:
    data = text if isinstance(text, bytes) else text.encode()
    return import_people(data, answer, dry_run=dry_run, now=NOW, by="owner@example.org")


def names() -> list[tuple[str, str, str]]:
    return list(Subscriber.objects.order_by("id").values_list("address", "first_name", "last_name"))


JO = [("Jo@example.org", "Jo", "Né")]


@pytest.mark.parametrize(
    "data",
    [
        "Email,First Name,Last Name\nJo@example.org,Jo,Né\n".encode(),
        "LAST NAME;first_name;e-mail\r\nNé;Jo;Jo@example.org\r\n".encode("utf-8-sig"),
        "First\tLast\tE-Mail Address\rJo\tNé\tJo@Example.ORG".encode("cp1252"),
        "Email|Name\nJo@example.org|Jo Né".encode(),
        "Email;Name\nJo@example.org;Né, Jo".encode("utf-16"),
        "sep=;\nEmail;FNAME;LNAME\n\n Jo@example.org ;Jo;Né\n;;\n".encode(),
        '"Courriel","Prénom","Nom de famille","Last name"\n"Jo@example.org","Jo","x","Né"\n'.encode(),
        'email, first name, last name\nJo@example.org, "Jo", Né'.encode(),
    ],
)
def test_a_list_is_read_whatever_its_delimiter_encoding_and_order_of_columns(data: bytes) -> None:
    assert take_in(data).added == 1
    assert names() == JO


def test_a_list_without_a_header_is_read_too() -> None:
    assert take_in("a@example.org\nb@example.org\n").added == 2


def test_quoted_quotes_and_line_breaks_in_other_columns_are_kept_together() -> None:
    row = 'a@example.org,"Jo ""JJ""",B,,2,,,,,,,,,,,,,1,2,"two\nlines","""VIP"",""Yoga, mat"""'
    report = take_in(f"{MAILCHIMP}\n{row}\nb@example.org,Bo\n")
    assert (report.kind, report.added, report.refused) == ("mailchimp audience", 2, [])
    person = Subscriber.objects.get(address_key="a@example.org")
    assert (person.first_name, person.extra["tags"][0]) == ('Jo "JJ"', "VIP")
    assert "line 4" in Consent.objects.get(subscriber__address_key="b@example.org").source


def test_each_person_s_own_date_counts_when_a_column_is_named() -> None:
    dates = ["2025-06-01", "", "soon", "2099-01-01", "3/4/2025"]
    rows = "".join(f"{name}@example.org,{date}\n" for name, date in zip("abcde", dates, strict=True))
    report = take_in(f"email,Last visit\n{rows}", ConsentAnswer("client", ZONE, "column last visit", "till"))
    assert (report.added, report.no_consent) == (2, 1)
    assert [line for line, _ in report.refused] == [4, 5, 6]
    consent = Consent.objects.get()
    assert (consent.kind, consent.basis, consent.recorded_by) == ("implied", "client", "owner@example.org")
    assert consent.valid_from.isoformat() == "2025-06-02T04:00:00+00:00"
    assert consent.until is not None
    assert consent.until.isoformat() == "2027-06-02T04:00:00+00:00"


def test_a_date_column_that_is_not_there_is_one_sentence_with_the_columns_there_are() -> None:
    for date in ("column visited", "visited"):
        with pytest.raises(Problem, match="no column “visited”; its columns are: email, Last visit"):
            take_in("email,Last visit\n", ConsentAnswer("client", ZONE, date, "till"))


def test_a_list_without_a_basis_is_kept_and_never_mailed() -> None:
    report = take_in("email\na@example.org\n", NONE)
    assert (report.added, report.no_consent, Consent.objects.count(), counts(NOW)["mailable"]) == (1, 1, 0, 0)


def test_consent_that_is_over_is_counted_as_expired() -> None:
    report = take_in("email\na@example.org\n", ConsentAnswer("inquiry", ZONE, "2026-05-31", "mail"))
    assert (report.expired, counts(NOW)["mailable"]) == (1, 0)


@pytest.mark.parametrize(("column", "state"), [("UNSUB_TIME", "unsubscribed"), ("CLEAN_TIME", "bounced")])
def test_mailchimp_s_files_of_those_who_left_keep_people_out(column: str, state: str) -> None:
    active = a_subscriber("a@example.org", address_hash="")
    active.delete()
    take_in("email\na@example.org\n")
    header = MAILCHIMP.replace("LAST_CHANGED", f"LAST_CHANGED,{column}")
    report = take_in(f"{header}\na@example.org,Al\nb@example.org,Bo\n", NONE)
    assert (report.suppressed, report.added) == (2, 0)
    assert set(Subscriber.objects.values_list("state", flat=True)) == {state}
    assert Suppression.objects.filter(reason=state).count() == 2
    again = take_in("email\na@example.org\nb@example.org\n")
    assert (again.kept_out, again.added, counts(NOW)["mailable"]) == (2, 0, 0)


def test_a_day_of_leaving_keeps_people_out_when_the_export_was_cut_down_by_hand() -> None:
    text = "Email,UNSUB_TIME,CLEAN_TIME\na@example.org,2026-01-02 10:00:00,\nb@example.org,,2026-01-02\nc@a.org,,\n"
    report = take_in(text)
    assert (report.suppressed, report.added) == (2, 1)
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"unsubscribed", "bounced"}


def test_a_status_column_of_another_service_keeps_people_out() -> None:
    report = take_in("email,Status\na@example.org,Unsubscribed\nb@example.org,subscribed\nc@example.org,Hard bounced\n")
    assert (report.suppressed, report.added) == (2, 1)


def test_a_dry_run_counts_the_same_and_writes_nothing() -> None:
    take_in("email\nold@example.org\nleft@example.org\n")
    unsubscribe(Subscriber.objects.get(address_key="left@example.org").token, NOW, "link")
    text = "email,name\nold@example.org,Jo\nleft@example.org,\nnew@example.org,\nnew@example.org,\nbad,\n"
    before = list(Subscriber.objects.values_list()), Consent.objects.count()
    dry = take_in(text, dry_run=True)
    assert before == (list(Subscriber.objects.values_list()), Consent.objects.count())
    assert take_in(text) == dry
    assert (dry.rows, dry.added, dry.updated, dry.kept_out, len(dry.refused)) == (5, 1, 1, 1, 2)
    assert dry.refused[0][1] == "“new@example.org” is in this list twice, first on line 4."


def test_the_same_list_twice_changes_nothing_the_second_time() -> None:
    take_in("email,name\na@example.org,Jo\n")
    report = take_in("email,name\na@example.org,Someone Else\n")
    assert (report.unchanged, report.updated, Consent.objects.count()) == (1, 0, 1)
    assert names()[0][1] == "Jo"


def test_a_person_who_left_is_not_brought_back_and_gets_no_new_evidence() -> None:
    take_in("email\na@example.org\n")
    person = Subscriber.objects.get()
    unsubscribe(person.token, NOW, "link")
    take_in("email\nA@Example.org\n", ConsentAnswer("client", ZONE, "2027-01-01", "till"))
    person.refresh_from_db()
    assert (person.state, counts(NOW)["mailable"]) == ("unsubscribed", 0)
    assert [consent.kind for consent in person.consents.order_by("id")] == ["express", "withdrawn"]


def test_who_has_not_confirmed_yet_is_taken_in_by_a_list_with_consent_only() -> None:
    person = a_subscriber("a@example.org", consent=False, state="pending", confirmed_at=None)
    Subscriber.objects.update(address_hash=address_hash("a@example.org"))
    for answer, state in ((NONE, "pending"), (SIGNED_UP, "active")):
        take_in("email\na@example.org\n", answer)
        person.refresh_from_db()
        assert person.state == state
    assert (person.confirmed_at, counts(NOW)["mailable"]) == (NOW, 1)


def test_an_erased_person_stays_out_of_later_lists() -> None:
    take_in("email\na@example.org\n")
    erase("a@example.org", NOW, "owner@example.org")
    report = take_in("email,name\na@example.org,Jo\n")
    assert (report.kept_out, Subscriber.objects.get().first_name) == (1, "")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\x00\x01\x02" * 50, "no text"),
        (b"name,phone\nJo,123\n", "name that column"),
        (b'email,name\na@example.org,Al\nb@example.org,"Bo\nc@example.org,Cy\n', "Line 3: a quotation mark"),
        (b'email,name\na@example.org,"' + b"x" * 200_000 + b'"\n', "Line 2: a quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_one_sentence_and_leaves_nothing(data: bytes, says: str) -> None:
    with pytest.raises(Problem, match=says):
        take_in(data)
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "bad",
    ["jo", "jo@", "@example.org", "jo@@example.org", "jo@localhost", "jo@example.org, bo@example.org", "é@example.org"],
)
def test_a_line_that_holds_no_address_is_refused_and_the_others_are_taken(bad: str) -> None:
    report = take_in(f'email;name\n"{bad}";x\ngood@example.org;y\n')
    assert (report.added, [line for line, _ in report.refused]) == (1, [2])


def test_names_lose_what_cannot_be_seen_and_what_marks_places_in_a_mail() -> None:
    take_in("email,first name\na@example.org,J\u202eo\ue010first_name\ue011\x07 \n")
    assert names()[0][1] == "J o first_name"


def test_an_export_holds_no_formula_and_comes_back_as_it_was() -> None:
    take_in("email,first name,last name\n=cmd@example.org,=1+1,'=x\n+a@example.org,'t Hooft,@b\n")
    before = set(Subscriber.objects.values_list("address", "first_name", "last_name"))
    data = export()
    Subscriber.objects.all().delete()
    cells = [cell for line in data.decode("utf-8-sig").splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    take_in(data, NONE)
    assert set(Subscriber.objects.values_list("address", "first_name", "last_name")) == before


def test_our_own_export_brings_those_who_left_back_as_left() -> None:
    take_in("email\na@example.org\nb@example.org\n")
    unsubscribe(Subscriber.objects.get(address_key="a@example.org").token, NOW, "link")
    data = export()
    Subscriber.objects.all().delete()
    Suppression.objects.all().delete()
    report = take_in(data, ConsentAnswer("signed up", ZONE, "column consent_from", "moved from the old machine"))
    assert (report.suppressed, report.added, counts(NOW)["mailable"]) == (1, 1, 1)


def test_thousands_of_people_come_in_with_a_few_statements_per_thousand(django_assert_max_num_queries: object) -> None:
    text = "email,name\n" + "".join(f"p{n}@example.org,P\n" for n in range(3000))
    with django_assert_max_num_queries(3 * 6 + 4):  # type: ignore[operator]
        assert take_in(text).added == 3000


def test_the_report_is_told_in_lines_and_can_be_written_as_json() -> None:
    report = take_in("email\na@example.org\nb\n", NONE)
    assert str(report).splitlines() == [
        "2 rows: 1 added, 0 updated, 0 unchanged, 0 left out as they left elsewhere, 0 left out already, 1 refused. "
        "Of these: 1 without consent (never mailed).",
        "Line 3: “b” is no e-mail address that mail can be sent to; write it like name@place.ca.",
    ]
    assert json.loads(json.dumps(report.__dict__))["added"] == 1
