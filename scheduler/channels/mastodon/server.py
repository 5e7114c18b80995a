"""One account on one server: asking it, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.channels.answers import Ended, asked_to_wait, lost_login, replied
from scheduler.channels.base import Credentials
from scheduler.channels.http import Client, Exchange, Reply, redacted
from scheduler.channels.mastodon.lookup import moment
from scheduler.domain.outcomes import Outcome, Refused, Retry, Unknown

# What a server says before it has looked at the post, or after it has looked and wants none of it.
_DEFINITE = (400, 401, 403, 404, 405, 410, 413, 415, 422, 429)


@dataclass(frozen=True, slots=True)
class Server:
    """The account's server. Tokens do not expire; a person can revoke them."""

    credentials: Credentials
    now: datetime | None = None

    @property
    def host(self) -> str:
        """The server's name, for sentences."""
        return redacted(self.credentials.values.get("server", "").strip().partition("://")[2] or self._address())

    def get(self, path: str, **query: str) -> Reply:
        """Read something; ends in Retry when the server cannot be reached."""
        self._require()
        return replied(self._client().get(path, self._token(), **query))

    def post(self, path: str, headers: Mapping[str, str] | None = None, **body: Any) -> Exchange:
        """Write something."""
        self._require()
        return self._client().post(path, self._token(), headers, **body)

    def account(self) -> dict[str, Any]:
        """The account that the token belongs to: `id`, `url`; the identifier is kept for the next time."""
        if self.credentials.session.get("account_id"):
            return {"id": self.credentials.session["account_id"], "url": self.credentials.session.get("url", "")}
        reply = self.get("/api/v1/accounts/verify_credentials")
        found = reply.object()
        if reply.status != 200 or not identifier(found):
            raise Ended(self.outcome(reply))
        return found

    def outcome(self, reply: Reply) -> Outcome:
        """What a reply to a request that publishes nothing means, when it is not the hoped-for one."""
        said = redacted(reply.object().get("error") or reply.status, [self._token()])
        if reply.status == 429:
            until = moment(reply.headers.get("X-RateLimit-Reset", ""))
            return asked_to_wait(self.host, until, self.now)
        if reply.status in (401, 403):
            return lost_login(str(reply.status), f"{self.host} does not let us in: {said}")
        if reply.status in (404, 405, 410):
            return lost_login("not-mastodon", f"{self.host} is not a Mastodon server; check the server's address.")
        if 400 <= reply.status < 500:
            return Refused(str(reply.status), f"{self.host} refused the post: {said}")
        return Retry(f"{self.host} has trouble at the moment ({reply.status}).")

    def published(self, reply: Reply) -> Outcome:
        """The same for the request that publishes: only a definite no is one, everything else is Unknown."""
        if reply.status in _DEFINITE:
            return self.outcome(reply)
        return Unknown(f"{self.host} answered with {reply.status}; the post may be up.")

    def _require(self) -> None:
        if not self._token() or not self._address():
            raise Ended(lost_login("no-login", "The server or its token is missing; sign in again."))

    def _client(self) -> Client:
        return Client(self._address(), self.credentials.loopback)

    def _address(self) -> str:
        return self.credentials.values.get("server", "").strip()

    def _token(self) -> str:
        return self.credentials.values.get("token", "").strip()


def identifier(found: Mapping[str, Any]) -> str:
    """The `id` of something; empty when it is none (numbers on Mastodon, ULIDs and UUIDs elsewhere)."""
    value = found.get("id")
    return value if isinstance(value, str) and re.fullmatch(r"[\w-]{1,100}", value, re.ASCII) else ""
