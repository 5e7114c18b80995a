"""The studio's templates on disk, and the sample studio that everybody begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scheduler import themes
from scheduler.domain.articles import read
from scheduler.domain.compose import Content, Outlet, StudioFacts, TipFacts, compose, context, sample
from scheduler.domain.jobsfile import parse
from scheduler.domain.rendering import HOLE_NAMES
from scheduler.domain.rendering.language import FILTERS
from scheduler.domain.text.units import graphemes
from scheduler.domain.tips import Tip, split

SAMPLE = themes.starter()


def write(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def complaints(folder: Path) -> list[str]:
    return [str(mistake) for mistake in themes.check(folder)]


def test_a_studio_without_templates_has_the_samples(tmp_path: Path) -> None:
    found = themes.load(tmp_path)
    assert {"newsletter/tip.html", "newsletter/tip.txt", "social/tip.txt", "social/announcement.txt"} <= set(
        found.sources
    )
    assert complaints(tmp_path) == []


def test_a_file_of_the_studios_own_takes_the_place_of_the_sample(tmp_path: Path) -> None:
    write(tmp_path, "social/tip.txt", "\ufeffMine: {{ words }}".encode())
    write(tmp_path, "social/notes.md", b"{{ not a template }}")
    found = themes.load(tmp_path)
    assert found.render("social/tip.txt", {"words": "Roll."}) == "Mine: Roll."
    assert "social/notes.md" not in found
    assert found.sources["newsletter/tip.html"] == themes.load(Path("nowhere")).sources["newsletter/tip.html"]


def test_every_mistake_is_found_once_with_its_file_and_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        "newsletter/tip.html",
        b"{% extends 'newsletter/letter.html' %}\n\n{% block letter %}{{ tip.titel }}{% endblock %}",
    )
    write(tmp_path, "newsletter/spare.html", b"\n{% macro a() %}{% endmacro %}")
    write(tmp_path, "social/mastodon/tip.txt", b"{{ words }}")
    write(tmp_path, "social/post.txt", b"{{ words }}\n[[nobody]]")
    found = complaints(tmp_path)
    assert found[0] == "templates/newsletter/spare.html, line 2: “macro” cannot be used in a template."
    assert found[1].startswith("templates/newsletter/tip.html, line 3: there is no “titel” here; did you mean “title”?")
    assert found[2] == "templates/social/mastodon/tip.txt: it leaves out the cautions: {% for caveat in caveats %}."
    assert found[3].startswith("templates/social/post.txt, line 2: “[[nobody]]” is not known")
    assert len(found) == 4


def test_a_file_that_is_no_text_or_too_long_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, "social/tip.txt", b"\xff\xfe\x00")
    assert complaints(tmp_path) == ["templates/social/tip.txt: the file is not a text in UTF-8; save it as UTF-8."]
    write(tmp_path, "social/tip.txt", b"x" * 64_001)
    assert complaints(tmp_path) == ["templates/social/tip.txt: the file is longer than 64 kB; make it shorter."]


def test_a_picture_without_a_description_is_a_mistake(tmp_path: Path) -> None:
    write(tmp_path, "newsletter/picture.html", b'{% if picture %}<img src="[[site_url]]{{ picture.path }}">{% endif %}')
    assert any("every picture needs a description" in sentence for sentence in complaints(tmp_path))


def sample_tips() -> tuple[Tip, ...]:
    path = SAMPLE / "posts" / "desk.md"
    return split(read(path.read_bytes(), source="posts/desk.md")).tips


def test_the_sample_schedule_is_valid_as_it_stands() -> None:
    plan = parse((SAMPLE / "jobs.yaml").read_text())
    assert set(plan.jobs) == {"weekly-tip", "new-classes"}
    assert plan.studio.safety_line
    assert (SAMPLE / str(plan.jobs["new-classes"].classes)).is_file()


def test_the_sample_article_gives_a_series_worth_sending() -> None:
    tips = sample_tips()
    assert len(tips) >= 6
    assert all(tip.worth in ("do", "why") and tip.carries == "alone" for tip in tips)
    assert not any(tip.needs_title for tip in tips)


def test_the_sample_article_shows_each_answer_to_a_channels_limit() -> None:
    studio = StudioFacts("Willow", "12 Willow Street", "hello@willow.example", "Ask your doctor.")
    room = Outlet(fits=lambda text: graphemes(text) <= 300, links="card", limit="300 characters")
    found = themes.load(Path("nowhere"))
    facts = [
        TipFacts(tip.title, tip.text, tip.section, tip.caveats, tip.needs_title, tip.health_claim)
        for tip in sample_tips()
    ]
    made = [compose(Content("tip", studio, tip), room, found) for tip in facts]
    assert sum(one.how == "whole" for one in made) >= 5
    assert all("300 characters" in one.reason for one in made if one.how == "left out")
    assert any(one.how == "left out" and "caution" in one.reason for one in made)


def test_the_page_about_templates_names_all_that_templates_are_given() -> None:
    page = (Path(__file__).parents[2] / "docs" / "templates.md").read_text()
    for content in sample.contents():
        given = context.of(content)
        parts = [key for key in ("tip", "classes") for one in _dicts(given[key]) for key in one if key != "uid"]
        assert all(f"`{name}`" in page or f"`.{name}`" in page for name in (*given, *parts))
    assert all(f"[[{name}" in page for name in HOLE_NAMES)
    assert ", ".join(name for name in FILTERS if name != "e") in page


def _dicts(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value or {}]
