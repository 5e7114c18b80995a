"""Which mails the owner gets, chosen in the browser: the difference first, then jobs.yaml with its comments."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from scheduler.domain.timing.monthly import MonthDay
from scheduler.domain.timing.rules import Weekly
from scheduler.errors import Problem
from scheduler.insights import owner_mail
from scheduler.insights.models import OwnerMail
from scheduler.insights.owner_mail import Words
from scheduler.plan import services as plan
from scheduler.plan.services.jobs_file import name_of
from scheduler.plan.services.settings_forms import KINDS, Mails, mails_of, set_mails
from tests.builders import NOW

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
AS_IT_IS = {"kind": list(KINDS), "day": ["0"], "week_at": "08:00", "month_day": "25", "month_at": "09:00", "to": ""}


def keep(client: Client, form: dict[str, Any]) -> str:
    """Look at the difference, then press its button; answers what the page said the difference is."""
    looked = client.post("/mails/change/", form).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert seen is not None, looked
    answer = client.post("/mails/change/", {**form, "do": "keep", "seen": seen[1]})
    assert (answer.status_code, answer["Location"]) == (302, "/mails/")
    return looked


def test_what_counts_stands_in_the_form_and_sending_it_back_changes_nothing(owner: Client, studio_plan: Path) -> None:
    html = owner.get("/mails/").content.decode()
    assert html.count(" checked") == 6
    assert '<option value="25" selected>25th</option>' in html
    assert "They go to ana@example.org now." in html
    before = plan.read_file(studio_plan)
    answer = owner.post("/mails/change/", AS_IT_IS, follow=True)
    assert "it is like this already" in answer.content.decode()
    assert plan.read_file(studio_plan) == before


def test_a_change_is_shown_first_then_written_and_nothing_else_is_touched(owner: Client, studio_plan: Path) -> None:
    before = plan.read_file(studio_plan)
    form = {**AS_IT_IS, "kind": ["approve", "problems"], "day": ["0", "3"], "week_at": "07:30", "month_day": "31"}
    looked = keep(owner, {**form, "to": "ana@example.org, eva@example.org"})
    for said in (
        "“sent” was yes, is now no.", "“mail” was 25th at 09:00, is now last day at 09:00",
        "“weekly” was ", "“to” was nothing, is now ana@example.org and eva@example.org", "No date changes.",
    ):  # fmt: skip
        assert said in looked
    after = plan.read_file(studio_plan)
    kept = [line for line in before.splitlines() if "25th at 09:00" not in line]
    assert [line for line in kept if line not in after.splitlines()] == []
    tell = plan.require().tell
    assert (tell.sent, tell.approve, tell.comments, tell.tips, tell.problems) == (False, True, False, False, True)
    assert tell.weekly == Weekly((0, 3), time(7, 30))
    assert plan.require().month.mail == MonthDay(31, time(9))
    html = owner.get("/mails/").content.decode()
    assert 'value="ana@example.org, eva@example.org"' in html
    keep(owner, AS_IT_IS)
    assert (plan.require().tell, plan.require().month) == (type(tell)(), plan.require().month)
    assert str(plan.require().month.mail) == "25th at 09:00"


def test_nothing_at_all_can_be_wanted(owner: Client, studio_plan: Path) -> None:
    keep(owner, {"week_at": "08:00", "month_day": "", "month_at": "09:00", "to": ""})
    assert plan.require().tell.weekly is None
    assert plan.require().month.mail is None
    assert "week" not in str(mails_of(plan.require()).days)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to": "ana@"}, "“ana@” is no e-mail address"),
        ({"to": ",".join(f"a{n}@example.org" for n in range(11))}, "more than 10 addresses"),
        ({"week_at": "25:00"}, "25:00"),
        ({"month_day": "32"}, "Choose a day of the month"),
        ({"month_day": "²"}, "Choose a day of the month"),
        ({"month_at": "soon"}, "soon"),
        ({"to": "x" * 50_000}, "far more than the form can hold"),
    ],
)
def test_a_mistake_is_one_sentence_and_loses_nothing(
    owner: Client, studio_plan: Path, more: dict[str, str], said: str
) -> None:
    before = plan.read_file(studio_plan)
    answer = owner.post("/mails/change/", {**AS_IT_IS, "kind": ["tips"], **more}, follow=True)
    assert answer.status_code in (200, 400)
    assert said in answer.content.decode()
    if len(more.get("to", "")) < 100:
        assert 'value="tips" checked' in answer.content.decode()
        assert 'value="sent" checked' not in answer.content.decode()
    assert plan.read_file(studio_plan) == before


def test_an_editor_looks_and_an_old_page_changes_nothing(owner: Client, studio_plan: Path) -> None:
    form = {**AS_IT_IS, "kind": ["sent"], "do": "keep", "seen": "an older file"}
    answer = owner.post("/mails/change/", form)
    assert "changed by somebody else meanwhile" in answer.content.decode()
    assert plan.require().tell.tips


def test_who_may_only_look_does_not_see_the_addresses(viewer: Client, studio_plan: Path) -> None:
    text = plan.read_file(studio_plan)
    wanted = set_mails(text, Mails(KINDS, ["0"], "08:00", "25", "09:00", "private@example.org"))
    (studio_plan / "jobs.yaml").write_text(wanted)
    plan.accept(wanted, ANA, NOW)
    html = viewer.get("/mails/").content.decode()
    assert "private@example.org" not in html
    viewer.post("/mails/change/", {**AS_IT_IS, "kind": [], "do": "keep", "seen": name_of(wanted)})
    assert plan.require().tell.sent


def test_mails_go_to_those_who_are_named(studio_plan: Path) -> None:
    text = plan.read_file(studio_plan)
    plan.accept(
        set_mails(text, Mails(KINDS, ["0"], "08:00", "25", "09:00", "a@example.org\nb@example.org")), "ana", NOW
    )
    assert owner_mail.write("key", Words("Hello", "Words"), NOW) == 2
    assert list(OwnerMail.objects.values_list("to", flat=True)) == ["a@example.org", "b@example.org"]
    assert owner_mail.write("password", Words("Hello", "Words"), NOW, "ana@example.org") == 1


@pytest.mark.parametrize("said", ["nobody", "[a@example.org, b]", '"a@b.c, d@e.f"'])
def test_what_is_no_address_is_a_mistake_with_its_place(studio_plan: Path, said: str) -> None:
    with pytest.raises(Problem, match=r"line \d+.*is no e-mail address"):
        plan.plan_of(plan.read_file(studio_plan) + f"\ntell: {{to: {said}}}\n")


def test_comments_in_a_section_of_its_own_stay(studio_plan: Path) -> None:
    text = plan.read_file(studio_plan) + "\ntell:            # what I want\n  sent: yes      # always\n  tips: yes\n"
    made = set_mails(text, Mails(["sent"], ["0"], "08:00", "25", "09:00"))
    assert "tell:            # what I want\n  sent: yes      # always\n  tips: no\n" in made
