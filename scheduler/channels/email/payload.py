"""A draft as the payload of a mail, and the payload as its reader will see it. Pure.

Payload: `{"subject", "preheader", "html", "text", "from", "reply_to", "list_id", "language", "rows", "images"}`,
and `links` where clicks are counted (domain/counted_links.py).
`subject`, `preheader`, `html` and `text` hold rendering's marks (holes, class rows).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.channels.base import Draft
from scheduler.channels.email import headers
from scheduler.channels.email.mime import body_text, subject_for
from scheduler.domain.drafts import CLIP
from scheduler.domain.rendering import HOLE_NAMES, fill, holes_in, rows_in, strip_private_use
from scheduler.errors import Problem

SAMPLES = {
    **dict.fromkeys(HOLE_NAMES, "#"),
    "first_name": "Anna",
    "address": "anna@example.org",
    "site_url": "",
}


def payload(draft: Draft, sender: str, reply_to: str, list_id: str) -> dict[str, Any]:
    """The mail's payload, with nothing that depends on recipient or time. Problem when an address of it is none."""
    for name, text in (("from", sender), ("reply to", reply_to)):
        _check(name, text)
    return {
        "subject": draft.subject if holes_in(draft.subject) else subject_for(draft.subject, {}),
        "preheader": draft.preheader,
        "html": draft.html,
        "text": draft.text,
        "from": sender,
        "reply_to": reply_to,
        "list_id": list_id,
        "language": draft.language,
        "rows": rows_in(draft.html or draft.text),
        "images": [{"sha256": image.sha256, "type": image.type, "alt": image.alt} for image in draft.images],
    }


def preview(payload: Mapping[str, Any], reader: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Subject, HTML and text as Anna, or the reader with these values, would get them; their own links lead nowhere.

    `size`: bytes of the HTML, of which Gmail shows `size_limit`.
    """
    values = {**SAMPLES, **(reader or {})}
    subject = subject_for(payload["subject"], values)
    return {
        "subject": subject,
        "preheader": subject_for(payload["preheader"], values),
        "from": payload["from"],
        "reply_to": payload["reply_to"],
        "html": _filled(payload["html"], values, "html"),
        "text": _filled(payload["text"], values, "none"),
        "link": "",
        "card": None,
        "images": payload["images"],
        "segments": [],
        "size": len(payload["html"].encode()),
        "size_limit": CLIP,
        "count": {
            "length": len(subject),
            "limit": headers.SUBJECT_LIMIT,
            "fits": len(subject) <= headers.SUBJECT_LIMIT,
        },
    }


def list_id(sender: str, name: str) -> str:
    """`Willow Street Yoga <newsletter.willow.example>`: stable as long as the channel's name and domain are."""
    try:
        display, found = headers.mailbox(sender)
    except headers.Unsendable:
        return ""
    label = "".join(char if char.isascii() and char.isalnum() else "-" for char in name.lower()).strip("-")
    return f"{display} <{label or 'list'}.{found.domain}>".strip()


def filled(payload: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """`{"subject", "text", "html"}` as one person reads them. Raises Unsendable when a value is missing."""
    try:
        return {
            "subject": subject_for(payload["subject"], values),
            "text": _filled(payload["text"], values, "none"),
            "html": _filled(payload["html"], values, "html") if payload["html"] else "",
        }
    except KeyError as missing:
        reason = f"The mail needs a value for {missing}, and there is none."
        raise headers.Unsendable("holes", reason, ours=True) from None


def _filled(text: str, values: Mapping[str, str], escape: Any) -> str:
    return strip_private_use(fill(body_text(text), values, escape))


def _check(name: str, text: str) -> None:
    try:
        if text:
            headers.mailbox(text)
    except headers.Unsendable as problem:
        raise Problem(f"The channel's `{name}` in jobs.yaml: {problem}") from None
