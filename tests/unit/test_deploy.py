"""What lies beside the program for who runs it: the image, compose.yaml and both Caddyfiles agree with each other."""

from __future__ import annotations

import ipaddress
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator
from ruamel.yaml import YAML

from scheduler.cli import COMMANDS

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "compose.yaml")
SERVICES: dict[str, Any] = COMPOSE["services"]
CADDYFILES = ("Caddyfile", "Caddyfile.compose")


def schema() -> Draft201909Validator:
    """That of the Compose Specification, as docker-compose 1.29.2 carries it (Apache 2.0)."""
    return Draft201909Validator(json.loads((ROOT / "tests/data/compose_spec.json").read_text()))


def test_compose_yaml_is_what_the_compose_specification_asks_for() -> None:
    assert [error.message for error in schema().iter_errors(COMPOSE)] == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [("studio", "read_onyl", True), ("caddy", "ports", "80:80"), ("studio", "cap_drop", "ALL")],
)
def test_a_slip_in_it_would_be_found(service: str, key: str, value: object) -> None:
    slipped = {**COMPOSE, "services": {**SERVICES, service: {**SERVICES[service], key: value}}}
    assert len(list(schema().iter_errors(slipped))) == 1


def steps(word: str) -> list[str]:
    """What follows that word in the Dockerfile, one entry a line."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line[len(word) :].strip() for line in text.splitlines() if line.startswith(f"{word} ")]


def copied() -> list[str]:
    """Every file and folder that the image takes from here."""
    return [name for line in steps("COPY") for name in shlex.split(line)[:-1]]


def environment() -> dict[str, str]:
    """What the image sets."""
    return dict(pair.split("=", 1) for line in steps("ENV") for pair in shlex.split(line))


@pytest.mark.parametrize("name", copied())
def test_what_the_image_copies_is_here_kept_and_not_ignored(name: str) -> None:
    assert (ROOT / name).exists()
    ignored = [line.strip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line]
    assert not [rule for rule in ignored if Path(name).match(rule)]


def test_what_the_wheel_is_built_from_is_copied_into_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    built = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])
    assert built | {"pyproject.toml", "requirements.lock", "scheduler", project["project"]["readme"]} <= set(copied())


@pytest.mark.parametrize(("extras", "asked"), [("", []), ("ses", [".[ses]"]), ("ses,postgres", [".[ses,postgres]"])])
def test_what_not_every_studio_needs_comes_into_the_image_by_its_name(
    extras: str, asked: list[str], tmp_path: Path
) -> None:
    """The step itself, with a pip that only tells what it was asked for."""
    (given,) = [line for line in steps("RUN") if "$EXTRAS" in line]
    (tmp_path / "pip").write_text('#!/bin/sh\nfor last; do :; done\necho "$last"\n')
    (tmp_path / "pip").chmod(0o755)
    surroundings = {"PATH": f"{tmp_path}:/usr/bin:/bin", "EXTRAS": extras}
    done = subprocess.run(["sh", "-c", given], env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.split() == asked
    assert steps("ARG") == ['EXTRAS=""']
    assert SERVICES["studio"]["build"] == {"context": ".", "args": {"EXTRAS": "${EXTRAS:-}"}}


def test_the_studio_is_a_command_that_is_there_and_listens_where_everybody_looks() -> None:
    (entry,), (command,), (port,), (volume,) = (steps(word) for word in ("ENTRYPOINT", "CMD", "EXPOSE", "VOLUME"))
    assert json.loads(entry) == ["studio"]
    assert json.loads(command)[0] in COMMANDS
    assert environment()["STUDIO_HOST"] == "0.0.0.0"  # inside its own network
    (checked,) = re.findall(r"127\.0\.0\.1:(\d+)", "".join(steps("HEALTHCHECK")))
    (proxied,) = re.findall(r"reverse_proxy studio:(\d+)", (ROOT / "deploy/Caddyfile.compose").read_text())
    (beside,) = re.findall(r"reverse_proxy 127\.0\.0\.1:(\d+)", (ROOT / "deploy/Caddyfile").read_text())
    assert port == checked == proxied == beside == "8000"
    assert volume == environment()["SCHEDULER_HOME"]
    assert f"studio:{volume}" in SERVICES["studio"]["volumes"]


def test_only_the_door_is_open_to_the_outside_and_the_studio_believes_it_alone() -> None:
    assert SERVICES["caddy"]["ports"] == ["80:80", "443:443"]
    assert "ports" not in SERVICES["studio"]
    told = SERVICES["studio"]["environment"]["STUDIO_PROXY"]
    door = SERVICES["caddy"]["networks"]["inside"]["ipv4_address"]
    studio = SERVICES["studio"]["networks"]["inside"]["ipv4_address"]
    (inside,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert told == door != studio
    assert {ipaddress.ip_address(door), ipaddress.ip_address(studio)} <= set(ipaddress.ip_network(inside["subnet"]))
    assert SERVICES["studio"]["read_only"]


def test_every_volume_is_declared_and_every_file_that_is_mounted_is_here() -> None:
    named = set()
    for service in SERVICES.values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).is_file()
            else:
                named.add(source)
    assert named == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", CADDYFILES)
def test_caddy_reads_it(name: str, tmp_path: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed")
    call = [caddy, "validate", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / name)]
    said = subprocess.run(
        call, check=False, capture_output=True, text=True, timeout=60,
        env={"HOME": str(tmp_path), "SITE_NAME": "mail.willow.example"},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "Valid configuration" in said.stdout + said.stderr
