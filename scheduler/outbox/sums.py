"""Do the figures that are kept agree with the copies? “Finished” rests on that (closing.py), so it can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.states import DELIVERY
from scheduler.outbox import tallies
from scheduler.outbox.sql import rows
from scheduler.plan.models import Message

_BOTH = f"""SELECT message_id, state, reason, sum(kept), sum(counted) FROM (
    SELECT message_id, state, reason, count AS kept, 0 AS counted FROM outbox_tally
    UNION ALL SELECT message_id, state, {tallies.REASON}, 0, count(*) FROM outbox_delivery GROUP BY 1, 2, 3) b
  GROUP BY message_id, state, reason HAVING sum(kept) <> sum(counted) ORDER BY message_id, state, reason"""


def sums_that_differ() -> list[str]:
    """A sentence for each post or issue of which the figures kept are not those counted; and, since the copies are what
    counts, the figures are put right. Walks every copy: for `studio check`, not for a page."""
    found: dict[int, list[str]] = {}
    for message_id, state, reason, kept, counted in rows(_BOTH):
        what = DELIVERY.word(str(state)) + (f" ({reason})" if reason else "")
        found.setdefault(int(message_id), []).append(f"{what} {kept} kept, {counted} counted")
    return list(_mended(found))


def _mended(found: dict[int, list[str]]) -> Iterator[str]:
    for message in Message.objects.filter(pk__in=found):
        tallies.recount(message.pk)
        figures = "; ".join(found[message.pk])
        yield (
            f"{message.ref} “{message.title}”: the figures did not agree with the copies ({figures}); "
            "they were counted anew. Please report this: it must not happen."
        )
