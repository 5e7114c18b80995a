"""Our tips beside what general splitters make of the same articles, held against hand labels.

Labels: tests/gold, and those beside the repository where they are. The peers get the clean text of the labels with the
headings marked as Markdown, so that they are spared the reading of pages and Word files; ours reads the source itself.
Those of the extra `bench` that are missing are said to be.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.scoring import Labels, Passage, Score, mean
from scheduler.domain.articles import read
from scheduler.domain.tips import split

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
FOLDERS = (
    GOLD,
    *(GOLD / name for name in ("unseen", "third", "fourth", "fifth")),
    ROOT.parent / "shared" / "articles" / "gold",
)
ROOM = 700  # characters of a passage: 120 words
SMALL_WORDS = [
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "but",
    "by",
    "for",
    "if",
    "in",
    "is",
    "it",
    "of",
    "on",
    "or",
    "the",
    "to",
    "you",
]
Splitter = Callable[[str], list[Passage]]


def figures(_factor: float) -> Iterator[Figure]:
    """A row a splitter: the means over all articles."""
    labels = [(path, json.loads(path.read_text())) for folder in FOLDERS for path in sorted(folder.glob("*.json"))]
    yield Figure(f"{len(labels)} labelled articles → tips: {' · '.join(Score._fields)}", "", "")
    yield _row("ours", mean(Labels(gold).score(ours(path)) for path, gold in labels))
    for name, (modules, splitter) in PEERS.items():
        if not all(map(_there, modules)):
            yield Figure(name, "not installed", "")
            continue
        yield _row(name, mean(Labels(gold).score(splitter(_marked(gold))) for _, gold in labels))


def _row(name: str, score: Score) -> Figure:
    return Figure(name, " · ".join(f"{value:.2f}" for value in score), "")


def _there(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def ours(labels: Path) -> list[Passage]:
    beside = [*labels.parent.glob(f"{labels.stem}.*"), *labels.parents[1].glob(f"{labels.stem}.*")]
    source = next(path for path in sorted(beside) if path.is_file() and path.suffix != ".json")
    tips = split(read(source.read_bytes(), source=source.name)).tips
    return [Passage(tip.text, tip.title, tip.caveats) for tip in tips]


def _marked(gold: dict[str, Any]) -> str:
    """The article as clean Markdown: its paragraphs apart, its headings marked."""
    headings = {unit["text"]: "# " if unit["kind"] == "title" else "## " for unit in gold["units"] if _heads(unit)}
    lines = gold["canonical_text"].splitlines()
    return "\n\n".join(f"{headings.get(line.strip(), '')}{line}" for line in lines if line.strip())


def _heads(unit: dict[str, Any]) -> bool:
    return bool(unit["role"] == "heading")


def _paragraphs(text: str) -> list[Passage]:
    return [Passage(part) for part in text.split("\n\n") if not part.startswith("#")]


def _semantic(text: str) -> list[Passage]:
    from semantic_text_splitter import MarkdownSplitter

    return [Passage(part) for part in MarkdownSplitter(ROOM).chunks(text)]


def _langchain(text: str) -> list[Passage]:
    from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter

    sections = MarkdownHeaderTextSplitter([("#", "title"), ("##", "heading")]).split_text(text)
    parts = RecursiveCharacterTextSplitter(chunk_size=ROOM, chunk_overlap=0).split_documents(sections)
    return [Passage(p.page_content, p.metadata.get("heading", p.metadata.get("title", ""))) for p in parts]


def _texttiling(text: str) -> list[Passage]:
    from nltk.tokenize import TextTilingTokenizer

    try:
        return [Passage(part) for part in TextTilingTokenizer(stopwords=SMALL_WORDS).tokenize(text)]
    except (ValueError, IndexError):  # too short an article for it
        return [Passage(text)]


PEERS: dict[str, tuple[tuple[str, ...], Splitter]] = {
    "paragraphs": ((), _paragraphs),
    "semantic-text-splitter, Markdown": (("semantic_text_splitter",), _semantic),
    "LangChain, Markdown headers then recursive": (("langchain_text_splitters",), _langchain),
    "NLTK TextTiling": (("nltk", "numpy"), _texttiling),
}

if __name__ == "__main__":
    from benchmarks.__main__ import show

    show(figures(1.0))
