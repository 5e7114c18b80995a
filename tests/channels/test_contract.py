"""What every channel keeps to: run over the registry, so that a new folder is tested by being there."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import scheduler.channels
from scheduler.channels import registry
from scheduler.channels.base import Channel, Credentials, Draft, Job, Memo
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from tests.channels.jobs import DRAFT, NOW, PICTURE, with_picture
from tests.fakes.hostile import Hostile, unused_port

CHANNELS = registry.channels()
EVERY = pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
CONNECTABLE = {kind: channel for kind, channel in CHANNELS.items() if channel.connectable}
SENDING = pytest.mark.parametrize("channel", CONNECTABLE.values(), ids=CONNECTABLE)
TEXTS = ["", "x", "Namaste 🙏 नमस्ते", "👨‍👩‍👧‍👦" * 290, "Roll slowly. " * 400, "a https://studio.example/" + "b" * 100]
NEWSLETTER = replace(
    DRAFT, subject="Rolling the feet", html="<p>Roll one foot for a minute.</p>", preheader="Six minutes"
)
OPTIONS = {"from": "Willow Street <hello@willow.example>", "network": "instagram"}
OTHER = "https://willow.example/other"
OVER_SMTP = ("email", "by hand")
PREVIEW = {"text", "html", "subject", "link", "card", "segments", "count"}


def http(status: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


MANNERS: dict[str, str | bytes] = {
    "says nothing": "silent",
    "resets": "reset",
    "hangs up": "hang up",
    "speaks something else": b"\x00\xff\x16\x03\x01 whatever\r\n",
    "answers a page": http("200 OK", b"<html>Welcome to the hotel's wireless network"),
    "answers an empty object": http("200 OK", b"{}"),
    "answers a list": http("200 OK", b"[]"),
    "answers null": http("200 OK", b"null"),
    "answers with nesting": http("200 OK", b'{"a":' * 5000),
    "breaks off": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{",
    "redirects": b"HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n",
    "asks to wait": http("429 Too Many Requests", b"{}"),
    "is broken": http("500 Internal Server Error", b"oops"),
    "is away": http("503 Service Unavailable", b""),
    "echoes": http("400 Bad Request", b'{"error": "secret-word", "message": "secret-word"}'),
    "echoes as mail": b"220 hi\r\n250 hi\r\n535 secret-word\r\n",
}


def configured(channel: Channel) -> Channel:
    return channel.configured(OPTIONS)


def credentials(channel: Channel, port: int) -> Credentials:
    """Filled in as a person would, every server's address being this machine's `port`."""
    mail = {"host": "127.0.0.1", "port": str(port), "security": "none", "timeout": "1", "refresh_token": ""}
    values = {**OPTIONS, **mail, "owner": "owner@willow.example"}
    for field in channel.fields:
        filled = "secret-word" if field.secret else field.default or "willow.example"
        values.setdefault(field.name, f"http://127.0.0.1:{port}" if field.address else filled)
        if field.address and field.default:
            values[field.name] = f"http://127.0.0.1:{port}"
    return Credentials(values, loopback=True)


def a_job(channel: Channel, port: int, draft: Draft = NEWSLETTER) -> Job:
    holes = {
        "created_at": NOW.isoformat(),
        "key": "delivery-17",
        "done_url": "https://studio.example/done/abc",
        "to": "ann@example.org",
        "first_name": "Ann",
        "message_id": "<17.abc@willow.example>",
        "date": NOW.isoformat(),
        "unsubscribe_url": "https://studio.example/u/abc",
        "preferences_url": "https://studio.example/p/abc",
        "return_path": "hello@willow.example",
    }
    payload = configured(channel).payload(draft)
    login = credentials(channel, port)
    return Job(17, "delivery-17", payload, holes, Memo(), login, NOW, load_media=lambda _sha: PICTURE)


def test_every_folder_is_a_channel_of_its_own() -> None:
    root = Path(scheduler.channels.__path__[0])
    folders = {path.parent.name for path in root.glob("*/__init__.py")}
    assert {registry.folder(kind).name for kind in CHANNELS} == folders
    assert len(CHANNELS) == len(folders)
    assert all(kind == channel.kind for kind, channel in CHANNELS.items())


def test_an_unknown_kind_is_answered_with_the_kinds_there_are() -> None:
    with pytest.raises(registry.UnknownChannel, match="bluesky, by hand"):
        registry.get("myspace")


@EVERY
def test_its_readme_names_its_sources(channel: Channel) -> None:
    text = (registry.folder(channel.kind) / "README.md").read_text()
    assert re.search(r"(?i)source", text)
    assert channel.name


@EVERY
@pytest.mark.parametrize("text", TEXTS)
def test_its_count_agrees_with_its_limit(channel: Channel, text: str) -> None:
    count = channel.count(text)
    assert bool(count.limit) == bool(channel.limit)
    assert count.limit <= channel.limit  # less where the text itself makes it so (an SMS that is not plain GSM-7)
    assert count.unit
    assert count.length >= 0
    assert not (count.fits and count.limit and count.length > count.limit)
    assert channel.count(text) == count


@EVERY
def test_a_longer_text_is_never_shorter(channel: Channel) -> None:
    lengths = [channel.count("Roll slowly. " * number).length for number in range(1, 60)]
    assert lengths == sorted(lengths)


@EVERY
def test_its_fields_say_where_the_environment_has_them(channel: Channel) -> None:
    names = [field.name for field in channel.fields]
    variables = [field.env for field in channel.fields]
    assert len(set(names)) == len(names)
    assert len(set(variables)) == len(variables)
    for field in channel.fields:
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", field.env)
        assert field.label
        assert not (field.secret and field.default)
        assert not field.secret or field.env.endswith(("TOKEN", "PASSWORD", "SECRET", "KEY"))


@EVERY
def test_what_cannot_be_connected_asks_for_nothing(channel: Channel) -> None:
    assert channel.connectable or not channel.fields


@SENDING
@pytest.mark.parametrize("draft", [NEWSLETTER, with_picture(NEWSLETTER), replace(NEWSLETTER, link="", text="🧘")])
def test_its_payload_is_a_pure_translation(channel: Channel, draft: Draft) -> None:
    payload = configured(channel).payload(draft)
    assert payload == configured(channel).payload(draft)
    assert json.loads(json.dumps(payload)) == payload


@SENDING
def test_its_payload_depends_on_all_that_a_reader_sees(channel: Channel) -> None:
    drafts = [
        NEWSLETTER,
        replace(NEWSLETTER, text="Other words", html="<p>Other words</p>"),
        replace(NEWSLETTER, text=DRAFT.text.replace(DRAFT.link, OTHER), link=OTHER, html=f"<p>{OTHER}</p>"),
        with_picture(NEWSLETTER),
    ]
    payloads = {json.dumps(configured(channel).payload(draft), sort_keys=True) for draft in drafts}
    assert len(payloads) == len(drafts)


@SENDING
def test_its_payload_holds_no_secret(channel: Channel) -> None:
    settings = {**OPTIONS, **credentials(channel, 25).values}
    assert "secret-word" not in json.dumps(channel.configured(settings).payload(NEWSLETTER))


@SENDING
@pytest.mark.parametrize("draft", [NEWSLETTER, with_picture(NEWSLETTER)])
def test_its_preview_is_drawn_from_the_payload_alone(channel: Channel, draft: Draft) -> None:
    payload = configured(channel).payload(draft)
    preview = configured(channel).preview(json.loads(json.dumps(payload)))
    assert set(preview) >= PREVIEW
    assert "Roll one foot for a minute." in preview["text"]
    assert json.loads(json.dumps(preview)) == preview
    if preview["segments"]:
        assert "".join(piece["text"] for piece in preview["segments"]) == preview["text"]


@SENDING
def test_nothing_listening_means_nothing_was_sent(channel: Channel) -> None:
    port = unused_port()
    sent = configured(channel).send(a_job(channel, port))
    assert isinstance(sent, Retry)
    assert isinstance(channel.check(credentials(channel, port)), Retry)
    assert channel.look_up(a_job(channel, port)) is None


@SENDING
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
def test_whatever_a_server_does_is_answered_with_a_value(channel: Channel, manner: str | bytes) -> None:
    with Hostile(manner, first=channel.kind in OVER_SMTP) as server:
        outcomes: list[Outcome | None] = [
            configured(channel).send(a_job(channel, server.port)),
            configured(channel).send(a_job(channel, server.port, with_picture(NEWSLETTER))),
            channel.check(credentials(channel, server.port)),
        ]
        found = channel.look_up(a_job(channel, server.port))
    assert found is None
    for outcome in outcomes:
        assert isinstance(outcome, Refused | Retry | Unknown)
        assert outcome.reason
        assert "secret-word" not in outcome.reason
        assert not (channel.idempotent and isinstance(outcome, Unknown))


@SENDING
def test_credentials_are_in_no_repr(channel: Channel) -> None:
    job: Any = a_job(channel, 25)
    assert "secret-word" not in repr(job)
    assert not isinstance(job.credentials, Accepted)
