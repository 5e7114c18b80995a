from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.rendering import (
    Source,
    TemplateMistake,
    Templates,
    clean,
    fill,
    holes_in,
    rows_in,
    strip_private_use,
    without_rows,
)
from scheduler.domain.rendering.templates import BUDGET, OUTPUT_LIMIT, SOURCE_LIMIT

NAME = "newsletter/t.html"


@dataclass(frozen=True)
class Thing:
    uid: str
    title: str


def render(source: str, name: str = NAME, files: dict[str, str] | None = None, **context: object) -> str:
    texts = {name: source, **(files or {})}
    return Templates({at: Source(f"templates/{at}", text) for at, text in texts.items()}).render(name, context)


def mistake(source: str, **more: object) -> TemplateMistake:
    with pytest.raises(TemplateMistake) as caught:
        render(source, **more)  # type: ignore[arg-type]
    return caught.value


# --- what a template may do ---


def test_text_is_escaped_in_html_and_left_alone_in_plain_text() -> None:
    assert render("{{ x }}", x="<b> & 'q'") == "&lt;b&gt; &amp; &#39;q&#39;"
    assert render("{{ x }}", name="social/t.txt", x="<b> & 'q'") == "<b> & 'q'"


def test_a_layout_its_blocks_and_parts_work_together() -> None:
    files = {"base.html": "<{% block a %}base{% endblock %}>", "part.html": "{{ x }}!"}
    child = "{% extends 'base.html' %}{% block a %}{{ super() }}{% include 'part.html' %}{% endblock %}"
    assert render(child, files=files, x="hi") == "<basehi!>"


def test_a_list_is_repeated_with_its_loop_and_its_parts() -> None:
    source = "{% for t in ts if t.title %}{{ loop.index }}{{ t.title }}{% if not loop.last %},{% endif %}{% endfor %}"
    assert render(source, ts=[Thing("1", "a"), Thing("2", ""), Thing("3", "b")]) == "1a,2b"


def test_plain_text_has_one_empty_line_at_most() -> None:
    assert render("a  \n\n\n\nb\n\n", name="social/t.txt") == "a\n\nb"


# --- what it may not ---

FORBIDDEN = {
    "{{ 'a' * 10**9 }}": "“*”",
    "{{ 2 ** 9 }}": "“**”",
    "{{ 'a' ~ x }}": "“~”",
    "{{ '%999999999d' % 1 }}": "“%”",
    "{{ x + x }}": "“+”",
    "{{ x[:5] }}": "in brackets",
    "{{ ['a'] }}": "a list in brackets",
    "{{ {'a': 1} }}": "a list in braces",
    "{% macro m() %}{% endmacro %}": "“macro”",
    "{% set x %}a{% endset %}": "“set … endset”",
    "{% filter upper %}a{% endfilter %}": "“filter … endfilter”",
    "{% autoescape false %}{{ x }}{% endautoescape %}": "“autoescape”",
    "{% import 'a.html' as a %}": "“import”",
    "{% from 'a.html' import b %}": "“import”",
    "{{ x|safe }}": "no filter “safe”",
    "{{ x|attr('y') }}": "no filter “attr”",
    "{{ x|replace('a', 'bbb') }}": "no filter “replace”",
    "{{ x|paced(0) }}": "no filter “paced”",
    "{{ x is callable }}": "no test “callable”",
    "{{ range(10) }}": "can be called",
    "{{ x.upper() }}": "can be called",
    "{{ lipsum() }}": "can be called",
    "{{ self.a() }}": "can be called",
    "{% for a in x recursive %}{% endfor %}": "“recursive”",
    "{% include x %}": "name the file in quotes",
    "{{ x[x] }}": "in brackets",
    "{{ x.__class__ }}": "no “__class__” here",
    "{{ ''.join }}": "only a name has parts",
    "{{ x.join }}": "not a text",
    "{{ thing }}": "not a text",
    "{{ nobody }}": "no “nobody” here",
    "{{ thing.titel }}": "did you mean “title”?",
    "{% if %}": "expected",
    "{{ '[[first_name]]'|upper }}": "[[hole]]",
    "[[nobody]]": "“[[nobody]]” is not known",
    "[[first_name|a|b]]": "not a name with a fallback",
    "[[first_name|<b>]]": "not a name with a fallback",
    "a [[first_name": "stands alone",
    "a ]]": "stands alone",
    "{% include 'nope.html' %}": "no template “nope.html”",
    f"{{% include '{NAME}' %}}": "includes itself",
    f"{{{{ {'(' * 3000}1{')' * 3000} }}}}": "nests too deeply",
    "z" * (SOURCE_LIMIT + 1): "longer than 64 kB",
}


@pytest.mark.parametrize(("source", "words"), FORBIDDEN.items(), ids=[key[:30] for key in FORBIDDEN])
def test_a_template_that_asks_for_more_is_told_so(source: str, words: str) -> None:
    found = mistake(source, x="text", thing=Thing("u", "t"))
    assert words in found.message
    assert found.file == "templates/newsletter/t.html"
    assert "\n" not in str(found)
    assert str(found).endswith((".", "?"))


BOMBS = {
    "nested loops": "{% for a in xs %}" * 4 + "{% endfor %}" * 4,
    "long output": "{% for a in xs %}" + "z" * 4000 + "{% endfor %}",
    "loops over a text": "{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}",
    "joining": "{{ x|join(x) }}",
    "joining what was joined": "{% set x = x|join(x) %}" * 20,
    "including what includes": "{% include 'a.html' %}" * 1000,
}  # fmt: skip


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_a_template_that_runs_away_is_stopped(source: str) -> None:
    files = {"a.html": "{% include 'b.html' %}" * 1000, "b.html": ""}
    found = mistake(source, files=files, xs=["a"] * 300, x="a" * 5000)
    assert "300 kB" in found.message


def test_what_may_be_printed_is_bounded_by_the_budget_not_by_luck() -> None:
    assert len(render("{% for a in xs %}" + "z" * 2000 + "{% endfor %}", xs=["a"] * 100)) == 200_000
    assert 200_000 < OUTPUT_LIMIT < BUDGET


def test_a_mistake_names_the_line_and_the_file_it_stands_in() -> None:
    assert (mistake("a\n\n{{ nobody }}").line, mistake("a\n[[nobody]]").line, mistake("a\n\n{{ 1 * 2 }}").line) == (
        3,
        2,
        3,
    )
    found = mistake("a\n{% include 'newsletter/p.html' %}", files={"newsletter/p.html": "\n\n{{ nobody }}"})
    assert str(found) == "templates/newsletter/p.html, line 3: there is no “nobody” here."


# --- holes ---


def test_a_hole_of_a_template_is_filled_with_the_readers_value() -> None:
    text = render('Hi [[first_name|there]], <a href="[[unsubscribe_url]]">leave</a>')
    assert [(hole.name, hole.fallback) for hole in holes_in(text)] == [("first_name", "there"), ("unsubscribe_url", "")]
    values = {"first_name": "<Ana> & co\r\nBcc: x", "unsubscribe_url": "https://s.example/u/a?b=1&c"}
    expected = 'Hi &lt;Ana&gt; &amp; co Bcc: x, <a href="https://s.example/u/a?b=1&amp;c">leave</a>'
    assert fill(text, values, escape="html") == expected
    assert fill("\ue010first_name|there\ue011", {"first_name": " "}) == "there"


def test_a_hole_without_a_value_is_an_error_and_never_an_empty_link() -> None:
    with pytest.raises(KeyError):
        fill("\ue010unsubscribe_url|\ue011", {"first_name": "Ana"})


def test_holes_are_found_where_they_stand() -> None:
    text = "a \ue010first_name|there\ue011 b"
    assert [text[hole.start : hole.end] for hole in holes_in(text)] == ["\ue010first_name|there\ue011"]


@pytest.mark.parametrize(
    "outside", ["[[first_name]]", "\ue010unsubscribe_url|\ue011", "{{ 7 * 7 }}", "{% include 'x' %}"]
)
def test_outside_text_never_becomes_a_hole_or_a_command(outside: str) -> None:
    text = render("{{ x }}", name="social/t.txt", x=outside)
    assert text == strip_private_use(outside)
    assert not holes_in(text)


@given(st.text())
def test_a_value_never_makes_a_new_hole_a_line_or_markup(value: str) -> None:
    filled = fill("a\ue010first_name|x\ue011b", {"first_name": value}, escape="html")
    assert not holes_in(filled)
    assert not set(filled) & set("\r\n<>\ue000\ue010\u202e")


# --- class rows ---

BLOCK = (
    "{% call class_block() %}<h2>Classes</h2>{% for c in cs %}{% call row(c) %}<p>{{ c.title }}</p>{% endcall %}"
    "{% endfor %}{% endcall %}end"
)


def a_payload(*classes: Thing) -> dict[str, object]:
    html = render(BLOCK, cs=classes)
    return {"subject": "s", "html": html, "text": html, "rows": rows_in(html)}


def test_a_class_that_is_no_longer_true_is_taken_out_and_nothing_else_changes() -> None:
    payload = a_payload(Thing("a|<b>\ue000&", "One"), Thing("b@x", "Two"))
    assert payload["rows"] == ["a|<b>&", "b@x"]
    left = without_rows(payload, ["a|<b>\ue000&"])
    assert clean(left["html"]) == clean(left["text"]) == "<h2>Classes</h2><p>Two</p>end"
    assert left["rows"] == ["b@x"]
    assert left["subject"] == "s"
    assert without_rows(payload, ["unknown"]) == payload


def test_the_block_goes_with_its_last_row() -> None:
    payload = a_payload(Thing("a", "One"), Thing("b", "Two"))
    left = without_rows(payload, ["a", "b"])
    assert (clean(left["html"]), left["rows"]) == ("end", [])


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=4), st.data())
def test_taking_rows_out_is_the_same_as_never_having_had_them(uids: list[str], data: st.DataObject) -> None:
    names = list(dict.fromkeys(f"u{number}-{uid}" for number, uid in enumerate(uids)))
    gone = data.draw(st.sets(st.sampled_from(names))) if names else set()
    rest = [Thing(uid, "t") for uid in names if uid not in gone]
    left = without_rows(a_payload(*(Thing(uid, "t") for uid in names)), gone)
    assert clean(left["html"]) == (clean(str(a_payload(*rest)["html"])) if rest else "end")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{% if x %}a", "“{% if %}” is not closed: write “{% endif %}” where it ends."),
        ("{% for a in xs %}{% if a %}", "“{% if %}” is not closed: write “{% endif %}” where it ends."),
        (
            "{% if x %}{% endfor %}",
            "“{% endfor %}” cannot stand here: write “{% endif %}” before it, or check how it is spelt.",
        ),
        ("{{ x", "“{{” is not closed: write “}}” where it ends."),
    ],
)
def test_what_jinja_finds_is_said_in_words_of_a_studio_owner(source: str, says: str) -> None:
    assert mistake(source, x="a", xs=["a"]).message == says
