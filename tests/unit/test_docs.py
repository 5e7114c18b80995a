"""The documents say what the program does: a command, setting, state or dependency that is not described fails here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from scheduler.channels import registry
from scheduler.channels.email import ses
from scheduler.channels.email.provider_list import PROVIDERS
from scheduler.cli import COMMANDS
from scheduler.domain import states

ROOT = Path(__file__).parents[2]
ENV = (ROOT / ".env.example").read_text()
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    assert f"studio {name}" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_of_itself(name: str) -> None:
    assert COMMANDS[name].example.startswith(f"studio {name}")


def settings_read() -> set[str]:
    """Every name that the program asks the environment for."""
    code = "\n".join(path.read_text() for path in (ROOT / "scheduler").rglob("*.py"))
    names = set(re.findall(r'setting\("([A-Z_]+)"', code))
    return {name for name in names if not name.startswith("STUDIO_TEST_")}


def test_the_example_environment_lists_the_settings_that_are_read_and_no_others() -> None:
    core, _, channels = ENV.partition("# Channels:")
    listed = set(re.findall(r"^(?:# )?([A-Z_]+)=", core, re.M))
    assert listed == settings_read()
    wanted = {
        f"{name}_{field.env}"
        for kind, name in (("email", "NEWSLETTER"), ("bluesky", "BLUESKY"), ("mastodon", "MASTODON"))
        for field in registry.get(kind).fields
    }
    wanted |= {f"NEWSLETTER_{field.env}" for provider in PROVIDERS.values() for field in provider.connect_fields()}
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", channels, re.M)) == wanted


def test_every_channel_that_asks_for_something_is_in_the_example_environment() -> None:
    asking = {kind for kind, channel in registry.channels().items() if channel.connectable and channel.fields}
    assert asking == {"email", "bluesky", "mastodon"}, "describe the new channel's settings in .env.example and here"


def test_the_page_about_states_is_what_the_code_makes() -> None:
    assert (ROOT / "docs" / "states.md").read_text() == states.as_markdown()


def test_every_dependency_says_why_it_is_here() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {re.split(r"[<>=\[ ]", line)[0] for line in project["dependencies"]}
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    rows = re.findall(r"^\| ([A-Za-z0-9_., -]+) \|", page, re.M)
    described = {name.strip() for row in rows for name in row.split(",")} - {"package", "psycopg", "boto3", "---"}
    assert described == named


def test_what_not_every_studio_needs_is_installed_by_the_makefile() -> None:
    """The environment is made without pip, so the documents and errors name these commands."""
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])
    targets = re.findall(r"^((?:with-\w+ ?)+):", (ROOT / "Makefile").read_text(), re.M)
    made = {name.removeprefix("with-") for line in targets for name in line.split()}
    assert made == extras - {"dev", "bench"}
    pages = [ROOT / ".env.example", *(ROOT / "docs").glob("*.md"), *(ROOT / "scheduler").rglob("*.md")]
    named = {
        name for page in (*pages, ROOT / ses.__file__) for name in re.findall(r"make with-(\w+)", page.read_text())
    }
    assert named == made


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} points to {target}"
