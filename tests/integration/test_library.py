from __future__ import annotations

from pathlib import Path

import pytest

from scheduler import config
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Article, Tip
from scheduler.plan import services as plan
from tests.integration.planning import NOW, accept

pytestmark = pytest.mark.django_db
FEET = b"""\
---
title: Happy feet
image: feet.png
image_alt: Two bare feet on a ball
---

# Happy feet

## Roll the sole

Stand tall and put one foot on a small ball. Roll slowly from heel to toe for a minute. Breathe out as you press down.

## Why it helps

Rolling can wake up tired feet, and you may feel your whole leg relax afterwards. Many people sleep better for it.

## Take care

If you have a wound on your foot, please talk to your doctor before you roll.
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 30


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCHEDULER_HOME", str(tmp_path))
    (tmp_path / "posts").mkdir()
    return config.home()


def test_an_article_becomes_rows_whose_tips_are_its_own_words() -> None:
    article = library.add_article(FEET, source="posts/feet.md", now=NOW)
    assert article.title == "Happy feet"
    tips = list(library.tips(article.pk))
    assert tips
    for tip in tips:
        words = " ".join(article.text[start:end] for start, end in tip.spans)
        assert "".join(words.split()) == "".join(tip.text.split())
    assert sorted(tip.rank for tip in tips) == list(range(1, len(tips) + 1))


def test_reading_the_same_bytes_again_gives_the_same_article() -> None:
    first = library.add_article(FEET, source="posts/feet.md", now=NOW)
    assert library.add_article(FEET, source="posts/feet.md", now=NOW).pk == first.pk
    assert Tip.objects.count() == library.tips(first.pk).count()


def test_when_the_article_changed_the_tips_whose_words_are_gone_are_stale() -> None:
    old = library.add_article(FEET, source="posts/feet.md", now=NOW)
    library.add_article(FEET.replace(b"for a minute", b"for two minutes"), source="posts/feet.md", now=NOW)
    stale = [tip for tip in library.tips(old.pk) if tip.state == "stale"]
    assert stale
    assert all("for a minute" in tip.text for tip in stale)


@pytest.mark.parametrize("data", [b"", b"   \n\n", b"\x00\x01\x02\xff" * 200, b"%PDF-1.7 binary \x00\x00"])
def test_what_cannot_be_read_is_one_sentence_and_leaves_no_row(data: bytes) -> None:
    with pytest.raises(Problem) as caught:
        library.add_article(data, source="posts/feet.md", now=NOW)
    assert "posts/feet.md" in str(caught.value)
    assert not Article.objects.exists()


def test_the_picture_named_by_the_article_is_kept_with_its_description(home: Path) -> None:
    (home / "posts" / "feet.png").write_bytes(PNG)
    article = library.add_article(FEET, source="posts/feet.md", now=NOW)
    assert article.image_alt == "Two bare feet on a ball"
    assert article.image_id
    assert library.load_blob(article.image_id) == PNG


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "..%2fsecret.png", "missing.png", "x" * 300])
def test_a_picture_outside_of_the_home_is_never_taken(home: Path, name: str) -> None:
    (home.parent / "secret.png").write_bytes(PNG)
    article = library.add_article(FEET.replace(b"feet.png", name.encode()), source="posts/feet.md", now=NOW)
    assert article.image_id is None


def test_a_persons_words_are_kept_apart_with_her_name() -> None:
    tip = library.tips(library.add_article(FEET, source="posts/feet.md", now=NOW).pk)[0]
    spans = tip.spans
    library.retitle_tip(tip.pk, "  Feet  first ", "ana@willow.example")
    library.add_line(tip.pk, "See you on Tuesday.", "ana@willow.example")
    tip.refresh_from_db()
    assert tip.title == "Feet first"
    assert tip.text.endswith("\nSee you on Tuesday.")
    assert tip.spans == spans
    assert [(entry["what"], entry["text"], entry["by"]) for entry in tip.own_words] == [
        ("title", "Feet first", "ana@willow.example"), ("line", "See you on Tuesday.", "ana@willow.example"),
    ]  # fmt: skip


def test_a_dropped_tip_can_be_put_back() -> None:
    tip = library.tips(library.add_article(FEET, source="posts/feet.md", now=NOW).pk)[0]
    assert library.drop_tip(tip.pk).state == "retired"
    assert library.drop_tip(tip.pk).state == "retired"
    assert library.restore_tip(tip.pk).state == "fresh"


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_words_that_are_none_or_too_many_are_refused(text: str) -> None:
    tip = library.tips(library.add_article(FEET, source="posts/feet.md", now=NOW).pk)[0]
    with pytest.raises(Problem):
        library.change_words(tip.pk, text, "ana@willow.example")


def test_marks_of_ours_in_a_persons_words_are_taken_out() -> None:
    tip = library.tips(library.add_article(FEET, source="posts/feet.md", now=NOW).pk)[0]
    assert library.change_words(tip.pk, "Hello \ue010first_name|x\ue011 you", "ana").text == "Hello first_name|x you"


def test_a_file_in_the_posts_folder_is_offered_until_its_words_are_queued(home: Path) -> None:
    accept()
    (home / "posts" / "happy-feet.md").write_bytes(FEET)
    (home / "posts" / "notes.tmp").write_bytes(b"x")
    assert [post.name for post in library.not_queued(home)] == ["happy-feet.md"]
    article = library.add_post(home, "happy-feet.md", NOW)
    plan.queue(article.pk, "weekly-tip", "ana@willow.example", NOW)
    assert library.not_queued(home) == []
    with pytest.raises(Problem, match="look at the list again"):
        library.add_post(home, "../secret", NOW)


def test_own_words_go_out_in_every_draft_that_is_not_approved() -> None:
    accept()
    article = library.add_article(FEET, source="posts/feet.md", now=NOW)
    series = plan.queue(article.pk, "weekly-tip", "ana@willow.example", NOW).campaign
    message = series.messages.filter(account__name="newsletter").order_by("at")[0]
    assert message.tip
    library.add_line(message.tip.pk, "See you on Tuesday.", "ana@willow.example")
    plan.refresh(NOW)
    assert "See you on Tuesday." in plan.payloads(message)[0]["text"]


def test_an_article_that_was_pasted_is_not_offered_again_from_the_folder(home: Path) -> None:
    accept()
    (home / "posts" / "happy-feet.md").write_bytes(FEET)
    body = FEET.decode().partition("---\n\n")[2].replace("# Happy feet", "Happy feet").replace("## ", "")
    pasted = library.add_article(body.replace("\n", "\r\n").encode(), source="pasted text", now=NOW)
    assert [post.name for post in library.not_queued(home)] == ["happy-feet.md"], "only read, in no series yet"
    plan.queue(pasted.pk, "weekly-tip", "ana@example.org", NOW)
    assert library.not_queued(home) == []
    longer = FEET + b"\n## One more\n\nPut your feet up the wall, stay there for ten long breaths, and rest a little.\n"
    (home / "posts" / "happy-feet.md").write_bytes(longer)
    assert [post.name for post in library.not_queued(home)] == ["happy-feet.md"], "it says something new now"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('---\ntitle: "Desk: six resets"\n---\nSit.', "Desk: six resets"),
        ("# Happy feet, *again*\n\nRoll.", "Happy feet, *again*"),
        ("<html><head><title>Feet &amp; toes</title></head></html>", "Feet & toes"),
        ("Roll your feet.", "My feet"),
        ("", "My feet"),
    ],
)
def test_a_file_in_the_posts_folder_is_called_what_it_calls_itself(home: Path, text: str, title: str) -> None:
    accept()
    (home / "posts" / "my-feet.md").write_text(text)
    assert [post.title for post in library.not_queued(home) if post.name == "my-feet.md"] == [title]
