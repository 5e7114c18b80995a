"""Amazon SNS as a webhook meets it: messages with their signature, by a certificate of the test's own.

docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html;
docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from scheduler.errors import Problem
from tests.fakes.recording import NOW
from tests.fakes.ses import REGION, TOPIC

HOST = f"https://sns.{REGION}.amazonaws.com"
CERTIFICATE = f"{HOST}/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem"
CONFIRM = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37"
SIGNED = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
    "UnsubscribeConfirmation": ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
}


@lru_cache(maxsize=4)
def key(name: str = "amazon") -> rsa.RSAPrivateKey:
    """A key that is the same for the whole run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(signer: Any = None, since: datetime = NOW - timedelta(days=30), days: int = 365) -> bytes:
    """PEM of a certificate for the signer's key."""
    signer = signer or key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(signer.public_key())
    made = made.serial_number(1).not_valid_before(since).not_valid_after(since + timedelta(days=days))
    return made.sign(signer, SHA256()).public_bytes(Encoding.PEM)


def elliptic() -> bytes:
    """A certificate of another kind of key."""
    return certificate(ec.generate_private_key(ec.SECP256R1()))


class Hosts:
    """What stands at SNS's addresses, in place of the fetcher; `asked`: which of them were asked for, in order."""

    def __init__(self) -> None:
        self.pages = {CERTIFICATE: certificate(), CONFIRM: b"<ConfirmSubscriptionResponse/>"}
        self.asked: list[str] = []

    def __call__(self, address: str) -> bytes:
        self.asked.append(address)
        if address not in self.pages:
            raise Problem("There is nothing.")
        return self.pages[address]


def message(kind: str = "Notification", version: str = "2", signer: Any = None, **more: Any) -> dict[str, Any]:
    """A signed message; `more` replaces members before it is signed, None leaves one out."""
    found = {
        "Type": kind, "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": TOPIC, "Message": "{}",
        "Timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "SignatureVersion": version, "SigningCertURL": CERTIFICATE,
        **({"SubscribeURL": CONFIRM, "Token": "2336412f37"} if kind != "Notification" else {}), **more,
    }  # fmt: skip
    found = {name: value for name, value in found.items() if value is not None}
    return signed(found, signer)


def signed(found: dict[str, Any], signer: Any = None) -> dict[str, Any]:
    """The same with its signature."""
    text = "".join(f"{name}\n{found[name]}\n" for name in SIGNED[found["Type"]] if name in found)
    kind = SHA1() if found["SignatureVersion"] == "1" else SHA256()
    made = (signer or key()).sign(text.encode(), PKCS1v15(), kind)
    return {**found, "Signature": base64.b64encode(made).decode()}


def event(kind: str, delivery_key: str, to: str = "anna@example.org", **more: Any) -> dict[str, Any]:
    """What SES says became of a mail, as a signed notification."""
    headers = [{"name": "Subject", "value": "Feet"}, {"name": "X-Metadata", "value": json.dumps({"key": delivery_key})}]
    mail = {"timestamp": "2027-02-16T14:00:00.000Z", "messageId": "0107-1", "destination": [to], "headers": headers,
            "headersTruncated": False, "source": "hello@willow.example", "tags": {}}  # fmt: skip
    said = {"eventType": kind, "mail": mail, **more}
    return message(Message=json.dumps(said), Subject="Amazon SES Email Event Notification")


def delivered(delivery_key: str) -> dict[str, Any]:
    """Another server took it."""
    about = {"recipients": ["anna@example.org"], "smtpResponse": "250 2.6.0 OK", "timestamp": "2027-02-16T14:00:02Z"}
    return event("Delivery", delivery_key, delivery=about)


def bounced(delivery_key: str, kind: str = "Permanent", closer: str = "General", said: str = "") -> dict[str, Any]:
    """It came back."""
    person = {"emailAddress": "anna@example.org", "action": "failed", "status": "5.1.1"}
    about = {"bounceType": kind, "bounceSubType": closer, "feedbackId": "0107-2", "timestamp": "2027-02-16T14:00:02Z",
             "bouncedRecipients": [{**person, **({"diagnosticCode": said} if said else {})}]}  # fmt: skip
    return event("Bounce", delivery_key, bounce=about)


def complained(delivery_key: str) -> dict[str, Any]:
    """A reader pressed the button for spam."""
    about = {"complainedRecipients": [{"emailAddress": "anna@example.org"}], "complaintFeedbackType": "abuse",
             "feedbackId": "0107-3", "timestamp": "2027-02-16T14:00:02Z"}  # fmt: skip
    return event("Complaint", delivery_key, complaint=about)
