"""What every test gets: nothing of the developer's environment (tests/settings.py), and `--long`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make long` passes it."""
    parser.addoption("--long", action="store_true", help="run what is too long for every change")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones out unless they are asked for."""
    if config.getoption("--long"):
        return
    kept = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
