"""Real servers for tests, on loopback only."""

from __future__ import annotations
