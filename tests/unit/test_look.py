"""One colour, readable wherever it is used."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from scheduler import themes
from scheduler.domain import colours
from scheduler.domain.compose import Content, Outlet, StudioFacts, TipFacts, compose
from scheduler.domain.drafts import Media
from scheduler.domain.jobsfile import JobsFileError, parse
from scheduler.domain.look import NIGHT, NIGHT_PANEL, PANEL, PAPER, Look, adapted, palette
from scheduler.themes.pictures import scaled

ANY_COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SAMPLE = (Path(__file__).parents[2] / "jobs.yaml").read_text()
LOGO = Media("1f" * 32, "image/png", "Willow", 160, 48)


@given(ANY_COLOUR)
def test_every_colour_becomes_one_that_can_be_read_by_day_and_by_night(colour: str) -> None:
    found = palette(colour)
    pairs = [
        *((found.accent, ground) for ground in (PAPER, PANEL)),
        (found.on_accent, found.accent),
        *((found.night, ground) for ground in (NIGHT, NIGHT_PANEL)),
        (found.on_night, found.night),
    ]
    assert min(colours.contrast(*pair) for pair in pairs) >= colours.READABLE


@given(ANY_COLOUR)
def test_a_colour_that_can_be_read_stays_what_it_is_and_one_that_cannot_is_named(colour: str) -> None:
    readable = colours.contrast(colour, PAPER) >= colours.READABLE
    assert (palette(colour).accent == colour) is readable
    assert (adapted(colour) == "") is readable
    assert readable or (colour in adapted(colour) and palette(colour).accent in adapted(colour))


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48  # WebAIM's example of just too little


@pytest.mark.parametrize(("written", "read"), [("#2F5D50", "#2f5d50"), ("#abc", "#aabbcc")])
def test_a_colour_is_written_as_on_the_web(written: str, read: str) -> None:
    assert colours.parse(written) == read


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('colour: "green"', "“green” is no colour: write it in quotes as # and six digits or letters a–f, “#2f5d50”."),
        ("font: comic", "“comic” is no font: write serif, sans, or the name of your own .ttf or .otf file."),
        ("logo: logo.svg", "“logo.svg” is no logo that mailboxes show: save it as .png or .jpg in this folder."),
        ("card: round", "“card” cannot be “round”. It is one of: page, colour."),
        ("color: red", "“color” is not known in look. Did you mean “colour”?"),
    ],
)
def test_a_mistake_is_one_sentence_at_its_place(line: str, sentence: str) -> None:
    text = re.sub(r"(?m)^look:.*\n(?:[ #].*\n)*", f"look:\n  {line}\n", SAMPLE)
    with pytest.raises(JobsFileError) as caught:
        parse(text)
    (found,) = caught.value.problems
    assert found.message == sentence
    assert text.splitlines()[found.line - 1].strip() == line


def test_a_file_without_a_look_is_valid_and_has_the_quiet_letters_own() -> None:
    plan = parse(re.sub(r"(?m)^look:.*\n(?:[ #].*\n)*", "", SAMPLE))
    assert (plan.look.colour, plan.look.font, plan.look.logo) == ("#2f5d50", "serif", "")


def letter(look: Look, **more: object) -> str:
    studio = StudioFacts("Willow", "12 Willow Street", "hello@willow.example", look=look)
    content = Content("tip", studio, TipFacts("Feet", "Roll one foot."), **more)  # type: ignore[arg-type]
    found = compose(content, Outlet(fits=lambda _text: True, mail=True), themes.load(Path("nowhere")))
    return found.drafts[0].html


def test_the_letter_wears_the_studios_colour_and_its_logo_with_its_name() -> None:
    html = letter(Look("#7a3b8f", logo=LOGO))
    assert "#7a3b8f" in html
    assert "#2f5d50" not in html
    (logo,) = re.findall("<img[^>]*>", html)
    assert all(part in logo for part in (f'/media/{LOGO.sha256}.png"', 'width="160" height="48"', 'alt="Willow"'))
    assert "<img" not in letter(Look())


def test_the_letter_shows_one_picture_with_its_description() -> None:
    pictures = tuple(Media(f"{n}a" * 32, "image/jpeg", f"Foot {n}", 544, 300) for n in (1, 2))
    html = letter(Look(), images=pictures)
    assert html.count("<img") == 1
    assert 'alt="Foot 1"' in html


def picture(size: tuple[int, int], kind: str, mode: str = "RGB", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else None).save(written, kind, **more)
    return written.getvalue()


def test_a_picture_is_brought_to_its_size_without_what_the_camera_noted() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"  # lying on its side
    found = scaled(picture((3000, 2000), "JPEG", exif=exif), 1088)
    assert found is not None
    assert (found.type, found.width, found.height) == ("image/jpeg", 1088, 1632)
    assert b"A camera" not in found.data


@pytest.mark.parametrize("profile", [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"nonsense"])
def test_colours_are_those_of_every_screen_and_no_profile_is_kept(profile: bytes) -> None:
    red = (200, 60, 40)
    for kind, mode, colour in (("JPEG", "RGB", red), ("PNG", "RGBA", (*red, 200))):
        written = io.BytesIO()
        Image.new(mode, (400, 300), colour).save(written, kind, icc_profile=profile)
        found = scaled(written.getvalue(), 200)
        assert found is not None
        shown = Image.open(io.BytesIO(found.data))
        assert "icc_profile" not in shown.info
        pairs = zip(shown.getpixel((50, 50)), colour, strict=True)
        assert all(abs(seen - given) < 6 for seen, given in pairs)


def test_what_is_clear_stays_clear_and_small_stays_small() -> None:
    found = scaled(picture((90, 40), "PNG", "RGBA"), 1088)
    assert found is not None
    assert (found.type, found.width, found.height) == ("image/png", 90, 40)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"\xff\xd8\xff" + bytes(40)])
def test_what_is_no_picture_is_none(data: bytes) -> None:
    assert scaled(data, 1088) is None


def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    assert scaled(picture((9000, 9000), "PNG", "L"), 1088) is None
