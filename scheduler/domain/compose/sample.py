"""A made-up issue and post of every kind, rich and bare, to try templates with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from scheduler.domain.compose.facts import ClassFacts, Content, StudioFacts, TipFacts
from scheduler.domain.drafts import Media
from scheduler.domain.look import Look

LOGO = Media("1f" * 32, "image/png", "Sample & Studio", 160, 48)
STUDIO = StudioFacts(
    "Sample & Studio", "1 Sample Street", "hello@sample.example", "Talk to your doctor first.",
    "https://sample.example", "555 0100",
    look=Look(button="Roll with us", logo=LOGO),
)  # fmt: skip
PICTURE = Media("2e" * 32, "image/jpeg", "A foot on a small ball, beside a cup of tea", 544, 340)
TIP = TipFacts(
    title="A sample heading",
    text="Roll one foot for a minute. Breathe out as you roll.\nYou need:\na ball\na wall",
    section=("A part of the article", "A sample heading"),
    caveats=("Skip it if it hurts.",),
    health_claim=True,
    companion="Feet that move feel warmer.",
    heading_repeats=True,
    watch=("https://video.example/feet",),
)
CLASSES = tuple(
    ClassFacts(
        f"sample-{number}", f"Sample class {number}",
        (datetime(2027, 2, 16, 18, 30, tzinfo=UTC), datetime(2027, 2, 23, 18, 30, tzinfo=UTC)),
        "A teacher", "A room", "https://sample.example/class", "What the class is about.",
    )
    for number in (1, 2)
)  # fmt: skip


def contents() -> Iterator[Content]:
    """Each kind with everything it may have, and with nothing that it may lack."""
    page = "https://sample.example/article"
    bare = ClassFacts("bare", "A bare class", (datetime(2027, 2, 16, 18, 30, tzinfo=UTC),))
    studio = replace(STUDIO, safety_line="", url="", phone="", look=Look())
    yield Content(
        "tip",
        STUDIO,
        TIP,
        2,
        6,
        "The next heading",
        CLASSES,
        link=page,
        link_title="A sample article",
        images=(PICTURE,),
    )
    yield Content("tip", studio, TipFacts("A sample heading", "Roll one foot for a minute."))
    for kind in ("classes", "announcement"):
        yield Content(kind, STUDIO, classes=CLASSES, link=page)
        yield Content(kind, studio, classes=(bare,))
    yield Content(
        "post",
        STUDIO,
        title="A sample title",
        opening="What it says.\nAnd more.",
        link=page,
        classes=CLASSES,
        images=(PICTURE,),
    )
    yield Content("post", studio, title="A sample title", opening="What it says.")
