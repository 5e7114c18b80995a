"""By hand: for networks we cannot post to. The owner gets one mail with everything to copy, and a Done link.

The count, the limit and the need for a picture are those of the network that jobs.yaml names (`network: instagram`),
found through the registry when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.channels import registry
from scheduler.channels.base import Channel, Count, Credentials, Draft, Job
from scheduler.channels.by_hand import reminder
from scheduler.channels.pictures import with_pictures
from scheduler.domain.outcomes import Outcome
from scheduler.domain.text.units import graphemes, normalise


class ByHand(Channel):
    """A reminder to post. It has no sign-in of its own: `Credentials.values` are those of the studio's mailbox
    (`reminder.py` names them) with the owner's address as `owner`.

    Idempotent, because a second reminder is the same one: same Message-ID, same Done link, one delivery to confirm.
    """

    kind = "by hand"
    name = "By hand"
    connectable = True
    idempotent = True
    confirmed_by_hand = True
    about = (
        "At the time of each date you get a mail with its text and its picture. You post it yourself, and press Done "
        "in the mail."
    )

    def __init__(self, network: str = "") -> None:
        self.network = network
        self._rules = registry.get(network) if network else None
        if self._rules is not None:
            self.name, self.limit, self.unit = f"{self._rules.name} (by hand)", self._rules.limit, self._rules.unit
            self.needs_image, self.links = self._rules.needs_image, self._rules.links
            self.card = self._rules.card

    def configured(self, settings: Mapping[str, Any]) -> ByHand:
        """For the network that jobs.yaml names; raises UnknownChannel when there are no rules for it."""
        return ByHand(str(settings.get("network") or ""))

    def count(self, text: str) -> Count:
        """By the network's rule; without a network, graphemes and no limit."""
        if self._rules is not None:
            return self._rules.count(text)
        return Count(graphemes(normalise(text)), 0, self.unit, True)

    def payload(self, draft: Draft) -> dict[str, Any]:
        """What there is to copy."""
        return {
            "network": self._rules.name if self._rules is not None else "",
            "text": normalise(draft.text),
            "link": draft.link,
            "images": [{"sha256": media.sha256, "type": media.type, "alt": media.alt} for media in draft.images],
        }

    def preview(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The post as she will paste it."""
        text, count = payload["text"], self.count(payload["text"])
        return {
            "text": text,
            "html": "",
            "subject": reminder.subject(payload),
            "link": payload["link"],
            "card": None,
            "network": payload["network"],
            "picture_first": self.needs_image,
            "images": payload["images"],
            "segments": [{"text": text, "link": ""}] if text else [],
            "count": {"length": count.length, "limit": count.limit, "fits": count.fits},
        }

    def files(self, job: Job) -> dict[str, bytes]:
        """The reminder as a mail, once a mailbox and an owner are known; the post and its pictures in any case."""
        return {**with_pictures(job, super().files(job), job.payload["images"]), **reminder.files(job)}

    def send(self, job: Job) -> Outcome:
        """Mail the reminder. Accepted: it is in the owner's mailbox; she has still to post."""
        return reminder.send(job)

    def check(self, credentials: Credentials) -> Outcome:
        """Sign in to the studio's mailbox."""
        return reminder.check(credentials)
