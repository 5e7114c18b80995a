"""A Mastodon server that remembers: posts, pictures, and the Idempotency-Key for an hour.

`honours_key=False` makes it one of the compatible servers that ignore the key. `lose` lists the replies to lose: for
each request that publishes, "after" (stored, no reply), "before" (not stored, no reply) or a status to answer with
after storing. `odd` maps a path to what is answered there instead. Every request is held against the published API
description; what it says is in `problems`.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

from tests.fakes.mastodon_spec import problem
from tests.fakes.server import Answer, FakeServer, Request

TOKEN = "token-of-the-studio"
KEY_LIVES = timedelta(hours=1)


class FakeMastodon(FakeServer):
    """One account, `@studio`. `now` is the server's clock and moves only when a test moves it."""

    def __init__(self, now: datetime, honours_key: bool = True) -> None:
        super().__init__()
        self.now = now
        self.honours_key = honours_key
        self.statuses: list[dict[str, Any]] = []
        self.media: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, tuple[str, datetime]] = {}
        self.lose: list[str | int] = []
        self.refuse: Answer | None = None
        self.odd: dict[str, Answer] = {}
        self.slow_media = 0
        self.max_characters = 500
        self.problems: list[str] = []

    def answer(self, request: Request) -> Answer | None:
        """Check the request, then do what it asks."""
        if found := problem(request):
            self.problems.append(found)
        if request.path in self.odd:
            return self.odd[request.path]
        if request.path == "/api/v2/instance":
            return Answer(body=self._instance())
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Answer(401, {"error": "The access token is invalid"})
        if self.refuse is not None:
            return self.refuse
        return self._route(request)

    def _route(self, request: Request) -> Answer | None:
        if (request.method, request.path) == ("POST", "/api/v1/statuses"):
            return self._publish(request)
        if (request.method, request.path) == ("POST", "/api/v2/media"):
            return self._upload(request)
        if request.path.startswith("/api/v1/media/"):
            return self._medium(request.path.rpartition("/")[2])
        if request.path == "/api/v1/accounts/verify_credentials":
            return Answer(body={"id": "7", "username": "studio", "url": "https://social.example/@studio"})
        if request.path == "/api/v1/accounts/7/statuses":
            newest = sorted(self.statuses, key=lambda status: status["created_at"], reverse=True)
            return Answer(body=newest[: int(request.query.get("limit", "20"))])
        return Answer(404, {"error": "Record not found"})

    def _instance(self) -> dict[str, Any]:
        statuses = {"max_characters": self.max_characters, "characters_reserved_per_url": 23}
        return {"domain": "social.example", "configuration": {"statuses": statuses}}

    def _publish(self, request: Request) -> Answer | None:
        fate = self.lose.pop(0) if self.lose else "answer"
        if fate == "before":
            return None
        status = self._once(request)
        if fate == "after":
            return None
        if isinstance(fate, int):
            return Answer(fate, {"error": "Service Unavailable"})
        return status if isinstance(status, Answer) else Answer(body=status)

    def _once(self, request: Request) -> dict[str, Any] | Answer:
        key = request.headers.get("Idempotency-Key", "")
        made, at = self.keys.get(key, ("", self.now))
        if made and self.honours_key and self.now - at < KEY_LIVES:
            return next(status for status in self.statuses if status["id"] == made)
        return self._store(request.json(), key)

    def _store(self, body: dict[str, Any], key: str) -> dict[str, Any] | Answer:
        if body.get("in_reply_to_id") and all(status["id"] != body["in_reply_to_id"] for status in self.statuses):
            return Answer(404, {"error": "The post you are trying to reply to does not appear to exist."})
        for identifier in body.get("media_ids", []):
            if identifier not in self.media or self.media[identifier]["attached"]:
                return Answer(422, {"error": "Validation failed: Media is already in use or unknown"})
            if self.media[identifier]["waits"]:
                return Answer(422, {"error": "Cannot attach files that have not finished processing. Try again"})
            self.media[identifier]["attached"] = True
        status = self.make(body["status"], self.now)
        status["media_attachments"] = [{"id": identifier} for identifier in body.get("media_ids", [])]
        self.keys[key] = (status["id"], self.now)
        return status

    def make(self, text: str, at: datetime) -> dict[str, Any]:
        """Store a post as if it had come from anywhere."""
        identifier = str(1000 + len(self.statuses))
        status = {
            "id": identifier,
            "url": f"https://social.example/@studio/{identifier}",
            "created_at": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "content": rendered(text),
        }
        self.statuses.append(status)
        return status

    def _upload(self, request: Request) -> Answer:
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        form = message_from_bytes(head + request.body, policy=HTTP)
        parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
        identifier = str(500 + len(self.media))
        self.media[identifier] = {
            "bytes": parts["file"].get_payload(decode=True),
            "type": parts["file"].get_content_type(),
            "description": parts["description"].get_payload(decode=True).decode(),
            "attached": False,
            "waits": self.slow_media,
        }
        status = 202 if self.slow_media else 200
        return Answer(status, {"id": identifier, "url": None if self.slow_media else "https://social.example/p.png"})

    def _medium(self, identifier: str) -> Answer:
        found = self.media.get(identifier)
        if found is None:
            return Answer(404, {"error": "Record not found"})
        if found["waits"]:
            found["waits"] -= 1
            return Answer(206, {"id": identifier, "url": None})
        return Answer(200, {"id": identifier, "url": "https://social.example/p.png"})


def rendered(text: str) -> str:
    """Text as Mastodon hands it out: paragraphs, links shortened for the eye, hashtags as links."""
    paragraphs = [_inline(part) for part in text.split("\n\n")]
    return "".join(f"<p>{part}</p>" for part in paragraphs)


def _inline(text: str) -> str:
    marked = re.sub(r"https?://\S+", _link, html.escape(text, quote=False))
    tagged = re.sub(
        r"(^|\s)#(\w+)",
        r'\1<a href="https://social.example/tags/\2" class="mention hashtag">#<span>\2</span></a>',
        marked,
    )
    return tagged.replace("\n", "<br />")


def _link(match: re.Match[str]) -> str:
    scheme, _, rest = match[0].partition("://")
    shown, hidden = rest[:30], rest[30:]
    return (
        f'<a href="{match[0]}" target="_blank" rel="nofollow noopener"><span class="invisible">{scheme}://</span>'
        f'<span class="ellipsis">{shown}</span><span class="invisible">{hidden}</span></a>'
    )
