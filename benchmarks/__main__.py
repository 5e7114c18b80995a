"""`make bench`: each figure beside its aim, in calibrated seconds or as a ratio; nothing here passes or fails."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

import benchmarks
from benchmarks.calibration import factor
from benchmarks.figure import Figure


def main() -> None:
    """Run every module of this folder that has `figures(factor)`."""
    speed = factor()
    print(f"calibration: ×{speed:.2f} (1.00 = the machine it was set on, quiet)\n")
    print(f"{'what':<58} {'measured':>16} {'aim':>16}")
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name in {"__main__", "calibration", "figure", "scoring", "sinks", "studio"}:
            continue
        show(importlib.import_module(f"benchmarks.{module.name}").figures(speed))


def show(figures: Iterable[Figure]) -> None:
    """A row a figure."""
    for figure in figures:
        print(f"{figure.what:<58} {figure.measured:>16} {figure.aim:>16}", flush=True)


if __name__ == "__main__":
    main()
