"""Words from outside on one line: nothing that cannot be seen, none of the private-use marks that our own text uses."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def one_line(text: str, limit: int) -> str:
    """At most `limit` characters, each run of white space one space."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", UNSEEN.sub(" ", text))
    return " ".join(text.split())[:limit]
