"""The systemd unit: systemd itself must understand it, whatever the folder is called, and find little to fault."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scheduler.errors import Problem
from scheduler.keeping import units

PROGRAM = Path("/bin/true")
NAMES = ["willow", "Willow Street", "100% yoga", 'a "quiet" place', "prix $HOME", "back\\slash", "étude"]


def test_a_unit_is_called_after_its_folder() -> None:
    made = units.unit(Path("/srv/Willow Street"), PROGRAM, "studio", "Willow")
    assert made.name == "studio-willow-street.service"
    assert "User=studio" in made.text
    assert 'ReadWritePaths="/srv/Willow Street"' in made.text


@pytest.mark.parametrize("user", ["root; rm", "", "a\nUser=root", "-x", "A"])
def test_a_user_that_cannot_be_is_refused(user: str) -> None:
    with pytest.raises(Problem, match="user name"):
        units.unit(Path("/srv/willow"), PROGRAM, user, "Willow")


def test_nothing_can_add_a_line_to_it() -> None:
    made = units.unit(Path("/srv/willow"), PROGRAM, "studio", "Willow\n[Service]\nUser=root")
    assert made.text.count("[Service]\n") == 1
    with pytest.raises(Problem, match="line break"):
        units.unit(Path("/srv/wil\nlow"), PROGRAM, "studio", "Willow")


needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


@needs_systemd
@pytest.mark.parametrize("name", NAMES)
def test_systemd_understands_it(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir()
    made = units.unit(home, PROGRAM, "www-data", f"The {name} studio")
    file = tmp_path / made.name
    file.write_text(made.text)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", file], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if made.name in line]
    assert said == []
    assert done.returncode == 0, done.stderr


@needs_systemd
def test_systemd_finds_it_well_protected(tmp_path: Path) -> None:
    made = units.unit(tmp_path, PROGRAM, "www-data", "Willow")
    file = tmp_path / made.name
    file.write_text(made.text)
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--json=short", "--threshold=25", file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, [row["name"] for row in json.loads(done.stdout) if row["exposure"]]
