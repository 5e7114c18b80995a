"""Picture cards: the words whole and legible in every shape, with the caution that belongs to them, or no card."""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scheduler.domain import colours
from scheduler.domain.articles import read
from scheduler.domain.cards import (
    SHAPES,
    WIDTH,
    CannotSet,
    Card,
    CardWords,
    Dress,
    NoCard,
    Type,
    choose,
    lay_out,
    tones,
)
from scheduler.domain.cards.designs import INNER, MARGIN, SMALLEST
from scheduler.domain.cards.lines import Paragraph, atoms
from scheduler.domain.compose import Content, StudioFacts, TipFacts
from scheduler.domain.look import PAPER, Look
from scheduler.domain.tips import split
from scheduler.themes import cards, starter

WHERE = st.sampled_from([("page", "1:1"), ("colour", "4:5"), ("page", "9:16")])
DESIGNS = ("page", "colour")
EVERY = [(design, shape) for design in DESIGNS for shape in SHAPES]
GREEN = "#2f5d50"
NAME = "Willow Street Yoga"
CAVEAT = "Skip it if your foot is injured."
LINE = "General information, not medical advice. If you are in pain, please talk to your health care provider."
WORD = ("Roll", "the", "ball", "slowly", "from", "heel", "to", "toes", "and", "breathe", "comfortably", "underneath")
TEXTS = {
    "french": "Rouler le pied, c’est « réveiller » la plante : trois minutes suffisent ! Œuvrez à l’aïkido, ça plaît.",
    "diacritics": "Ế Ű Ř Ģ Ș: dech ať plyne zvolna, przyłóż piłkę, đặt bàn chân lên quả bóng, ťuk ďob.",
    "combining": "Cafe\u0301 a\u0308 o\u030b q\u0308\u0323 stand on their letters.",
    "emoji": "Breathe 🧘🏽‍♀️ and roll 🦶🏿 for 3\ufe0f\u20e3 minutes ❤️‍🔥 with 👨‍👩‍👧‍👦 beside 🇨🇦 ☺️.",
    "long word": "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle atmet aus.",
    "address": "Read https://www.willow.example/blog/2027/02/why-your-shoulders-creep-up-at-three-o-clock now.",
    "ligatures": "Difficult affluent official fjord – “baffling” waffles…",
}


def types(look: Look | None = None, more: tuple[bytes, ...] = ()) -> tuple[Type, Type]:
    return cards.types((look or Look()).font, cards.Files(more=more))


def card(words: CardWords, design: str = "page", shape: str = "1:1", colour: str = GREEN, **more: object) -> Card:
    quote, plain = types(**more)  # type: ignore[arg-type]
    return lay_out(words, shape, Dress(design, colour, quote, plain, NAME))


def of_words(count: int) -> str:
    return " ".join(WORD[number % len(WORD)] for number in range(count)).capitalize() + "."


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_on(found: Card) -> list[str]:
    return sorted(squeezed("".join(block.setting.lines)) for block in found.blocks)


def inked(found: Card) -> Iterator[tuple[float, float, float, float]]:
    for block in found.blocks:
        for line, x, baseline in block.lines():
            left, top, right, bottom = (each * block.setting.size for each in line.ink())
            yield x + left, baseline + top, x + right, baseline + bottom


def assert_nothing_is_cut(found: Card) -> None:
    for left, top, right, bottom in inked(found):
        assert left >= MARGIN - 14
        assert right <= MARGIN + INNER + 14
        assert top >= 48
        assert bottom <= found.height - 150
    boxes = sorted((block.top, block.bottom) for block in found.blocks)
    assert all(above[1] <= below[0] for above, below in pairwise(boxes))


@pytest.mark.parametrize(("design", "shape"), EVERY)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 21, 34, 45, 60])
def test_one_to_sixty_words_fit_into_every_shape_with_their_caution(design: str, shape: str, count: int) -> None:
    words = CardWords(of_words(count), "Let the shoulder blades slide", (CAVEAT, LINE))
    found = card(words, design, shape)
    assert (found.width, found.height) == (WIDTH, SHAPES[shape])
    assert words_on(found) == sorted(squeezed(part) for part in (words.quote, words.title, *words.small))
    assert_nothing_is_cut(found)
    assert min(block.setting.size for block in found.blocks) >= 28
    assert found.blocks[-1].setting.size >= SMALLEST


@pytest.mark.parametrize(("design", "shape"), EVERY)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_words_of_every_kind_are_set_whole(design: str, shape: str, text: str) -> None:
    found = card(CardWords(text), design, shape)
    assert words_on(found) == [squeezed(text)]
    assert_nothing_is_cut(found)


@settings(max_examples=60)
@given(
    st.lists(st.text("abcdefgé’-–MW«» :?!🦶", min_size=1, max_size=24), min_size=1, max_size=60), st.sampled_from(EVERY)
)
def test_whatever_is_set_stays_whole_and_inside_or_is_refused(parts: list[str], where: tuple[str, str]) -> None:
    text = " ".join(parts)
    try:
        found = card(CardWords(text), *where)
    except NoCard:
        assert len(text) > 200
        return
    assert words_on(found) == [squeezed(text)]
    assert all(right <= MARGIN + INNER + 14 for _, _, right, _ in inked(found))


def test_the_fewer_the_words_the_larger_they_are() -> None:
    sizes = [card(CardWords(of_words(count))).blocks[-1].setting.size for count in (2, 8, 20, 40, 60)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[-1]


@pytest.mark.parametrize("design", DESIGNS)
@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_all_words_can_be_read_on_every_colour(design: str, colour: str) -> None:
    tone = tones(design, colour)
    grounds = (tone.ground,) if design == "page" else (tone.ground, tone.ornament)
    for ground in grounds:
        for words in (tone.ink, tone.quiet, tone.title):
            assert colours.contrast(words, ground) >= colours.READABLE


def pixels(words: CardWords, design: str, shape: str, look: Look | None = None) -> Image.Image:
    worn = look or Look(card=design)
    return Image.open(io.BytesIO(cards.drawn(words, shape, worn, NAME, cards.Files())))


@pytest.mark.parametrize(("design", "shape"), EVERY)
def test_the_margins_of_the_picture_hold_nothing_but_the_ground(design: str, shape: str) -> None:
    words = CardWords(of_words(40), "A heading", (CAVEAT,))
    picture = pixels(words, design, shape)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (WIDTH, SHAPES[shape]))
    tone, edge = tones(design, GREEN), MARGIN - 24
    width, height = picture.size
    strips = [(0, 0, edge, height), (width - edge, 0, width, height), (0, height - 60, width, height)]
    grounds = [tuple(int(each[at : at + 2], 16) for at in (1, 3, 5)) for each in (tone.ground, tone.ornament)]
    between = [(min(pair), max(pair)) for pair in zip(*(grounds if design == "colour" else grounds[:1]), strict=True)]
    for strip in strips:
        for _, found in picture.crop(strip).getcolors(WIDTH * height) or []:
            assert all(low - 6 <= one <= high + 6 for (low, high), one in zip(between, found, strict=True)), strip


def test_the_same_words_give_the_same_bytes() -> None:
    words = CardWords(TEXTS["emoji"], "Breathe")
    first = cards.drawn(words, "4:5", Look(), NAME, cards.Files())
    for cache in (cards.drawn, cards.types, cards._bundled):
        cache.cache_clear()
    assert cards.drawn(words, "4:5", Look(), NAME, cards.Files()) == first
    assert len(first) < 400_000


def test_an_emoji_is_drawn_and_changes_with_what_it_is() -> None:
    plain, emoji = types()
    foot, heart, family = (plain.line(text) for text in ("🦶", "❤️", "👨‍👩‍👧‍👦"))
    assert all(one.path(0, 0, 10) for one in (foot, heart, family))
    assert foot.path(0, 0, 10) != heart.path(0, 0, 10)
    assert family.width < 2 * foot.width  # one picture of four people, not four
    assert emoji.line("🦶").path(0, 0, 10) == foot.path(0, 0, 10)


def test_letters_that_no_font_has_are_named_and_no_box_is_drawn() -> None:
    with pytest.raises(CannotSet, match="no font here has “足”"):
        card(CardWords("足を転がす。"))
    with pytest.raises(CannotSet, match="right to left"):
        card(CardWords("לנשום"))


def japanese() -> bytes:
    found = importlib.util.find_spec("pylopdf_fonts_cjk")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "NotoSerifJP-Regular.otf").read_bytes()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_font_in_the_studios_folder_brings_its_letters(shape: str) -> None:
    text = (
        "足の裏でボールをゆっくり転がし、息を長く吐きます。「気持ちいい」と感じるところで止まり、三回呼吸してください。"
    )
    found = card(CardWords(text), "page", shape, more=(japanese(),))
    assert words_on(found) == [text]
    assert_nothing_is_cut(found)
    lines = found.blocks[-1].setting.lines
    assert len(lines) > 2
    assert not any(line[0] in "、。」ゃっ" for line in lines)
    assert not any(line[-1] in "「" for line in lines)


# --- lines ---


def as_lines(text: str, width: int) -> tuple[str, ...]:
    return Paragraph(text, lambda part: float(len(part))).lines(width)


def test_lines_are_as_few_as_can_be_and_even() -> None:
    assert as_lines("aaa bb cc dd ee", 9) == ("aaa bb", "cc dd ee")
    assert as_lines("one two three four five six seven", 19) == ("one two three four", "five six seven")


def test_no_line_begins_or_ends_where_french_keeps_words_together() -> None:
    text = "Roulez « le pied » : c’est bon ! Non ?"
    assert [atom.text for atom in atoms(text)] == ["Roulez", "« le", "pied » :", "c’est", "bon !", "Non ?"]
    for width in range(9, 30):
        assert not any(re.match(r"[:!?»]", line) or line.endswith("«") for line in as_lines(text, width))


def test_a_word_is_cut_only_when_it_alone_is_too_wide() -> None:
    assert as_lines("ab abcdefgh", 4) == ("ab", "abcd", "efgh")
    assert as_lines("abcd efgh", 4) == ("abcd", "efgh")


# --- which words ---

STUDIO = StudioFacts(NAME, "12 Willow Street", "hello@willow.example", LINE)


def tip(text: str, **more: object) -> Content:
    return Content("tip", STUDIO, TipFacts("Rolling the feet", text, **more))  # type: ignore[arg-type]


def test_the_words_are_whole_sentences_of_the_tip_one_or_two() -> None:
    text = "Sit tall and let both arms hang. Slide your shoulder blades down. Stay for three slow breaths."
    assert choose(tip(text)).quote == "Sit tall and let both arms hang. Slide your shoulder blades down."


def test_two_sentences_that_are_long_together_become_one() -> None:
    one = of_words(30)
    assert choose(tip(f"{one} {of_words(20)}")).quote == one


def test_every_tip_of_the_sample_gives_its_own_whole_sentences() -> None:
    path = starter() / "posts" / "desk.md"
    tips = split(read(path.read_bytes(), source="posts/desk.md")).tips
    assert len(tips) >= 6
    for each in tips:
        words = choose(tip(each.text, caveats=each.caveats, health_claim=each.health_claim))
        assert words.quote in each.text
        assert re.search(r"[.!?]$", words.quote)
        assert set(each.caveats) <= set(words.small)
        assert all(line in (*each.caveats, LINE) or line in each.text for line in words.small)
        assert (LINE in words.small) is each.health_claim


def test_a_caution_stands_on_the_card_wherever_it_stood() -> None:
    inside = choose(tip(f"Roll one foot for a minute. Breathe out. {CAVEAT}"))
    assert inside.small == (CAVEAT,)
    assert choose(tip("Roll one foot.", caveats=(CAVEAT,))).small == (CAVEAT,)
    claim = choose(tip("Roll one foot.", caveats=(CAVEAT,), health_claim=True))
    assert claim.small == (CAVEAT, LINE)


@pytest.mark.parametrize("shape", SHAPES)
def test_where_the_caution_has_no_room_there_is_no_card(shape: str) -> None:
    with pytest.raises(NoCard, match="no room"):
        card(CardWords("Roll one foot.", "", tuple(f"{of_words(60)} {number}" for number in range(6))), shape=shape)


@pytest.mark.parametrize(
    "text", ["You need:\na ball\na wall", "a ball\na wall", f"{of_words(61)}", "And then it goes on."]
)
def test_where_no_sentence_stands_by_itself_there_is_no_card(text: str) -> None:
    content = Content("post", STUDIO, opening=text)
    with pytest.raises(NoCard):
        choose(content)


def test_the_description_is_what_is_written() -> None:
    words = CardWords("Breathe out.", "Rolling the feet", (CAVEAT,))
    assert words.alt == f"Rolling the feet\nBreathe out.\n{CAVEAT}"


def test_a_logo_takes_the_place_of_the_name() -> None:
    from scheduler.domain.drafts import Media

    logo = io.BytesIO()
    Image.new("RGB", (200, 60), (200, 30, 30)).save(logo, "PNG")
    for design in DESIGNS:
        worn = Look(card=design, logo=Media("a" * 64, "image/png", NAME, 200, 60))
        data = cards.drawn(CardWords("Breathe out."), "1:1", worn, NAME, cards.Files(logo=logo.getvalue()))
        picture = Image.open(io.BytesIO(data))
        reds = [1 for x in range(90, 330, 4) for y in range(900, 1060, 4) if _reddish(picture.getpixel((x, y)))]
        assert len(reds) > 100


def _reddish(colour: object) -> bool:
    red, green, blue = colour  # type: ignore[misc]
    return bool(red > 160 and green < 80 and blue < 80)


def test_paper_is_the_letters_own() -> None:
    assert tones("page", GREEN).ground == PAPER
