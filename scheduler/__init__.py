"""Studio Scheduler: an article goes in, weeks of tips come out."""

from __future__ import annotations

__version__ = "0.1.0"
