"""Stands in front of a real server and loses replies: the request arrives there, the answer does not arrive here."""

from __future__ import annotations

import requests

from tests.fakes.server import Answer, FakeServer, Request


class Lossy(FakeServer):
    """Forwards everything to `upstream`. `lose`: endings of paths whose next reply is lost, each once.

    Addresses of the upstream in what it says become this server's, so that a client stays on this road.
    """

    def __init__(self, upstream: str) -> None:
        super().__init__()
        self.upstream = upstream
        self.lose: list[str] = []

    def answer(self, request: Request) -> Answer | None:
        """The upstream's answer, or none."""
        passed = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        reply = requests.request(
            request.method,
            self.upstream + request.path,
            params=dict(request.query),
            headers=passed,
            data=request.body,
            timeout=30,
        )
        for ending in self.lose:
            if request.path.endswith(ending):
                self.lose.remove(ending)
                return None
        kept = {name: value for name, value in reply.headers.items() if name.lower().startswith("ratelimit")}
        return Answer(reply.status_code, reply.content.replace(self.upstream.encode(), self.url.encode()), kept)
