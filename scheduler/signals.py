"""Callbacks rightwards: an app tells what happened without importing who listens. (DESIGN section 3.)"""

from __future__ import annotations

from django.dispatch import Signal

# kind: str, text: str, now: datetime, link: str = "", message_id, delivery_id, needs_you: bool = False
happened = Signal()

# subscriber_id: int, now: datetime. Sent inside the transaction that erases: whoever keeps their data empties it.
erased = Signal()

# old, new: str. A rhythm has another name. Sent inside the transaction that renames: whoever wrote the old one down
# writes the new one.
rhythm_renamed = Signal()

# Something is due earlier than the clock of this process may know (other processes find out within seconds)
sooner = Signal()

# A mail of the studio to one person is wanted. kind: str ("sign-up", "known", "address", "moved"), subscriber_id: int,
# to: str, address_hash: str, link: str, expires_at: datetime, now: datetime. Sent inside the transaction that asks.
mail_wanted = Signal()

ALL_HELD = "all-held"
"""Kind of news: everything is held (a restore, a copied database) until a person resumes it."""

RESUMED = "resumed"
"""Kind of news: a person did."""
