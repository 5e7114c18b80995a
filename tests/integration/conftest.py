"""A studio on disk and in the database, as the pages meet it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client

from scheduler.accounts.models import User
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign
from tests.builders import NOW
from tests.fakes.home import Home

ROOT = Path(__file__).parents[2]


@pytest.fixture
def studio_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample studio's folder, at Wednesday 10 February 2027, 09:00 in Toronto."""
    home = tmp_path / "willow"
    home.mkdir()
    for name in ("jobs.yaml", "classes.ics"):
        shutil.copy(ROOT / name, home)
    shutil.copytree(ROOT / "posts", home / "posts")
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("SCHEDULER_HOME", str(home))
    monkeypatch.setenv("STUDIO_TEST_CLOCK", str(clock))
    return home


@pytest.fixture
def studio_plan(studio_home: Path, db: None) -> Path:
    """The same with its jobs.yaml accepted."""
    plan.accept((studio_home / "jobs.yaml").read_text(encoding="utf-8"), "owner@willow.example", NOW)
    return studio_home


@pytest.fixture
def studio_series(studio_plan: Path) -> Campaign:
    """The same with its sample article queued."""
    article = library.add_post(studio_plan, "desk.md", NOW)
    return plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW).campaign


@pytest.fixture
def owner(client: Client) -> Client:
    """Ana, signed in."""
    client.force_login(User.objects.create(email="ana@example.org", role="owner", created_at=NOW))
    return client


@pytest.fixture
def viewer(client: Client) -> Client:
    """Vera, who may look."""
    client.force_login(User.objects.create(email="vera@example.org", role="viewer", created_at=NOW))
    return client


@pytest.fixture
def home(home_template: Home, tmp_path: Path) -> Home:
    """A sample studio on disk, worked on by real commands."""
    return home_template.copy(tmp_path)
