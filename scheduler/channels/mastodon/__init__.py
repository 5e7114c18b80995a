"""Mastodon: see README.md."""

from __future__ import annotations

from scheduler.channels.mastodon.channel import Mastodon

channel = Mastodon()
