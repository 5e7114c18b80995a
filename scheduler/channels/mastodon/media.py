"""Pictures on their way to the server: uploaded once over all tries, and ready before the post names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from scheduler.channels.answers import Ended, replied
from scheduler.channels.base import Job
from scheduler.channels.mastodon.server import Server, identifier
from scheduler.domain.outcomes import Refused, Retry


def identifiers(server: Server, job: Job) -> list[str]:
    """The server's identifiers of the pictures, each uploaded once and ready."""
    known = job.memo.values.setdefault("media", {})
    for picture in job.payload["media"]:
        if picture["sha256"] not in known:
            known[picture["sha256"]] = _uploaded(server, job.load_media(picture["sha256"]), picture)
            job.memo.save()
        _await(server, job, known[picture["sha256"]])
    return [known[picture["sha256"]]["id"] for picture in job.payload["media"]]


def _uploaded(server: Server, data: bytes, picture: Mapping[str, str]) -> dict[str, Any]:
    if not data:
        raise Ended(Refused("picture-missing", "The post's picture is no longer stored here; choose it again."))
    name = f"picture.{picture['type'].rpartition('/')[2]}"
    files = {"file": (name, data, picture["type"])}
    reply = replied(server.post("/api/v2/media", data={"description": picture["description"]}, files=files))
    known = identifier(reply.object())
    if reply.status not in (200, 202) or not known:
        raise Ended(server.outcome(reply))
    return {"id": known, "ready": reply.status == 200}


def _await(server: Server, job: Job, known: dict[str, Any]) -> None:
    """Large pictures are worked on after the upload (202, then 206): come back later instead of waiting here."""
    if known["ready"]:
        return
    reply = server.get(f"/api/v1/media/{known['id']}")
    if reply.status == 206:
        raise Ended(Retry("The server is still working on the picture.", job.now + timedelta(seconds=15)))
    if reply.status == 404:
        job.memo.values["media"] = {}
        job.memo.save()
        raise Ended(Retry("The server has forgotten the picture; it is uploaded again."))
    if reply.status != 200:
        raise Ended(server.outcome(reply))
    known["ready"] = True
    job.memo.save()
