"""The yardstick: a fixed loop that takes about 1.0 s on the machine it was set on, when quiet.

Calibrated seconds = seconds × 1.0 s ÷ the time this loop takes now. Machines are shared and noisy: read ratios.
"""

from __future__ import annotations

import time

ROUNDS = 25_000_000


def loop() -> float:
    """Seconds of wall clock that the fixed loop takes now."""
    begun = time.perf_counter()
    total = 0
    for number in range(ROUNDS):
        total = (total * 31 + number) % 1_000_003
    assert total >= 0
    return time.perf_counter() - begun


def factor() -> float:
    """Multiply measured seconds by this to get calibrated seconds: the best of three loops."""
    return 1.0 / min(loop() for _ in range(3))


if __name__ == "__main__":
    print(f"{min(loop() for _ in range(5)):.3f} s")
