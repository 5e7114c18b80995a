"""Where access tokens are renewed, as RFC 6749 (5 and 6) and Microsoft's and Google's pages say."""

from __future__ import annotations

from urllib.parse import parse_qsl

from scheduler.channels.email.tokens import Issuer
from tests.fakes.server import Answer, FakeServer, Request

CLIENT, SECRET, FIRST = "client-of-willow", "the-client-secret-nobody-may-read", "the-refresh-token-nobody-may-read"


class Tokens(FakeServer):
    """`granted`: every access token, in order; `rotates`: each renewal brings another refresh token; `revoked`: those
    that count no longer; `next`: answers instead of what it would say (None: the reply is lost)."""

    def __init__(self) -> None:
        super().__init__()
        self.granted: list[str] = []
        self.known = {FIRST}
        self.revoked: set[str] = set()
        self.rotates = False
        self.expires_in: object = 3600
        self.next: list[Answer | None] = []

    def issuer(self, *hosts: str) -> Issuer:
        """What leads here."""
        return Issuer("Microsoft", hosts or ("127.0.0.1",), self.url, "/{tenant}/oauth2/v2.0/token")

    def values(self, **more: str) -> dict[str, str]:
        """The connect fields that it knows."""
        return {"client_id": CLIENT, "client_secret": SECRET, "refresh_token": FIRST, "user": "hello", **more}

    def used(self) -> list[str]:
        """The refresh tokens that came, in order."""
        return [dict(parse_qsl(request.body.decode()))["refresh_token"] for request in self.requests]

    def answer(self, request: Request) -> Answer | None:
        """RFC 6749, 6: a form; who asks, and with what."""
        if self.next:
            return self.next.pop(0)
        form = dict(parse_qsl(request.body.decode(), strict_parsing=True))
        assert request.method == "POST"
        assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert request.path.endswith("/oauth2/v2.0/token")
        assert not request.query
        if form.get("grant_type") != "refresh_token":
            return _no("unsupported_grant_type")
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return _no("invalid_client", f"AADSTS7000215: Invalid client secret {form.get('client_secret')}.", 401)
        if form.get("refresh_token") not in self.known - self.revoked:
            return _no("invalid_grant", f"AADSTS70008: {form.get('refresh_token')} has expired.")
        return self._granted()

    def _granted(self) -> Answer:
        self.granted.append(f"access-{len(self.granted) + 1}")
        more = {}
        if self.rotates:
            more = {"refresh_token": f"refresh-{len(self.granted) + 1}"}
            self.known.add(more["refresh_token"])
        said = {"token_type": "Bearer", "access_token": self.granted[-1], "expires_in": self.expires_in, **more}
        return Answer(200, said, {"Cache-Control": "no-store"})


def _no(error: str, description: str = "", status: int = 400) -> Answer:
    return Answer(status, {"error": error, "error_description": description})
