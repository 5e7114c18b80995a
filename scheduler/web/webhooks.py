"""A mail provider's reports, read and checked by django-anymail's own code, in our words.

Each comes to an address that only the provider knows (`accounts.report_address`); where the provider signs, the
signature is asked for too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import re
import threading
import warnings
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from anymail.exceptions import (
    AnymailError,
    AnymailInsecureWebhookWarning,
    AnymailNotSupportedWarning,
    AnymailWebhookValidationFailure,
)
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from scheduler.channels.email import ses
from scheduler.channels.email.provider_list import PROVIDERS, Provider
from scheduler.outbox.services import Report
from scheduler.web import sns
from scheduler.web.sns import NotBelieved, NotNow

__all__ = ["LARGEST", "NotBelieved", "NotNow", "reports_of"]

logger = logging.getLogger(__name__)

LARGEST = 1_000_000
"""Bytes of one request; SendGrid's batches are the largest, at about 768 kB."""

FRESH = 300
"""Seconds within which a signature made by Svix counts."""

_MAKING = threading.Lock()
_STATUS = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
_KINDS = {
    "delivered": "delivered", "bounced": "bounced", "complained": "complained", "unsubscribed": "left",
    "rejected": "dropped", "failed": "dropped",
}  # fmt: skip
_CAUSES = {"invalid": "hard", "blocked": "sender", "timed_out": "soft"}
_SES = {
    "MailboxFull": "full", "MessageTooLarge": "content", "ContentRejected": "content", "AttachmentRejected": "content",
    "General": "soft",
}  # fmt: skip
_ABOUT_LEAVING = {"unsubscribed": "left", "spam": "complained"}


CERTIFICATES = sns.Certificates()


def reports_of(request: HttpRequest, values: Mapping[str, str], now: datetime) -> list[Report]:
    """The reports in a request to the account whose connect fields are `values`. Raises NotBelieved, NotNow."""
    provider, signing = PROVIDERS[values["provider"].lower()], values.get("signing", "")
    if provider.signing_required and not signing:
        raise NotBelieved(f"{provider.name} signs its reports: fill in the key of its reports under Channels.")
    try:
        if provider.signed_by == "svix":
            _check_svix(request, signing, now)
        if provider.signed_by == "sns" and not _is_report(request, values, now):
            return []
        view = _view(provider, signing)
        view.run_validators(request)
        found = view.parse_events(request)
    except ImportError:
        raise NotNow(ses.INSTALL) from None
    except (AnymailError, AnymailWebhookValidationFailure, LookupError, TypeError, ValueError, AttributeError):
        raise NotBelieved("This is not a report that the provider would send.") from None
    return [report for event in found if (report := _report(event))]


def _view(provider: Provider, signing: str) -> Any:
    module = import_module(f"anymail.webhooks.{provider.module}")
    name = next(name for name in vars(module) if name.endswith("TrackingWebhookView"))
    quiet = type(name, (getattr(module, name),), {"warn_if_no_basic_auth": False})
    named = provider.signed_by and provider.signed_by != "svix" and signing
    with _MAKING, warnings.catch_warnings():
        for known in (AnymailNotSupportedWarning, AnymailInsecureWebhookWarning):
            warnings.simplefilter("ignore", known)
        return quiet(**({provider.signed_by: signing} if named else {}))


def _is_report(request: HttpRequest, values: Mapping[str, str], now: datetime) -> bool:
    """Of what SNS says, only notifications are reports; the question whether we want them is answered."""
    message = sns.believed(request.body, values.get("topic", ""), now, CERTIFICATES)
    if message["Type"] == "SubscriptionConfirmation":
        sns.confirm(message, CERTIFICATES)
    if message["Type"] == "UnsubscribeConfirmation":
        logger.warning("Amazon SNS reports to us no longer: subscribe its topic to the address under Channels again.")
    return bool(message["Type"] == "Notification")


def _check_svix(request: HttpRequest, secret: str, now: datetime) -> None:
    """docs.svix.com/receiving/verifying-payloads/how-manual: HMAC-SHA256 over id, time and body, base64, `v1,…`."""
    number, at = request.headers.get("svix-id", ""), request.headers.get("svix-timestamp", "")
    if not (at.isascii() and at.isdecimal() and abs(now.timestamp() - int(at[:12])) <= FRESH):
        raise ValueError("an old signature")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise NotBelieved("The key of Resend’s reports begins with whsec_; fill it in under Channels.") from None
    signed = f"{number}.{at}.".encode() + request.body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
    given = request.headers.get("svix-signature", "").split(" ")
    if not any(constant_time_compare(one, f"v1,{wanted}") for one in given):
        raise ValueError("another signature")


def _report(event: Any) -> Report | None:
    kind = _KINDS.get(str(event.event_type))
    key = str((event.metadata or {}).get("key", ""))[:64]
    if kind is None or not key:
        return None
    text = " ".join(str(part) for part in (event.mta_response, event.description) if part)[:500]
    reason = str(event.reject_reason or "")
    status = _STATUS.search(text)
    if kind in ("bounced", "dropped"):
        kind = _ABOUT_LEAVING.get(reason, kind)
    cause = "" if status else _CAUSES.get(reason) or _by_ses(event.esp_event) or _hard(event.esp_event)
    return Report(kind, key, status[1] if status else "", text, cause if kind in ("bounced", "dropped") else "")  # type: ignore[arg-type]


def _by_ses(said: Any) -> str:
    """What Amazon SES calls a bounce: docs.aws.amazon.com/ses/latest/dg/notification-contents.html."""
    bounce = said.get("bounce") if isinstance(said, dict) else None
    if not isinstance(bounce, dict):
        return ""
    kind, closer = bounce.get("bounceType"), bounce.get("bounceSubType")
    return "hard" if kind == "Permanent" else _SES.get(str(closer), "") if kind == "Transient" else ""


def _hard(said: Any) -> str:
    return "hard" if _for_good(said) else ""


def _for_good(said: Any) -> bool:
    """Does the provider itself call the bounce a permanent one?"""
    data = said.get("data") if isinstance(said, dict) else None
    inner = data.get("bounce") if isinstance(data, dict) else None
    places = [place for place in (said, data, inner) if isinstance(place, dict)]
    if isinstance(said, dict) and isinstance(said.get("event-data"), dict):
        places.append(said["event-data"])
    return any(
        place.get("Type") == "HardBounce"
        or place.get("hard_bounce") is True
        or "permanent" in (str(place.get("severity")).lower(), str(place.get("type")).lower())
        or (place.get("event") == "hard_bounce")
        or (place.get("event") == "bounce" and place.get("type") == "bounce")
        for place in places
    )
