from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler import themes
from scheduler.channels import registry
from scheduler.domain.compose import (
    ClassFacts,
    Composed,
    Content,
    Outlet,
    StudioFacts,
    TipFacts,
    compose,
    context,
    sample,
)
from scheduler.domain.drafts import Draft
from scheduler.domain.rendering import Source, TemplateMistake, Templates, clean, fill, holes_in, rows_in, without_rows

ZONE = ZoneInfo("America/Toronto")
STUDIO = StudioFacts(
    "Willow & Street", "12 Willow Street, Kitchener", "hello@willow.example", "Ask your doctor first.",
    "https://willow.example", "519 555 0142", "en-CA",
)  # fmt: skip
TIP = TipFacts("Let them slide", "Sit tall. Let both shoulder blades slide down your back.\nNobody will notice.")
YIN = ClassFacts(
    "yin@x", "Yin & roll", (datetime(2027, 2, 16, 18, 30, tzinfo=ZONE), datetime(2027, 2, 23, 18, 30, tzinfo=ZONE)),
    "Ana", "Upper room", "https://willow.example/yin",
)  # fmt: skip
LUNCH = ClassFacts("lunch@x", "Lunch break", (datetime(2027, 2, 18, 12, 0, tzinfo=ZONE),))
ISSUE = Content("tip", STUDIO, TIP, link="https://willow.example/a", link_title="Desk shoulders")
VALUES = {
    "unsubscribe_url": "https://s.example/u/1",
    "preferences_url": "https://s.example/p/1",
    "first_name": "Ana",
    "site_url": "https://s.example",
}
MAIL = Outlet(fits=lambda _text: True, mail=True)


@pytest.fixture(scope="module")
def templates() -> Templates:
    return themes.load(Path("nowhere"))


def post_room(limit: int = 500, **more: object) -> Outlet:
    return Outlet(fits=lambda text: len(text) <= limit, limit=f"{limit} characters", **more)  # type: ignore[arg-type]


def the_draft(made: Composed) -> Draft:
    (draft,) = made.drafts
    return draft


def issue(content: Content, templates: Templates, used: tuple[str, ...] = ()) -> Draft:
    return the_draft(compose(content, MAIL, templates, used))


def post(content: Content, templates: Templates, outlet: Outlet | None = None) -> str:
    return the_draft(compose(content, outlet or post_room(), templates)).text


def words_of_html(html: str, picture: str = "Picture:") -> list[str]:
    body = re.sub(r"(?s)<head>.*?</head>|<!--.*?-->", " ", html)
    body = re.sub(r'<img class="logo"[^>]*\balt="([^"]*)"[^>]*>', r" \1 ", body)
    body = re.sub(r'<img[^>]*\balt="([^"]*)"[^>]*>', rf" [{picture} \1] ", body)
    body = re.sub(r"</?(?:a|b|i|em|strong|span)\b[^>]*>", "", body)
    return unescape(re.sub(r"<[^>]+>", " ", body)).split()


def words_of_text(text: str) -> list[str]:
    return [word for word in re.sub(r"(?m)^(?:- |--$)|:? *https?://\S+", " ", text).split() if word]


# --- an issue ---


@pytest.mark.parametrize("content", list(sample.contents()), ids=lambda content: f"{content.kind}-{bool(content.link)}")
def test_html_and_text_say_the_same_words_in_the_same_order(content: Content, templates: Templates) -> None:
    draft = issue(content, templates)
    html, text = (clean(fill(part, VALUES)) for part in (draft.html, draft.text))
    no_colon = [[word.rstrip(":") for word in words] for words in (words_of_html(html), words_of_text(text))]
    assert no_colon[0] == no_colon[1]


def test_an_issue_shows_who_sends_it_how_to_leave_and_where_the_tip_is_from(templates: Templates) -> None:
    draft = issue(replace(ISSUE, position=2, of=6, next_title="A pause"), templates)
    for part in (unescape(draft.html), draft.text):
        for words in ("Willow & Street", "12 Willow Street", "hello@willow.example", "519 555 0142", "Tip 2 of 6"):
            assert words in part
        assert "Next time: A pause" in part
        assert "https://willow.example/a" in part
        assert [hole.name for hole in holes_in(part)] == ["unsubscribe_url", "preferences_url"]
    assert draft.language == "en-CA"
    assert '<html lang="en-CA">' in draft.html


def test_a_reader_without_styles_gets_one_heading_of_the_first_rank_and_a_visible_first_line(
    templates: Templates,
) -> None:
    for content in sample.contents():
        html = issue(content, templates).html
        assert html.count("<h1") == 1
        assert html.count("<title>") == 1
        assert "display:none" not in html.replace(" ", "")
        assert "hidden" not in html
        assert len(html.encode()) < 20_000


def test_every_table_is_there_for_layout_only_and_styles_are_inlined(templates: Templates) -> None:
    html = issue(replace(ISSUE, classes=(YIN,)), templates).html
    assert html.count("<table") == html.count('role="presentation"')
    assert re.search(r'<h1 style="[^"]*font-size', html)
    assert "prefers-color-scheme: dark" in html


def test_caution_and_safety_line_stand_with_the_tip_and_the_line_is_not_said_twice(templates: Templates) -> None:
    risky = replace(TIP, caveats=("Skip it if it hurts.", "Not after surgery."), health_claim=True)
    draft = issue(replace(ISSUE, tip=risky), templates)
    for words in (*risky.caveats, "Ask your doctor first."):
        assert words in draft.text
        assert words in draft.html
    same = replace(risky, caveats=("Ask your doctor first.",))
    assert issue(replace(ISSUE, tip=same), templates).text.count("Ask your doctor first.") == 1
    assert "Ask your doctor" not in issue(ISSUE, templates).text


def test_a_letter_from_an_article_in_another_language_is_marked_so_that_it_is_read_aloud_rightly(
    templates: Templates,
) -> None:
    french = replace(TIP, title="La pause du chat", caveats=("Parlez-en à votre médecin.",), language="fr")
    html = issue(replace(ISSUE, tip=french), templates).html
    assert html.count('lang="fr"') == 2
    assert html.index('<div role="article" lang="fr">') < html.rindex("La pause du chat")
    assert 'lang="fr"' not in issue(ISSUE, templates).html


def test_fixed_words_that_are_not_known_in_the_studios_language_are_marked_as_english(templates: Templates) -> None:
    german = replace(ISSUE, studio=replace(STUDIO, language="de"), position=2, of=6)
    html = issue(german, templates).html
    assert '<html lang="de">' in html
    assert html.count('lang="en"') == 2
    assert re.search(r'<td class="foot"[^>]* lang="en"', html)


def test_background_is_printed_behind_the_sentence_that_says_why(templates: Templates) -> None:
    draft = issue(
        replace(ISSUE, tip=replace(TIP, companion="Stiff shoulders tire you.", carries="with_why")), templates
    )
    assert draft.text.index("Stiff shoulders tire you.") < draft.text.rindex("Sit tall.")
    assert draft.preheader.startswith("Sit tall.")


def test_a_health_claim_in_the_sentence_printed_beside_brings_the_safety_line_to_the_issue_only(
    templates: Templates,
) -> None:
    content = replace(ISSUE, tip=replace(TIP, companion="Rolling eases back pain.", carries="with_why"))
    assert "Ask your doctor first." in issue(content, templates).text
    assert "Ask your doctor first." not in post(content, templates)


def test_a_heading_that_repeats_is_printed_with_the_headings_above_it(templates: Templates) -> None:
    tip = replace(TIP, title="How to", section=("Feet", "Rolling", "How to"))
    assert "Feet\nRolling\n\nHow to" in issue(replace(ISSUE, tip=replace(tip, heading_repeats=True)), templates).text
    assert "Rolling" not in issue(replace(ISSUE, tip=tip), templates).text


def test_lists_of_the_article_are_lists_in_the_mail(templates: Templates) -> None:
    tip = replace(TIP, text="You need:\na ball\na wall\nThen roll.\nWarm feet are happy feet.")
    draft = issue(replace(ISSUE, tip=tip), templates)
    assert len(re.findall(r"<li\b", draft.html)) == 4
    assert "- a ball\n- a wall" in draft.text


def test_classes_stand_in_the_studios_time_and_each_can_be_taken_out(templates: Templates) -> None:
    draft = issue(replace(ISSUE, classes=(YIN, LUNCH)), templates)
    assert rows_in(draft.html) == rows_in(draft.text) == ["yin@x", "lunch@x"]
    assert (
        "Yin & roll\nTuesday 16 February, 6:30 pm\nTuesday 23 February, 6:30 pm\nwith Ana, Upper room\n" in draft.text
    )
    payload = {"html": draft.html, "text": draft.text, "rows": ["yin@x", "lunch@x"]}
    assert clean(without_rows(payload, ["yin@x", "lunch@x"])["html"]).split() == issue(ISSUE, templates).html.split()
    assert clean(without_rows(payload, ["yin@x", "lunch@x"])["text"]) == issue(ISSUE, templates).text
    assert clean(without_rows(payload, ["lunch@x"])["text"]) == clean(
        issue(replace(ISSUE, classes=(YIN,)), templates).text
    )


def test_a_link_that_is_no_web_address_is_not_printed(templates: Templates) -> None:
    bad = "javascript:alert(1)"
    content = replace(ISSUE, link=bad, studio=replace(STUDIO, url=bad), classes=(replace(YIN, url=bad),))
    draft = issue(content, templates)
    assert "javascript" not in draft.html + draft.text


def test_an_issue_that_mailboxes_would_cut_off_is_left_out(templates: Templates) -> None:
    long = replace(TIP, text="Breathe out slowly as you roll one foot.\n" * 3000)
    made = compose(replace(ISSUE, tip=long), MAIL, templates)
    assert (made.drafts, made.how) == ((), "left out")
    assert "102 kB" in made.reason


def test_the_same_facts_give_the_same_bytes(templates: Templates) -> None:
    content = replace(ISSUE, classes=(YIN, LUNCH))
    assert compose(content, MAIL, templates) == compose(content, MAIL, themes.load(Path("nowhere")))


# --- subject and first line ---


def test_the_subject_is_the_heading_and_never_one_that_was_used(templates: Templates) -> None:
    seen: list[str] = []
    for _ in range(5):
        seen.append(issue(ISSUE, templates, tuple(seen)).subject)
    assert seen[:3] == ["Let them slide", "Let both shoulder blades slide down your back.", "Nobody will notice."]
    assert len({subject.casefold() for subject in seen}) == 5


def test_a_heading_of_one_word_gives_way_to_a_phrase_of_the_tip(templates: Templates) -> None:
    content = replace(ISSUE, tip=replace(TIP, title="Shoulders"))
    assert issue(content, templates).subject == "Let both shoulder blades slide down your back."


def test_a_long_sentence_lends_its_first_clause_when_that_says_something(templates: Templates) -> None:
    ends = " and stays there all afternoon, until you get up and walk to the kettle for a cup of tea."
    text = f"If the screen is low, the head drifts forward{ends} Your head drifts forward, towards the screen,{ends}"
    content = replace(ISSUE, tip=replace(TIP, title="Why", text=text))
    assert issue(content, templates).subject == "Your head drifts forward"


def test_no_subject_is_a_caution_or_leans_on_what_went_before(templates: Templates) -> None:
    text = "This helps a lot of people. Talk to your doctor if you feel dizzy. Warm feet are happy feet."
    assert (
        issue(replace(ISSUE, tip=replace(TIP, title="Feet", text=text)), templates).subject
        == "Warm feet are happy feet."
    )


def test_the_first_line_needs_nothing_before_it(templates: Templates) -> None:
    text = "This pair of muscles is small. They hold you upright. Your feet are where balance begins."
    assert (
        issue(replace(ISSUE, tip=replace(TIP, text=text)), templates).preheader == "Your feet are where balance begins."
    )


def test_the_owners_own_subject_wins(templates: Templates) -> None:
    assert issue(replace(ISSUE, subject="  My\nown words "), templates, ("My own words",)).subject == "My own words"


def test_a_class_issue_is_named_after_its_class_then_after_its_date(templates: Templates) -> None:
    content = Content("classes", STUDIO, classes=(YIN, LUNCH))
    assert issue(content, templates).subject == "Yin & roll"
    used = ("yin & ROLL", "Lunch break")
    dated = issue(content, templates, used)
    assert dated.subject == "Yin & roll, Tuesday 16 February, 6:30 pm"
    assert dated.preheader == "Lunch break, Thursday 18 February, 12:00 pm"
    assert issue(content, templates).preheader == dated.subject


def test_the_first_line_is_whole_sentences_of_the_tip(templates: Templates) -> None:
    assert (
        issue(ISSUE, templates).preheader
        == "Sit tall. Let both shoulder blades slide down your back. Nobody will notice."
    )
    long = "Roll " + "slowly and " * 20 + "breathe out."
    assert issue(replace(ISSUE, tip=replace(TIP, text=f"{long} Rest.")), templates).preheader == long


# --- posts ---


def test_a_post_is_the_tip_with_its_cautions_and_the_article(templates: Templates) -> None:
    tip = replace(TIP, caveats=("Skip it if it hurts.",), health_claim=True)
    expected = f"{TIP.text}\n\nSkip it if it hurts.\n\nAsk your doctor first.\n\nhttps://willow.example/a"
    assert post(replace(ISSUE, tip=tip, position=2, of=6), templates) == expected


def test_a_post_shows_the_address_only_where_the_network_makes_it_a_link(templates: Templates) -> None:
    for links in ("card", "none"):
        draft = the_draft(compose(ISSUE, post_room(links=links), templates))
        assert (draft.text, draft.link, draft.link_title) == (TIP.text, "https://willow.example/a", "Desk shoulders")


VIDEO = "https://www.youtube.com/watch?v=abc"
FILMED = replace(TIP, watch=(VIDEO, "https://vimeo.com/1", "javascript:alert(1)"))


def test_a_post_names_the_videos_of_its_section_before_the_article(templates: Templates) -> None:
    said = f"{TIP.text}\n\nWatch it: {VIDEO}\n\nWatch it: https://vimeo.com/1\n\nhttps://willow.example/a"
    assert post(replace(ISSUE, tip=FILMED), templates) == said


def test_a_video_is_named_where_there_is_room_and_no_word_makes_way_for_it(templates: Templates) -> None:
    content, plain = replace(ISSUE, tip=FILMED), len(post(ISSUE, templates))
    one = len(f"\n\nWatch it: {VIDEO}")
    for limit in range(plain, plain + one + 30):
        made = compose(content, post_room(limit), templates)
        text = the_draft(made).text
        assert made.how == "whole"
        assert text.startswith(TIP.text)
        assert text.endswith("https://willow.example/a")
        assert len(text) <= limit
        assert (VIDEO in text) == (limit >= plain + one)
        named = VIDEO in text or "vimeo" in text  # a shorter one may find room where a longer one does not
        assert made.reason == ("" if named else "There is no room here for the address of its video.")


def test_a_network_counts_a_videos_address_by_its_own_rule(templates: Templates) -> None:
    content = replace(ISSUE, tip=replace(TIP, watch=(f"https://video.example.com/{'a' * 400}",)))
    mastodon, bluesky = registry.get("mastodon"), registry.get("bluesky")
    assert "video.example" in post(content, templates, Outlet(fits=lambda text: mastodon.count(text).fits))
    made = compose(content, Outlet(fits=lambda text: bluesky.count(text).fits), templates)
    assert "video.example" not in the_draft(made).text


def test_no_video_is_named_where_its_address_would_be_no_link(templates: Templates) -> None:
    made = compose(replace(ISSUE, tip=FILMED), post_room(links="none"), templates)
    assert (the_draft(made).text, made.reason) == (TIP.text, "")


def test_the_video_stands_in_the_last_post_of_a_thread(templates: Templates) -> None:
    steps = " ".join(f"Lift your left knee and hold it for {number} slow breaths." for number in range(2, 9))
    made = compose(replace(ISSUE, tip=replace(FILMED, text=steps)), post_room(200, threads=True), templates)
    assert made.how == "thread"
    assert [VIDEO in draft.text for draft in made.drafts] == [False] * (len(made.drafts) - 1) + [True]
    assert " ".join(draft.text.split("\n\n")[0] for draft in made.drafts).startswith(steps[:200])


@pytest.mark.parametrize("links", ["text", "card"])
def test_many_cautions_are_spread_over_a_thread_each_whole_with_the_link_in_the_last(
    templates: Templates, links: str
) -> None:
    cautions = tuple(
        f"Skip it if your {part} hurts when you lift the arm above your head."
        for part in ("neck", "back", "elbow", "wrist")
    )
    content = replace(ISSUE, tip=replace(FILMED, caveats=cautions, health_claim=True))
    made = compose(content, post_room(200, threads=True, links=links), templates)
    assert (made.how, len(made.drafts) > 2) == ("thread", True)
    texts = [draft.text for draft in made.drafts]
    assert all(len(text) <= 200 for text in texts)
    assert all(sum(caution in text for text in texts) == 1 for caution in cautions)
    assert [bool(draft.link) for draft in made.drafts] == [False] * (len(texts) - 1) + [True]
    assert [VIDEO in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert ["https://willow.example/a" in text for text in texts[:-1]] == [False] * (len(texts) - 1)
    line = context.safety_line(content)
    assert [line in text for text in texts] == [False] * (len(texts) - 1) + [True]


def test_the_heading_stands_above_a_tip_that_leans_on_it(templates: Templates) -> None:
    content = replace(ISSUE, tip=replace(TIP, needs_title=True), link="")
    assert post(content, templates) == f"Let them slide\n\n{TIP.text}"


def test_a_channel_may_have_templates_of_its_own(templates: Templates) -> None:
    own = Source("templates/social/bluesky/tip.txt", "{{ words }} #yoga")
    mine = Templates({**templates.sources, "social/bluesky/tip.txt": own})
    assert post(ISSUE, mine, post_room(folders=("my-sky", "bluesky"))) == f"{TIP.text} #yoga"
    assert "#yoga" not in post(ISSUE, mine, post_room(folders=("mastodon",)))


def test_a_tip_without_room_for_its_caution_is_left_out_with_the_reason(templates: Templates) -> None:
    steps = "Sit tall and let your arms hang. Slide your shoulder blades down your back. Breathe out."
    tip = replace(TIP, text=steps, caveats=("Skip it if it hurts, or ask somebody who knows you well.",))
    content = replace(ISSUE, tip=tip)
    made = compose(content, post_room(130, links="card"), templates)
    assert (made.drafts, made.how) == ((), "left out")
    assert made.reason == "With the caution that belongs to it, it is longer than 130 characters."


def test_a_new_class_is_announced_with_its_first_dates_and_its_page(templates: Templates) -> None:
    content = Content("announcement", STUDIO, classes=(YIN,), link=YIN.url)
    text = "New: Yin & roll\nTuesday 16 February, 6:30 pm\nTuesday 23 February, 6:30 pm\nwith Ana\nUpper room\n\n"
    assert post(content, templates) == text + "https://willow.example/yin"
    draft = the_draft(compose(content, post_room(links="card"), templates))
    assert (draft.link, draft.link_title) == (YIN.url, "Yin & roll")
    assert "longer than 20 characters" in compose(content, post_room(20), templates).reason


def test_a_post_of_the_studios_own_has_title_opening_and_link(templates: Templates) -> None:
    content = Content(
        "post", STUDIO, title="We moved", opening="Come and see. The kettle is on.", link="https://w.example/n"
    )
    assert post(content, templates) == "We moved\n\nCome and see. The kettle is on.\n\nhttps://w.example/n"


def test_classes_alone_are_for_the_newsletter(templates: Templates) -> None:
    made = compose(Content("classes", STUDIO, classes=(YIN,)), post_room(), templates)
    assert (made.drafts, made.how) == ((), "left out")


# --- what templates cannot leave out ---


@pytest.mark.parametrize(
    ("file", "gone", "words"),
    [
        ("newsletter/letter.html", "[[unsubscribe_url]]", "way to leave"),
        ("newsletter/letter.txt", "{{ studio.address }}", "postal address"),
        ("newsletter/tip.html", "{{ caveat }}", "cautions"),
        ("newsletter/tip.txt", "{{ safety_line }}", "safety line"),
        ("newsletter/classes_block.html", "{% call row(class) %}", ""),
        ("newsletter/tip.txt", '{% include "newsletter/classes_block.txt" %}', "each class must stand once"),
        ("social/tip.txt", "{{ words }}", "words of the post"),
        ("social/tip.txt", "{{ caveat }}", "cautions"),
    ],
)
def test_a_template_without_what_every_reader_needs_is_a_mistake(
    templates: Templates, file: str, gone: str, words: str
) -> None:
    source = templates.sources[file]
    broken = Templates({**templates.sources, file: Source(source.file, source.text.replace(gone, ""))})
    content = replace(ISSUE, tip=replace(TIP, caveats=("Skip it.",), health_claim=True), classes=(YIN,))
    outlet = MAIL if file.startswith("newsletter") else post_room()
    with pytest.raises(TemplateMistake) as caught:
        compose(content, outlet, broken)
    assert words in caught.value.message
    assert caught.value.file.startswith("templates/")


def test_a_post_has_no_place_for_a_readers_name(templates: Templates) -> None:
    mine = Templates(
        {**templates.sources, "social/tip.txt": Source("templates/social/tip.txt", "[[first_name]]{{ words }}")}
    )
    with pytest.raises(TemplateMistake, match="no reader"):
        post(replace(ISSUE, link=""), mine)


# --- hostile articles ---

NASTY = st.lists(
    st.sampled_from(
        [
            *("[[first_name]]", "[[unsubscribe_url|x]]", "{{ 7*7 }}", "{% include 'x' %}", "{# x #}",),
            *("<script>alert(1)", "\ufffe"),
            *("\ue000yin@x\ue001", "\ue002", "\ue003", "\ue004", "\ue010first_name|x\ue011"),
            *("&#xe010;first_name|&#xe011;"),
            *("&amp;lt;b&gt;", "<!--", "-->", "]]>", "</td></table>", "\x00"),
            *("\r\n", "\u2028", "\x0b", "\ud800", "\u202e"),
            *("Breathe out.", "Sit tall, then roll.", "\n", " ", '"', "'", "=3D", "é", "🧘‍♀️", "a" * 90),
        ]
    ),
    min_size=1, max_size=12,
).map(lambda parts: "Roll. " + "".join(parts))  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NASTY, NASTY, NASTY)
def test_an_article_never_becomes_a_hole_a_command_markup_or_a_class_row(
    templates: Templates, text: str, title: str, caveat: str
) -> None:
    tip = TipFacts(title, text, (title,), (caveat,), True, True, companion=title, heading_repeats=True)
    classes = (replace(YIN, uid=text, title=title, teacher=caveat), LUNCH)
    content = replace(ISSUE, tip=tip, next_title=title, link_title=caveat, classes=classes)
    draft = issue(content, templates)
    plain = issue(replace(ISSUE, tip=replace(TIP, caveats=("x",), health_claim=True), classes=(YIN, LUNCH)), templates)
    for part in (draft.html, draft.text):
        assert [hole.name for hole in holes_in(part)] == ["unsubscribe_url", "preferences_url"]
        assert len(rows_in(part)) == 2
        assert "49" not in part.replace("49 ", "")
    assert tags(draft.html) - tags(plain.html) <= {"ul", "li", "p"}
    assert not holes_in(draft.subject + draft.preheader)
    assert "\n" not in draft.subject
    for made in compose(replace(content, classes=()), post_room(10_000), templates).drafts:
        assert not holes_in(made.text)
        assert not rows_in(made.text)


def tags(html: str) -> set[str]:
    seen: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: seen.add(tag)  # type: ignore[method-assign]
    parser.feed(html)
    return seen
