"""Mail providers on loopback, each in its own dialect, as their public descriptions of the API say.

| provider | described at |
|---|---|
| Brevo | developers.brevo.com/reference/sendtransacemail |
| Mailgun | documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages |
| Mailjet | dev.mailjet.com/reference/email/send-emails (v3.1) |
| Postmark | postmarkapp.com/developer/api/email-api |
| Resend | resend.com/docs/api-reference/emails/send-email, …/dashboard/emails/idempotency-keys |
| SendGrid | www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send |
| Amazon SES | in `tests/fakes/ses.py` |

A fake remembers what it took, refuses what it is told to refuse, and loses replies on request.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.server import Answer, FakeServer, Request

TOKEN, SECRET = "the-api-key-nobody-may-read", "the-secret-key-nobody-may-read"
SENDER = "hello@willow.example"


@dataclass(frozen=True)
class Taken:
    """A mail that was taken. `data`: what the provider hands back in its reports."""

    id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    data: Mapping[str, str]
    reply_to: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


class MailProvider(FakeServer):
    """`refuse`: addresses; `next`: answers instead of what it would say; `lose`: replies to lose after taking the
    mail; `hang_up`: requests to drop before they are taken."""

    path = ""
    sends_to = "/send"
    probes = "/account"

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Taken] = []
        self.refuse: set[str] = set()
        self.next: list[Answer] = []
        self.lose = self.hang_up = 0
        self.token, self.secret = TOKEN, SECRET

    def values(self, **more: str) -> dict[str, str]:
        """The connect fields that lead here."""
        return {
            "provider": self.kind, "token": TOKEN, "api": self.url + self.path, "from": f"Willow <{SENDER}>",
            **self.extra(), **more,
        }  # fmt: skip

    @property
    def kind(self) -> str:
        """What jobs.yaml calls it."""
        return type(self).__name__.lower()

    def extra(self) -> dict[str, str]:
        """Further connect fields."""
        return {}

    def answer(self, request: Request) -> Answer | None:
        """Sign-in first, then what was asked for."""
        if not self.lets_in(request):
            return Answer(401, {"message": f"Invalid API key {self.given(request)}"})
        if request.method == "GET":
            return Answer(200, {}) if request.path == self.probes else Answer(404, {})
        if request.path != self.path + self.sends_to:
            return Answer(404, {"message": "Not Found"})
        if self.hang_up:
            self.hang_up -= 1
            return None
        if self.next:
            return self.next.pop(0)
        return self.sent(request)

    def sent(self, request: Request) -> Answer | None:
        """Take it, or refuse it."""
        mail = self.read(request)
        if mail.to in self.refuse:
            return self.refusal(mail)
        self.taken.append(mail)
        if self.lose:
            self.lose -= 1
            return None
        return self.acceptance(mail)

    def shown(self, request: Request) -> bytes:
        """The mail in a request, in which a test can look for words."""
        return request.body

    def new_id(self) -> str:
        """Of the next mail."""
        return f"id-{len(self.taken) + 1}"

    def given(self, request: Request) -> str:
        """The key that came."""
        return request.headers.get("Authorization", "").removeprefix("Bearer ")

    def lets_in(self, request: Request) -> bool:
        return self.given(request) == self.token

    def read(self, request: Request) -> Taken:
        raise NotImplementedError

    def acceptance(self, mail: Taken) -> Answer:
        raise NotImplementedError

    def refusal(self, mail: Taken) -> Answer:
        raise NotImplementedError


def _basic(request: Request) -> str:
    return base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ") or b"").decode()


class Brevo(MailProvider):
    path, sends_to, probes = "/v3", "/smtp/email", "/v3/account"

    def given(self, request: Request) -> str:
        return request.headers.get("api-key", "")

    def read(self, request: Request) -> Taken:
        mail = request.json()
        headers = dict(mail["headers"])
        assert all(value.isascii() for value in headers.values())
        data = json.loads(headers.pop("X-Mailin-custom"))
        return Taken(
            f"<{self.new_id()}@smtp-relay.mailin.fr>", mail["sender"]["email"], mail["to"][0]["email"], mail["subject"],
            mail["textContent"], mail["htmlContent"], headers, data, mail.get("replyTo", {}).get("email", ""),
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        return Answer(201, {"messageId": mail.id})

    def refusal(self, mail: Taken) -> Answer:
        return Answer(400, {"code": "invalid_parameter", "message": "email is not valid in to"})


class Mailgun(MailProvider):
    path, sends_to, probes = "/v3", "/willow.example/messages", "/v3/domains/willow.example"

    def given(self, request: Request) -> str:
        return _basic(request).removeprefix("api:")

    def read(self, request: Request) -> Taken:
        found = _form(request)
        headers = {name[2:]: value for name, value in found.items() if name.startswith("h:")}
        return Taken(
            f"<{self.new_id()}@willow.example>", parseaddr(found["from"])[1], parseaddr(found["to"])[1],
            found["subject"], found["text"], found["html"], headers,
            {name[2:]: value for name, value in found.items() if name.startswith("v:")},
            parseaddr(headers.pop("Reply-To", ""))[1],
            {name: value for name, value in found.items() if name.startswith("o:")},
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        return Answer(200, {"id": mail.id, "message": "Queued. Thank you."})

    def refusal(self, mail: Taken) -> Answer:
        return Answer(400, {"message": "'to' parameter is not a valid address. please check documentation"})


class Mailjet(MailProvider):
    path, sends_to, probes = "/v3.1", "/send", "/v3/REST/sender"

    def extra(self) -> dict[str, str]:
        return {"secret_key": SECRET}

    def given(self, request: Request) -> str:
        return _basic(request)

    def lets_in(self, request: Request) -> bool:
        return self.given(request) == f"{self.token}:{self.secret}"

    def read(self, request: Request) -> Taken:
        whole = request.json()
        mail = {**whole.get("Globals", {}), **whole["Messages"][0]}
        return Taken(
            str(1000 + len(self.taken)), mail["From"]["Email"], mail["To"][0]["Email"], mail["Subject"],
            mail["TextPart"], mail["HTMLPart"], mail["Headers"], json.loads(mail["EventPayload"]),
            mail.get("ReplyTo", {}).get("Email", ""),
            {name: mail[name] for name in ("TrackOpens", "TrackClicks") if name in mail},
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        to = {"Email": mail.to, "MessageID": int(mail.id), "MessageUUID": "u", "MessageHref": "https://x/"}
        return Answer(200, {"Messages": [{"Status": "success", "To": [to], "Cc": [], "Bcc": []}]})

    def refusal(self, mail: Taken) -> Answer:
        error = {"ErrorCode": "mj-0013", "StatusCode": 400, "ErrorMessage": "is an invalid email address",
                 "ErrorRelatedTo": ["To[0].Email"]}  # fmt: skip
        return Answer(400, {"Messages": [{"Status": "error", "Errors": [error]}]})


class Postmark(MailProvider):
    path, sends_to, probes = "", "/email", "/server"

    def given(self, request: Request) -> str:
        return request.headers.get("X-Postmark-Server-Token", "")

    def read(self, request: Request) -> Taken:
        mail = request.json()
        return Taken(
            f"0a129aee-{len(self.taken):04}", parseaddr(mail["From"])[1], parseaddr(mail["To"])[1], mail["Subject"],
            mail["TextBody"], mail["HtmlBody"], {one["Name"]: one["Value"] for one in mail["Headers"]},
            mail["Metadata"], parseaddr(mail.get("ReplyTo", ""))[1],
            {name: mail.get(name) for name in ("MessageStream", "TrackOpens", "TrackLinks")},
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        return Answer(200, {"To": mail.to, "MessageID": mail.id, "ErrorCode": 0, "Message": "OK"})

    def refusal(self, mail: Taken) -> Answer:
        said = (
            "You tried to send to recipient(s) that have been marked as inactive.\nFound inactive addresses: "
            f"{mail.to}.\nInactive recipients are ones that have generated a hard bounce or a spam complaint."
        )
        return Answer(422, {"ErrorCode": 406, "Message": said})


class Resend(MailProvider):
    path, sends_to, probes = "", "/emails", "/domains"

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, tuple[bytes, Taken]] = {}

    def sent(self, request: Request) -> Answer | None:
        key = request.headers.get("Idempotency-Key", "")
        if key in self.keys:
            body, mail = self.keys[key]
            if self.lose:
                self.lose -= 1
                return None
            same = body == request.body
            return self.acceptance(mail) if same else Answer(409, {"name": "invalid_idempotent_request"})
        known = len(self.taken)
        answer = super().sent(request)
        if len(self.taken) > known:
            self.keys[key] = (request.body, self.taken[-1])
        return answer

    def read(self, request: Request) -> Taken:
        mail = request.json()
        headers = dict(mail["headers"])
        data = json.loads(headers.pop("X-Metadata"))
        return Taken(
            f"49a3999c-{len(self.taken):04}", parseaddr(mail["from"])[1], parseaddr(mail["to"][0])[1], mail["subject"],
            mail["text"], mail["html"], headers, data, parseaddr((mail.get("reply_to") or [""])[0])[1],
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        return Answer(200, {"id": mail.id})

    def refusal(self, mail: Taken) -> Answer:
        said = "Invalid `to` field. The email address needs to follow the `email@example.com` format."
        return Answer(422, {"statusCode": 422, "name": "validation_error", "message": said})


class SendGrid(MailProvider):
    path, sends_to, probes = "/v3", "/mail/send", "/v3/scopes"

    def read(self, request: Request) -> Taken:
        mail = request.json()
        content = {one["type"]: one["value"] for one in mail["content"]}
        assert list(content) == ["text/plain", "text/html"]
        return Taken(
            self.new_id(), mail["from"]["email"], mail["personalizations"][0]["to"][0]["email"], mail["subject"],
            content["text/plain"], content["text/html"], mail["headers"], mail["custom_args"],
            (mail.get("reply_to_list") or [{}])[0].get("email", ""), mail["tracking_settings"],
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        return Answer(202, b"", {"X-Message-Id": mail.id})

    def refusal(self, mail: Taken) -> Answer:
        error = {"message": "Does not contain a valid address.", "field": "personalizations.0.to.0.email"}
        return Answer(400, {"errors": [error]})


ALL: tuple[type[MailProvider], ...] = (Brevo, Mailgun, Mailjet, Postmark, Resend, SendGrid)


def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body).get_payload()
    assert isinstance(parts, list)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True).decode(
            "utf-8", "replace"
        )  # type: ignore[union-attr]
        for part in parts
    }
