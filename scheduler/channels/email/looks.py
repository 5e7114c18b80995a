"""A letter as different mailboxes show it, for previews: by day and by night whatever the machine itself prefers."""

from __future__ import annotations

import re

_DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
_SCHEME = re.compile(r'(<meta\b[^>]*\bcontent=")light dark(")', re.IGNORECASE)


def by_day(html: str) -> str:
    """Without its rules for dark mode."""
    return _SCHEME.sub(r"\1light\2", _DARK.sub("@media not all", html))


def by_night(html: str) -> str:
    """With its rules for dark mode in force."""
    return _SCHEME.sub(r"\1dark\2", _DARK.sub("@media all", html))
