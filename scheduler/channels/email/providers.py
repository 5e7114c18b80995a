"""Mail providers with an API of their own, through django-anymail: one request a mail, and what became of it.

The one place in the channels that knows Django's mail. Keys are arguments; no setting of Django's is read. Requests go
out by the rules of `channels/http.py`, so that we know whether a byte was written.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from functools import lru_cache
from importlib import import_module
from typing import Any

from anymail.exceptions import (
    AnymailError,
    AnymailNotSupportedWarning,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from django.core.mail import EmailMultiAlternatives

from scheduler.channels.answers import asked_to_wait, lost_login
from scheduler.channels.base import Credentials
from scheduler.channels.email import ses
from scheduler.channels.email.headers import Address
from scheduler.channels.email.provider_list import PROVIDERS, Provider
from scheduler.channels.email.replies import DAY_IS_SPENT
from scheduler.channels.email.ses import No
from scheduler.channels.http import Client, Guarded, Lost, NotSent, redacted
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown

_MAKING = threading.Lock()
TRIES = 3
"""Where a key makes a repetition safe: requests for one mail whose replies were lost, one after the other."""

SOON = timedelta(minutes=1)
BROKEN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as a provider takes it. `sender`, `reply_to`: (name, address); `headers`: ASCII values, unfolded.
    `attachments`: (name, bytes, media type, id), with an id where the HTML shows it. `mime`: all of it in one piece,
    for who takes it so."""

    key: str
    sender: tuple[str, Address]
    to: Address
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    reply_to: tuple[str, Address] | None = None
    message_id: str = ""
    mime: bytes = b""
    attachments: Sequence[tuple[str, bytes, str, str]] = field(default=())


def provider_of(credentials: Credentials) -> Provider:
    """The one that the account's entry in jobs.yaml names."""
    return PROVIDERS[credentials.values["provider"]]


def send(letter: Letter, credentials: Credentials, now: datetime | None) -> Outcome:
    """One mail. Never raises for what the provider does. A reply that never came is asked for again only where the
    provider promises to know the mail by its key."""
    provider = provider_of(credentials)
    if provider.by_botocore and (unready := ses.unready(credentials.values)):
        return unready
    outcome: Outcome = Unknown("")
    for _ in range(TRIES if provider.key_header else 1):
        outcome = _send_once(provider, letter, credentials, now)
        if not isinstance(outcome, Unknown):
            break
    return outcome


def check(credentials: Credentials) -> Outcome:
    """Ask for something that only who may sign in can see; nothing is sent."""
    provider = provider_of(credentials)
    if provider.by_botocore:
        return _check_ses(provider, credentials)
    base, path = _address(provider, credentials)
    probe, options = provider.probe(credentials.values)
    answer = Client(base, credentials.loopback).call("GET", path + probe, **options)
    if isinstance(answer, NotSent | Lost):
        return Retry(answer.reason)
    if 200 <= answer.status < 300:
        return Accepted()
    said = redacted(answer.body.decode("utf-8", "replace"), _secrets(credentials))
    return lost_login(str(answer.status), f"{provider.name} does not let us in ({answer.status} {said}).".strip())


def _check_ses(provider: Provider, credentials: Credentials) -> Outcome:
    with Guarded(credentials.loopback) as session:
        address, values = _address(provider, credentials)[0], credentials.values
        return ses.unready(values) or ses.check(address, values, session)


def _send_once(provider: Provider, letter: Letter, credentials: Credentials, now: datetime | None) -> Outcome:
    keyed = {provider.key_header: letter.key} if provider.key_header else {}
    with Guarded(credentials.loopback, keyed) as session, ses.carried_by(session):
        message = _message(provider, letter)
        try:
            _backend(provider, credentials, session).send_messages([message])
        except AnymailError as error:
            return _Failure(provider, error, session, _secrets(credentials), now).outcome()
        return _accepted(provider, message)


class _Whole(EmailMultiAlternatives):
    """A mail that is built already."""

    mime = b""

    def message(self, **_: Any) -> Message:  # type: ignore[override]
        """Its bytes, as the program that sends it reads them."""
        return message_from_bytes(self.mime)


def _message(provider: Provider, letter: Letter) -> Any:
    message: Any = _whole(letter) if provider.takes_mime else _pieces(provider, letter)
    message.metadata = {"key": letter.key}
    if provider.can_switch_tracking_off:
        message.track_clicks = message.track_opens = False
    return message


def _whole(letter: Letter) -> _Whole:
    message = _Whole(from_email=_mailbox(letter.sender), to=[str(letter.to)])
    message.mime = letter.mime
    return message


def _pieces(provider: Provider, letter: Letter) -> Any:
    headers = dict(letter.headers)
    if letter.message_id and provider.keeps_message_id:
        headers["Message-ID"] = letter.message_id
        headers |= provider.keeping
    message: Any = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=_mailbox(letter.sender),
        to=[str(letter.to)],
        reply_to=[_mailbox(letter.reply_to)] if letter.reply_to else None,
        headers=headers,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for name, data, kind, shown_as in letter.attachments:
        if shown_as and provider.shows_pictures:
            message.attach(_shown(name, data, kind, shown_as))
        else:
            message.attach(name, data, kind)
    return message


def _shown(name: str, data: bytes, kind: str, shown_as: str) -> MIMEBase:
    """A picture that stands in the HTML."""
    part = MIMEBase(*kind.split("/", 1))
    part.set_payload(data)
    encode_base64(part)
    part.add_header("Content-Disposition", "inline", filename=name)
    part.add_header("Content-ID", f"<{shown_as}>")
    return part


def _mailbox(found: tuple[str, Address]) -> str:
    name, address = found
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>' if name else str(address)


def _backend(provider: Provider, credentials: Credentials, session: Guarded) -> Any:
    """A copy of its own for each request, since each has its own session."""
    base, path = _address(provider, credentials)
    arguments = provider.arguments(credentials.values)
    if not provider.by_botocore:
        arguments["api_url"] = base + path
    with _MAKING:
        backend = copy(_made(provider.module, tuple(arguments.items())))
    if provider.by_botocore:
        backend.client = ses.client(base, credentials.values)
    else:
        backend.session = session
    return backend


@lru_cache(maxsize=8)
def _made(module: str, arguments: tuple[tuple[str, Any], ...]) -> Any:
    """anymail no longer tests SendGrid against the real one, and says so each time; our own tests are what counts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        return import_module(f"anymail.backends.{module}").EmailBackend(**dict(arguments))


def _address(provider: Provider, credentials: Credentials) -> tuple[str, str]:
    """Scheme and host, and the path that every request begins with."""
    given = (credentials.values.get("api") or provider.api).replace("{region}", credentials.values.get("region", ""))
    scheme, _, rest = given.rstrip("/").partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", (slash + path).rstrip("/") + "/"


def _secrets(credentials: Credentials) -> tuple[str, ...]:
    names = ("token", "secret_key", "signing")
    return tuple(value for name in names if (value := credentials.values.get(name, "")))


def _accepted(provider: Provider, message: Any) -> Outcome:
    status = next(iter(message.anymail_status.recipients.values()))
    if status.status in ("sent", "queued"):
        told = getattr(message.anymail_status.esp_response, "headers", {})
        return Accepted(str(status.message_id or told.get("X-Message-Id", "")))
    if status.status == "failed":
        return Refused("failed", f"{provider.name} did not take this mail.")
    return Unknown(f"{provider.name} answered, but not what became of the mail.")


@dataclass(frozen=True, slots=True)
class _Failure:
    """What an exchange that did not end well means for the mail, the person and the account."""

    provider: Provider
    error: AnymailError
    session: Guarded
    secrets: tuple[str, ...]
    now: datetime | None

    def outcome(self) -> Outcome:
        """Nothing written: try again. A clear no: refused. Anything else may have been taken."""
        name = self.provider.name
        if isinstance(self.error, AnymailRecipientsRefused):
            return Refused("recipient", f"{name} does not send to this address: {self._said}", suppress=True)
        if self._no is None:
            return self._no_reply()
        status = self._no.status
        if 200 <= status < 300:
            return Unknown(f"{name} answered {status}, but not what became of the mail.")
        return (self._by_status.get(status) or self._other)(status)

    @property
    def _by_status(self) -> dict[int, Callable[[int], Outcome]]:
        return {
            401: self._shut, 402: self._shut, 403: self._shut, 404: self._shut, 405: self._shut,
            409: self._same_key, 429: self._too_fast, 500: self._broken, 503: self._broken,
        }  # fmt: skip

    @property
    def _no(self) -> No | None:
        response = getattr(self.error, "response", None)
        if response is None or self.provider.by_botocore:
            return ses.no_of(response)
        return No(response.status_code, response.text, response.headers)

    @property
    def _said(self) -> str:
        return redacted(self._no.said if self._no else "", self.secrets)

    def _no_reply(self) -> Outcome:
        name = self.provider.name
        if self.session.written:
            return Unknown(f"{name} was asked to send it, but the answer never came.")
        if isinstance(self.error, AnymailRequestsAPIError) or self.session.asked:
            return Retry(f"{name} could not be reached: {self.session.problem or 'the connection broke'}.")
        reason = redacted(str(self.error).partition("\n")[0], self.secrets)
        return Refused("unsupported", f"{name} cannot carry this mail: {reason}", stops_account=True)

    def _shut(self, status: int) -> Outcome:
        """Login lost, payment required, wrong domain or address: nothing of it is the recipient's fault."""
        advice = self._no.advice if self._no else ""
        return lost_login(
            str(status), f"{self.provider.name} does not let us send ({status} {self._said}). {advice}".strip()
        )

    def _same_key(self, status: int) -> Outcome:
        """Resend: a request with the same key is under way at this moment, or differs from the first."""
        if self.provider.key_header and "concurrent" in self._said:
            return Retry(f"{self.provider.name} is still busy with this mail.", self.now and self.now + SOON)
        return Unknown(f"{self.provider.name} knows this mail already, but not as it is now ({self._said}).")

    def _too_fast(self, _status: int) -> Outcome:
        if DAY_IS_SPENT.search(self._said):
            reason = f"{self.provider.name} takes no more mails today ({self._said})."
            return Refused("429", reason, stops_account=True, account_state="cooling")
        seconds = str(self._no.headers.get("retry-after", "") if self._no else "")
        known = seconds.isascii() and seconds.isdecimal() and self.now is not None
        until = self.now + timedelta(seconds=min(int(seconds[:6]), 86400)) if known and self.now else None
        return asked_to_wait(self.provider.name, until, self.now)

    def _broken(self, status: int) -> Outcome:
        """The provider's own program says that it did not do it. (A gateway's 502 and 504 do not say so.)"""
        later = self.now and self.now + BROKEN
        return Retry(f"{self.provider.name} cannot take mails now ({status}).", later, cools_account=status == 503)

    def _other(self, status: int) -> Outcome:
        name = self.provider.name
        if status >= 500:
            return Unknown(f"{name} was asked to send it, but something on the way answered {status}.")
        if status in (400, 422) and self.provider.about_recipient.search(self._said):
            return Refused(str(status), f"{name} does not send to this address: {self._said}")
        return Refused(str(status), f"{name} does not take this mail ({status} {self._said}).", stops_account=True)
