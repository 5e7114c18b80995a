"""The log never holds a personal or one-time link: whoever reads it could use it. (Rules section 7, logging.)"""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"/(welcome|hooks|u|p|done|certain|r|confirm|confirm-address|planned|letters/\w+/to)/[^/\s?]+")


class NoTokens(logging.Filter):
    """Takes the token out of the addresses that Django logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record goes on, without tokens."""
        if isinstance(record.args, tuple):
            record.args = tuple(_LINK.sub(r"/\1/…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
