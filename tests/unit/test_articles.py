"""Reading articles: encodings, formats, the shape of pasted text, Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.articles import Article, UnreadableArticle, read
from scheduler.domain.articles.model import Block

PASTED = """Easy mornings for stiff hips

By Ana Roy | 3 May 2024 | 4 min read

Hips get stiff when we sleep curled up. A few minutes on the floor change how the whole day feels.

WHAT TO DO

1) Rocking frog
Kneel with your knees wide and rock back slowly. Stay where it feels kind.

2) Figure four
• Lie down and cross one ankle over the other knee.
• Draw the legs closer until you feel a stretch.

When to rest
Stop if anything pinches. Talk to your doctor if the pain stays.

Share this
Facebook Twitter Pinterest
You might also like
Five ways to love your feet
"""


def _read(text: str | bytes, source: str = "article.txt") -> Article:
    return read(text.encode() if isinstance(text, str) else text, source=source)


def _kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


class TestBytes:
    def test_utf8_with_and_without_mark_reads_the_same(self) -> None:
        text = "Étirez le dos.\r\nRespirez."
        assert _read(text.encode()).text == _read(text.encode("utf-8-sig")).text == "Étirez le dos.\nRespirez."

    def test_cp1252_with_curly_quotes_and_crlf_is_read(self) -> None:
        assert _read("Don’t rush – breathe.\r\nIt’s free.".encode("cp1252")).text == "Don’t rush – breathe.\nIt’s free."

    def test_a_page_that_claims_another_encoding_than_it_has_is_read_as_it_is(self) -> None:
        page = "<html><head><meta charset='iso-8859-1'></head><body><p>Don’t rush, you’re fine here.</p></body></html>"
        assert "Don’t rush" in _read(page.encode(), "page.html").text
        assert "Don’t rush" in _read(page.encode("cp1252"), "page.html").text

    def test_text_that_was_misread_once_before_is_put_right(self) -> None:
        broken = "Don’t rush. You’re fine.".encode().decode("cp1252").encode()
        assert _read(broken).text == "Don’t rush. You’re fine."

    def test_utf16_with_its_mark_is_read(self) -> None:
        assert _read("Breathe slowly.".encode("utf-16")).text == "Breathe slowly."

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "empty"),
            (b" \n\t", "empty"),
            (b"\x89PNG\r\n\x1a\n0000", "not text"),
            (b"%PDF-1.7 ...", "not text"),
            (b"words\x00\x01\x02words", "not text"),
            (b"*** ... ---", "no words"),
            (b"a" * (5 * 1024 * 1024 + 1), "5 MB"),
        ],
    )
    def test_what_cannot_be_read_is_one_sentence_with_a_remedy(self, data: bytes, says: str) -> None:
        with pytest.raises(UnreadableArticle, match=says) as refused:
            _read(data, "notes.txt")
        assert str(refused.value).startswith("notes.txt")
        assert str(refused.value).count(". ") == 0

    def test_zero_width_and_hard_spaces_go_and_joined_emoji_stay(self) -> None:
        assert _read("Slow\u200b down\u00a0now 👩\u200d🦰. e\u0301tirez.").text == "Slow down now 👩\u200d🦰. étirez."


class TestFormats:
    @pytest.mark.parametrize(
        ("name", "text", "format"),
        [
            ("a.md", "plain words", "markdown"),
            ("a.htm", "plain words", "html"),
            ("a.txt", "Plain words.", "text"),
            ("-", "<!doctype html><p>Words.</p>", "html"),
            ("-", "---\ntitle: Feet\n---\n\nWords.", "markdown"),
            ("-", "# Feet\n\nWords.\n\n## Toes\n\nMore words.", "markdown"),
            ("https://studio.example/post?id=3", "<html><body><p>Words.</p></body></html>", "html"),
            ("-", "Words with a < b and c > d.", "text"),
        ],
    )
    def test_the_format_is_guessed_from_name_and_content(self, name: str, text: str, format: str) -> None:
        assert _read(text, name).format == format

    def test_an_unknown_format_is_refused_with_those_that_exist(self) -> None:
        with pytest.raises(UnreadableArticle, match="markdown"):
            read(b"words", source="a", format="pages")


class TestPastedText:
    def test_headings_items_and_furniture_are_told_apart(self) -> None:
        article = _read(PASTED)
        assert article.title == "Easy mornings for stiff hips"
        headings = [text for kind, text in _kinds(article) if kind == "heading"]
        assert headings == ["WHAT TO DO", "1) Rocking frog", "2) Figure four", "When to rest"]
        assert [text for kind, text in _kinds(article) if kind == "item"] == [
            "Lie down and cross one ankle over the other knee.",
            "Draw the legs closer until you feel a stretch.",
        ]
        junk = {text for kind, text in _kinds(article) if kind == "junk"}
        assert {
            "By Ana Roy | 3 May 2024 | 4 min read",
            "Facebook Twitter Pinterest",
            "Five ways to love your feet",
        } <= junk

    ASKED = "You asked\n\nIs it safe?\n\n{0}\n\nHow often?\n\n{0}\n\nCan I do too much?\n\n{0}\n\n{1}\n\n{0}\n"
    ANSWER = "Breathe out and lift just before your feet leave the ground. Begin with a cough, then skip."

    def test_a_question_with_its_sentence_alone_on_a_line_is_a_heading_among_questions(self) -> None:
        question = "I leak when I jump. Should I stop jumping?"
        found = read(self.ASKED.format(self.ANSWER, question).encode(), source="a.txt")
        assert question in [found.text[b.start : b.end] for b in found.blocks if b.kind == "heading"]

    @pytest.mark.parametrize(
        "line",
        [
            "I leak when I jump. I stopped jumping.",  # nobody asks
            "I leak. My sister leaks, too. Should we stop?",
            "I have been leaking for years whenever I jump with my daughter. Should I stop jumping?",
            f"I leak when I jump. Should I stop jumping?\n{ANSWER}",  # not alone
        ],
    )
    def test_any_other_line_of_two_sentences_is_none(self, line: str) -> None:
        found = read(self.ASKED.format(self.ANSWER, line).encode(), source="a.txt")
        assert sum(block.kind == "heading" for block in found.blocks) == 3

    def test_among_other_headings_such_a_line_is_a_paragraph(self) -> None:
        plain = self.ASKED.replace("Is it safe?", "Safety").replace("How often?", "Times").replace("Can I do", "Not")
        found = read(plain.format(self.ANSWER, "I leak when I jump. Should I stop?").encode(), source="a.txt")
        assert sum(block.kind == "heading" for block in found.blocks) == 3

    def test_numbered_headings_stand_below_the_heading_in_capitals_without_their_number(self) -> None:
        article = _read(PASTED)
        item = next(block for block in article.blocks if block.kind == "item")
        assert item.section == ("WHAT TO DO", "Figure four")

    def test_lines_that_a_mail_program_wrapped_are_one_paragraph(self) -> None:
        text = (
            "Feet\n\nYour feet carry you through the day and most of us only think\n"
            "about them when something hurts. A few minutes with a ball can\nmake a difference.\n\nRest now."
        )
        assert [text for kind, text in _kinds(_read(text)) if kind == "paragraph"] == [
            "Your feet carry you through the day and most of us only think about them when something hurts. "
            "A few minutes with a ball can make a difference.",
            "Rest now.",
        ]

    LETTER = "Knees before the snow\n\n" + f"{'Bend both knees and rise again slowly, ten times. ' * 10}\n\n"

    @pytest.mark.parametrize(
        "below",
        [
            "-- \nHuw Prosser\nProsser Physio, Lion Street",
            "On 9 Jan 2020, at 19:02, Gwen Parry wrote:\n> Will you send round the knee thing again?\n> Dai is off.",
            "On Thu, 9 Jan 2020 at 19:02, Gwen Parry\n<gwen@example.org> wrote:\n\nWill you send it again, please?",
            "Le 9 janvier 2020 à 19:02, Gwen a écrit :\n> Peux-tu le renvoyer ?",
            "-----Original Message-----\nGwen asked me for it. She has two knees.",
            "> Will you send round the knee thing again?",
        ],
    )
    def test_a_signature_and_the_mail_that_was_answered_are_not_the_articles(self, below: str) -> None:
        article = _read(self.LETTER + below)
        assert [kind for kind, _ in _kinds(article)][:2] == ["title", "paragraph"]
        assert {kind for kind, _ in _kinds(article)[2:]} == {"junk"}
        assert not any(text.startswith(">") for _, text in _kinds(article))

    @pytest.mark.parametrize(
        "below",
        [
            "On your back, 30 seconds:\nthen roll to the other side and rest there.",
            "On 2 or 3 days a week, walk. What you wrote: keep it.",
            "--\n" + "And now the calves, which need a line each.\n" * 40,
        ],
    )
    def test_other_lines_end_no_letter(self, below: str) -> None:
        assert not any(kind == "junk" and len(text) > 3 for kind, text in _kinds(_read(self.LETTER + below)))

    def test_a_full_line_that_ends_with_its_sentence_goes_on_in_a_letter_that_is_wrapped(self) -> None:
        wrapped = (
            "Skiing asks your thighs to work like brakes for six hours a day, on\nthe very muscles that office life"
            " lets go to sleep.\n\nStand with your back against a wall, walk your feet out and slide down\nuntil your"
            " thighs are nearly level with the floor.\n\n"
        )
        text = (
            "Knees\n\n" + wrapped + "Avoid it if you have a replaced knee or your hips are sore today.\nA pillow does."
        )
        paragraphs = [text for kind, text in _kinds(_read(text)) if kind == "paragraph"]
        assert paragraphs[-1].endswith("sore today. A pillow does.")

    def test_lines_between_stars_are_headings_and_the_subject_is_the_title(self) -> None:
        text = (
            'From: "Nell" <nell@example.org>\nSent: 3 October 2022\nSubject: FW: Re: Sleep\n\nWe all wake at four.\n\n'
            "*** WHY WE WAKE ***\n\nCortisol rises around three in the morning.\n\n== Legs up ==\n\nLie by a wall."
        )
        article = _read(text)
        assert article.title == "Sleep"
        assert [text for kind, text in _kinds(article) if kind == "heading"] == ["WHY WE WAKE", "Legs up"]

    def test_the_line_above_a_by_line_is_the_title_whatever_of_the_page_stands_above(self) -> None:
        text = (
            "Reject\nOakfield Physiotherapy\nHome About Us Treatments Prices Blog Contact\nIs your cadence too slow?\n"
            "Posted by Tom Hargreaves on 14 Feb 2023\nThree runners came in with the same knee. None had fallen."
        )
        article = _read(text)
        assert article.title == "Is your cadence too slow?"
        assert [kind for kind, _ in _kinds(article)] == ["junk", "junk", "junk", "title", "junk", "paragraph"]

    def test_numbered_lines_below_such_a_name_are_its_items(self) -> None:
        text = (
            "HILLS\n\nFORM UP\n1) Eyes 10 metres ahead\n2) Lean from the ankles, don't fold at the waist\n\n"
            "FORM DOWN\n1) Quick feet, soft knees\n2) Arms a bit wide for balance\n3) Let gravity do it"
        )
        assert [text for kind, text in _kinds(_read(text)) if kind == "heading"] == ["FORM UP", "FORM DOWN"]

    def test_the_first_item_of_a_list_is_no_title(self) -> None:
        assert _read("1. Sit bones first\n2. Grow tall, chin level\n3. Shoulder rolls, ten").title == ""

    def test_below_a_french_row_of_comments_nothing_is_the_articles(self) -> None:
        text = (
            "Le cou\n\nVotre tête pèse cinq kilos, et la nuque la porte toute la journée sans se plaindre.\n\n"
            "Partager :\nFacebook\n2 commentaires\nLucie dit :\nMerci, je le fais au bureau !"
        )
        assert [kind for kind, _ in _kinds(_read(text))] == ["title", "paragraph", *["junk"] * 5]

    def test_a_few_words_above_a_group_of_notes_name_it(self) -> None:
        text = (
            "HIPS\n\nClamshell\nlie on your side, knees bent\nopen the top knee like a book\n15 x each side\n\n"
            "figure 4\nankle over the other knee\nlean forward with a flat back\n1 min a side"
        )
        assert [text for kind, text in _kinds(_read(text)) if kind == "heading"] == ["Clamshell", "figure 4"]

    def test_where_notes_have_names_a_longer_name_and_a_question_are_names_too(self) -> None:
        text = (
            "floor notes for the team\n\nPLANK\nelbows under shoulders\nsqueeze the bum\n20 secs, rest, again\n\n"
            "side plank\nelbow down, hip up\ntop hand on the hip\n15 secs a side\n\n"
            "wobbly knees?\nTurn the toes out a touch. Sit back like there's a stool.\nUse the wall for a week.\n"
            "heels stay down\n\nthe long stretch (at the end)\nLie down on your back. Arms over your head, palms up.\n"
            "let it all go, belly too\ntwo minutes or as long as the kettle takes\n\n"
            "Row: elbows past the ribs, palms up, slow.\nsqueeze between the blades\n12 of those"
        )
        assert [text for kind, text in _kinds(_read(text)) if kind == "heading"] == [
            "PLANK", "side plank", "wobbly knees?", "the long stretch (at the end)",
        ]  # fmt: skip

    def test_questions_below_such_a_name_head_their_answers(self) -> None:
        text = (
            "rowing\n\nSET UP\nstrap over the toes\nhandle at the ribs\nslow up the slide\n\n"
            "the pull\nlegs first, then the back\narms last of all\nback again the other way round\n\n"
            "things the newbies always ask\nIs it bad for my back?\nNo. Sit tall and it is kind to it.\n"
            "Do I need shoes?\nSocks will do. Bare feet slip out of the straps."
        )
        assert [text for kind, text in _kinds(_read(text)) if kind == "heading"][-2:] == [
            "Is it bad for my back?", "Do I need shoes?",
        ]  # fmt: skip

    def test_a_line_in_the_midst_of_a_wrapped_sentence_is_no_furniture(self) -> None:
        text = (
            "Cold hands\n\nEvery autumn somebody asks me which of the two they ought to\nwarm first, and I say "
            "whichever is colder, and after that the\nprevious: one minute each in warm water, and then a dry towel\n"
            "for both.\n\nRub the palms together until they squeak, and then the backs of\nthem, and after those the "
            "wrists."
        )
        paragraphs = [text for kind, text in _kinds(_read(text)) if kind == "paragraph"]
        assert paragraphs[0].endswith("the previous: one minute each in warm water, and then a dry towel for both.")
        assert len(paragraphs) == 2

    def test_a_small_line_below_the_title_stays_a_by_line(self) -> None:
        text = "Warm hands in a cold house, for beginners in it\nby Jo Park – 3 March 2024\n\nRub them. Rub them again."
        assert _kinds(_read(text))[:2] == [
            ("title", "Warm hands in a cold house, for beginners in it"), ("junk", "by Jo Park – 3 March 2024"),
        ]  # fmt: skip

    def test_an_item_goes_on_where_its_next_line_hangs_below_it(self) -> None:
        text = (
            "Stairs\n\nThere are only two rules that anybody needs to know on a stair, and\nthey were made by people"
            " who have fallen down a good many of them.\n\n"
            "1. Put the whole foot on the step; never only\n   the ball of it.\n2. Keep a hand near the rail."
        )
        assert [text for kind, text in _kinds(_read(text)) if kind == "item"] == [
            "Put the whole foot on the step; never only the ball of it.", "Keep a hand near the rail.",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "line", ["(thumbs only, excuse the typos)", "can you tidy this up before Friday", "sorry for spelling!"]
    )
    def test_what_is_said_to_whoever_types_it_up_is_no_part_of_it(self, line: str) -> None:
        assert ("junk", line) in _kinds(_read(f"Hips\n\n{line}\n\nLie down. Bend one knee. Let it fall to the side."))

    def test_a_forwarded_mail_is_read_without_its_marks(self) -> None:
        quoted = "\n".join(f"> {line}" if line else ">" for line in self.LETTER.split("\n"))
        article = _read(f"For the newsletter?\n\nOn 9 Jan 2020, at 19:02, Gwen Parry wrote:\n{quoted}")
        assert any(text.startswith("Bend both knees") for kind, text in _kinds(article) if kind == "paragraph")

    def test_text_without_a_title_keeps_its_first_sentence_as_text(self) -> None:
        article = _read("Your hips need rest today, more than yesterday.\nLie down and breathe.")
        assert article.title == ""
        assert len(article.blocks) == 2

    def test_a_line_with_a_date_in_a_sentence_is_no_by_line(self) -> None:
        article = _read("Rest\n\nBy Friday, your back will thank you.\n\nMay 5 to 10 breaths calm you? They do.")
        assert [kind for kind, _ in _kinds(article)] == ["title", "paragraph", "paragraph"]


class TestMarkdown:
    SOURCE = """---
title: "Feet: a start"
date: 2024-03-11
author: Jo
tags: [feet]
---

<!-- an editor's remark -->
![A ball](/ball.jpg)

Feet carry us.[^1] {{< toc >}}

Setext heading
--------------

- Roll the ball **slowly**, e.g. for a minute.
  - Breathe.

| Day | Time |
|-----|------|
| Mon | 9:00 |

> Please note: stop if it hurts.

[^1]: A source.
"""

    def test_front_matter_and_marks_are_read_and_not_text(self) -> None:
        article = _read(self.SOURCE, "feet.md")
        assert (article.title, article.author, str(article.date)) == ("Feet: a start", "Jo", "2024-03-11 00:00:00")
        for hidden in ("remark", "toc", "tags", "**", "[^1]", "A ball"):
            assert hidden not in article.text

    def test_blocks_have_their_kinds_and_pictures_their_alt_text(self) -> None:
        article = _read(self.SOURCE, "feet.md")
        kinds = {text: kind for kind, text in _kinds(article)}
        assert kinds["Setext heading"] == "heading"
        assert kinds["Roll the ball slowly, e.g. for a minute."] == "item"
        assert kinds["Breathe."] == "item"
        assert kinds["Please note: stop if it hurts."] == "quote"
        assert kinds["Mon 9:00"] == "table"
        assert [(image.url, image.alt) for image in article.images] == [("/ball.jpg", "A ball")]

    def test_front_matter_that_is_not_valid_still_gives_its_title(self) -> None:
        article = _read("---\ntitle: Feet: a start\nauthor: @jo: x\n---\n\nFeet carry us.", "a.md")
        assert article.title == "Feet: a start"
        assert article.text == "Feet carry us."

    def test_a_lone_first_heading_is_the_title(self) -> None:
        article = _read("# Feet\n\nFeet carry us.\n\n## Toes\n\nSpread them.", "a.md")
        assert article.title == "Feet"
        assert [block.section for block in article.blocks if block.kind == "paragraph"] == [(), ("Toes",)]


def test_every_word_has_its_place_in_the_source() -> None:
    source = "# Feet &amp; toes\n\nRoll **slowly** and *breathe*.\n"
    article = _read(source, "a.md")
    at = article.text.index("slowly")
    span = article.source_span(at, at + len("slowly"))
    assert span is not None
    assert source[slice(*span)] == "slowly"


def test_news_and_events_are_told_from_tips() -> None:
    news = (
        "New fall classes in KW\n\nWe're excited to announce our fall schedule. "
        "New classes start on Monday, September 9.\n\n"
        "Gentle Flow runs Tuesdays at 6 pm with Ana. Early birds can join the new morning class on Fridays at 7 am.\n\n"
        "Registration is open now and passes are $120."
    )
    event = (
        "Rest and restore workshop\n\nJoin us on Saturday, March 9 from 2 pm to 4 pm for a workshop with Ana. "
        "Tickets are $45 and spots are limited. Register by March 1. Doors open at 1:30 pm."
    )
    assert _read(news).kind == "news"
    assert _read(event).kind == "event"
    assert _read(PASTED).kind == "tips"


@pytest.mark.parametrize("key", ["title", "date", "author", "lang", "url"])
def test_a_front_matter_of_nested_aliases_is_not_written_out(key: str) -> None:
    nested = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 25))
    article = _read(f"---\na0: &a0 [x, x]\n{nested}{key}: *a24\n---\n# Feet\n\nRoll one foot slowly.\n", "a.md")
    assert article.title == "Feet"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("garden-day.md", "event"), ("new-floor.md", "news"), ("why-rest-is-practice.md", "tips")],
)
def test_short_news_and_events_are_no_tips(name: str, kind: str) -> None:
    path = Path(__file__).parents[1] / "year" / "posts" / name
    assert read(path.read_bytes(), source=name).kind == kind


def words(article: Article, block: Block) -> str:
    return article.text[block.start : block.end]


NOTES = """HILLS, notes for saturday

car park 8.15, bring a gilet. Moira has the key

WHY HILLS
They are strength work in disguise and nobody notices it

QUESTIONS
Can I do it on a treadmill?
Yes. Set it at five percent and do not hold the rails.
Is walking cheating?
No. The best runners in the country walk the steep bits.

subs £3 on the day, £20 for 8
ask Jo re: hi vis order
link to route → maps.example/lane
#hills #saturday
"""


def test_housekeeping_around_notes_is_the_pages_own() -> None:
    article = read(NOTES.encode(), source="notes.txt")
    left = {words(article, block) for block in article.blocks if block.reason}
    assert "car park 8.15, bring a gilet. Moira has the key" in left
    assert {"subs £3 on the day, £20 for 8", "ask Jo re: hi vis order", "link to route → maps.example/lane"} <= left


def test_one_question_after_another_heads_its_answer() -> None:
    article = read(NOTES.encode(), source="notes.txt")
    headings = [words(article, block) for block in article.blocks if block.kind == "heading"]
    assert headings[-2:] == ["Can I do it on a treadmill?", "Is walking cheating?"]


def test_a_foot_that_is_mostly_the_articles_stays() -> None:
    text = (
        "FEET\nRoll them slowly over a ball.\n\n"
        "Hands\nOpen them wide, then close them\nshake them out like wet gloves\n£3 a ball"
    )
    article = read(text.encode(), source="x.txt")
    kept = " ".join(words(article, block) for block in article.blocks if not block.reason)
    assert "shake them out like wet gloves" in kept
    assert "£3" not in kept


def test_a_numbered_name_above_its_sentences_heads_them_where_no_blank_line_parts_it() -> None:
    text = (
        "Three drills on the mat\n\nMost rolls fail at the shoulder. Slow down there.\n\nDo each of them twice:\n"
        "1. The snail\nRound your back and tip over slowly, one bone after another. Breathe out on the way.\n"
        "2. The half roll\nStop when your shoulders touch the mat. Come back the way you went.\n\n"
        "Then lie still for a minute. Your back will thank you.\n"
    )
    assert [words for kind, words in _kinds(_read(text)) if kind == "heading"] == ["1. The snail", "2. The half roll"]


def test_a_numbered_step_that_goes_on_in_the_next_line_is_no_name() -> None:
    text = (
        "A roll in steps\n\nMost rolls fail at the shoulder. Slow down there.\n\nDo these:\n"
        "1. Round your back and\ntip over slowly, one bone after another.\n2. Stop when your shoulders\n"
        "touch the mat and come back.\n\nThen lie still for a minute. Your back will thank you.\n"
    )
    assert [words for kind, words in _kinds(_read(text)) if kind == "heading"] == []
