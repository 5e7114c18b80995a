"""Bluesky: a post is written under a name we choose, so that writing it twice is writing it once.

`com.atproto.repo.putRecord` with `swapRecord: null` creates the record if it is absent, answers 200 to the identical
record again, and 400 InvalidSwap to a different one (measured; README.md). createRecord is not used: it makes a second
post, or fails with 500 when the first one is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.channels.answers import Ended, not_sent, parent, replied
from scheduler.channels.base import Channel, Count, Credentials, Draft, Field, Job
from scheduler.channels.bluesky import record
from scheduler.channels.bluesky.session import Session, error
from scheduler.channels.http import Exchange, Lost, NotSent, Reply
from scheduler.channels.pictures import CARD, with_pictures
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry
from scheduler.domain.text.units import graphemes, normalise, utf8
from scheduler.domain.tid import tid

MAX_BYTES = 3000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bluesky(Channel):
    """One profile on Bluesky, or on any other server that speaks the AT Protocol."""

    kind = "bluesky"
    name = "Bluesky"
    connectable = True
    idempotent = True
    threads = True
    limit = 300
    links = "card"
    fields = (
        Field("account", "Handle", "ACCOUNT", help="for example willow.bsky.social"),
        Field(
            "app_password",
            "App password",
            "PASSWORD",
            help="Made in Bluesky under Settings, Privacy and security, App passwords. Not your own password.",
            secret=True,
        ),
        Field("service", "Service", "SERVICE", required=False, default="https://bsky.social", address=True),
    )
    about = "Posts to your Bluesky profile by itself, at the time of each date."
    asks = (fields[0], CARD)

    def count(self, text: str) -> Count:
        """300 graphemes and 3000 bytes of UTF-8, addresses in full (lexicon app.bsky.feed.post)."""
        length = graphemes(text)
        return Count(length, self.limit, self.unit, length <= self.limit and utf8(text) <= MAX_BYTES)

    def payload(self, draft: Draft) -> dict[str, Any]:
        """The record, with holes for the time and the uploaded pictures."""
        return record.payload(draft, normalise(draft.text))

    def preview(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The post as it will read; `card` has `picture` (SHA-256 and type) when the link has one."""
        count = self.count(payload["text"])
        return {**record.preview(payload), "count": {"length": count.length, "limit": count.limit, "fits": count.fits}}

    def files(self, job: Job) -> dict[str, bytes]:
        """The record and its pictures."""
        return with_pictures(job, super().files(job), record.pictures(job.payload))

    def send(self, job: Job) -> Outcome:
        """Upload what is missing, write the record; a lost reply is asked after at once."""
        session = Session(job.credentials, job.now)
        try:
            session.open()
            reply = _reply(session, job)
            blobs = _upload(session, job)
            return _write(session, job, record.filled(job.payload, job.holes["created_at"], blobs, reply))
        except Ended as end:
            return end.outcome

    def look_up(self, job: Job) -> Outcome | None:
        """Is the record there? Reading is public; a server answers 400 RecordNotFound for an absent one."""
        session = Session(job.credentials, job.now)
        try:
            session.open()
            return _found(session, job)
        except Ended:
            return None

    def check(self, credentials: Credentials) -> Outcome:
        """Sign in, or show that the kept session still holds."""
        session = Session(credentials)
        try:
            session.open()
            reply = replied(session.ask("GET", "com.atproto.server.getSession"))
        except Ended as end:
            return end.outcome
        if reply.status != 200:
            return session.outcome(reply)
        return Accepted(session.did, f"https://bsky.app/profile/{session.handle}")


def _upload(session: Session, job: Job) -> dict[str, Any]:
    """The pictures as the server knows them. The same bytes get the same name, so uploading again is harmless."""
    blobs = job.memo.values.setdefault("blobs", {})
    for picture in record.pictures(job.payload):
        if picture["sha256"] not in blobs:
            blobs[picture["sha256"]] = _blob(session, job.load_media(picture["sha256"]), picture["type"])
            job.memo.save()
    return dict(blobs)


def _blob(session: Session, data: bytes, kind: str) -> Any:
    if not data:
        raise Ended(Refused("picture-missing", "The post's picture is no longer stored here; choose it again."))
    reply = replied(session.ask("POST", "com.atproto.repo.uploadBlob", {"Content-Type": kind}, data=data))
    blob = reply.object().get("blob")
    if reply.status != 200 or not isinstance(blob, dict):
        raise Ended(session.outcome(reply))
    return blob


def _reply(session: Session, job: Job) -> dict[str, Any] | None:
    """The thread's first post and the part before this one, by name and fingerprint; kept, so that they stay."""
    before = parent(job)
    if before and "reply" not in job.memo.values:
        reply = replied(_get(session, before.rpartition("/")[2]))
        found = reply.object()
        if error(reply) == "RecordNotFound":
            raise Ended(Refused("part-missing", "The part before this one is no longer there; the thread ends there."))
        if reply.status != 200 or not isinstance(found.get("value"), dict):
            raise Ended(session.outcome(reply))
        last = {"uri": before, "cid": found.get("cid")}
        above = found["value"].get("reply")
        first = above.get("root") if isinstance(above, dict) else None
        job.memo.values["reply"] = {"root": first or last, "parent": last}
        job.memo.save()
    return job.memo.values.get("reply")


def _get(session: Session, rkey: str) -> Exchange:
    where = {"repo": session.did, "collection": record.POST, "rkey": rkey}
    return session.ask("GET", "com.atproto.repo.getRecord", params=where)


def _write(session: Session, job: Job, post: Mapping[str, Any]) -> Outcome:
    rkey = _rkey(job)
    exchange = session.ask(
        "POST",
        "com.atproto.repo.putRecord",
        json={
            "repo": session.did,
            "collection": record.POST,
            "rkey": rkey,
            "record": post,
            "validate": True,
            "swapRecord": None,
        },
    )
    if not isinstance(exchange, Reply):
        return _after_silence(session, job, exchange)
    if exchange.status == 200 and exchange.object().get("uri"):
        return _accepted(session, job, exchange)
    return _not_written(session, job, exchange)


def _after_silence(session: Session, job: Job, exchange: NotSent | Lost) -> Outcome:
    """Writing again is safe, but the time for it may run out: know now, if the server can tell."""
    if isinstance(exchange, NotSent):
        return not_sent(exchange)
    found = _found(session, job)
    return found if isinstance(found, Accepted) else Retry(exchange.reason)


def _not_written(session: Session, job: Job, reply: Reply) -> Outcome:
    code = error(reply)
    if code == "BlobNotFound":  # a picture that no post uses is thrown away after a while
        job.memo.values["blobs"] = {}
        job.memo.save()
        return Retry("The server has forgotten the picture; it is uploaded again.")
    if code == "InvalidSwap":
        found = _found(session, job)
        return found if isinstance(found, Accepted) else session.outcome(reply)
    return session.outcome(reply)


def _found(session: Session, job: Job) -> Outcome | None:
    reply = replied(_get(session, _rkey(job)))
    if error(reply) == "RecordNotFound":
        return Refused("not-there", "The post is not on Bluesky.")
    value = reply.object().get("value")
    same = reply.status == 200 and isinstance(value, dict) and value.get("text") == job.payload["text"]
    return _accepted(session, job, reply) if same else None


def _accepted(session: Session, job: Job, reply: Reply) -> Accepted:
    url = f"https://bsky.app/profile/{session.handle}/post/{_rkey(job)}"
    return Accepted(str(reply.object().get("uri", ""))[:300], url)


def _rkey(job: Job) -> str:
    """The record's key: the claimed instant in microseconds, and ten bits of the delivery's key."""
    microseconds = (record.instant(job.holes["created_at"]) - _EPOCH) // timedelta(microseconds=1)
    return tid(microseconds, int.from_bytes(hashlib.sha256(job.key.encode()).digest()[:2], "big") & 0x3FF)
