"""Bluesky: see README.md."""

from __future__ import annotations

from scheduler.channels.bluesky.channel import Bluesky

channel = Bluesky()
