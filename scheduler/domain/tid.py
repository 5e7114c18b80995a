"""AT Protocol timestamp identifiers: record keys that sort by time (atproto.com/specs/tid)."""

from __future__ import annotations

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def tid(microseconds: int, clock_id: int) -> str:
    """13 characters: a zero bit, 53 bits of microseconds since 1970, 10 bits of clock id, in base32-sortable."""
    if not 0 <= microseconds < 1 << 53:
        raise ValueError(f"{microseconds} does not fit into the 53 bits of a TID's microseconds")
    if not 0 <= clock_id < 1 << 10:
        raise ValueError(f"{clock_id} does not fit into the 10 bits of a TID's clock id")
    number = microseconds << 10 | clock_id
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))
