"""How long reading and splitting take: a usual article, and one of 2 MB in each format.

The best of several runs, because other work on the machine only ever adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks.figure import Figure
from scheduler.domain.articles import read
from scheduler.domain.tips import split

TWO_MEGABYTES = 2 * 1024 * 1024
MOVES = ("Rocking frog", "Figure four", "Low lunge", "Bridge", "Child's pose", "Wall angels", "Neck nods", "Foot roll")


def section(number: int) -> Iterator[tuple[str, str]]:
    """A section of a made-up article: (kind, text), no two alike."""
    move = MOVES[number % len(MOVES)]
    yield "heading", f"{number + 1}. {move}"
    yield (
        "paragraph",
        (
            f"Place your hands beside your hips and lean back {number + 2} centimetres. Inhale through the nose for a "
            f"count of {number + 4}, and let the breath widen the ribs. Exhale slowly and repeat {number + 3} times."
        ),
    )
    yield (
        "paragraph",
        (
            f"{move} {number} eases the muscles that shorten when we sit, which is why many people feel taller after. "
            f"It is kind to the lower back, too, {number} times out of ten."
        ),
    )
    yield "item", "a folded blanket or a cushion"
    months = number + 2
    yield "paragraph", f"If you have had surgery in the last {months} months, ask your doctor before you try it."


def written(format: str, sections: int) -> bytes:
    """The article in one of the formats."""
    shapes = {
        "text": {"heading": "{}\n\n", "paragraph": "{}\n\n", "item": "- {}\n\n"},
        "markdown": {"heading": "## {}\n\n", "paragraph": "{}\n\n", "item": "- {}\n\n"},
        "html": {"heading": "<h2>{}</h2>", "paragraph": "<p>{}</p>\n", "item": "<ul><li>{}</li></ul>\n"},
    }[format]
    body = "".join(shapes[kind].format(text) for number in range(sections) for kind, text in section(number))
    return (f"<div class='entry-content'>{body}</div>" if format == "html" else body).encode()


def best(data: bytes, format: str, runs: int) -> tuple[float, int]:
    """(seconds of the fastest run, number of tips)."""
    fastest, tips = float("inf"), 0
    for _ in range(runs):
        start = perf_counter()
        tips = len(split(read(data, source="article", format=format)).tips)
        fastest = min(fastest, perf_counter() - start)
    return fastest, tips


def figures(factor: float) -> Iterator[Figure]:
    """A usual article and one of 2 MB, in each format, in calibrated seconds."""
    for format in ("text", "markdown", "html"):
        usual = written(format, 6)
        seconds, _ = best(usual, format, 20)
        yield Figure(f"a usual article → tips, {format}", f"{seconds * factor * 1000:.1f} ms", "< 15 ms")
        seconds, _ = best(written(format, TWO_MEGABYTES * 6 // len(usual)), format, 2)
        yield Figure(f"2 MB → tips, {format}", f"{seconds * factor:.1f} s", "< 5 s")
