"""Settings for tests: nothing of the developer's own environment gets in."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

POSTGRES = os.environ.get("STUDIO_TEST_POSTGRES", "")
for name in list(os.environ):
    mine = name.startswith(("STUDIO_", "SCHEDULER_", "SITE_", "DATABASE_", "BROKER_", "EMAIL_"))
    if (mine and not name.startswith("STUDIO_TEST_")) or name.endswith(("_TOKEN", "_PASSWORD")):
        del os.environ[name]
os.environ["SCHEDULER_HOME"] = tempfile.mkdtemp(prefix="studio-tests-")
atexit.register(shutil.rmtree, os.environ["SCHEDULER_HOME"], ignore_errors=True)
os.environ["STUDIO_SECRET_KEY"] = "for tests only, forty characters at the least"
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
if POSTGRES:
    os.environ["DATABASE_URL"] = POSTGRES

from scheduler.settings import *  # noqa: E402, F403
