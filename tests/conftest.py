"""What every test gets: nothing of the developer's environment (tests/settings.py), and `--long`."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.fakes.home import Home, template

NO_CLOCK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("steady", derandomize=True, **NO_CLOCK)
settings.register_profile("exploring", derandomize=False, **NO_CLOCK)
settings.load_profile("exploring" if os.environ.get("STUDIO_TEST_EXPLORE") else "steady")
"""The same examples in every run, without a clock, so that what fails was broken by the change; `make long` looks for
new ones."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make long` passes it."""
    parser.addoption("--long", action="store_true", help="run what is too long for every change")


POSTGRES = bool(os.environ.get("STUDIO_TEST_POSTGRES"))
LONGEST_FIRST = (
    "acceptance/test_year", "e2e/test_accessible", "e2e/test_journeys", "integration/test_feedparser_pages", "e2e/",
    "acceptance/", "integration/test_simulate", "integration/test_crash", "integration/test_keeping",
    "integration/test_restoring", "integration/test_soak", "integration/test_calendar",
    "integration/test_database_away", "unit/test_layers", "unit/test_needs", "channels/test_email_side_by_side",
    "channels/test_bluesky_server",
)  # fmt: skip
"""A file that takes a minute must not be begun when the others are done: one worker would run it alone."""


def _turn(item: pytest.Item) -> int:
    at = item.nodeid.removeprefix("tests/")
    return next((turn for turn, begins in enumerate(LONGEST_FIRST) if at.startswith(begins)), len(LONGEST_FIRST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The files that take longest first. The long ones are left out unless they are asked for, and on PostgreSQL those
    in which another database changes nothing: they have none, or an SQLite file whatever happens."""
    items.sort(key=_turn)
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (kept if _wanted(item, config.getoption("--long")) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _wanted(item: pytest.Item, long: bool) -> bool:
    return (long or not item.get_closest_marker("long")) and not (POSTGRES and _alike(item))


def _alike(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("alike")) or "home_template" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def home_template() -> Home:
    """Made once: the sample studio on disk, with empty tables, never opened."""
    return template()
