"""Which sentences of a paragraph go with an invitation in it?"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.tips import lexicon
from scheduler.domain.tips.openings import ALONE, opening
from scheduler.domain.tips.roles import ACTION, CAVEAT, HOW_TO, Sentence


def invitation(found: Sequence[Sentence], closing: bool) -> set[int]:
    """The sentences of a paragraph that belong to an invitation in it without being one: "It runs for six weeks."

    closing: the paragraph ends the article; what follows an invitation there belongs to it ("Bring a blanket."), and
    so does what the studio says of itself before it.
    """
    asked = [index for index, sentence in enumerate(found) if sentence.role == ACTION]
    if not asked:
        return set()
    if len(asked) * 2 >= len(found) and len(found) > 1:
        return {index for index, sentence in enumerate(found) if sentence.role not in (CAVEAT, HOW_TO) or closing}
    belong = {index for index in range(asked[0] + 1, len(found)) if closing}
    for index in range(asked[0] + 1, len(found)):
        before = found[index - 1].role == ACTION or index - 1 in belong
        if before and found[index].role not in (CAVEAT, HOW_TO) and opening(found[index].text)[0] != ALONE:
            belong.add(index)
    for index in range(asked[0] - 1, -1, -1):
        if not (closing and found[index].role not in (CAVEAT, HOW_TO) and lexicon.OURSELVES.search(found[index].text)):
            break
        belong.add(index)
    return belong
