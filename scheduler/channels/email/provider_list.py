"""The mail providers: where their APIs are, what a person fills in, what they can and cannot do. Data only.

Adding one that django-anymail speaks to is adding a row here, and one to tests/fakes/mail_providers.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.channels.base import Field

Values = Mapping[str, str]

KEY = Field("token", "API key", "TOKEN", help="From the provider's own pages", secret=True)
_SIGNING_HELP = "The key with which the provider signs what it reports back; without it, its reports are not believed"


@dataclass(frozen=True, slots=True)
class Provider:
    """`name`: as people know it; `module`: anymail's; `api`: its address, with the path that every request begins with;
    `{region}` in it is that of the connect fields.

    `arguments`: what anymail is given; `probe`: path and options of a request that only asks who we are. `key_header`:
    the HTTP header that makes a repetition safe. `signed_by`: anymail's name for the key that signs
    its reports (`svix`, `sns`: we check them ourselves). `keeping`:
    headers that make it keep our Message-ID. `about_recipient`: words of a refusal that is about the address alone.
    `shows_pictures`: takes pictures that stand in the HTML; else they go along as files. `takes_mime`: takes the whole
    mail in one piece. `by_botocore`: see `ses.py`.
    """

    name: str
    module: str
    api: str
    arguments: Callable[[Values], dict[str, Any]]
    probe: Callable[[Values], tuple[str, dict[str, Any]]]
    fields: tuple[Field, ...] = (KEY,)
    key_header: str = ""
    signed_by: str = ""
    signing_required: bool = False
    keeps_message_id: bool = False
    keeping: Mapping[str, str] = field(default_factory=dict)
    can_switch_tracking_off: bool = True
    shows_pictures: bool = True
    takes_mime: bool = False
    by_botocore: bool = False
    about_recipient: re.Pattern[str] = re.compile(r"personalizations\.0\.to|\bTo\b|\bto\b|recipient", re.ASCII)

    def connect_fields(self) -> tuple[Field, ...]:
        """What a person fills in to connect it."""
        signing = Field("signing", "Key of its reports", "SIGNING", help=_SIGNING_HELP, secret=True, required=False)
        address = Field(
            "api", "Address of its API", "API", help="Another one for accounts in the EU, with some providers",
            required=False, default=self.api, address=True,
        )  # fmt: skip
        return (*self.fields, *((signing,) if self.signed_by not in ("", "sns") else ()), address)


def _key(values: Values) -> dict[str, Any]:
    return {"api_key": values["token"]}


def _bearer(path: str) -> Callable[[Values], tuple[str, dict[str, Any]]]:
    return lambda values: (path, {"token": values["token"]})


def _from_domain(values: Values) -> str:
    """Mailgun sends for the domain of the From address unless told otherwise."""
    return values.get("domain") or values.get("from", "").rpartition("@")[2].strip("> ")


PROVIDERS: dict[str, Provider] = {
    "brevo": Provider(
        "Brevo", "brevo", "https://api.brevo.com/v3", _key,
        lambda values: ("account", {"headers": {"api-key": values["token"]}}), can_switch_tracking_off=False,
        shows_pictures=False,
    ),
    "mailgun": Provider(
        "Mailgun", "mailgun", "https://api.mailgun.net/v3",
        lambda values: {**_key(values), "sender_domain": _from_domain(values)},
        lambda values: (f"domains/{_from_domain(values)}", {"auth": ("api", values["token"])}),
        fields=(
            KEY,
            Field("domain", "Sending domain", "DOMAIN", help="Leave empty when it is that of your From address",
                  required=False),
        ),
        signed_by="webhook_signing_key", signing_required=True, keeps_message_id=True,
    ),
    "mailjet": Provider(
        "Mailjet", "mailjet", "https://api.mailjet.com/v3.1",
        lambda values: {**_key(values), "secret_key": values["secret_key"]},
        lambda values: ("../v3/REST/sender?Limit=1", {"auth": (values["token"], values["secret_key"])}),
        fields=(KEY, Field("secret_key", "Secret key", "SECRET_KEY", secret=True, help="Stands beside the API key")),
    ),
    "postmark": Provider(
        "Postmark", "postmark", "https://api.postmarkapp.com",
        lambda values: {"server_token": values["token"], "message_stream": values.get("stream") or "broadcast"},
        lambda values: ("server", {"headers": {"X-Postmark-Server-Token": values["token"]}}),
        fields=(
            KEY,
            Field("stream", "Message stream", "STREAM", help="Newsletters belong into a broadcast stream",
                  required=False, default="broadcast"),
        ),
        keeps_message_id=True, keeping={"X-PM-KeepID": "true"},
    ),
    "resend": Provider(
        "Resend", "resend", "https://api.resend.com", _key, _bearer("domains"),
        key_header="Idempotency-Key", signed_by="svix", signing_required=True, can_switch_tracking_off=False,
    ),
    "ses": Provider(
        "Amazon SES", "amazon_ses", "https://email.{region}.amazonaws.com",
        lambda values: {"configuration_set_name": values.get("configuration_set") or None},
        lambda values: ("", {}),
        fields=(
            Field("token", "Access key ID", "TOKEN", help="Of an IAM user who may send, and nothing else", secret=True),
            Field("secret_key", "Secret access key", "SECRET_KEY", secret=True, help="Stands beside the access key ID"),
            Field("region", "Region", "REGION", help="Where your sender is verified, for example eu-central-1"),
            Field("configuration_set", "Configuration set", "CONFIGURATION_SET",
                  help="It says what is reported, and to which topic of SNS", required=False),
            Field("topic", "Topic of its reports", "TOPIC", required=False,
                  help="arn:aws:sns:…: only what this topic of SNS says is believed"),
        ),
        signed_by="sns", can_switch_tracking_off=False, takes_mime=True, by_botocore=True,
        about_recipient=re.compile(
            r"final '@|missing (?:local name|domain)|(?:illegal|invalid) (?:e-?mail )?address|invalid domain name"
            r"|(?:local address|local name|domain) (?:contains|starts|ends)|blacklisted", re.IGNORECASE),
    ),
    "sendgrid": Provider(
        "SendGrid", "sendgrid", "https://api.sendgrid.com/v3",
        lambda values: {**_key(values), "generate_message_id": False}, _bearer("scopes"),
        signed_by="tracking_webhook_verification_key", keeps_message_id=True,
    ),
}  # fmt: skip
