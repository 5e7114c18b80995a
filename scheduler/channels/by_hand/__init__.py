"""By hand: see README.md."""

from __future__ import annotations

from scheduler.channels.by_hand.channel import ByHand

channel = ByHand()
