"""How to get into the mail server, read from the connect fields."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from scheduler.channels.answers import Ended, lost_login
from scheduler.channels.base import Credentials, Field
from scheduler.channels.email import tokens
from scheduler.channels.email.wire import Patience

PORTS = {"starttls": 587, "implicit": 465, "none": 25}

ENCRYPTION = (
    ("starttls", "STARTTLS (port 587): most providers"),
    ("implicit", "TLS from the first byte (port 465)"),
    ("none", "None: only for a mail server on this machine"),
)
SELDOM = "Seldom needed"

FIELDS = (
    Field(
        "host",
        "Mail server",
        "HOST",
        help="Your provider’s server for outgoing mail (SMTP): for example smtp.gmail.com, smtp.office365.com, or "
        "smtp.your-provider.example",
        address=True,
    ),
    Field("port", "Port", "PORT", help="Leave empty for the usual one", required=False),
    Field(
        "security",
        "Encryption",
        "SECURITY",
        choices=ENCRYPTION,
        required=False,
        default="starttls",
    ),
    Field("user", "User name", "USER", required=False),
    Field(
        "password",
        "Password",
        "PASSWORD",
        help="An app password, if your provider has them",
        secret=True,
        required=False,
    ),
    Field(
        "token",
        "Access token, instead of a password",
        "TOKEN",
        help="For mail servers that sign in by XOAUTH2 (Gmail, Outlook). A program that renews it may keep it "
        "in a file; NEWSLETTER_TOKEN_FILE in the environment names it",
        secret=True,
        required=False,
        group=SELDOM,
    ),
    Field(
        "timeout",
        "Longest wait for an answer, in seconds",
        "TIMEOUT",
        help="Leave empty for the 10 minutes of the mail standard; less makes more mails uncertain",
        required=False,
        group=SELDOM,
    ),
)


@dataclass(frozen=True, slots=True)
class Login:
    """Where and as whom. The password is in no repr, no error and no log."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    patience: Patience
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> Login:
        """Ended when the fields cannot be right."""
        values = {name: str(value).strip() for name, value in credentials.values.items()}
        host, security = values.get("host", ""), values.get("security", "").lower() or "starttls"
        if not host:
            raise Ended(lost_login("no-host", "The mail server's name is missing; connect the mailbox first."))
        if security not in PORTS:
            raise Ended(lost_login("security", f"Encryption must be one of {', '.join(PORTS)}."))
        port = _number(values.get("port", ""), PORTS[security], 65535)
        patience = Patience().at_most(_number(values.get("timeout", ""), 600, 3600))
        password, token = credentials.values.get("password", ""), tokens.current(credentials).strip()
        return cls(host, port, security, values.get("user", ""), password, patience, token)

    @property
    def plain(self) -> str:
        """The argument of AUTH PLAIN (RFC 4616)."""
        return encoded("\0" + self.user + "\0" + self.password)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What a server could echo and nobody may read."""
        passwords = (self.password, encoded(self.password), self.plain) if self.password else ()
        return (*passwords, self.token, self.bearer) if self.token else passwords

    @property
    def bearer(self) -> str:
        """The argument of AUTH XOAUTH2 (Google's and Microsoft's pages on it)."""
        return encoded(f"user={self.user}\1auth=Bearer {self.token}\1\1")


def encoded(text: str) -> str:
    """Base64 of UTF-8, as AUTH wants it."""
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def _number(text: str, default: int, largest: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= largest):
        raise Ended(lost_login("port", f"The port and the longest wait are numbers; “{text[:10]}” cannot be used."))
    return int(text)
