"""Near-duplicates among tips."""

from __future__ import annotations

from scheduler.domain.tips.duplicates import alike, fingerprint, near_duplicates

ROLL = "Stand tall and roll a ball under one foot. Breathe slowly while you do, for one minute on each side."


def test_a_text_with_a_few_words_changed_is_found() -> None:
    changed = ROLL.replace("one minute", "two minutes")
    assert near_duplicates([ROLL, "Lie down and lift your hips slowly, then lower them again.", changed]) == [(0, 2)]


def test_a_text_that_is_part_of_another_is_found_whatever_its_case_and_apostrophes() -> None:
    assert alike(
        fingerprint("Don’t rush. " + ROLL), fingerprint("DON'T RUSH. stand tall and roll a ball under one foot")
    )


def test_texts_on_the_same_subject_are_different_texts() -> None:
    assert (
        near_duplicates([ROLL, "Roll a ball under your upper back while you breathe slowly, one minute a side."]) == []
    )


def test_common_phrases_do_not_make_everything_alike() -> None:
    assert near_duplicates(["Breathe in and out.", "Breathe in and fold forward until the hips open wide."]) == []
