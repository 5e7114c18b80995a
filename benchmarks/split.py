"""How long reading and splitting take: a usual article, and one of 2 MB in each format.

Prints one JSON object per line: {"what", "seconds", "bytes", "tips"}. The best of several runs, because other work on
the machine only ever adds. Run: `python -m benchmarks.split`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import perf_counter

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
            f"Place your hands beside your hips and lean back {number % 7 + 2} centimetres. Inhale through the nose for a "
            f"count of four, and let the breath widen the ribs. Exhale slowly and repeat {number % 9 + 3} times."
        ),
    )
    yield (
        "paragraph",
        (
            f"{move} eases the muscles that shorten when we sit, which is why so many people feel taller afterwards. "
            "It is kind to the lower back, too."
        ),
    )
    yield "item", "a folded blanket or a cushion"
    yield (
        "paragraph",
        f"If you have had surgery in the last {number % 5 + 2} months, ask your doctor before you try it.",
    )


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


def main() -> None:
    """Print the figures."""
    for format in ("text", "markdown", "html"):
        usual = written(format, 6)
        large = written(format, TWO_MEGABYTES * 6 // len(usual))
        for what, data, runs in (("usual article", usual, 20), ("2 MB article", large, 2)):
            seconds, tips = best(data, format, runs)
            print(
                json.dumps(
                    {"what": f"{what}, {format}", "seconds": round(seconds, 4), "bytes": len(data), "tips": tips}
                )
            )


if __name__ == "__main__":
    main()
