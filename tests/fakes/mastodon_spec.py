"""Holds requests against the published description of Mastodon's API, where that file is at hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.server import Request

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "mastodon.json"
USED = (
    "/api/v1/statuses",
    "/api/v2/media",
    "/api/v1/media/{id}",
    "/api/v2/instance",
    "/api/v1/accounts/verify_credentials",
    "/api/v1/accounts/{id}/statuses",
)


def problem(request: Request) -> str:
    """What the description has against a request; empty when nothing, or when the description is not there."""
    if not SPEC.exists():
        return ""
    from openapi_core.exceptions import OpenAPIError
    from openapi_core.testing import MockRequest

    mock = MockRequest(
        "http://mastodon.example",
        request.method.lower(),
        request.path,
        args=dict(request.query),
        data=request.body,
        content_type=request.headers.get("Content-Type", "application/json"),
        headers=dict(request.headers),
    )
    try:
        _api().validate_request(mock)
    except OpenAPIError as error:
        return f"{request.method} {request.path}: {error}"
    return ""


@cache
def _api() -> Any:
    from openapi_core import Config, OpenAPI

    spec = json.loads(SPEC.read_text())
    spec["servers"] = [{"url": "http://mastodon.example"}]
    spec["paths"] = {path: spec["paths"][path] for path in USED}
    for operations in spec["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)  # the fake looks at the token itself
    _mend(spec)
    return OpenAPI.from_dict(spec, config=Config(spec_validator_cls=None))


def _mend(spec: dict[str, Any]) -> None:
    """Slips of the generated description: the key is a string, a post may have text and media, a file is bytes."""
    post = spec["paths"]["/api/v1/statuses"]["post"]
    for parameter in post["parameters"]:
        if parameter["name"] == "Idempotency-Key":
            parameter["schema"] = {"type": "string"}
    body = post["requestBody"]["content"]["application/json"]["schema"]
    body["anyOf"] = body.pop("oneOf")
    form = spec["paths"]["/api/v2/media"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    form["properties"]["file"] = {}
