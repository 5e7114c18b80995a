"""`studio check`: what is wrong or missing, one sentence each."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.checks import findings
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.plan import services as plan
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def edit(home: Path, old: str, new: str) -> None:
    file = home / "jobs.yaml"
    file.write_text(file.read_text().replace(old, new))


def test_the_sample_studio_has_only_its_sign_ins_and_its_address_to_mend(studio_plan: Path) -> None:
    assert [sentence.split(" ")[0] for sentence in findings(studio_plan)] == [".env:", "newsletter", "bluesky"]


def test_a_timetable_that_is_not_there_is_found(studio_plan: Path) -> None:
    edit(studio_plan, "classes: classes.ics", "classes: clases.ics")
    assert "new-classes reads its classes from clases.ics" in findings(studio_plan)[0]


def test_a_sender_that_no_mail_can_come_from_is_found(studio_plan: Path) -> None:
    edit(studio_plan, "<hello@willow.example>", "<hello@willow>")
    assert "the sender of newsletter cannot be used" in findings(studio_plan)[0]


def test_a_mistake_in_jobs_yaml_comes_first_and_alone_with_its_place(studio_plan: Path) -> None:
    edit(studio_plan, "send: tip", "send: tipp")
    (sentence,) = findings(studio_plan)
    assert sentence.startswith("jobs.yaml, line ")


def test_a_mistake_in_a_template_is_told_where_it_is_made_and_where_it_is_met(studio_plan: Path) -> None:
    folder = studio_plan / "templates" / "newsletter"
    folder.mkdir(parents=True)
    (folder / "tip.html").write_text("{{ tipp.title }}")
    assert findings(studio_plan)[0].startswith("templates/newsletter/tip.html, line 1")
    article = library.add_post(studio_plan, "desk.md", NOW)
    series = plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW).campaign
    assert plan.without_draft(series.ref)[0].startswith("templates/newsletter/tip.html, line 1")


def test_a_book_is_asked_for_in_chapters(studio_plan: Path) -> None:
    book = "# Book\n\n" + "## Roll\n\nRoll one foot slowly for a minute.\n\n" * 4000
    with pytest.raises(Problem, match="as long as a book"):
        library.add_article(book.encode(), source="posts/book.md", now=NOW)
