"""What channel tests share."""

from __future__ import annotations

import pytest

from scheduler.channels import http


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is waited for as short as can be."""
    monkeypatch.setattr(http, "LIMITS", http.Limits(connect=5, silence=0.3, total=5))
