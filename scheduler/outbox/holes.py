"""The values of one copy, filled in at its first claim and the same at every try after it. (DESIGN promise 3.)

What is written down with the copy is what nothing else tells: `fill`. The rest follows from that: `whole`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from scheduler import config
from scheduler.channels import email
from scheduler.outbox.ledger import Row, Target
from scheduler.outbox.sql import among, ids, marks, rows
from scheduler.plan.services import archive


def fill(
    target: Target, owner: str, batch: Sequence[Row], now: datetime, comes_back: str = ""
) -> dict[int, dict[str, str]]:
    """What is kept, by delivery. `owner`: the studio's own address, which gets the copy of a mail that has no readers
    yet. `comes_back`: the pattern of the address that mail is returned to (`bounces+*@place.ca`), or empty.

    Always `created_at` (ISO 8601, UTC); for people `to`, `first_name`, `token` and `site_url`, and `return_path` where
    mail comes back to an address of its own; for a post `done_url`, and `parent_id` when it follows another part.
    """
    created_at = now.astimezone(UTC).isoformat()
    if not target.people:
        parents = _parents(target, batch)
        return {row.id: {"created_at": created_at, **_post(row, parents)} for row in batch}
    people, site = _people(batch), config.site().url
    filled = {}
    for row in batch:
        to, first_name, token = people.get(row.subscriber_id or 0, (owner, "", "practice"))
        kept = {"created_at": created_at, "to": to, "first_name": first_name, "token": token, "site_url": site}
        if comes_back and (path := email.return_path(comes_back, row.key)):
            kept["return_path"] = path
        filled[row.id] = kept
    return filled


def whole(row: Row, message_id: int) -> dict[str, str]:
    """All that a channel may put into the copy: what is kept, `key`, and for people `unsubscribe_url`,
    `preferences_url` and `view_url`."""
    kept = row.holes
    if "token" not in kept:  # a post
        return {"key": row.key, **kept}
    return {"key": row.key, **kept, **_links(kept["site_url"], kept["token"], archive.path(message_id))}


def _post(row: Row, parents: dict[int, str]) -> dict[str, str]:
    done = {"done_url": f"{config.site().url}/done/{row.key}/"}
    return {**done, "parent_id": parents[row.part - 1]} if row.part - 1 in parents else done


def _parents(target: Target, batch: Sequence[Row]) -> dict[int, str]:
    before = [row.part - 1 for row in batch if row.part > 1]
    found = rows(
        "SELECT part, remote_id FROM outbox_delivery WHERE message_id = %s AND destination = 'account'"
        f" AND part IN ({marks(before)})",
        [target.message_id, *before],
    ) if before else []  # fmt: skip
    return {int(part): str(remote_id) for part, remote_id in found}


def _people(batch: Sequence[Row]) -> dict[int, tuple[str, str, str]]:
    found = rows(
        f"SELECT id, address, first_name, token FROM audience_subscriber WHERE id {among()}",
        [ids(row.subscriber_id for row in batch if row.subscriber_id is not None)],
    )
    return {person: (to, name, token) for person, to, name, token in found}


def personal(
    site: str, to: str, first_name: str, token: str, message_id: int = 0, *, test: bool = False
) -> dict[str, str]:
    """A reader's own values; `token` names them in the links for leaving and for choosing. The issue's page on the web
    is everybody's."""
    links = _links(site, token, archive.path(message_id, test=test))
    return {"to": to, "first_name": first_name, "site_url": site, **links}


def _links(site: str, token: str, view: str) -> dict[str, str]:
    return {
        "unsubscribe_url": f"{site}/u/{token}",
        "preferences_url": f"{site}/p/{token}",
        "view_url": f"{site}{view}",
    }
