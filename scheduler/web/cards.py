"""Posts and issues as pictures: each as its network, or a mailbox, shows it, drawn from the stored payloads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler.plan import services as plan
from scheduler.web.previews import drawn


@dataclass(frozen=True)
class Picture:
    """A card of the plan with what draws it: `parts` as `previews` answers them."""

    card: plan.Card

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """One per part."""
        return drawn(self.card.message, self.card.payloads)

    @property
    def bulk(self) -> bool:
        """A letter: it is shown in a frame of its own."""
        return plan.channel_of(self.card.message.account).bulk


@dataclass(frozen=True)
class Day:
    """A moment of the plan with its pictures."""

    moment: plan.Moment
    pictures: list[Picture]


def days(moments: Iterable[plan.Moment]) -> list[Day]:
    """Moments in their order, with pictures."""
    return [Day(moment, [Picture(card) for card in moment.cards]) for moment in moments]
