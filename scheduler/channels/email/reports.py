"""Mails that come back, read as what they are: a bounce, a delay, a complaint, somebody's auto-reply, or none of ours.

Every byte is hostile. A report is believed only as far as it names a mail by its own mark – the `bounces+MARK@…` it was
returned to, or the Message-ID of what it returns, both of which only the reader of that mail has seen – and never by
what its text says (rules section 7, inbound). Sources: RFC 3464 (delivery status), RFC 6522 (report), RFC 5965
(ARF), RFC 3834 (automatic answers); mail servers that follow none of them (qmail, old Exim) are read by their headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Literal

Kind = Literal["bounce", "delayed", "complaint", "auto-reply", "other"]

LARGEST = 256 * 1024
MOST_PARTS = 50
MOST_RECIPIENTS = 20
_TEXT = 8_000
_MESSAGE_ID = re.compile(r"<([A-Za-z0-9]{16,64})@[A-Za-z0-9.-]{1,253}>")
_MARK = re.compile(r"\+([0-9a-z]{32})@")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_RETURNED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_MACHINES = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system", re.IGNORECASE)
_FAILED = re.compile(
    r"undeliver|delivery (?:status notification|has )?.{0,20}fail|returned mail|failure notice|mail delivery failed"
    r"|could ?n[o']t be delivered|not be delivered",
    re.IGNORECASE,
)
_HELPFUL = ("failed", "delayed")


class Unreadable(Exception):
    """This mail cannot be taken apart; str() says why in a few words."""


@dataclass(frozen=True, slots=True)
class Report:
    """`marks` and `message_ids`: which mail it is about, surest first. `status`: RFC 3463 or empty; `text`: what the
    other server said, short."""

    kind: Kind
    marks: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    status: str = ""
    text: str = ""


def may_be_report(head: bytes) -> bool:
    """By its header alone: is this mail worth reading? Whatever a person wrote is left alone."""
    mail = _parsed(head[:LARGEST])
    kind = _header(mail, "Content-Type").lower()
    if "multipart/report" in kind or _header(mail, "X-Failed-Recipients") or _marks(mail):
        return True
    from_machine = _MACHINES.search(_header(mail, "From")) or _header(mail, "Return-Path").strip() == "<>"
    return bool(from_machine) and _automatic(mail) != "auto-replied"


def read(raw: bytes) -> Report:
    """What that mail reports. Unreadable for what breaks the reader; never anything else."""
    try:
        return _read(_parsed(raw[:LARGEST]))
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except Exception as error:  # noqa: BLE001  the standard parser raises many things over broken mail
        raise Unreadable(f"it is broken ({type(error).__name__})") from None


def named(raw: bytes) -> tuple[str, str]:
    """Whom that mail is about, else whom it is from; and its subject. As a person reads them, empty where they cannot
    be read."""
    try:
        mail = _parsed(raw[:LARGEST])
        status = _of_type(list(_parts(mail)), "message/delivery-status")
        failed = [block.get("final-recipient", "") for block in _blocks(status)] if status is not None else []
        about = _header(mail, "X-Failed-Recipients") or next((one for one in failed if one), "")
        who = about.rpartition(";")[2].strip() or _decoded(_header(mail, "From"))
        return _short(who, 200), _short(_decoded(_header(mail, "Subject")), 200)
    except Exception:  # noqa: BLE001  what broke the reader may break this too
        return "", ""


def _decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def _parsed(raw: bytes) -> Message:
    try:
        return BytesParser(policy=compat32).parsebytes(raw)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except Exception as error:  # noqa: BLE001  as above
        raise Unreadable(f"it is broken ({type(error).__name__})") from None


def _read(mail: Message) -> Report:
    parts = list(_parts(mail))
    if _header(mail, "Auto-Submitted").lower().startswith("auto-replied") and not _is_report(mail):
        return Report("auto-reply")
    feedback = _of_type(parts, "message/feedback-report")
    if feedback is not None:
        return _complaint(mail, parts, feedback)
    status = _of_type(parts, "message/delivery-status")
    if status is not None:
        return _delivery_status(mail, parts, status)
    return _by_headers(mail, parts)


def _is_report(mail: Message) -> bool:
    return str(mail.get_content_type()) == "multipart/report"


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _of_type(parts: list[Message], kind: str) -> Message | None:
    return next((part for part in parts if part.get_content_type() == kind), None)


def _complaint(mail: Message, parts: list[Message], feedback: Message) -> Report:
    """RFC 5965; `not-spam` takes an earlier one back, which we do not."""
    said = _fields(feedback)
    kind = next((value for name, value in said if name == "feedback-type"), "").lower()
    found: Kind = "complaint" if kind in ("abuse", "fraud", "virus", "") else "other"
    return Report(found, _marks(mail, parts), _message_ids(parts), "", f"feedback report: {kind or 'abuse'}"[:200])


def _delivery_status(mail: Message, parts: list[Message], status: Message) -> Report:
    """RFC 3464: one block for the message, one for each recipient; the first that failed counts, else one delayed."""
    blocks = _blocks(status)
    acts = [(block.get("action", "").split(" ")[0].lower(), block) for block in blocks if "action" in block]
    ours = next((found for wanted in _HELPFUL for found in acts if found[0] == wanted), None)
    if ours is None:
        return Report("other", text="it reports no failure")
    action, block = ours
    said = block.get("diagnostic-code", "") or block.get("status", "")
    said = said.partition(";")[2].strip() or said
    code = _STATUS.search(block.get("status", "")) or _STATUS.search(said)
    kind: Kind = "bounce" if action == "failed" else "delayed"
    return Report(kind, _marks(mail, parts), _message_ids(parts), code[0] if code else "", _short(said))


def _blocks(status: Message) -> list[dict[str, str]]:
    """The groups of fields of a delivery status. The standard parser makes a message of each."""
    payload = status.get_payload()
    groups = payload if isinstance(payload, list) else [status]
    found = []
    for group in groups[: MOST_RECIPIENTS + 1]:
        fields = dict(_fields(group)) if isinstance(group, Message) else {}
        if fields:
            found.append(fields)
    return found


def _fields(part: Message) -> list[tuple[str, str]]:
    """Field names in lower case, with their values in one line; also where they stand in the body of the part."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload and isinstance(payload[0], Message) else None
    source = [*part.items(), *(inner.items() if inner is not None else ())]
    if isinstance(payload, str):
        lines = (line.partition(":") for line in payload[:_TEXT].splitlines())
        source += [(name, value) for name, colon, value in lines if colon]
    return [(str(name).strip().lower(), _short(str(value), 1000)) for name, value in source[:200]]


def _by_headers(mail: Message, parts: list[Message]) -> Report:
    """Servers that write a letter instead of a report: only what they say in headers, and the mail they return."""
    failed = _header(mail, "X-Failed-Recipients")
    subject = _header(mail, "Subject")
    machine = _MACHINES.search(_header(mail, "From")) or _header(mail, "Return-Path").strip() == "<>"
    if not failed and not (machine and _FAILED.search(subject)):
        return Report("auto-reply" if _automatic(mail) else "other")
    text = _first_text(parts)
    code = _STATUS.search(text)
    ids = (*_message_ids(parts), *_MESSAGE_ID.findall(text)[:5])
    kind: Kind = "delayed" if re.search(r"delay|warning", subject, re.IGNORECASE) else "bounce"
    return Report(kind, _marks(mail, parts), tuple(dict.fromkeys(ids)), code[0] if code else "", _short(text))


def _automatic(mail: Message) -> str:
    """An automatic answer (RFC 3834, and what came before it); empty for what is none."""
    said = _header(mail, "Auto-Submitted").lower().split(";")[0].strip()
    if said and said != "no":
        return said
    if _header(mail, "X-Autoreply") or _header(mail, "X-Autorespond"):
        return "auto-replied"
    return "auto-replied" if _header(mail, "Precedence").lower().strip() == "auto_reply" else ""


def _marks(mail: Message, parts: list[Message] | None = None) -> tuple[str, ...]:
    """The marks of the addresses that it was returned to."""
    found = [
        mark for name in _RETURNED_TO for value in mail.get_all(name, [])[:5] for mark in _MARK.findall(str(value))
    ]
    for part in parts or ():
        found += _MARK.findall(_header(part, "Return-Path")) if part is not mail else []
    return tuple(dict.fromkeys(found[:10]))


def _message_ids(parts: list[Message]) -> tuple[str, ...]:
    """The left sides of the Message-IDs of what is returned: a whole mail, or its headers as text."""
    found: list[str] = []
    for part in parts[1:]:
        kind = part.get_content_type()
        if part.get("Message-ID"):
            found += _MESSAGE_ID.findall(_header(part, "Message-ID"))
        if kind in ("text/rfc822-headers", "message/rfc822-headers", "text/rfc822"):
            found += _MESSAGE_ID.findall(_in_headers(_text(part)))
    return tuple(dict.fromkeys(found[:10]))


def _in_headers(text: str) -> str:
    """The Message-ID line of headers that are quoted as text."""
    wanted = re.search(r"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,300})", text)
    return wanted[1] if wanted else ""


def _first_text(parts: list[Message]) -> str:
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    return _text(plain) if plain is not None else ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload[:_TEXT].decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _header(mail: Message, name: str) -> str:
    """One header as text, however broken; at most 1000 characters."""
    return str(mail.get(name, ""))[:1000]


def _short(text: str, most: int = 400) -> str:
    """One line that a person may read: nothing unseen, no marks of ours."""
    return " ".join(re.sub(r"[^\x20-\x7e\xa0-\ud7ff]", " ", text[: 4 * most]).split())[:most]
