"""The drafts of a series or a post as files, and a contact sheet of all: `studio preview`."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from scheduler.accounts import services as accounts
from scheduler.channels import registry
from scheduler.channels.base import Credentials, Job, Memo
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.web.cards import days
from scheduler.web.previews import previews

STYLE = Path(__file__).parent / "static" / "studio.css"
_MEDIA = re.compile(r'\bsrc="/media/([0-9a-f]{64})\.\w+"')
SAMPLE = {
    "to": "anna@example.org",
    "first_name": "Anna",
    "site_url": "https://example.org",
    "unsubscribe_url": "https://example.org/u/sample",
    "preferences_url": "https://example.org/p/sample",
    "view_url": "https://example.org/letters/sample/",
    "done_url": "https://example.org/done/sample/",
}


def write(ref: str, folder: Path, now: datetime) -> list[Path]:
    """html, txt, json and what the channel would send, for each draft; answers the html files, index.html apart."""
    folder.mkdir(parents=True, exist_ok=True)
    drafts = [draft for message in plan.drafts_of(ref) for draft in _write(message, folder, now)]
    pages = {draft["message"].ref: draft["page"] for draft in reversed(drafts)}
    sheet = {
        "days": days(plan.moments_of(ref)), "style": STYLE.read_text(), "ref": ref, "picture_url": _picture,
        "letter_address": pages.__getitem__,
    }  # fmt: skip
    (folder / "index.html").write_text(render_to_string("web/contact_sheet.html", sheet), encoding="utf-8")
    return [folder / draft["page"] for draft in drafts]


def _write(message: Message, folder: Path, now: datetime) -> list[dict[str, Any]]:
    payloads = plan.payloads(message)
    return [
        _part(message, shown, payload, folder, now) for shown, payload in zip(previews(message), payloads, strict=True)
    ]


def _part(
    message: Message, shown: dict[str, Any], payload: dict[str, Any], folder: Path, now: datetime
) -> dict[str, Any]:
    name = f"{message.ref}-{message.account.name}" + (f"-{shown['part']}" if message.parts > 1 else "")
    preview = shown["preview"]
    html = preview.get("html") or render_to_string(
        "web/draft.html", {**shown, "style": STYLE.read_text(), "picture_url": _picture}
    )
    html = _MEDIA.sub(lambda found: f'src="{_picture(found[1])}"', html)
    (folder / f"{name}.html").write_text(html, encoding="utf-8")
    (folder / f"{name}.txt").write_text(preview["text"], encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(payload, ensure_ascii=False, indent=2), encoding="utf-8")
    for suffix, data in registry.get(message.account.kind).files(_job(message, payload, shown["part"], now)).items():
        if suffix != "json":
            (folder / f"{name}.{suffix}").write_bytes(data)
    return {"page": f"{name}.html", "message": message, "preview": preview}


def _picture(sha256: str) -> str:
    """The picture itself, since a file has no pages beside it."""
    data, kind = library.picture(sha256) or (b"", "image/png")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _job(message: Message, payload: dict[str, Any], part: int, now: datetime) -> Job:
    key = f"preview-{message.ref}-{part}"
    holes = {**SAMPLE, "key": key, "created_at": now.isoformat()}
    values = accounts.credentials(message.account).values
    return Job(0, key, payload, holes, Memo(), Credentials({"from": values.get("from", "")}), now, part=part)
