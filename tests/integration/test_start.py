"""The first start of a studio: small, and without what only articles, cards or feeds need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.home import Home

pytestmark = pytest.mark.alike

LATE = {"lxml", "uharfbuzz", "css_inline", "sentencex", "feedparser", "dns", "markdown_it", "mammoth", "resvg_py"}
START = """
import json, sys
from pathlib import Path
from scheduler.commands.studio import open_studio
open_studio()
import scheduler.clock.loop, scheduler.commands.run, scheduler.urls, scheduler.wsgi
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({"peak": int(peak.split()[1]) * 1024, "loaded": sorted(sys.modules)}))
"""


def test_the_very_first_start_is_small(tmp_path: Path) -> None:
    home = Home.new(tmp_path)
    call = [sys.executable, "-c", START]
    done = subprocess.run(call, env=home.environment, capture_output=True, text=True, timeout=120, check=True)
    said = json.loads(done.stdout)
    assert (home.path / "studio.sqlite3").stat().st_mode & 0o077 == 0, "it laid its tables, for its owner's eyes only"
    assert not LATE & set(said["loaded"])
    assert "scheduler.domain.tips.splitter" not in said["loaded"]
    assert said["peak"] < 120_000_000
