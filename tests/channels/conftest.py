"""Channel tests do not wait long for a server that says nothing."""

from __future__ import annotations

import pytest

from scheduler.channels import http


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LIMITS", http.Limits(connect=2, silence=0.4, total=5, reply_bytes=50_000))
