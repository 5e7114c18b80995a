"""What Amazon SNS posts to a webhook, believed only when Amazon signed it, lately, for the very topic that was named.

docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html. The certificate comes from SNS's own host
alone, by the one safe fetcher, without a redirect, and is kept. A subscription is confirmed only for that topic.
"""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from scheduler.errors import Problem
from scheduler.library.fetch import fetch

logger = logging.getLogger(__name__)

LATE, EARLY = timedelta(hours=1), timedelta(minutes=5)
"""How old a message may be when it comes (SNS tries again for up to an hour), and how far clocks may differ."""

TYPES = ("application/x-pem-file", "application/x-x509-ca-cert", "application/pem-certificate-chain", "text/plain",
    "application/octet-stream", "binary/octet-stream", "text/xml", "application/xml",
)  # fmt: skip
TOPIC = re.compile(
    r"arn:aws(?:-us-gov)?:sns:(?P<region>[a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?"
)
_CERTIFICATE = re.compile(r"/SimpleNotificationService-[A-Za-z0-9]{1,100}\.pem")
_HASHES = {"1": SHA1, "2": SHA256}
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_MOST_KEPT = 20

Read = Callable[[str], bytes]


class NotBelieved(Exception):
    """The request is not what the provider would send, or is not signed as it should be."""


class NotNow(Exception):
    """Whether it is to be believed could not be found out; it must come again."""


def read(address: str) -> bytes:
    """What stands at an address of SNS. Raises Problem."""
    found = fetch(address, accept=TYPES)
    if found.url != address:
        raise Problem("SNS sent us on to another address.")
    return found.data


class Certificates:
    """Those that SNS signs with, by address; each is fetched once."""

    def __init__(self, read: Read = read) -> None:
        self.read = read
        self._kept: dict[str, x509.Certificate] = {}

    def key(self, address: str, region: str, now: datetime) -> RSAPublicKey:
        """The public key behind the address. Raises NotBelieved, NotNow."""
        if not _is_of_sns(address, region) or not _CERTIFICATE.fullmatch(urlsplit(address).path) or "?" in address:
            raise NotBelieved("Its certificate is not at an address of SNS.")
        if address not in self._kept:
            found = _certificate(self._fetched(address))
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[address] = found
        return _key(self._kept[address], now)

    def _fetched(self, address: str) -> bytes:
        try:
            return self.read(address)
        except Problem as problem:
            raise NotNow(f"The certificate of SNS could not be read: {problem}") from None


def believed(body: bytes, topic: str, now: datetime, certificates: Certificates) -> Mapping[str, Any]:
    """The message in a request, when everything about it is right. Raises NotBelieved, NotNow."""
    region = TOPIC.fullmatch(topic)
    if region is None:
        raise NotBelieved("Fill in the topic of its reports under Channels; it begins with arn:aws:sns:.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in _fields(found)):
        raise NotBelieved("This is not a message of SNS (leave its raw delivery switched off).")
    if found["TopicArn"] != topic:
        raise NotBelieved("It is of another topic than the one under Channels.")
    _check_time(found["Timestamp"], now)
    key = certificates.key(found["SigningCertURL"], region["region"], now)
    _check_signature(found, key)
    return found


def confirm(message: Mapping[str, Any], certificates: Certificates) -> None:
    """Answer that we want what this topic reports. Raises NotBelieved, NotNow."""
    address, topic = message["SubscribeURL"], message["TopicArn"]
    asked = parse_qs(urlsplit(address).query) if _is_of_sns(address, topic.split(":")[3]) else {}
    if asked.get("Action") != ["ConfirmSubscription"] or asked.get("TopicArn") != [topic]:
        raise NotBelieved("Its confirmation leads elsewhere.")
    try:
        certificates.read(address)
    except Problem as problem:
        raise NotNow(f"The subscription could not be confirmed: {problem}") from None
    logger.info("SNS reports to us from now on.")


def _fields(found: Mapping[str, Any]) -> tuple[str, ...]:
    kind = found.get("Type")
    names = _SIGNED.get(kind, ("Type", "none")) if isinstance(kind, str) else ("none",)
    needed = tuple(name for name in names if name != "Subject" or found.get("Subject") is not None)
    return (*needed, "Signature", "SignatureVersion", "SigningCertURL")


def _is_of_sns(address: str, region: str) -> bool:
    """https, SNS's host of that region, its usual port, nobody's name."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = parts.username is None and port is None and not parts.fragment and address.isascii()
    return parts.scheme == "https" and parts.netloc == f"sns.{region}.amazonaws.com" and plain


def _check_time(text: str, now: datetime) -> None:
    try:
        at = datetime.fromisoformat(text)
        recent = now - LATE <= at <= now + EARLY
    except (ValueError, TypeError):
        recent = False
    if not recent:
        raise NotBelieved("It is too old, or not of this time.")


def _check_signature(message: Mapping[str, Any], key: RSAPublicKey) -> None:
    made = _HASHES.get(message["SignatureVersion"])
    names = [name for name in _fields(message) if name in _SIGNED[message["Type"]]]
    text = "".join(f"{name}\n{message[name]}\n" for name in names)
    try:
        if made is None:
            raise ValueError
        key.verify(base64.b64decode(message["Signature"], validate=True), text.encode(), PKCS1v15(), made())
    except (InvalidSignature, ValueError):
        raise NotBelieved("Amazon did not sign this.") from None


def _certificate(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise NotBelieved("There is no certificate at its address.") from None


def _key(certificate: x509.Certificate, now: datetime) -> RSAPublicKey:
    key = certificate.public_key()
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise NotBelieved("Its certificate is not valid now.")
    if not isinstance(key, RSAPublicKey):
        raise NotBelieved("Its certificate is not one for signatures of SNS.")
    return key
