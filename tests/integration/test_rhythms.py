"""Rhythms and quiet times changed from the pages: the difference first, then the file and the plan together."""

from __future__ import annotations

import os
import re
import stat
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduler.accounts.models import User
from scheduler.errors import Problem
from scheduler.plan import services as plan
from scheduler.plan.models import AcceptedPlan, Campaign, Message
from scheduler.plan.services import jobs_file
from tests.builders import NOW
from tests.integration.planning import close, fingerprint, laid

pytestmark = pytest.mark.django_db
THURSDAY = {"day": "3", "at": "10:00", "channel": ["newsletter", "bluesky", "instagram"]}
CHANGE = "/rhythm/weekly-tip/change/"


def text_of(home: Path) -> str:
    return (home / "jobs.yaml").read_text(encoding="utf-8")


def seen_on(html: str) -> str:
    found = re.search(r'name="seen" value="(\w{64})"', html)
    assert found, html[-3000:]
    return found[1]


def keep(client: Client, place: str, form: dict[str, object]) -> str:
    """Look, then press the button of the page that shows the difference."""
    seen = seen_on(client.post(place, form).content.decode())
    return client.post(place, {**form, "seen": seen, "do": "keep"}, follow=True).content.decode()


# --- the difference first ---


def test_the_difference_is_shown_and_nothing_of_it_counts(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    message = Message.objects.filter(account__name="newsletter").order_by("at").first()
    assert message is not None
    plan.approve(message.ref, "ana@example.org", NOW)
    before, text, rows = laid(), text_of(studio_home), fingerprint()
    html = owner.post(CHANGE, THURSDAY).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "“weekly-tip” goes out every Thursday at 10:00, until now every Tuesday at 09:00." in words
    moving = Message.objects.filter(state__in=("draft", "approved"), slot__job="weekly-tip").count()
    assert f"{moving} posts and issues move, 0 appear, 0 vanish." in words
    assert "Tue 16 Feb 2027, 09:00 → Thu 11 Feb 2027, 10:00" in words
    assert "1 OK stays" in words
    assert "its OK stays" in words
    assert "· bluesky, instagram" in words
    assert (laid(), text_of(studio_home)) == (before, text)
    assert fingerprint() == rows


def test_what_waits_to_be_laid_out_anyway_is_no_doing_of_a_look(owner: Client, studio_series: Campaign) -> None:
    """A newsletter was sent a moment ago, and the dates are not laid out again yet; only the name is changed."""
    first = Message.objects.filter(account__name="newsletter").order_by("at")[0]
    close(first, "missed", NOW)
    fields = re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', owner.get("/studio/").content.decode())
    form = {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}
    html = owner.post("/studio/change/", {**form, "name": "Maple Yoga"}).content.decode()
    assert "Nothing has changed yet." in html
    assert "No date changes." in html
    assert "Willow Street Yoga</a>" in html  # at the top of the page, too
    assert "Maple Yoga</a>" not in html


def test_accepting_it_writes_the_file_and_moves_the_dates(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    message = Message.objects.filter(account__name="newsletter").order_by("at").first()
    assert message is not None
    plan.approve(message.ref, "ana@example.org", NOW)
    before, text = laid(), text_of(studio_home)
    assert "It counts from now on" in keep(owner, CHANGE, THURSDAY)
    old, new = text.splitlines(), text_of(studio_home).splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("    every: tuesday at 09:00", "    every: thursday at 10:00")
    ]
    assert [title for title, _ in laid()] == [title for title, _ in before]
    assert laid()[0][1] == "02-11 10:00"
    message.refresh_from_db()
    assert message.state == "approved"
    newest = AcceptedPlan.objects.latest("pk")
    assert (newest.text, newest.accepted_by) == (text_of(studio_home), "ana@example.org")
    assert plan.file_difference(studio_home) == []


def test_it_is_the_same_as_accepting_the_file_by_hand(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    keep(owner, CHANGE, THURSDAY)
    by_page = laid()
    plan.accept(text_of(studio_home).replace("thursday at 10:00", "friday at 08:00"), "x", NOW)
    plan.refresh(NOW)
    plan.accept(text_of(studio_home), "x", NOW)
    plan.refresh(NOW)
    assert laid() == by_page


def test_a_channel_less_and_the_posts_that_vanish_are_named(owner: Client, studio_series: Campaign) -> None:
    form = {"day": "1", "at": "09:00", "channel": ["newsletter", "bluesky"]}
    html = owner.post(CHANGE, form).content.decode()
    assert html.count("vanishes</span>") >= 5
    keep(owner, CHANGE, form)
    assert laid("instagram") == []
    assert "instagram</span>" in owner.get("/rhythm/weekly-tip/").content.decode()
    keep(owner, CHANGE, {**form, "channel": ["newsletter", "bluesky", "instagram"]})
    assert plan.require().jobs["weekly-tip"].to == ("newsletter", "bluesky", "instagram")


def test_days_before_a_class_keep_their_label_so_that_nothing_is_announced_twice(
    owner: Client, studio_home: Path, studio_plan: Path
) -> None:
    file = studio_home / "jobs.yaml"
    file.write_text(file.read_text().replace("{14 days before:", "{2 weeks before:"))
    form = {"step": ["14", "3", ""], "step_at": ["10:00", "9:30", "10:00"], "channel": ["newsletter", "bluesky"]}
    keep(owner, "/rhythm/new-classes/change/", form)
    assert 'when: {2 weeks before: "10:00", 3 days before: "09:30"}' in text_of(studio_home)


def test_another_kind_of_rule_stays_until_days_are_ticked(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    file = studio_home / "jobs.yaml"
    file.write_text(file.read_text().replace("every: tuesday at 09:00", 'cron: "0 9 * * 2"'))
    assert "It is written as “cron 0 9 * * 2”" in owner.get("/rhythm/weekly-tip/").content.decode()
    html = owner.post(CHANGE, {"at": "09:00", "channel": ["newsletter"]}).content.decode()
    assert "other changes too that did not count so far" in html
    keep(owner, CHANGE, {"at": "09:00", "channel": ["newsletter"]})
    assert 'cron: "0 9 * * 2"' in text_of(studio_home)
    keep(owner, CHANGE, {"day": ["0", "1", "2", "3", "4"], "at": "09:00", "channel": ["newsletter"]})
    assert "    every: weekday at 09:00\n" in text_of(studio_home)
    assert "cron" not in text_of(studio_home)


def test_a_series_after_sign_up_is_changed(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    file = studio_home / "jobs.yaml"
    welcome = "  welcome:\n    send: tip\n    to: newsletter\n    every: 7 days after sign-up at 09:00\n"
    file.write_text(file.read_text() + "\n" + welcome)
    assert 'value="7"' in owner.get("/rhythm/welcome/").content.decode()
    keep(owner, "/rhythm/welcome/change/", {"after": "3", "at": "18:30", "channel": "newsletter"})
    assert "    every: 3 days after sign-up at 18:30\n" in text_of(studio_home)


def test_nothing_changed_is_said(owner: Client, studio_plan: Path) -> None:
    form = {"day": "1", "at": "09:00", "channel": ["newsletter", "bluesky", "instagram"]}
    assert "it is like this already" in owner.post(CHANGE, form, follow=True).content.decode()


def test_a_file_changed_in_an_editor_is_looked_at_and_accepted(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    file = studio_home / "jobs.yaml"
    file.write_text(file.read_text().replace("tuesday at 09:00", "thursday at 10:00"))
    assert 'href="/plan/look/"' in owner.get("/").content.decode()
    before, rows = laid(), fingerprint()
    html = owner.get("/plan/look/").content.decode()
    assert "moves</span>" in html
    assert "did not count so far" not in html
    assert fingerprint() == rows
    seen = seen_on(html)
    file.write_text(file.read_text().replace("thursday at 10:00", "friday at 10:00"))
    assert "changed again meanwhile" in owner.post("/plan/accept/", {"seen": seen}, follow=True).content.decode()
    assert laid() == before
    owner.post("/plan/accept/", {"seen": seen_on(owner.get("/plan/look/").content.decode())})
    assert laid()[0][1] == "02-12 10:00"
    assert 'href="/plan/look/"' not in owner.get("/").content.decode()
    assert "Nothing waits" in owner.get("/plan/look/", follow=True).content.decode()


def test_a_file_changed_into_a_mistake_is_told_on_today(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    file = studio_home / "jobs.yaml"
    file.write_text(file.read_text().replace("tuesday at 09:00", "tuesday"))
    assert re.search(r"jobs.yaml, line \d+, column \d+", owner.get("/").content.decode())
    answer = owner.get("/plan/look/")
    assert answer.status_code == 400
    assert re.search(r"line \d+, column \d+", answer.content.decode())
    file.write_bytes(b"\xff")
    assert "saved as UTF-8" in owner.get("/").content.decode()


# --- add, take out, quiet times ---


def test_a_rhythm_is_added_and_taken_out_after_a_second_look(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    before = text_of(studio_home)
    form = {"name": "friday-tip", "sends": "tip", "day": ["4"], "at": "16:00", "channel": ["bluesky"]}
    assert "It counts from now on" in keep(owner, "/rhythms/add/", form)
    assert plan.require().jobs["friday-tip"].to == ("bluesky",)
    html = owner.post("/rhythm/friday-tip/out/").content.decode()
    assert "The rhythm “friday-tip” is gone." in html
    assert "friday-tip" in plan.require().jobs
    keep(owner, "/rhythm/friday-tip/out/", {})
    assert "friday-tip" not in plan.require().jobs
    assert text_of(studio_home).split() == before.split()


def test_taking_a_rhythm_out_takes_its_posts_off_the_calendar(owner: Client, studio_series: Campaign) -> None:
    html = owner.post("/rhythm/weekly-tip/out/").content.decode()
    assert "vanish" in html
    keep(owner, "/rhythm/weekly-tip/out/", {})
    assert laid() == []


def test_a_rhythm_of_class_news_is_added(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    form = {
        "name": "late-news", "sends": "announcement", "channel": ["bluesky"], "step": "2", "step_at": "12:00",
        "classes": "classes.ics", "at": "09:00",
    }  # fmt: skip
    keep(owner, "/rhythms/add/", form)
    assert 'when: {2 days before: "12:00"}' in text_of(studio_home)


def test_quiet_hours_and_closed_days(owner: Client, studio_home: Path, studio_series: Campaign) -> None:
    keep(owner, "/rhythms/quiet/", {"what": "hours", "start": "20:30", "end": "08:00"})
    assert '  hours: "20:30-08:00"      # nothing goes out at night,' in text_of(studio_home)
    closed = {"what": "close", "first": "2027-02-16", "last": "2027-02-17"}
    html = owner.post("/rhythms/quiet/", closed).content.decode()
    assert "moves</span>" in html
    keep(owner, "/rhythms/quiet/", closed)
    assert plan.require().quiet.closed[-1][0].isoformat() == "2027-02-16"
    assert "02-18 09:00" in {at for _, at in laid()} or "02-16 09:00" not in {at for _, at in laid()}
    assert "Closed" in owner.get("/calendar/").content.decode()
    keep(owner, "/rhythms/quiet/", {**closed, "what": "open"})
    assert laid()[0][1] == "02-16 09:00"
    keep(owner, "/rhythms/quiet/", {"what": "hours", "start": "", "end": ""})
    assert plan.require().quiet.hours is None


# --- mistakes and hostile values ---

HOSTILE = (
    "x: y", "a\nb: {send: tip}",
    "&a b", "*a", "!!python/name:os.system", "# c", "{a: b}", "[x", "\x00", "\u2028x", "..",
    "../../etc", "all", "everything", "c1", "m12", "one-off", "-", "", " ", "x" * 61, "weekly-tip", "a/b",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_none_is_one_sentence_and_loses_nothing(
    owner: Client, studio_home: Path, studio_plan: Path, name: str
) -> None:
    before = text_of(studio_home)
    form = {"name": name, "sends": "tip", "day": "4", "at": "16:00", "channel": "bluesky", "do": "keep"}
    answer = owner.post("/rhythms/add/", form)
    assert answer.status_code == 400
    assert answer.content.decode().count('role="alert"') == 1
    assert 'value="16:00"' in answer.content.decode()
    assert text_of(studio_home) == before


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"day": [], "at": "10:00"}, "at least one day"),
        ({"day": ["7", "x", "-1"], "at": "10:00"}, "at least one day"),
        ({"day": ["1"], "at": "25:00"}, "no time of day"),
        ({"day": ["1"], "at": "09:00\nto: [x]"}, "no time of day"),
        ({"day": ["1"], "at": ""}, "no time of day"),
        ({"day": ["1"], "at": "10:00", "channel": ["nobody", "*a"]}, "at least one channel"),
        ({"day": ["1"], "at": "10:00", "channel": []}, "at least one channel"),
        ({"day": ["1"] * 20_000, "at": "1" * 30_000}, "far more than the form can hold"),
    ],
)
def test_a_mistake_in_a_form_changes_nothing(
    owner: Client, studio_home: Path, studio_plan: Path, form: dict[str, object], sentence: str
) -> None:
    before = text_of(studio_home)
    answer = owner.post(CHANGE, {"channel": "newsletter", "do": "keep", **form})
    if sentence.startswith("far"):
        assert answer.status_code == 400
    else:
        assert sentence in answer.content.decode()
        assert answer.status_code == 400
    assert text_of(studio_home) == before
    assert AcceptedPlan.objects.count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"what": "hours", "start": "21:00", "end": ""},
        {"what": "hours", "start": "07:00", "end": "07:00"},
        {"what": "close", "first": "", "last": ""},
        {"what": "close", "first": "2027-03-02", "last": "2027-03-01"},
        {"what": "close", "first": "2027-03-01\nx: y"},
        {"what": "close", "first": "9999-01-01"},
        {"what": "open", "first": "2027-03-01"},
        {"what": "else"},
        {},
    ],
)
def test_a_mistake_in_quiet_times_changes_nothing(
    owner: Client, studio_home: Path, studio_plan: Path, form: dict[str, str]
) -> None:
    before = text_of(studio_home)
    answer = owner.post("/rhythms/quiet/", {**form, "do": "keep"})
    assert answer.status_code == 400
    assert answer.content.decode().count('role="alert"') == 1
    assert text_of(studio_home) == before


@pytest.mark.parametrize("value", ["http://[", "x\ny: z", "", "a" * 501])
def test_a_timetable_that_is_none_is_refused(owner: Client, studio_home: Path, studio_plan: Path, value: str) -> None:
    form = {"name": "news", "sends": "announcement", "channel": "bluesky", "step": "2", "step_at": "12:00"}
    before = text_of(studio_home)
    answer = owner.post("/rhythms/add/", {**form, "classes": value})
    assert "\ny: z" not in text_of(studio_home)
    assert text_of(studio_home) == before
    assert answer.status_code == (200 if value.startswith("http") else 400)


def test_a_file_with_a_mistake_is_told_by_line_and_column(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    file = studio_home / "jobs.yaml"
    broken = (
        file.read_text().replace("every: tuesday at 09:00", "every: tuesday at 9").replace("send: tip", "sent: tip")
    )
    file.write_text(broken)
    html = owner.get("/rhythms/").content.decode()
    assert len(re.findall(r"<li>jobs.yaml, line \d+, column \d+: ", html)) >= 2
    for place in ("/rhythm/weekly-tip/", "/rhythm/nobody/"):
        assert owner.get(place).status_code == 400
    answer = owner.post("/rhythms/quiet/", {"what": "hours", "start": "20:00", "end": "08:00"})
    assert answer.status_code == 400
    assert file.read_text() == broken


# --- the file ---


def test_a_file_that_changed_meanwhile_is_not_overwritten(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    seen = seen_on(owner.post(CHANGE, THURSDAY).content.decode())
    file = studio_home / "jobs.yaml"
    file.write_text(file.read_text().replace("Willow Street Yoga", "Willow Yoga"))
    before, rows = file.read_text(), AcceptedPlan.objects.count()
    answer = owner.post(CHANGE, {**THURSDAY, "seen": seen, "do": "keep"})
    assert "changed by somebody else meanwhile" in answer.content.decode()
    assert (file.read_text(), AcceptedPlan.objects.count()) == (before, rows)
    for wrong in ("", "x", "0" * 64):
        owner.post(CHANGE, {**THURSDAY, "seen": wrong, "do": "keep"})
    assert file.read_text() == before


def test_mode_line_ends_and_link_are_kept(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    file = studio_home / "jobs.yaml"
    real = studio_home / "real.yaml"
    real.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    real.chmod(0o640)
    file.unlink()
    file.symlink_to(real)
    keep(owner, CHANGE, THURSDAY)
    assert file.is_symlink()
    data = real.read_bytes()
    assert b"every: thursday at 10:00\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert [each.name for each in studio_home.glob(".jobs*")] == []


def test_a_write_protected_file_is_left_alone_and_the_remedy_said(
    owner: Client, studio_home: Path, studio_plan: Path
) -> None:
    file = studio_home / "jobs.yaml"
    before = file.read_text()
    file.chmod(0o444)
    for place in ("/rhythms/", "/rhythm/weekly-tip/"):
        assert "chmod u+w jobs.yaml" in owner.get(place).content.decode()
    html = owner.post(CHANGE, THURSDAY).content.decode()
    assert "chmod u+w jobs.yaml" in html
    assert 'value="keep"' not in html
    owner.post(CHANGE, {**THURSDAY, "seen": seen_of(before), "do": "keep"})
    assert (file.read_text(), AcceptedPlan.objects.count()) == (before, 1)


def seen_of(text: str) -> str:
    return jobs_file.name_of(text)


def test_a_folder_that_takes_no_new_file_is_one_sentence(studio_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of(studio_home)

    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(Problem, match="No space left on device"):
        jobs_file.write_file(studio_home, text + "#\n", seen_of(text))
    assert text_of(studio_home) == text


def test_a_crash_before_the_last_step_leaves_the_old_file_whole(
    owner: Client, studio_home: Path, studio_series: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, before = text_of(studio_home), laid()
    seen = seen_on(owner.post(CHANGE, THURSDAY).content.decode())

    def crash(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fsync", crash)
    answer = owner.post(CHANGE, {**THURSDAY, "seen": seen, "do": "keep"})
    assert "Read-only file system" in answer.content.decode()
    assert (text_of(studio_home), laid(), AcceptedPlan.objects.count()) == (text, before, 1)


def test_a_file_that_is_no_text_is_one_sentence(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    (studio_home / "jobs.yaml").write_bytes(b"\xff\xfe\x00name")
    assert "saved as UTF-8" in owner.get("/rhythms/").content.decode()


# --- who may ---


@pytest.mark.parametrize("place", [CHANGE, "/rhythm/weekly-tip/out/", "/rhythms/add/", "/rhythms/quiet/"])
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_an_owner_changes_the_plan(
    client: Client, studio_home: Path, studio_plan: Path, place: str, role: str
) -> None:
    client.force_login(User.objects.create(email="edi@example.org", role=role, created_at=NOW))
    before = text_of(studio_home)
    form = {**THURSDAY, "what": "hours", "start": "20:00", "end": "08:00", "name": "x-tip", "do": "keep"}
    told = client.post(place, {**form, "seen": seen_of(before)}, follow=True).content.decode()
    assert "You may look" in told or "Only an owner" in told
    assert (text_of(studio_home), AcceptedPlan.objects.count()) == (before, 1)
    assert client.get("/rhythms/").status_code == 200


def test_the_pages_take_few_questions(owner: Client, studio_series: Campaign) -> None:
    for place in ("/rhythms/", "/rhythm/weekly-tip/"):
        with CaptureQueriesContext(connection) as asked:
            assert owner.get(place).status_code == 200
        assert len(asked) <= 15
