"""Amazon SES by its API (SESv2): botocore describes and signs a request, `channels/http.py` carries it.

Nothing of the machine is looked at: no ~/.aws, no variable of the environment, no address that tells a cloud server
who it is; key and region are arguments. botocore repeats nothing and opens no connection. It is installed only with
the extra `ses`, so it is imported where it is needed.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from scheduler.channels.answers import lost_login
from scheduler.channels.http import Guarded, Reply, redacted
from scheduler.domain.outcomes import Accepted, Outcome, Retry

NAME = "Amazon SES"
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
INSTALL = (
    f"{NAME} needs boto3, which is not installed here: run “make with-ses” in the program’s folder, then start the "
    "studio again."
)
SANDBOX = (
    "Amazon still keeps the account in its sandbox, where mail goes to verified addresses only: ask for production "
    "access in its console, then sign in again."
)
PAUSED = "Amazon has paused sending from this account: look into its console, then sign in again."

_MAKING = threading.Lock()
_CARRIER: ContextVar[Guarded] = ContextVar("carrier")

_TOO_FAST = ("TooManyRequests", "Throttling", "Throttled", "RequestLimitExceeded", "LimitExceeded", "SlowDown")
_KEY = "Look at both halves of the access key, and at the clock of this machine."
_RIGHTS = "The key needs the permissions ses:SendEmail, ses:SendRawEmail and ses:GetAccount."
_NOT_OURS = {
    "AccountSuspended": "Amazon’s console says why, and what to do.",
    "SendingPaused": "Sending is paused for the account or its configuration set; switch it on in Amazon’s console.",
    "MailFromDomainNotVerified": "Finish the MAIL FROM domain in Amazon’s console.",
    "MessageRejected": "Verify your From address or its domain in this very region; an account in Amazon’s sandbox "
    "writes to verified addresses only.",
    "AccessDenied": _RIGHTS, "NotAuthorized": _RIGHTS,
    "UnrecognizedClient": _KEY, "InvalidClientTokenId": _KEY, "InvalidSignature": _KEY, "SignatureDoesNotMatch": _KEY,
    "IncompleteSignature": _KEY, "MissingAuthenticationToken": _KEY, "ExpiredToken": _KEY, "RequestExpired": _KEY,
    "NotFound": "Look at the name of the configuration set, and at the region.",
}  # fmt: skip
"""Refusals that say nothing about the reader: Amazon’s name for it without “Exception”, and what to do."""


def unready(values: Mapping[str, str]) -> Outcome | None:
    """Why it cannot even be asked."""
    if find_spec("boto3") is None:
        return lost_login("boto3", INSTALL)
    region = values.get("region", "")
    if not REGION.fullmatch(region):
        return lost_login("region", f"“{region[:40]}” is not one of Amazon’s regions; they look like eu-central-1.")
    return None


def client(address: str, values: Mapping[str, str]) -> Any:
    """botocore's client, which carries its requests through `carried_by`; one for each key and region."""
    with _MAKING:
        return _client(address, values["region"], values["token"], values["secret_key"])


@contextmanager
def carried_by(session: Guarded) -> Iterator[None]:
    """In this thread, requests go out by that session."""
    before = _CARRIER.set(session)
    try:
        yield
    finally:
        _CARRIER.reset(before)


@lru_cache(maxsize=8)
def _client(address: str, region: str, key: str, secret: str) -> Any:
    from botocore.config import Config
    from botocore.session import Session

    logging.getLogger("botocore").setLevel(logging.INFO)  # at DEBUG it writes down keys, readers and whole mails
    files = ("config_file", "credentials_file")
    defaults = {
        name: (None, None, None if name in files else default, convert)
        for name, (_, _, default, convert) in Session.SESSION_VARIABLES.items()
    }
    made = Session(session_vars=defaults).create_client(
        "sesv2",
        region_name=region,
        endpoint_url=address,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        verify=True,
        config=Config(retries={"total_max_attempts": 1}, ignore_configured_endpoint_urls=True),
    )
    made.meta.events.register("before-send.sesv2", _carry)
    return made


def _carry(request: Any, **_: Any) -> Any:
    """botocore's own hook for who else may answer a request: then it opens no connection."""
    from botocore.awsrequest import AWSResponse
    from botocore.exceptions import HTTPClientError

    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
    try:
        found = _CARRIER.get().request(request.method, request.url, data=request.body, headers=headers)
    except OSError as problem:
        raise HTTPClientError(error=problem) from None
    reply = Reply(found.status_code, found.headers, found.content)
    if reply.status < 300 and not isinstance(reply.json(), dict):
        raise HTTPClientError(error="an answer that is none")
    response = AWSResponse(request.url, reply.status, reply.headers, None)
    response._content = reply.body
    return response


@dataclass(frozen=True, slots=True)
class No:
    """A refusal, with the HTTP status that means the same at other providers, and what a person can do about it."""

    status: int
    said: str
    headers: Mapping[str, str]
    advice: str = ""


def no_of(response: Any) -> No | None:
    """The refusal as botocore read it; None: there was none."""
    if not isinstance(response, Mapping) or "Error" not in response:
        return None
    error, about = response["Error"], response.get("ResponseMetadata", {})
    code, said = str(error.get("Code", "")), redacted(error.get("Message") or error.get("Code") or "")
    status, advice = _meaning(code.removesuffix("Exception"), said, int(about.get("HTTPStatusCode") or 0))
    return No(status, said if len(said) <= 120 else f"{said[:119]}…", about.get("HTTPHeaders", {}), advice)


def _meaning(code: str, said: str, status: int) -> tuple[int, str]:
    if code in _TOO_FAST:
        return 429, ""
    if code == "RequestTimeout":  # it waited for the rest of the request, which it therefore never had
        return 503, ""
    if code == "MessageRejected" and "blacklisted" in said:
        return 400, ""
    if code in _NOT_OURS:
        return 403, _NOT_OURS[code]
    return status, ""


def check(address: str, values: Mapping[str, str], session: Guarded) -> Outcome:
    """May this key see the account, and may the account send to everybody? Nothing is sent."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        with carried_by(session):
            return _allowed(client(address, values).get_account())
    except ClientError as error:
        return _shut(error.response, (values["token"], values["secret_key"]))
    except BotoCoreError:
        reason = "the answer never came" if session.written else session.problem or "the connection broke"
        return Retry(f"{NAME} could not be asked: {reason}.")


def _allowed(account: Mapping[str, Any]) -> Outcome:
    if not account.get("SendingEnabled") or account.get("EnforcementStatus") == "SHUTDOWN":
        return lost_login("paused", PAUSED)
    return Accepted() if account.get("ProductionAccessEnabled") else lost_login("sandbox", SANDBOX)


def _shut(response: Mapping[str, Any], secrets: tuple[str, ...]) -> Outcome:
    no = no_of(response) or No(0, "", {})
    if no.status == 429:
        return Retry(f"{NAME} asks us to slow down: try again in a minute.")
    return lost_login(str(no.status), f"{NAME} does not let us in ({redacted(no.said, secrets)}). {no.advice}".strip())
