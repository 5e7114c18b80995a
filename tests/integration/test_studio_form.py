"""Who the studio is and how its letters look, changed in the browser: the difference first, then jobs.yaml."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from scheduler.accounts.models import User
from scheduler.errors import Problem
from scheduler.insights import going_live
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services import facts
from scheduler.plan.services.jobs_file import name_of
from scheduler.plan.services.studio_forms import fields_of, set_holidays, set_studio
from tests.builders import NOW

pytestmark = pytest.mark.django_db
CHANGE = "/studio/change/"


def lines(text: str) -> set[str]:
    return set(text.splitlines())


def keep(client: Client, form: dict[str, str], place: str = CHANGE, done: str = "/studio/") -> str:
    """Look at the difference, then press its button; answers what the page said the difference is."""
    looked = client.post(place, form).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert seen is not None, looked
    answer = client.post(place, {**form, "do": "keep", "seen": seen[1]})
    assert (answer.status_code, answer["Location"]) == (302, done)
    return looked


def test_what_counts_stands_in_the_form_and_sending_it_back_changes_nothing(owner: Client, studio_plan: Path) -> None:
    html = owner.get("/studio/").content.decode()
    for said in ("12 Willow Street, Kitchener ON  N2H 1A1", "hello@willow.example", "General information", "#2f5d50"):
        assert said in html
    assert "<option selected>America/Toronto</option>" in html
    before = plan.read_file(studio_plan)
    form = {**fields_of(plan.require()), "picked": "#2f5d50"}
    answer = owner.post(CHANGE, form, follow=True)
    assert "it is like this already" in answer.content.decode()
    assert plan.read_file(studio_plan) == before


def test_a_change_is_shown_first_then_written_with_every_comment(owner: Client, studio_plan: Path) -> None:
    before = plan.read_file(studio_plan)
    form = {
        **fields_of(plan.require()), "name": "Maple Yoga", "address": "3 Maple Road,\r\nGuelph ON  N1H 2B2\r\n",
        "contact": "hi@maple.ca", "from-newsletter": "Maple Yoga <hi@maple.ca>", "timezone": "America/Halifax",
        "picked": "#7A1F3D", "button": "", "card": "colour", "font": "sans", "phone": "+1 519 555 0100",
    }  # fmt: skip
    looked = keep(owner, form)
    for said in (
        "“address” was “12 Willow Street",
        "is now “3 Maple Road, Guelph ON  N1H 2B2”",
        "“colour” was ",
        "#7a1f3d",
    ):
        assert said in looked
    after = plan.read_file(studio_plan)
    for comment in re.findall(r"#[ \t].*", before):
        assert comment in after
    found = plan.require()
    assert (found.studio.name, found.studio.contact, found.studio.phone) == (
        "Maple Yoga",
        "hi@maple.ca",
        "+1 519 555 0100",
    )
    assert found.studio.timezone == "America/Halifax"
    assert (found.look.colour, found.look.card, found.look.font, found.look.button) == ("#7a1f3d", "colour", "sans", "")
    assert found.channels["newsletter"].from_ == "Maple Yoga <hi@maple.ca>"
    gone = [line.split()[0] for line in before.splitlines() if line not in lines(after)]
    assert gone == ["name:", "timezone:", "address:", "contact:", "colour:", "button:", "newsletter:"]


def test_what_is_written_counts_before_what_is_picked(studio_plan: Path) -> None:
    text = plan.read_file(studio_plan)
    made = set_studio(text, {"colour": "#111111", "picked": "#222222"})
    assert plan.plan_of(made).look.colour == "#111111"
    assert set_studio(text, {"picked": "#2F5D50"}) == text


def test_the_safety_line_is_kept_in_one_language_or_in_several(studio_plan: Path) -> None:
    text = plan.read_file(studio_plan)
    both = set_studio(text, {"safety-fr": "Information générale."})
    assert plan.plan_of(both).studio.safety_lines()["fr"] == "Information générale."
    assert set(fields_of(plan.plan_of(both))) >= {"safety-en", "safety-fr"}
    one = set_studio(both, {"safety-fr": ""})
    assert list(plan.plan_of(one).studio.safety_lines()) == ["en"]
    assert plan.plan_of(set_studio(text, {"safety-en": ""})).studio.safety_line == ""
    french = plan.plan_of(set_studio(text, {"language": "fr-CA"})).studio
    assert french.safety_lines() == {"en": plan.plan_of(text).studio.safety_line}, "its words are English still"


def test_a_studio_without_a_newsletter_gets_one(owner: Client, studio_plan: Path) -> None:
    text = plan.read_file(studio_plan)
    bare = re.sub(r"(?m)^  newsletter: .*\n", "", text).replace("[newsletter, ", "[").replace("newsletter: 6h, ", "")
    (studio_plan / "jobs.yaml").write_text(bare)
    plan.accept(bare, "ana", NOW)
    steps = {step.name: step for step in going_live.going_live(NOW).steps}
    assert steps["mailbox"].link == "/studio/#sender"
    assert 'id="sender"' in owner.get("/studio/").content.decode()
    keep(owner, {"from-newsletter": "Maple <hi@maple.ca>"})
    assert plan.require().channels["newsletter"].from_ == "Maple <hi@maple.ca>"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"contact": "hello@"}, "is no e-mail address"),
        ({"name": ""}, "“name” in studio is empty"),
        ({"address": " \r\n "}, "“address” in studio is empty"),
        ({"colour": "green"}, "is no colour"),
        ({"picked": "javascript:"}, "is no colour"),
        ({"timezone": "Toronto"}, "is no time zone"),
        ({"logo": "../secret.svg"}, "is no logo that mailboxes show"),
        ({"url": "javascript:alert(1)"}, "is no web address"),
        ({"card": "none"}, "“card” cannot be “none”"),
        ({"from-newsletter": "nobody"}, "is no e-mail address"),
        ({"from-newsletter": "A <a@b.ca> <c@d.ca>"}, "is no sender"),
        ({"name": "Willow\x07Yoga"}, "nobody can see"),
        ({"name": "x" * 50_000}, "far more than the form can hold"),
    ],
)
def test_a_mistake_is_one_sentence_and_loses_nothing(
    owner: Client, studio_plan: Path, more: dict[str, str], said: str
) -> None:
    before = plan.read_file(studio_plan)
    form = {**fields_of(plan.require()), "phone": "519 555", **more}
    answer = owner.post(CHANGE, form, follow=True)
    assert said in answer.content.decode()
    assert "jobs.yaml, line" not in answer.content.decode()
    if len(more.get("name", "")) < 100:
        assert 'value="519 555"' in answer.content.decode()
    assert plan.read_file(studio_plan) == before


def test_only_files_of_the_folder_that_are_small_enough_are_offered(owner: Client, studio_plan: Path) -> None:
    (studio_plan / "leaf.png").write_bytes(b"\x89PNG")
    (studio_plan / "huge.jpg").write_bytes(b"x" * 2_100_000)
    (studio_plan / ".hidden.png").write_bytes(b"x")
    (studio_plan / "mine.ttf").write_bytes(b"x")
    outside = studio_plan.parent / "outside.png"
    outside.write_bytes(b"x")
    (studio_plan / "link.png").symlink_to(outside)
    html = owner.get("/studio/").content.decode()
    assert re.findall(r'<option value="(\w+\.\w+)"', html) == ["mine.ttf", "leaf.png"]


def test_an_old_page_changes_nothing(owner: Client, studio_plan: Path) -> None:
    form = {"name": "Another", "do": "keep", "seen": "an older file"}
    assert "changed by somebody else meanwhile" in owner.post(CHANGE, form).content.decode()
    assert plan.require().studio.name == "Willow Street Yoga"


def test_an_editor_may_not_change_who_writes(client: Client, studio_plan: Path) -> None:
    client.force_login(User.objects.create(email="eva@example.org", role="editor", created_at=NOW))
    before, text = sorted(studio_plan.iterdir()), plan.read_file(studio_plan)
    form = {"name": "Another", "do": "keep", "seen": name_of(text)}
    assert "Only an owner may do this" in client.post(CHANGE, form, follow=True).content.decode()
    assert "Only an owner may do this" in bring(client, picture()).content.decode()
    assert (plan.read_file(studio_plan), sorted(studio_plan.iterdir())) == (text, before)


def test_who_may_only_look_changes_nothing(viewer: Client, studio_plan: Path) -> None:
    assert viewer.get("/studio/").status_code == 200
    text = plan.read_file(studio_plan)
    viewer.post(CHANGE, {"name": "Another", "do": "keep", "seen": name_of(text)})
    assert plan.read_file(studio_plan) == text


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 400)) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, "#2f5d50").save(written, kind)
    return written.getvalue()


def bring(client: Client, data: bytes, name: str = "x.png") -> HttpResponse:
    return client.post("/studio/logo/", {"picture": SimpleUploadedFile(name, data)}, follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg")])
def test_a_logo_is_brought_chosen_and_shown(owner: Client, studio_plan: Path, kind: str, ending: str) -> None:
    before = plan.read_file(studio_plan)
    html = bring(owner, picture(kind), "../../../etc/my logo.svg").content.decode()
    (file,) = studio_plan.glob("logo-*")
    assert re.fullmatch(rf"logo-[0-9a-f]{{8}}\.{ending}", file.name)
    assert f'<option value="{file.name}" selected>' in html
    assert plan.read_file(studio_plan) == before, "no letter shows it yet"
    with Image.open(file) as drawn:
        assert drawn.width <= 800
    bring(owner, picture(kind))
    assert list(studio_plan.glob("*logo-*")) == [file], "the same picture once"
    keep(owner, {"logo": file.name})
    shown = facts.look(plan.require()).logo
    assert shown is not None
    assert shown.alt == "Willow Street Yoga"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg onload='alert(1)'/>", "is no picture that can be opened"),
        (b"", "is no picture that can be opened"),
        (picture()[:60], "is no picture that can be opened"),
        (picture("GIF"), "A logo that moves"),
        (b"x" * 2_200_000, "larger than 2 MB"),
    ],
)
def test_what_is_no_logo_is_not_kept(owner: Client, studio_plan: Path, data: bytes, said: str) -> None:
    before = sorted(studio_plan.iterdir())
    assert said in bring(owner, data).content.decode()
    assert sorted(studio_plan.iterdir()) == before


def test_who_may_only_look_brings_nothing(viewer: Client, studio_plan: Path) -> None:
    before = sorted(studio_plan.iterdir())
    bring(viewer, picture())
    assert sorted(studio_plan.iterdir()) == before


def test_without_a_file_it_says_so(owner: Client, studio_plan: Path) -> None:
    assert "choose a file first" in owner.post("/studio/logo/", follow=True).content.decode()
    assert "selected>../x" not in owner.get("/studio/?logo=../x.png").content.decode()


def test_what_has_an_ok_goes_out_as_it_was_seen(owner: Client, studio_series: Campaign) -> None:
    first, second = Message.objects.filter(account__name="newsletter").order_by("at")[:2]
    plan.approve(first.ref, "ana@example.org", NOW)
    hashes = first.payload_hash, second.payload_hash
    keep(owner, {"address": "3 Maple Road, Guelph ON  N1H 2B2"})
    plan.compose_drafts(NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.payload_hash) == ("approved", hashes[0])
    assert second.payload_hash != hashes[1]
    assert "3 Maple Road" in owner.get(f"/posts/{second.ref}/letter/").content.decode()


FIELDS = st.sampled_from(["name", "address", "contact", "phone", "url", "safety-en", "button", "from-newsletter"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(FIELDS, st.text(max_size=60), max_size=4))
def test_whatever_is_typed_is_read_back_or_refused(studio_home: Path, typed: dict[str, str]) -> None:
    text = plan.read_file(studio_home)
    try:
        made = set_studio(text, typed)
    except Problem:
        return
    assert set_studio(made, typed) == made, "a second time it is so already"
    old, new = plan.plan_of(text), plan.plan_of(made)
    assert (old.jobs, old.quiet, list(old.channels)) == (new.jobs, new.quiet, list(new.channels))


# --- where Going live leads ---


def test_going_live_leads_to_the_very_field(owner: Client, studio_plan: Path) -> None:
    html = owner.get("/going-live/").content.decode()
    assert "SITE_URL=https://letters.willow.example" in html
    steps = {step.name: step for step in going_live.going_live(NOW).steps}
    assert steps["postal"].done is False, "the sample's address is nobody's"
    for name in ("postal", "mailbox", "timetable"):
        place, _, field = steps[name].link.partition("#")
        assert f'href="{steps[name].link}"' in html
        assert f'id="{field}"' in owner.get(place).content.decode()
    keep(owner, {"contact": "hi@maple.ca"})
    assert next(one.done for one in going_live.going_live(NOW).steps if one.name == "postal") is True


def test_the_line_to_paste_is_the_address_that_is_looked_at(owner: Client, studio_plan: Path) -> None:
    html = owner.get("/going-live/", secure=True, headers={"host": "localhost"}).content.decode()
    assert "SITE_URL=https://localhost<" in html


# --- timetable and holidays ---


def test_a_rhythms_timetable_is_changed(owner: Client, studio_plan: Path) -> None:
    before = plan.read_file(studio_plan)
    html = owner.get("/rhythm/new-classes/").content.decode()
    assert 'value="classes.ics"' in html
    assert 'id="classes"' not in owner.get("/rhythm/weekly-tip/").content.decode()
    form = {"channel": ["newsletter", "bluesky"], "step": "14", "step_at": "10:00"}
    place, address = "/rhythm/new-classes/change/", "https://calendar.example/basic.ics?a=1&b=2"
    looked = keep(owner, {**form, "classes": address}, place, "/calendar/")  # type: ignore[dict-item]
    assert "is now “https://calendar.example/basic.ics?a=1&amp;b=2”" in looked
    after = plan.read_file(studio_plan)
    assert len(lines(before) - lines(after)) == 1
    assert "# your timetable: a file, or the https address of its calendar feed" in after
    assert plan.require().jobs["new-classes"].classes == address
    answer = owner.post(place, {**form, "classes": " "})
    assert (answer.status_code, "Name your timetable" in answer.content.decode()) == (400, True)
    owner.post(place, {**form, "channel": ["newsletter"]})
    assert plan.read_file(studio_plan) == after


def test_public_holidays_are_changed_and_taken_out(owner: Client, studio_plan: Path) -> None:
    place, before = "/rhythms/quiet/", plan.read_file(studio_plan)
    keep(owner, {"what": "holidays", "holidays": "ca-qc"}, place, "/calendar/")
    assert plan.require().quiet.holidays == "CA-QC"
    keep(owner, {"what": "holidays", "holidays": ""}, place, "/calendar/")
    assert plan.require().quiet.holidays is None
    assert len(lines(before) - lines(plan.read_file(studio_plan))) == 1
    keep(owner, {"what": "holidays", "holidays": "US-NY"}, place, "/calendar/")
    answer = owner.post(place, {"what": "holidays", "holidays": "CA-XX"})
    assert "is no region with known holidays" in answer.content.decode()
    assert set_holidays(before, "CA-ON") == before


def test_without_a_rhythm_for_tips_the_page_leads_to_where_one_is_added(owner: Client, studio_plan: Path) -> None:
    text = plan.read_file(studio_plan)
    bare = re.sub(r"(?ms)^  weekly-tip:.*?(?=^  new-classes:)", "", text)
    (studio_plan / "jobs.yaml").write_text(bare)
    plan.accept(bare, "ana", NOW)
    article = library.add_post(studio_plan, "desk.md", NOW)
    html = owner.get(f"/series/{article.pk}/rhythm/").content.decode()
    assert 'href="/rhythms/#add-head"' in html
    assert 'id="add-head"' in owner.get("/rhythms/").content.decode()
