"""A Bluesky server (PDS) for the faults that the real one does not show on demand.

What it answers when all is well was measured on the real one (tests/channels/test_bluesky_server.py): putRecord with
`swapRecord: null`, 400 ExpiredToken, 400 RecordNotFound. `lose`: for each putRecord "after" (stored, no reply),
"before" (not stored, no reply), a status to answer with after storing, or "answer". `refuse` maps a method's name to
the answer given instead.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.fakes.server import Answer, FakeServer, Request

HANDLE, PASSWORD, DID = "willow.example", "abcd-efgh-ijkl-mnop", "did:plc:willow"


class FakeBluesky(FakeServer):
    """One account. `tokens` and `refreshers` are those that are valid now."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, Any] = {}
        self.blobs: dict[str, bytes] = {}
        self.tokens: set[str] = set()
        self.refreshers: set[str] = set()
        self.made = 0
        self.lose: list[str | int] = []
        self.refuse: dict[str, Answer] = {}
        self.pds = ""

    def expire(self) -> None:
        """Two hours later."""
        self.tokens.clear()

    def answer(self, request: Request) -> Answer | None:
        """Do what is asked, unless it is to be refused."""
        method = request.path.removeprefix("/xrpc/")
        if method in self.refuse:
            return self.refuse[method]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "com.atproto.server.createSession":
            return self._sign_in(request.json())
        if method == "com.atproto.server.refreshSession":
            return self._session() if token in self.refreshers else _error("ExpiredToken")
        if method == "com.atproto.repo.getRecord":
            return self._get(request.query["rkey"])
        return self._signed_in(method, request) if token in self.tokens else _error("ExpiredToken")

    def _signed_in(self, method: str, request: Request) -> Answer | None:
        if method == "com.atproto.server.getSession":
            return Answer(body={"did": DID, "handle": HANDLE})
        if method == "com.atproto.repo.uploadBlob":
            return self._upload(request)
        if method == "com.atproto.repo.putRecord":
            return self._put(request.json())
        return Answer(501, {"error": "MethodNotImplemented"})

    def _sign_in(self, login: dict[str, str]) -> Answer:
        if login == {"identifier": HANDLE, "password": PASSWORD}:
            return self._session()
        return _error("AuthenticationRequired", 401, "Invalid identifier or password")

    def _session(self) -> Answer:
        self.made += 1
        access, refresh = f"access-{self.made}", f"refresh-{self.made}"
        self.tokens.add(access)
        self.refreshers.add(refresh)
        endpoint = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.pds or self.url}
        document = {"id": DID, "service": [endpoint]}
        return Answer(
            body={"did": DID, "handle": HANDLE, "accessJwt": access, "refreshJwt": refresh, "didDoc": document}
        )

    def _upload(self, request: Request) -> Answer:
        name = "bafkrei" + hashlib.sha256(request.body).hexdigest()[:52]
        self.blobs[name] = request.body
        kind = request.headers["Content-Type"]
        blob = {"$type": "blob", "ref": {"$link": name}, "mimeType": kind, "size": len(request.body)}
        return Answer(body={"blob": blob})

    def _put(self, body: dict[str, Any]) -> Answer | None:
        fate = self.lose.pop(0) if self.lose else "answer"
        if fate == "before":
            return None
        answer = self._store(body)
        if fate == "after":
            return None
        return Answer(fate, {"error": "InternalServerError"}) if isinstance(fate, int) else answer

    def _store(self, body: dict[str, Any]) -> Answer:
        assert body["swapRecord"] is None
        rkey, record = body["rkey"], body["record"]
        if any(name not in self.blobs for name in _blobs(record)):
            return _error("BlobNotFound")
        if rkey in self.records and self.records[rkey] != record:
            return _error("InvalidSwap")
        self.records[rkey] = record
        return Answer(body={"uri": _uri(rkey), "cid": "bafyrei"})

    def _get(self, rkey: str) -> Answer:
        if rkey not in self.records:
            return _error("RecordNotFound")
        return Answer(body={"uri": _uri(rkey), "cid": "bafyrei", "value": self.records[rkey]})


def _uri(rkey: str) -> str:
    return f"at://{DID}/app.bsky.feed.post/{rkey}"


def _error(name: str, status: int = 400, message: str = "") -> Answer:
    return Answer(status, {"error": name, "message": message or name})


def _blobs(record: Any) -> list[str]:
    found: list[str] = []
    json.loads(json.dumps(record), object_hook=lambda value: found.append(value.get("$link", "")))
    return [name for name in found if name]
