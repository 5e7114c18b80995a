"""Amazon SES (SESv2) on loopback, held to the description of the API that botocore itself carries.

What comes must be an operation of it, with the members it has and no others; what goes back has the members it
promises, and an error's status is the description's. The signature is computed anew, as
docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html tells.
It knows verified senders, the sandbox, pauses, configuration sets and the day's quota.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.validate import ParamValidator

from tests.fakes.mail_providers import SECRET, MailProvider, Taken
from tests.fakes.server import Answer, Request

REGION = "eu-central-1"
TOPIC = f"arn:aws:sns:{REGION}:123456789012:newsletter-reports"


@lru_cache(maxsize=1)
def described() -> ServiceModel:
    """The API as botocore describes it."""
    return ServiceModel(Loader().load_service_model("sesv2", "service-2"), "sesv2")


class Ses(MailProvider):
    """`verified`: senders, by address or domain; `sandbox`, `sending`, `suspended`: the state of the account;
    `per_day`: its quota. `shown` of a request is the mail byte by byte."""

    path, sends_to, probes = "", "/v2/email/outbound-emails", "/v2/email/account"

    def __init__(self) -> None:
        super().__init__()
        self.verified = {"willow.example"}
        self.configuration_sets = {"newsletter"}
        self.sandbox, self.sending, self.suspended = False, True, False
        self.per_day = 50_000

    def extra(self) -> dict[str, str]:
        return {"secret_key": SECRET, "region": REGION, "configuration_set": "newsletter", "topic": TOPIC}

    def given(self, request: Request) -> str:
        found = re.search(r"Credential=([^/]+)/", request.headers.get("Authorization", ""))
        return found[1] if found else ""

    def lets_in(self, request: Request) -> bool:
        return True

    def answer(self, request: Request) -> Answer | None:
        """The key, its signature, the operation; then as everywhere."""
        if self.given(request) != self.token:
            return error("UnrecognizedClientException", "The security token included in the request is invalid.", 403)
        if not self._is_signed(request):
            return error("InvalidSignatureException", "The request signature we calculated does not match.", 403)
        operation = _operation(request)
        if operation is None:
            return error("UnknownOperationException", request.path, 404)
        if operation.name == "GetAccount":
            return self.next.pop(0) if self.next else _told(operation, self._account())
        return super().answer(request)

    def _account(self) -> dict[str, Any]:
        quota = {"Max24HourSend": float(self.per_day), "MaxSendRate": 14.0, "SentLast24Hours": float(len(self.taken))}
        return {
            "DedicatedIpAutoWarmupEnabled": False, "EnforcementStatus": "SHUTDOWN" if self.suspended else "HEALTHY",
            "ProductionAccessEnabled": not self.sandbox, "SendQuota": quota, "SendingEnabled": self.sending,
        }  # fmt: skip

    def sent(self, request: Request) -> Answer | None:
        no = self._no(_mail_of(request))
        return no if no is not None else super().sent(request)

    def _no(self, asked: Mapping[str, Any]) -> Answer | None:
        """Why nobody gets this mail."""
        mail = _parsed(asked)
        if asked.get("ConfigurationSetName", "newsletter") not in self.configuration_sets:
            return error("NotFoundException", f"Configuration set <{asked['ConfigurationSetName']}> does not exist.")
        if self.suspended:
            return error("AccountSuspendedException", "Your account has been suspended.")
        if not self.sending:
            return error("SendingPausedException", "Sending is paused for this account.")
        if len(self.taken) >= self.per_day:
            return error("TooManyRequestsException", "Daily message quota exceeded.")
        everybody = [_address(mail["From"]), *(asked["Destination"]["ToAddresses"] if self.sandbox else [])]
        unknown = [one for one in everybody if not {one, one.rpartition("@")[2]} & self.verified]
        said = f"Email address is not verified. The following identities failed the check in region {REGION.upper()}: "
        return error("MessageRejected", said + ", ".join(unknown)) if unknown else None

    def read(self, request: Request) -> Taken:
        asked = _mail_of(request)
        mail, (to,) = _parsed(asked), asked["Destination"]["ToAddresses"]
        headers = _raw_headers(asked["Content"]["Raw"]["Data"])
        data = json.loads(headers.pop("X-Metadata"))
        text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
        return Taken(
            f"01070192{len(self.taken):08}-4f5e-000000", _address(mail["From"]), to, str(mail["Subject"]),
            text.get_content() if text else "", html.get_content() if html else "", headers, data,
            _address(mail["Reply-To"]) if mail["Reply-To"] else "",
        )  # fmt: skip

    def acceptance(self, mail: Taken) -> Answer:
        return _told(described().operation_model("SendEmail"), {"MessageId": mail.id})

    def refusal(self, mail: Taken) -> Answer:
        return error("BadRequestException", "Local address contains control or whitespace")

    def shown(self, request: Request) -> bytes:
        """The mail itself."""
        return bytes(_mail_of(request)["Content"]["Raw"]["Data"])

    def _is_signed(self, request: Request) -> bool:
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=[^/]+/(\d{8}/([a-z0-9-]+)/ses/aws4_request), SignedHeaders=([a-z0-9;-]+), "
            r"Signature=([0-9a-f]{64})",
            request.headers.get("Authorization", ""),
        )
        if found is None or found[2] != REGION or "host" not in found[3].split(";"):
            return False
        lines = [f"{name}:{' '.join(request.headers.get(name, '').split())}" for name in found[3].split(";")]
        payload = hashlib.sha256(request.body).hexdigest()
        canonical = "\n".join([request.method, quote(request.path), "", *lines, "", found[3], payload])
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        key = f"AWS4{SECRET}".encode()
        for part in found[1].split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        text = "\n".join(["AWS4-HMAC-SHA256", request.headers.get("X-Amz-Date", ""), found[1], digest])
        return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), found[4])


def error(code: str, said: str, status: int = 0) -> Answer:
    """A refusal; its status is the description's, where it has one."""
    shape = described().shape_for_error_code(code)
    status = status or int(shape.metadata["error"]["httpStatusCode"])
    return Answer(status, {"message": said}, {"x-amzn-ErrorType": code})


def _operation(request: Request) -> OperationModel | None:
    models = (described().operation_model(name) for name in ("SendEmail", "GetAccount"))
    asked = (request.method, request.path)
    return next((one for one in models if (one.http["method"], one.http["requestUri"]) == asked), None)


def _asked(operation: OperationModel, request: Request) -> Mapping[str, Any]:
    """What was asked for; nothing that the description does not know, nothing missing."""
    assert request.method == "GET" or request.headers["Content-Type"] == "application/json"
    found = _decoded(request.json() if request.body else {}, operation.input_shape)
    report = ParamValidator().validate(found, operation.input_shape)
    assert not report.has_errors(), report.generate_report()
    assert isinstance(found, dict)
    return found


def _mail_of(request: Request) -> Mapping[str, Any]:
    return _asked(described().operation_model("SendEmail"), request)


def _decoded(value: Any, shape: Shape) -> Any:
    if shape.type_name == "structure":
        assert set(value) <= set(shape.members), f"{shape.name} has no {set(value) - set(shape.members)}"
        return {name: _decoded(inner, shape.members[name]) for name, inner in value.items()}
    if shape.type_name == "list":
        return [_decoded(inner, shape.member) for inner in value]
    return base64.b64decode(value, validate=True) if shape.type_name == "blob" else value


def _told(operation: OperationModel, body: dict[str, Any]) -> Answer:
    report = ParamValidator().validate(body, operation.output_shape)
    assert not report.has_errors(), report.generate_report()
    assert set(body) <= set(operation.output_shape.members)
    return Answer(200, body)


def _parsed(asked: Mapping[str, Any]) -> EmailMessage:
    """The mail, as SES wants one: 7-bit, lines of at most 1,000 characters, each header once, no Bcc."""
    raw = asked["Content"]["Raw"]["Data"]
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) < 1000
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not any(part.defects for part in mail.walk())
    names = [name.lower() for name in mail]
    assert len(names) == len(set(names))
    assert {"from", "to", "subject", "date", "message-id", "mime-version", "content-type"} <= set(names)
    assert "bcc" not in names
    assert [_address(mail["To"])] == asked["Destination"]["ToAddresses"]
    return mail


def _raw_headers(raw: bytes) -> dict[str, str]:
    """As they stand, unfolded and not decoded."""
    head = raw.decode("ascii").replace("\r\n", "\n").partition("\n\n")[0]
    lines = re.sub(r"\n[ \t]", " ", head).splitlines()
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def _address(header: Any) -> str:
    (one,) = header.addresses
    return str(one.addr_spec)
