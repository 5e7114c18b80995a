"""What holds for every article, whatever is in it."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.articles import FORMATS, Article, UnreadableArticle, read
from scheduler.domain.tips import Split, as_json, join, split
from scheduler.domain.tips.roles import CAVEAT
from tests.unit.tips_rubric import SPEAKS_OF_THE_ARTICLE, too_large

NAMES = {
    "text": "article.txt",
    "markdown": "article.md",
    "html": "article.html",
    "docx": "article.docx",
    "feed": "feed.xml",
}
WRITTEN = ("text", "markdown", "html")
SENTENCES = st.sampled_from(
    [
        "Lift your left knee and breathe out slowly.",
        "It helps the hips let go.",
        "However, go gently.",
        "If you are pregnant, skip this one and ask your doctor.",
        "Repeat five times.",
        "Sore knees?",
        "The hip joint is a ball and socket.So it turns in every direction!",
        "You will need:",
        "Book your spot now!",
        "As mentioned above, the hips like to move.",
        "In this post we’ll look at the hips.",
        "Recently, we wrote about knees.",
        "Share this post",
        "Hip openers",
        "1. Pigeon",
        "- a blanket",
        "- Slide your foot back.",
        "WHY IT WORKS",
        "Respirez lentement et gardez le dos droit.",
        "## Stretch",
        "> Please note: stop if it hurts.",
        "<p>Press down &amp; breathe.</p>",
        "<div hidden>Secret words.</div>",
        "| Monday | 9:00 |",
        "😀",
        "***",
        "",
    ]
)
DOCUMENTS = st.lists(SENTENCES, min_size=1, max_size=30).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", " ", "\r\n"]).map(lambda glue: glue.join(parts))
)
ANYTHING = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")),
    DOCUMENTS.map(str.encode),
)


def _read(data: bytes, format: str) -> Article | None:
    try:
        return read(data, source=NAMES[format], format=format)
    except UnreadableArticle as refusal:
        said = str(refusal)
    assert said.endswith(".")
    assert "\n" not in said
    return None


@settings(max_examples=300)
@given(ANYTHING, st.sampled_from(FORMATS))
def test_any_bytes_are_split_or_refused_in_one_sentence(data: bytes, format: str) -> None:
    article = _read(data, format)
    if article is not None:
        as_json(split(article))


@settings(max_examples=300)
@given(ANYTHING, st.sampled_from(FORMATS))
def test_blocks_stand_in_order_and_leave_out_nothing_but_line_ends(data: bytes, format: str) -> None:
    article = _read(data, format)
    if article is None:
        return
    at = 0
    for block in article.blocks:
        assert article.text[at : block.start] in ("", "\n")
        assert block.start < block.end
        at = block.end
    assert at == len(article.text)


@settings(max_examples=300)
@given(ANYTHING, st.sampled_from(FORMATS))
def test_a_tip_is_its_spans_and_no_word_is_in_two_places(data: bytes, format: str) -> None:
    article = _read(data, format)
    if article is None:
        return
    found = split(article)
    taken: list[tuple[int, int]] = []
    for tip in found.tips:
        assert join(article.text, tip.spans, found.edits) == tip.text
        assert "".join(tip.text.split()) == "".join("".join(article.text[a:b].split()) for a, b in tip.spans)
        taken += tip.spans
    taken += [rest.span for rest in found.unused]
    taken.sort()
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(taken))


@settings(max_examples=200)
@given(DOCUMENTS, st.sampled_from(WRITTEN))
def test_every_word_below_the_headings_is_in_a_tip_or_listed_as_unused(text: str, format: str) -> None:
    article = _read(text.encode(), format)
    if article is None:
        return
    found = split(article)
    used = [False] * len(article.text)
    for start, end in [span for tip in found.tips for span in tip.spans] + [rest.span for rest in found.unused]:
        used[start:end] = [True] * (end - start)
    for block in article.blocks:
        if block.kind not in ("heading", "title"):
            missing = [at for at in range(block.start, block.end) if not used[at] and not article.text[at].isspace()]
            assert not missing, article.text[missing[0] : block.end]


@settings(max_examples=200)
@given(DOCUMENTS, st.sampled_from(WRITTEN))
def test_a_tip_stands_under_one_heading_has_a_tips_size_and_does_not_speak_of_the_article(
    text: str, format: str
) -> None:
    article = _read(text.encode(), format)
    if article is None:
        return
    found = split(article)
    for tip in found.tips:
        touched = [b for b in article.blocks if any(a < b.end and e > b.start for a, e in tip.spans)]
        assert {block.section for block in touched} == {tip.section}
        assert not too_large(tip, found), tip.text
        assert tip.role == CAVEAT or not SPEAKS_OF_THE_ARTICLE.search(tip.text), tip.text  # a caution keeps its words


@settings(max_examples=200)
@given(DOCUMENTS, st.sampled_from(WRITTEN))
def test_the_order_of_a_series_keeps_its_rules(text: str, format: str) -> None:
    article = _read(text.encode(), format)
    if article is None:
        return
    found = split(article)
    ranked = sorted(found.tips, key=lambda tip: tip.rank)
    assert [tip.rank for tip in ranked] == list(range(1, len(ranked) + 1))
    issues = [tip.worth for tip in ranked[: found.good_weeks]]
    assert issues[:1] in ([], ["do"], ["why"])
    assert all(pair != ("know", "know") for pair in itertools.pairwise(issues))
    for tip in found.tips:
        assert tip.carries in ("alone", "with_why", "gap", "waits")
        assert (tip.carries == "with_why") == bool(tip.why)


@settings(max_examples=200)
@given(DOCUMENTS, st.sampled_from(WRITTEN))
def test_the_way_back_to_the_source_finds_the_same_words(text: str, format: str) -> None:
    article = _read(text.encode(), format)
    if article is None:
        return
    for tip in split(article).tips:
        for start, end in tip.spans:
            span = article.source_span(start, end)
            first = next((word for word in article.text[start:end].split() if word.isalpha()), None)
            if span and first:
                assert first in article.raw[max(0, span[0] - 2) : span[1] + 2]


def test_the_same_bytes_give_the_same_tips() -> None:
    data = b"Hips\n\nLift your knee and breathe out slowly. It helps the hips let go.\n\nSit tall. Relax your jaw."

    def once() -> Split:
        return split(read(data, source="hips.txt"))

    assert as_json(once()) == as_json(once())
