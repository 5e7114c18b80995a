"""Mastodon and the servers that speak its API.

A post is made with an `Idempotency-Key` derived from the delivery, the same at every try: Mastodon keeps it for an
hour. Compatible servers ignore it, and a server does not tell which kind it is; so after a lost reply the account's
newest posts are read first, always, and the post is only made again when it is proved not to be there. Posts are
never handed over with `scheduled_at`: some servers publish them at once. Sources: README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from scheduler.channels.answers import Ended, not_sent, parent
from scheduler.channels.base import Channel, Count, Credentials, Draft, Field, Job, Media
from scheduler.channels.http import Lost, NotSent, Reply
from scheduler.channels.links import urls
from scheduler.channels.mastodon import lookup, media
from scheduler.channels.mastodon.server import Server, identifier
from scheduler.channels.pictures import CARD, with_pictures
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from scheduler.domain.text import units

MAX_IMAGES = 4
PAGE = 40
# A post that has not turned up five minutes after a look that did not find it was never made.
BETWEEN_LOOKS = timedelta(minutes=5)


class Mastodon(Channel):
    """One account; `limit` and `reserved` are the server's own once it has been asked."""

    kind = "mastodon"
    name = "Mastodon"
    connectable = True
    threads = True
    fields = (
        Field("server", "Server", "SERVER", help="for example mastodon.social", address=True),
        Field(
            "token",
            "Access token",
            "TOKEN",
            help="Made on your server under Preferences, Development, with the permissions read and write.",
            secret=True,
        ),
    )
    about = "Posts to your Mastodon account by itself, at the time of each date."
    asks = (fields[0], CARD)

    def __init__(self, limit: int = 500, reserved: int = 23) -> None:
        self.limit = limit
        self.reserved = reserved

    def configured(self, settings: Mapping[str, Any]) -> Mastodon:
        """With the limits that the server stated at sign-in (`/api/v2/instance`)."""
        stated = settings.get("limits") or {}
        return Mastodon(
            _number(stated.get("max_characters"), self.limit), _number(stated.get("reserved"), self.reserved)
        )

    def count(self, text: str) -> Count:
        """Graphemes, an address being a fixed number of them and `@user@server` being `@user`."""
        counted = units.mastodon(text, self.reserved)
        return Count(counted, self.limit, self.unit, counted <= self.limit)

    def payload(self, draft: Draft) -> dict[str, Any]:
        """The request, with `media` in place of the identifiers that the server will give."""
        return {
            "status": units.normalise(draft.text),
            "visibility": "public",
            "language": draft.language.partition("-")[0].lower(),
            "media": [_picture(image) for image in draft.images[:MAX_IMAGES]],
        }

    def preview(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The post as it will read. The server adds a card for the link by itself when there is no picture."""
        text, count = payload["status"], self.count(payload["status"])
        pieces = _segments(text)
        return {
            "text": text,
            "html": "",
            "subject": "",
            "link": next((piece["link"] for piece in pieces if piece["link"]), ""),
            "card": None,
            "images": [{**image, "alt": image["description"]} for image in payload["media"]],
            "segments": pieces,
            "count": {"length": count.length, "limit": count.limit, "fits": count.fits},
        }

    def files(self, job: Job) -> dict[str, bytes]:
        """The request and its pictures."""
        return with_pictures(job, super().files(job), job.payload["media"])

    def send(self, job: Job) -> Outcome:
        """Look for what an earlier try may have left, upload the pictures, post."""
        server = Server(job.credentials, job.now)
        try:
            found = _found(server, job) if "tried_at" in job.memo.values else None
            return found or _post(server, job, media.identifiers(server, job))
        except Ended as end:
            return end.outcome

    def look_up(self, job: Job) -> Outcome | None:
        """Accepted when the post is among the newest; proof of absence takes two looks, five minutes apart."""
        try:
            return _found(Server(job.credentials, job.now), job) or _absent(job)
        except Ended:
            return None

    def check(self, credentials: Credentials) -> Outcome:
        """Ask the server for its limits and for the account, and that the account's posts can be read."""
        server = Server(Credentials(credentials.values, loopback=credentials.loopback))
        try:
            limits = _limits(server.get("/api/v2/instance"))
            account = server.account()
            reply = server.get(f"/api/v1/accounts/{account['id']}/statuses", limit="1")
        except Ended as end:
            return end.outcome
        if reply.status != 200:
            return server.outcome(reply)
        url = str(account.get("url", ""))
        credentials.keep_session({"limits": limits, "account_id": account["id"], "url": url})
        return Accepted(account["id"], url)


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


def _picture(image: Media) -> dict[str, str]:
    return {"sha256": image.sha256, "type": image.type, "description": image.alt}


def _segments(text: str) -> list[dict[str, str]]:
    at, pieces = 0, []
    for start, end in urls(text):
        pieces += [(text[at:start], ""), (text[start:end], text[start:end])]
        at = end
    return [{"text": piece, "link": link} for piece, link in [*pieces, (text[at:], "")] if piece]


def _limits(reply: Reply) -> dict[str, int]:
    """The server's limits; servers too old for the second version of the page have the usual ones."""
    configuration = reply.object().get("configuration")
    statuses = configuration.get("statuses") if isinstance(configuration, dict) else None
    stated = statuses if isinstance(statuses, dict) else {}
    limits = {"max_characters": stated.get("max_characters"), "reserved": stated.get("characters_reserved_per_url")}
    return {name: number for name, value in limits.items() if (number := _number(value, 0))}


def _post(server: Server, job: Job, pictures: list[str]) -> Outcome:
    body: dict[str, Any] = {key: job.payload[key] for key in ("status", "visibility", "language")}
    if pictures:
        body["media_ids"] = pictures
    if before := parent(job):
        body["in_reply_to_id"] = before
    key = hashlib.sha256(f"mastodon {job.key}".encode()).hexdigest()
    _note(job, tried_at=job.now.isoformat())
    exchange = server.post("/api/v1/statuses", {"Idempotency-Key": key}, json=body)
    if isinstance(exchange, Lost):
        return Unknown(exchange.reason)
    outcome = _answer(server, job, exchange)
    if isinstance(outcome, Retry | Refused):
        _note(job)
    return outcome


def _answer(server: Server, job: Job, exchange: NotSent | Reply) -> Outcome:
    if isinstance(exchange, NotSent):
        return not_sent(exchange)
    if exchange.status == 200 and identifier(exchange.object()):
        return _accepted(exchange.object())
    if exchange.status == 422 and "processing" in str(exchange.object().get("error")):
        return Retry("The server is still working on the picture.", job.now + timedelta(seconds=15))
    if exchange.status == 404 and parent(job):
        return Refused("part-missing", "The part before this one is no longer there, so the thread ends there.")
    return server.published(exchange)


def _note(job: Job, **marks: str) -> None:
    """Remember that a request which may publish is on its way (`tried_at`), or that none is in doubt any more."""
    for name in ("tried_at", "looked_at"):
        job.memo.values.pop(name, None)
    job.memo.values.update(marks)
    job.memo.save()


def _found(server: Server, job: Job) -> Accepted | None:
    """The post among the account's newest ones; None when they prove that it is not there now."""
    account = server.account()["id"]
    reply = server.get(f"/api/v1/accounts/{account}/statuses", exclude_reblogs="true", limit=str(PAGE))
    statuses = reply.json()
    if reply.status != 200 or not isinstance(statuses, list):
        raise Ended(server.outcome(reply))
    known = [status for status in statuses if isinstance(status, dict)]
    since = datetime.fromisoformat(job.holes["created_at"])
    if found := lookup.match(known, job.payload["status"], since):
        return _accepted(found)
    if not lookup.reaches_back(known, PAGE, since):
        raise Ended(Unknown(f"{server.host} shows too few of the newest posts to tell."))
    return None


def _absent(job: Job) -> Refused | None:
    looked_at = lookup.moment(job.memo.values.get("looked_at"))
    if looked_at is None:
        job.memo.values["looked_at"] = job.now.isoformat()
        job.memo.save()
        return None
    if job.now - looked_at < BETWEEN_LOOKS:
        return None
    return Refused("not-there", "The post is not on the account's page.")


def _accepted(status: Mapping[str, Any]) -> Accepted:
    url = status.get("url")
    shown = url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""
    return Accepted(identifier(status), shown[:500])
