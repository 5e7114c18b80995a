"""Is this the studio, or a copy of it? A copied database would send everything a second time. (DESIGN section 2.4.)

The database remembers the place where it lies: an SQLite file its inode, which a copy never shares, PostgreSQL the
number of its database in the cluster. Found somewhere else, everything is held until a person has looked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from scheduler.accounts import services as accounts
from scheduler.keeping import snapshot
from scheduler.plan import services as plan
from scheduler.signals import ALL_HELD, happened

PLACE = "place"
A_COPY = (
    "This database lies in another place than before: it may be a copy. Nothing goes out until you resume. "
    "Make sure first that no other copy of this studio is running."
)


def look_around(now: datetime) -> bool:
    """Hold everything when the database was moved or copied; True when it was. The first look only remembers."""
    here, before = _here(), str(accounts.remembered(PLACE).get("mark", ""))
    if before == here:
        return False
    accounts.remember(PLACE, {"mark": here})
    if not before:
        return False
    plan.hold("instance:", A_COPY, "studio", now)
    happened.send(sender=None, kind=ALL_HELD, text=A_COPY, now=now, needs_you=True)
    return True


def settle_here() -> None:
    """A restore put the database here knowingly."""
    accounts.remember(PLACE, {"mark": _here()})


def _here() -> str:
    if snapshot.kind() == "sqlite":
        file = snapshot.file()
        return f"inode {file.stat().st_ino}" if file.exists() else "memory"
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return f"database {cursor.fetchone()[0]}"
