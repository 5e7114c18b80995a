"""Deliveries for channel tests, with what the ledger would keep kept here."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from scheduler.channels.base import Channel, Credentials, Draft, Job, Media, Memo

NOW = datetime(2027, 2, 16, 14, 0, 3, 250417, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(60))
MEDIA = Media("5a" * 32, "image/png", "A foot on a small ball", 640, 400)
LINK = "https://willow.example/rolling?utm_source=post"
TEXT = f"Roll one foot for a minute. 🦶 Breathe out slowly.\n\nMore: {LINK} #Yoga"
DRAFT = Draft(TEXT, link=LINK, link_title="Rolling the feet", link_description="Six small exercises.")


@dataclass
class Kept:
    """An account and one delivery as the ledger keeps them: session and memo outlive a try."""

    values: Mapping[str, str]
    session: dict[str, Any] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)
    sessions_kept: int = 0

    def credentials(self) -> Credentials:
        """For the next try."""
        return Credentials(self.values, deepcopy(self.session), self._keep, loopback=True)

    def _keep(self, session: Mapping[str, Any]) -> None:
        self.sessions_kept += 1
        self.session = deepcopy(dict(session))

    def job(self, channel: Channel, draft: Draft = DRAFT, now: datetime = NOW, key: str = "delivery-17") -> Job:
        """A try at the delivery `key`, made at `now`; its holes were frozen at NOW."""
        memo = Memo(deepcopy(self.memo))
        memo.save = lambda: self.memo.update(_exactly(self.memo, memo.values))
        holes = {"created_at": NOW.isoformat(), "key": key, "done_url": "https://studio.example/done/abc"}
        return Job(
            17, key, channel.payload(draft), holes, memo, self.credentials(), now, load_media=lambda _sha: PICTURE
        )


def _exactly(kept: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    kept.clear()
    return deepcopy(values)


def with_picture(draft: Draft = DRAFT) -> Draft:
    """The draft with one picture."""
    return replace(draft, images=(MEDIA,))
