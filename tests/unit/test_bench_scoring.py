"""The figures that `make bench` shows for splitters are those of the labels."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.scoring import Labels, Passage, mean
from scheduler.domain.articles import read
from scheduler.domain.tips import as_json, split

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / "tests" / "gold").glob("*.json"))
UNSEEN = sorted((ROOT / "tests" / "gold" / "unseen").glob("*.json"))
SCORER = ROOT.parent / "shared" / "score_tips.py"
EACH = pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)


@EACH
def test_the_labelled_snippets_themselves_reach_everything(path: Path) -> None:
    gold = json.loads(path.read_text())
    words = {unit["i"]: unit["text"] for unit in gold["units"]}
    ideal = [
        Passage(one["text"], one["title"], tuple(words[i] for i in one["attach_caveats"])) for one in gold["snippets"]
    ]
    score = Labels(gold).score(ideal)
    assert (score.boundaries, score.coverage, score.cautions) == (1, 1, 1)
    assert (score.furniture, score.broken) == (0, 0)


def test_the_whole_article_as_one_passage_keeps_every_word_and_has_no_boundary_right() -> None:
    gold = json.loads(OWN[0].read_text())
    score = Labels(gold).score([Passage(gold["canonical_text"])])
    assert (score.boundaries, score.coverage, score.broken) == (0, 1, 0)


def test_a_cut_inside_a_sentence_is_seen() -> None:
    gold = json.loads(OWN[0].read_text())
    text = next(one["text"] for one in gold["snippets"] if one["tip"] == "required")
    assert Labels(gold).score([Passage(text[: len(text) // 2 - 3])]).broken == 1


@pytest.mark.parametrize("folder", [OWN, UNSEEN], ids=["gold", "unseen"])
def test_our_tips_reach_the_targets_wherever_the_tests_run(folder: list[Path]) -> None:
    ours = mean(Labels(json.loads(path.read_text())).score(peers.ours(path)) for path in folder)
    assert ours.boundaries >= 0.92
    assert ours.coverage >= 0.97
    assert ours.opens >= 0.9
    assert ours.cautions >= 0.95
    assert (ours.furniture, ours.broken) == (0, 0)


def test_nothing_scores_nothing() -> None:
    score = Labels(json.loads(OWN[0].read_text())).score([])
    assert (score.boundaries, score.opens, score.coverage) == (0, 0, 0)


def test_a_peer_that_is_not_installed_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "FOLDERS", (ROOT / "tests" / "gold",))
    monkeypatch.setattr(peers, "PEERS", {"a peer": (("no_such_module",), lambda text: [Passage(text)])})
    rows = {row.what: row.measured for row in peers.figures(1.0)}
    assert rows["a peer"] == "not installed"
    assert "·" in rows["ours"]


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer is not here")
def test_it_agrees_with_the_scorer_beside_the_repository() -> None:
    spec = importlib.util.spec_from_file_location("score_tips", SCORER)
    assert spec
    assert spec.loader
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    for path in OWN:
        gold = json.loads(path.read_text())
        source = next(found for found in sorted(path.parent.glob(f"{path.stem}.*")) if found.suffix != ".json")
        tips = as_json(split(read(source.read_bytes(), source=source.name)))["tips"]
        wanted = theirs.score(tips, gold)
        score = Labels(gold).score([Passage(tip["text"], tip["title"], tuple(tip["caveats"])) for tip in tips])
        names = ("bF1", "opent", "cov", "cav", "leak", "broken")
        assert dict(zip(names, score, strict=True)) == pytest.approx({name: wanted[name] for name in names}), path.stem
