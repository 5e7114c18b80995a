"""Every spliced mail equals the one built the slow way, parsed; and no input breaks a header."""

from __future__ import annotations

import email.policy
import re
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.base import Draft
from scheduler.channels.email import Email, Unsendable, as_eml
from scheduler.channels.email.mime import body_text, prepare, subject_for
from scheduler.domain.rendering import fill, strip_private_use
from scheduler.domain.rendering.marks import hole, row
from scheduler.errors import Problem

NAME, LEAVE, PREFERENCES, ADDRESS = (
    hole("first_name", "there"), hole("unsubscribe_url", ""), hole("preferences_url", ""), hole("address", ""),
)  # fmt: skip
HTML = f"""<!doctype html>
<html lang="en"><body style="color: #222; background: #fff">
<p>Hello {NAME},</p><p class="long">{"Breathe out slowly as you roll. " * 12}</p>
{row("cls-1", "<p>Yin Yoga, Mondays – café 🧘</p>")}
<p><a href="{LEAVE}">Leave</a> {ADDRESS} <a href="{PREFERENCES}">Choose</a></p>{NAME}.
.{NAME}
</body></html>
"""
TEXT = f"""Hello {NAME},

{"Breathe out slowly as you roll. " * 12}
From here on: one minute a side.
.a line with a dot
{row("cls-1", "Yin Yoga, Mondays – café 🧘")}
Leave: {LEAVE} 
{NAME}.{NAME}
You get this at {ADDRESS}, {PREFERENCES}"""  # noqa: W291 a blank at the end of a line must survive
MAIL = Email().configured({"from": "Willow Street Yoga <hello@willow.example>", "name": "newsletter"})
HOLES = {
    "to": "anna@example.org",
    "first_name": "Anna",
    "key": "k-0001",
    "created_at": "2027-02-16T14:00:00+00:00",
    "unsubscribe_url": "https://willow.example/u/AbCdEfGhIjKlMnOpQrStUv",
    "preferences_url": "https://willow.example/p/AbCdEfGhIjKlMnOpQrStUv",
}
HOSTILE_NAMES = [
    "", "Anna", "José", "Анна", "安娜", "🧘‍♀️", "O'Brien", 'Anna "the roller" <b@c.d>', "Anna\r\nBcc: evil@example.com",
    "Anna\n.\nQUIT", "a\x00b", "\u2028Anna\u2029", "\x85Anna", "<script>alert(1)</script>", "&amp;", "=?utf-8?q?x?=",
    "." * 80, ". leading", "From me", "x" * 200, "é" * 200, "=" * 100, "tab\there", "  many   blanks  ",
    "\u202eAnna", "\ue010first_name|x\ue011", "\ud800", "{{ 7*7 }}", "[[unsubscribe_url|x]]", "100% =3D",
]  # fmt: skip
ADDRESSES = [
    "anna@example.org", "anna+tag@sub.example.org", "o'brien@example.org", "a.b-c_d@example.co.uk", "x@exämple.org",
    "ANNA@Example.ORG", "u@münchen.example", "a" * 64 + "@example.org", "josé@exämple.org", "anna@例え.example",
]  # fmt: skip


def payload(**more: Any) -> dict[str, Any]:
    return {**MAIL.payload(Draft(text=TEXT, html=HTML, subject="Rolling the feet – café 🧘", preheader="Try")), **more}


def parsed(raw: bytes) -> EmailMessage:
    found = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def built_slowly(mail: dict[str, Any], holes: dict[str, str]) -> EmailMessage:
    """The bodies of the same mail, by the standard library and rendering's own fill."""
    values = {"address": holes["to"], **holes, "first_name": holes["first_name"].encode("utf-8", "ignore").decode()}
    message = EmailMessage(policy=email.policy.SMTP)
    text, html = (
        strip_private_use(fill(body_text(mail[key]), values, escape)).encode("utf-8", "replace").decode()
        for key, escape in (("text", "none"), ("html", "html"))
    )
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return parsed(message.as_bytes())


def words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n").removesuffix("\n")


def assert_same(mail: dict[str, Any], holes: dict[str, str]) -> None:
    quick, slow = parsed(as_eml(mail, holes)), built_slowly(mail, holes)
    for kind in ("plain", "html"):
        assert words(quick, kind) == words(slow, kind)


def assert_well_formed(raw: bytes) -> None:
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert all(not line.startswith((b".", b"From ")) for line in raw.split(b"\r\n"))
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert sorted(names) == sorted(set(names))
    assert set(names) <= {
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type", b"List-Id", b"Reply-To",
        b"List-Unsubscribe", b"List-Unsubscribe-Post",
    }  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_mail_filled_as_bytes_equals_the_one_built_slowly_whatever_the_name(name: str) -> None:
    holes = {**HOLES, "first_name": name}
    assert_same(payload(), holes)
    assert_well_formed(as_eml(payload(), holes))


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_in_the_subject_is_read_as_it_was_written(name: str) -> None:
    raw = as_eml(payload(subject=f"{NAME}, your feet"), {**HOLES, "first_name": name})
    visible = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ue000-\uf8ff\ud800]", " ", name).split())
    if len(visible) < 180:
        assert parsed(raw)["Subject"] == f"{visible or 'there'}, your feet"
    assert len(parsed(raw)["Subject"]) <= 200
    assert_well_formed(raw)


@settings(max_examples=150)
@given(
    st.lists(st.text(max_size=120), min_size=1, max_size=5),
    st.lists(st.text(max_size=120), min_size=1, max_size=5),
    st.text(st.characters(codec="utf-8"), max_size=60),
)
def test_a_mail_filled_as_bytes_equals_the_one_built_slowly_whatever_the_words(
    texts: list[str], htmls: list[str], name: str
) -> None:
    plain, html = (NAME.join(strip_private_use(piece) for piece in pieces) for pieces in (texts, htmls))
    mail, holes = payload(text=plain, html=html), {**HOLES, "first_name": name}
    assert_same(mail, holes)
    assert_well_formed(as_eml(mail, holes))


@pytest.mark.parametrize("start", [".", "..", "From ", " ", "\t", "\n", "=", ".\n.", "é", "x" * 75, "x" * 74 + "é"])
def test_what_stands_at_the_start_and_the_end_of_a_piece_survives(start: str) -> None:
    text = f"{start}{NAME}{start}{NAME}{NAME}{start}\n{start}{NAME}\n{NAME}{start}"
    for name in ("Anna", ".Anna", "From Anna", "", "="):
        mail, holes = payload(text=text, html=text), {**HOLES, "first_name": name}
        assert_same(mail, holes)
        assert_well_formed(as_eml(mail, holes))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_recipient_stands_in_to_with_the_domain_as_a_label(address: str) -> None:
    raw = as_eml(payload(), {**HOLES, "to": address})
    local, _, domain = address.rpartition("@")
    assert f"\r\nTo: {local}@{domain.lower().encode('idna').decode()}\r\n".encode() in b"\r\n" + raw


@pytest.mark.parametrize(
    "address",
    [
        "", "anna", "@example.org", "anna@", "anna@exa mple.org", "an na@example.org", "a@example.org\r\nBcc: e@x.org",
        "anna@example.org, eve@example.org", "<anna@example.org>", "a@b@c.org", "anna@-x.org",
        "anna@" + "x" * 64 + ".org", "a" * 65 + "@example.org", ".anna@example.org", "an..na@example.org",
        "anna\x00@example.org", "é\u202e@example.org", "anna@" + "x." * 126 + "example.org", "anna>@example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(Unsendable) as refused:
        as_eml(payload(), {**HOLES, "to": address})
    assert refused.value.code == "5.1.3"
    assert refused.value.suppress


def test_the_unsubscribe_link_is_one_plain_unfolded_uri_of_at_most_76_characters() -> None:
    url = "https://" + "x" * 41 + "/u/AbCdEfGhIjKlMnOpQrStUv"
    raw = as_eml(payload(), {**HOLES, "unsubscribe_url": url})
    assert f"\r\nList-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in raw
    assert len(f"<{url}>") == 76


@pytest.mark.parametrize(
    "url",
    [
        "", "https://" + "x" * 42 + "/u/AbCdEfGhIjKlMnOpQrStUv", "http://willow.example/u/x", "ftp://willow.example/u",
        "https://willow.example/u/x y", "https://willow.example/u/x>,<mailto:a@b.c", "https://willow.example/é",
        "https://willow.example/u\r\nX: y", "javascript:alert(1)", "https:///u/x", "https://[bad/u",
    ],
)  # fmt: skip
def test_a_wrong_unsubscribe_link_stops_everything(url: str) -> None:
    with pytest.raises(Unsendable) as refused:
        as_eml(payload(), {**HOLES, "unsubscribe_url": url})
    assert refused.value.ours


def test_on_this_machine_the_unsubscribe_link_may_be_http() -> None:
    raw = as_eml(payload(), {**HOLES, "unsubscribe_url": "http://127.0.0.1:8000/u/x"})
    assert b"\r\nList-Unsubscribe: <http://127.0.0.1:8000/u/x>\r\n" in raw


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Rolling the feet", "Rolling the feet"),
        ("a\x00b\r\nBcc: evil@example.com", "a b Bcc: evil@example.com"),
        ("=?utf-8?q?Pay_now?=", "=?utf-8?q?Pay_now?="),
        ("x" * 150, "x" * 150),
        ("é" * 199, "é" * 199),
        ("🧘" * 100, "🧘" * 100),
        ("one\u2028two\u0085three\x7f", "one two three"),
        ("\u202eevil", "evil"),
        ("word " * 60, "word " * 39 + "word…"),
        ("y" * 250, "y" * 199 + "…"),
        ("", ""),
    ],
)
def test_a_subject_is_read_as_it_was_written_on_one_line_of_at_most_200(subject: str, shown: str) -> None:
    mail = payload(**MAIL.payload(Draft(text="x", html="x", subject=subject)))
    raw = as_eml(mail, HOLES)
    assert parsed(raw)["Subject"] == shown
    assert MAIL.preview(mail)["subject"] == shown
    head = raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"ubject" in line or line.startswith(b" ="))


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Willow Street Yoga <hello@willow.example>", "Willow Street Yoga"),
        ("hello@willow.example", ""),
        ('"Willow, Yoga & Co." <hello@willow.example>', "Willow, Yoga & Co."),
        ("Žofie <hello@willow.example>", "Žofie"),
        ("=?utf-8?q?Bank?= <hello@willow.example>", "=?utf-8?q?Bank?="),
        ("Willow (Yoga) <hello@willow.example>", "Willow (Yoga)"),
        ("Evil, <x@y.z>, Willow <hello@willow.example>", "Evil, <x@y.z>, Willow"),
        ("A very long name of a studio " * 5 + "<hello@willow.example>", ("A very long name of a studio " * 5)[:100]),
    ],
)
def test_the_sender_is_one_mailbox_whatever_its_name_holds(sender: str, name: str) -> None:
    mail = Email().configured({"from": sender, "reply to": sender}).payload(Draft(text="x", html="x", subject="x"))
    found = parsed(as_eml(mail, HOLES))
    for header in ("From", "Reply-To"):
        assert [(one.display_name, one.addr_spec) for one in found[header].addresses] == [
            (name.strip(), "hello@willow.example")
        ]


@pytest.mark.parametrize(
    "sender", ["Willow", "Willow <hello>", "Willow <a@b.c", "a@b.c\r\nBcc: x@y.z", "<a@b.c> Willow"]
)
def test_a_sender_that_is_none_is_told_with_its_place(sender: str) -> None:
    with pytest.raises(Problem, match=r"jobs\.yaml"):
        Email().configured({"from": sender}).payload(Draft(text="x", html="x", subject="x"))


def test_answers_go_to_the_studio_unless_its_contact_is_no_address() -> None:
    def headers_with(reply_to: str) -> EmailMessage:
        studio = Email().configured({"from": "hello@willow.example", "reply to": reply_to})
        return parsed(as_eml(studio.payload(Draft(text="x", html="x", subject="x")), HOLES))

    assert headers_with("desk@willow.example")["Reply-To"] == "desk@willow.example"
    assert headers_with("519 555 0100")["Reply-To"] is None
    with pytest.raises(Problem, match="reply to"):
        headers_with("desk@@willow")


def test_required_headers_are_there_once_and_right() -> None:
    found = parsed(as_eml(payload(), HOLES))
    assert found["Date"].datetime.isoformat() == "2027-02-16T14:00:00+00:00"
    assert found["Message-ID"] == "<k-0001@willow.example>"
    assert found["List-Id"] == "Willow Street Yoga <newsletter.willow.example>"
    assert found["MIME-Version"] == "1.0"
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in found.iter_parts()} == {"quoted-printable"}


def test_the_same_copy_is_built_the_same_at_every_try() -> None:
    assert as_eml(payload(), HOLES) == as_eml(payload(), dict(reversed(HOLES.items())))
    other = {**HOLES, "key": "k-0002 <x>\r\n"}
    assert re.search(rb"\r\nMessage-ID: <[0-9a-f]{40}@willow.example>\r\n", as_eml(payload(), other))


def test_a_value_that_is_missing_is_never_left_blank() -> None:
    holes = {key: value for key, value in HOLES.items() if key != "preferences_url"}
    with pytest.raises(Unsendable, match="preferences_url"):
        as_eml(payload(), holes)


def test_marks_of_class_rows_reach_no_reader() -> None:
    found = parsed(as_eml(payload(), HOLES))
    assert "Yin Yoga, Mondays – café 🧘" in words(found, "plain")
    assert not re.search("[\ue000-\uf8ff]", words(found, "plain") + words(found, "html"))
    assert payload()["rows"] == ["cls-1"]


def test_the_preview_shows_what_a_sample_reader_gets() -> None:
    mail = payload(subject=f"{NAME}, your feet")
    shown = MAIL.preview(mail)
    sample = {**HOLES, "unsubscribe_url": "https://w.example/u/x", "preferences_url": "#", "to": "anna@example.org"}
    sent = parsed(as_eml(mail, sample))
    assert shown["subject"] == sent["Subject"] == "Anna, your feet"
    assert shown["html"].replace('href="#"', "") == words(sent, "html").replace(
        'href="https://w.example/u/x"', ""
    ).replace('href="#"', "") + ("\n" if shown["html"].endswith("\n") else "")
    assert shown["from"] == "Willow Street Yoga <hello@willow.example>"


def test_a_prepared_issue_serves_every_reader_alike() -> None:
    prepared = prepare(payload())
    for number in range(50):
        holes = {
            **HOLES,
            "key": f"k-{number}",
            "to": f"p{number}@example.org",
            "first_name": HOSTILE_NAMES[number % 30],
        }
        assert prepared.message_for(holes) == as_eml(payload(), holes)


def test_the_subject_of_a_preview_is_the_one_that_is_sent() -> None:
    assert subject_for(f"For {NAME}", {"first_name": "Zoë"}) == "For Zoë"
