"""The fixed words in English and French: none is missing, none is left in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler import themes
from scheduler.domain import addresses, days, phrases, public_pages
from scheduler.domain.compose import Content, Outlet, compose, sample
from scheduler.domain.phrase_table import PAGES, PROBLEMS, SENT
from scheduler.domain.phrases import PHRASES, UnknownPhrase, names, say, translated
from scheduler.domain.rendering import Source, TemplateMistake, Templates, clean, fill
from tests.unit.test_compose import VALUES, words_of_html, words_of_text

ROOT = Path(__file__).parents[2]
FRENCH = {**public_pages.STUDIO, "name": "Atelier du Saule", "language": "fr-CA"}
THURSDAY = datetime(2027, 4, 1, 18, 30, tzinfo=ZoneInfo("America/Toronto"))
ALIKE = {"line", "colon", "button"}  # punctuation only
PAGE_STATES: Mapping[str, list[dict[str, Any]]] = {
    "sign_up": [{}],
    "asked": [{}],
    "missing": [{}],
    "confirm": [{"what": "sign-up"}, {"what": "address"}],
    "confirmed": [{"known": True}, {"known": True, "what": "address"}, {"known": False}],
    "preferences": [{}, {"until": "mardi 16 février 2027"}, {"left": True}, {"erased": True}],
    "letters": [{}, {"letters": []}],
    "leave": [{}, {"left": True}],
}


@pytest.fixture(scope="module")
def templates() -> Templates:
    return themes.load(Path("nowhere"))


# --- the table ---


@pytest.mark.parametrize("name", PHRASES)
def test_every_phrase_is_there_in_both_languages_and_takes_the_same_values(name: str) -> None:
    english, french = PHRASES[name]
    assert english.strip()
    assert french.strip()
    assert english != french
    assert names(english) == names(french)


@pytest.mark.parametrize("name", PHRASES)
def test_french_is_set_as_french(name: str) -> None:
    french = PHRASES[name][1]
    assert not re.search(r"[ \w]:(?!\w)", french.replace("\u00a0:", "")), "a space that does not break before a colon"
    assert not re.search(r"« | »|'| [?!;]", french)
    if name not in ALIKE:
        assert say(name, "fr", **dict.fromkeys(names(french), "x")) == re.sub(
            r"(?<=[\w»”)])([?!;])", "\u202f\\1", french.format(**dict.fromkeys(names(french), "x"))
        )


def test_a_language_without_a_column_gets_english_words_and_dates() -> None:
    assert say("unsubscribe", "de") == "Unsubscribe"
    assert phrases.spoken("de") == "en"
    assert phrases.spoken("fr-CA") == "fr-CA"
    assert days.day(THURSDAY, "de") == "Thursday 1 April"


def test_french_elides_before_a_vowel() -> None:
    assert say("letters_from", "fr", studio="Atelier du Saule") == "Les lettres d’Atelier du Saule"
    assert say("poster_lead", "fr", studio="Épinette").startswith("D’Épinette,")
    assert say("letters_from", "fr", studio="Willow") == "Les lettres de Willow"
    assert say("letters_from", "en", studio="Oak") == "Letters from Oak"


def test_french_dates() -> None:
    assert days.when(THURSDAY, "fr-CA") == "jeudi 1er avril, 18 h 30"
    assert days.date(THURSDAY, "fr") == "jeudi 1er avril 2027"
    assert days.date(THURSDAY) == "Thu 1 Apr 2027"


def test_what_templates_and_pages_say_is_in_the_table_and_all_of_the_table_is_said() -> None:
    files = [
        *(ROOT / "templates").rglob("*.*"),
        *(ROOT / "scheduler").rglob("*.py"),
        *(ROOT / "scheduler").rglob("*.html"),
    ]
    table = ROOT / "scheduler/domain/phrase_table.py"
    text = "\n".join(file.read_text(encoding="utf-8") for file in files if file != table)
    said = set(re.findall(r"""\bsay\(\s*"(\w+)\"""", text))
    assert said <= set(PHRASES)
    assert {name for name in {**SENT, **PAGES} if f'"{name}"' not in text} == set()


@pytest.mark.parametrize("file", sorted((ROOT / "templates").rglob("*.*")), ids=lambda file: file.name)
def test_no_word_stands_in_a_sample_template_itself(file: Path) -> None:
    text = re.sub(r"(?s)<style>.*?</style>|<!--.*?-->", " ", file.read_text(encoding="utf-8"))
    text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|\[\[.*?\]\]|<[^<>]*>", " ", text)
    assert re.findall(r"[^\W\d_]{2,}", text) in ([], ["Subject"])


# --- letters and posts ---


def french_contents() -> Iterator[Content]:
    for content in sample.contents():
        studio = replace(content.studio, language="fr-CA", look=replace(content.studio.look, button=""))
        tip = content.tip and replace(content.tip, title="Un titre", text="Roulez le pied.", section=("Une partie",))
        yield replace(content, studio=studio, tip=tip and replace(tip, companion="", caveats=("Parlez-en.",)))


def left_in_english(text: str) -> list[str]:
    """English phrases of the table that stand in the text."""
    pieces = {piece.strip() for english, _ in PHRASES.values() for piece in re.split(r"\{\w+\}", english)}
    shown = " ".join(text.split())
    whole = (rf"(?<![\w-]){re.escape(piece)}(?!\w)" for piece in pieces if len(piece) > 3)
    return sorted(one for one in whole if re.search(one, shown))


@pytest.mark.parametrize("content", list(french_contents()), ids=lambda one: f"{one.kind}-{bool(one.link)}")
def test_a_french_letter_has_no_english_furniture_and_says_the_same_twice(
    content: Content, templates: Templates
) -> None:
    (draft,) = compose(replace(content, in_archive=True), Outlet(lambda _: True, mail=True), templates).drafts
    html, text = (clean(fill(part, {**VALUES, "view_url": "https://s.example/v"})) for part in (draft.html, draft.text))
    assert left_in_english(" ".join(words_of_html(html, "Image\u00a0:"))) == []
    assert left_in_english(text) == []
    assert "Se désabonner\u00a0: https://s.example/u/1" in text
    bare = [
        [word for each in words if (word := each.rstrip(":"))]
        for words in (words_of_html(html, "Image\u00a0:"), words_of_text(text))
    ]
    assert bare[0] == bare[1]
    assert set(re.findall(r'lang="([^"]*)"', html)) == {"fr-CA"}
    assert draft.language == "fr-CA"
    if content.classes:
        assert "mardi 16 février, 18 h 30" in text
        assert "pm" not in text.split()


def test_a_french_article_gets_a_french_letter_from_an_english_studio(templates: Templates) -> None:
    first = next(iter(sample.contents()))
    assert first.tip
    tip = replace(first.tip, title="La pause du chat", text="Soulagez le mal de dos.", companion="", language="fr")
    (draft,) = compose(replace(first, tip=tip), Outlet(lambda _: True, mail=True), templates).drafts
    html = unescape(draft.html)
    assert "Conseil 2 sur 6" in html
    assert "mardi 16 février, 18 h 30" in html
    assert "Roll with us" not in html, "the studio's English button"
    assert "Venez avec nous\u00a0: Sample class 1," in html
    assert '<p lang="en"' in html, "the studio's own safety line, which it has in English only"
    assert draft.language == "fr"
    english = replace(first, studio=replace(first.studio, safety_lines=(("en", "Ask."), ("fr", "Consultez."))), tip=tip)
    (draft,) = compose(english, Outlet(lambda _: True, mail=True), templates).drafts
    assert "Consultez." in draft.html
    assert 'lang="en"' not in draft.html


def test_posts_have_their_fixed_words_in_their_language(templates: Templates) -> None:
    outlet = Outlet(lambda _: True)
    for content in french_contents():
        for draft in compose(content, outlet, templates).drafts:
            assert left_in_english(draft.text) == []
            assert draft.language == "fr-CA"


# --- pages and single mails ---


@pytest.mark.parametrize(("name", "facts"), [(name, facts) for name, every in PAGE_STATES.items() for facts in every])
def test_a_french_page_has_no_english_words(name: str, facts: dict[str, Any], templates: Templates) -> None:
    own = {"wording": say("consent", "fr-CA", studio="x", address="y", reach="z"), "action": "/sign-up"}
    letters = {"letters": [{"path": "/letters/m1/", "title": "Roulez", "day": "mardi 16 février 2027"}]}
    html = public_pages.page(templates, name, {"studio": FRENCH, **own, **letters, **facts})
    assert '<html lang="fr-CA">' in html
    shown = unescape(re.sub(r"<[^>]+>", " ", html.replace(FRENCH["address"], "")))
    assert left_in_english(shown) == []
    english = public_pages.page(templates, name, {"studio": public_pages.STUDIO, **own, **facts})
    assert '<html lang="en">' in english


@pytest.mark.parametrize("kind", public_pages.MAILS)
def test_a_french_single_mail_has_no_english_words(kind: str, templates: Templates) -> None:
    link = "" if kind == "moved" else "https://s.example/confirm/x"
    made = public_pages.mail(templates, kind, FRENCH, link)
    html = unescape(re.sub(r"<[^>]+>", " ", made.html))
    assert left_in_english(f"{made.subject} {made.text} {html}") == []
    assert '<html lang="fr-CA">' in made.html


@pytest.mark.parametrize(
    "typed", ["", "anna@", "ann\u0101@example.org", "an\u200bna\u200b@example.org", "a b@example.org"]
)
def test_what_is_wrong_with_an_address_is_said_in_french(typed: str) -> None:
    with pytest.raises(addresses.InvalidAddress) as raised:
        addresses.parse(typed)
    said = translated(str(raised.value), "fr-CA")
    assert said != str(raised.value)
    assert left_in_english(said) == []
    assert translated(str(raised.value), "en") == str(raised.value)


def test_every_problem_of_the_table_is_known_by_its_english_sentence() -> None:
    for name, (english, _) in PROBLEMS.items():
        values = dict.fromkeys(names(english), "q")
        assert translated(english.format(**values), "fr") == say(name, "fr", **values)
    assert translated("Something else.", "fr") == "Something else."


# --- mistakes ---


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ('{{ say("nowhere") }}', "there is no phrase “nowhere”"),
        ('{{ say("next_time") }}', "the phrase “next_time” needs title."),
        ('{{ say("next_time", title=tips) }}', "there is no “tips” here"),
        ('{{ say("next_time", title=classes) }}', "is not a text"),
    ],
)
def test_a_phrase_that_is_asked_for_wrongly_is_a_mistake_with_its_line(written: str, what: str) -> None:
    made = Templates({"newsletter/a.txt": Source("templates/newsletter/a.txt", f"one\n{written}")})
    with pytest.raises(TemplateMistake, match=what) as raised:
        made.render("newsletter/a.txt", {"classes": [1], "language": "fr"})
    assert raised.value.line == 2


def test_values_of_a_phrase_are_escaped() -> None:
    made = Templates({"a.html": Source("templates/a.html", '{{ say("next_time", title=t) }}')})
    assert made.render("a.html", {"t": "<b>", "language": "fr"}) == "La prochaine fois\u00a0: &lt;b&gt;"


def test_unknown_phrases_name_those_there_are() -> None:
    with pytest.raises(UnknownPhrase, match="unsubscribe"):
        say("nowhere", "en")
