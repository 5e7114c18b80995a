"""An account's session with its server: signed in once, kept, and renewed, never a sign-in per post.

Access tokens live two hours, refresh tokens 90 days; signing in is limited to 30 times in 5 minutes and 300 a day.
An expired token is answered with 400 ExpiredToken, not with 401. (atproto, packages/pds; measured on 0.4.217.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scheduler.channels.answers import Ended, asked_to_wait, lost_login, replied
from scheduler.channels.base import Credentials
from scheduler.channels.http import BadAddress, Client, Exchange, Reply, origin, redacted
from scheduler.domain.outcomes import Outcome, Refused, Retry

_STALE = ("ExpiredToken", "InvalidToken")
_LOGIN = (*_STALE, "AuthenticationRequired", "AuthMissing", "AccountTakedown", "AccountDeactivated", "AccountNotFound")


@dataclass(slots=True)
class Session:
    """Asks the account's own server (its PDS), found in the identity document that the sign-in answers with."""

    credentials: Credentials
    now: datetime | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.credentials.session.get("for") == self._identity():
            self.kept = dict(self.credentials.session)

    @property
    def did(self) -> str:
        """The account's permanent name."""
        return str(self.kept["did"])

    @property
    def handle(self) -> str:
        """The account's name in addresses; its permanent one when the network cannot verify the handle."""
        handle = str(self.kept["handle"])
        return self.did if handle == "handle.invalid" else handle

    def open(self) -> None:
        """Sign in, unless a session was kept."""
        if not self.kept:
            self._sign_in()

    def ask(self, method: str, name: str, headers: Mapping[str, str] | None = None, **body: Any) -> Exchange:
        """Call a method of the account's server, with a fresh token when the kept one has expired."""
        exchange = self._call(method, name, headers, **body)
        if isinstance(exchange, Reply) and error(exchange) in _STALE:
            self._renew()
            exchange = self._call(method, name, headers, **body)
        return exchange

    def outcome(self, reply: Reply) -> Outcome:
        """What a reply other than the hoped-for one means."""
        code, host = error(reply), self._host()
        said = redacted(reply.object().get("message") or code or reply.status, self._secrets())
        if reply.status == 429:
            return asked_to_wait(host, _reset(reply), self.now)
        if reply.status in (401, 403) or code in _LOGIN:
            return lost_login(code or str(reply.status), f"{host} no longer lets us in: {said}")
        if reply.status in (404, 405, 501):
            return lost_login("not-bluesky", f"{host} is not a Bluesky server; check the service address.")
        if 400 <= reply.status < 500:
            return Refused(code or str(reply.status), f"{host} refused the post: {said}")
        return Retry(f"{host} has trouble at the moment ({reply.status}).")

    def _call(self, method: str, name: str, headers: Mapping[str, str] | None = None, **body: Any) -> Exchange:
        return self._client(self.kept["pds"]).call(method, f"/xrpc/{name}", self.kept["access"], headers, **body)

    def _sign_in(self) -> None:
        values = self.credentials.values
        login = {"identifier": _handle(values), "password": values.get("app_password", "").strip()}
        if not all(login.values()):
            raise Ended(lost_login("no-login", "The handle or the app password is missing; sign in again."))
        client = self._client(_service(values))
        self._keep(replied(client.post("/xrpc/com.atproto.server.createSession", json=login)))

    def _renew(self) -> None:
        client = self._client(self.kept["pds"])
        reply = replied(client.post("/xrpc/com.atproto.server.refreshSession", self.kept["refresh"]))
        if reply.status in (400, 401):  # after 90 days, or when the app password was changed
            self._sign_in()
        else:
            self._keep(reply)

    def _keep(self, reply: Reply) -> None:
        if reply.status != 200:
            raise Ended(self._no_entry(reply))
        found = reply.object()
        tokens = {key: found.get(key) for key in ("did", "handle", "accessJwt", "refreshJwt")}
        if not all(isinstance(value, str) and value for value in tokens.values()):
            raise Ended(Retry(f"{self._host()} did not answer as a Bluesky server does."))
        self.kept = {
            "for": self._identity(),
            "did": tokens["did"],
            "handle": tokens["handle"],
            "access": tokens["accessJwt"],
            "refresh": tokens["refreshJwt"],
            "pds": self._pds(found) or self.kept.get("pds") or _service(self.credentials.values),
        }
        self.credentials.keep_session(self.kept)

    def _no_entry(self, reply: Reply) -> Outcome:
        """Why a sign-in failed. Whatever the server does not like about it, only a person can change."""
        outcome = self.outcome(reply)
        if error(reply) == "AuthFactorTokenRequired":
            return lost_login(
                "AuthFactorTokenRequired", "Bluesky asks for a code by mail; use an app password instead."
            )
        if isinstance(outcome, Refused) and not outcome.stops_account:
            return lost_login(outcome.code, outcome.reason.replace("refused the post", "refused the sign-in"))
        return outcome

    def _pds(self, found: Mapping[str, Any]) -> str:
        document = found.get("didDoc")
        services = document.get("service") if isinstance(document, dict) else None
        for service in services if isinstance(services, list) else []:
            if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
                try:
                    return origin(str(service.get("serviceEndpoint") or ""), self.credentials.loopback)
                except BadAddress:
                    return ""
        return ""

    def _client(self, base: str) -> Client:
        return Client(base, self.credentials.loopback)

    def _identity(self) -> str:
        return f"{_handle(self.credentials.values)} at {_service(self.credentials.values)}"

    def _host(self) -> str:
        return str(self.kept.get("pds") or _service(self.credentials.values)).partition("://")[2]

    def _secrets(self) -> list[str]:
        kept = [str(self.kept.get(key, "")) for key in ("access", "refresh")]
        return [self.credentials.values.get("app_password", "").strip(), *kept]


def error(reply: Reply) -> str:
    """The error's name (`{"error": "ExpiredToken", "message": …}`); empty when there is none."""
    return redacted(reply.object().get("error", ""))[:60] if reply.status >= 400 else ""


def _handle(values: Mapping[str, str]) -> str:
    """The handle without the @ and the invisible marks that are pasted with it."""
    visible = "".join(char for char in values.get("account", "") if char.isprintable())
    return visible.strip().lstrip("@").lower()


def _service(values: Mapping[str, str]) -> str:
    address = values.get("service", "").strip() or "https://bsky.social"
    return address if "://" in address else f"https://{address}"


def _reset(reply: Reply) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(reply.headers.get("ratelimit-reset", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None
