"""Access tokens that renew themselves: OAuth 2.0 (RFC 6749, 6), at the one address of whoever runs the mail server.

The access token is kept in memory only. A new refresh token that comes with it (Microsoft's last 90 days, and each
renewal brings another) lies with the sign-in, sealed, so that it outlives the process.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.channels.answers import Ended, lost_login
from scheduler.channels.base import Credentials, Field
from scheduler.channels.http import Client, Exchange, Lost, NotSent, Reply, redacted
from scheduler.domain.outcomes import Outcome, Retry

GROUP = "A sign-in that renews itself (Microsoft 365, Google Workspace)"
FIELDS = (
    Field("client_id", "Client ID", "CLIENT_ID", required=False, group=GROUP,
          help="Of a program that you registered with Microsoft or Google in your own name"),
    Field("client_secret", "Client secret", "CLIENT_SECRET", secret=True, required=False, group=GROUP,
          help="Leave empty if your program has none"),
    Field("refresh_token", "Refresh token", "REFRESH_TOKEN", secret=True, required=False, group=GROUP,
          help="What that program was given when you let it into the mailbox"),
    Field("tenant", "Tenant", "TENANT", required=False, group=GROUP,
          help="Microsoft only: the directory of your program; leave empty if it is open to all of them"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issuer:
    """`hosts`: the mail servers that take its tokens; `base`, `path`: where they are renewed."""

    name: str
    hosts: tuple[str, ...]
    base: str
    path: str


ISSUERS = (
    Issuer("Google", ("smtp.gmail.com", "smtp-relay.gmail.com"), "https://oauth2.googleapis.com", "/token"),
    Issuer(
        "Microsoft",
        ("smtp.office365.com", "smtp-mail.outlook.com", "outlook.office365.com"),
        "https://login.microsoftonline.com",
        "/{tenant}/oauth2/v2.0/token",
    ),
)
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
_EARLY, _USUAL, _LONGEST = 120, 3600, 86400
"""Seconds: renewed so long before its end; how long one holds whose end is not told; the longest that is believed."""

_MOST_KEPT = 20


@dataclass(slots=True)
class _Kept:
    """What the last renewal left."""

    access: str = field(default="", repr=False)
    until: float = 0.0
    refresh: str = field(default="", repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock)


_KEPT: dict[str, _Kept] = {}
_MAKING = threading.Lock()


def renews(credentials: Credentials) -> bool:
    """Does this sign-in renew its tokens?"""
    return bool(credentials.values.get("refresh_token"))


def current(credentials: Credentials) -> str:
    """An access token that is not over; the one that was filled in where nothing is renewed. Raises Ended."""
    if not renews(credentials):
        return credentials.values.get("token", "")
    kept = _kept(credentials)
    with kept.lock:
        if time.monotonic() >= kept.until:
            _renew(credentials, kept)
        return kept.access


def refused(credentials: Credentials, token: str) -> bool:
    """The mail server did not take this token. True when another may be asked for."""
    if not renews(credentials):
        return False
    kept = _kept(credentials)
    with kept.lock:
        if kept.access == token:
            kept.until = 0.0
    return True


def keep(credentials: Credentials) -> None:
    """Write down the refresh token that came with a renewal. Called from the thread that owns the batch."""
    if not renews(credentials):
        return
    found = {"of": _name(credentials), "now": _kept(credentials).refresh}
    if found["now"] and credentials.session.get("renewed") != found:
        session = {**credentials.session, "renewed": found}
        if isinstance(credentials.session, dict):
            credentials.session.update(session)  # what else is written down with this sign-in must not lose it
        credentials.keep_session(session)


def _kept(credentials: Credentials) -> _Kept:
    name = _name(credentials)
    with _MAKING:
        if name not in _KEPT and len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        return _KEPT.setdefault(name, _Kept())


def _name(credentials: Credentials) -> str:
    """Of one sign-in: another as soon as anything of it is changed."""
    names = ("host", "tenant", "client_id", "client_secret", "refresh_token")
    text = "\0".join(credentials.values.get(name, "") for name in names)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _renew(credentials: Credentials, kept: _Kept) -> None:
    issuer, values = _issuer(credentials.values), credentials.values
    written = credentials.session.get("renewed")
    known = written.get("now", "") if isinstance(written, Mapping) and written.get("of") == _name(credentials) else ""
    refresh = kept.refresh or str(known) or values["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": values["client_id"], "refresh_token": refresh}
    if values.get("client_secret"):
        form["client_secret"] = values["client_secret"]
    path = issuer.path.replace("{tenant}", values.get("tenant") or "common")
    answer = Client(issuer.base, credentials.loopback).post(path, data=form)
    found = _granted(issuer, answer, (refresh, values.get("client_secret", "")))
    kept.access, kept.refresh = str(found["access_token"]), str(found.get("refresh_token") or kept.refresh)
    seconds = _seconds(found.get("expires_in"))
    kept.until = time.monotonic() + max(seconds - _EARLY, seconds / 2)


def _issuer(values: Mapping[str, str]) -> Issuer:
    host, tenant = values.get("host", "").strip().lower(), values.get("tenant", "")
    found = next((one for one in ISSUERS if host in one.hosts), None)
    if found is None:
        raise Ended(
            lost_login("issuer", "Access tokens are renewed for the mail servers of Microsoft 365 and Google only.")
        )
    if not values.get("client_id"):
        raise Ended(
            lost_login("client-id", "To renew the access token, the client ID is needed beside the refresh token.")
        )
    if tenant and not _TENANT.fullmatch(tenant):
        raise Ended(
            lost_login("tenant", "The tenant is a name like willow.example, or a number of 32 digits and dashes.")
        )
    return found


def _granted(issuer: Issuer, answer: Exchange, secrets: tuple[str, ...]) -> Mapping[str, object]:
    """RFC 6749, 5.1 and 5.2: what was granted. Until now nothing of a mail was written, so whatever is not a clear no
    may be tried again."""
    if isinstance(answer, NotSent | Lost):
        raise Ended(Retry(f"The access token could not be renewed: {answer.reason}", cools_account=True))
    found = answer.object()
    if answer.status == 200 and found.get("access_token"):
        return found
    if answer.status in (200, 429) or answer.status >= 500:
        raise Ended(Retry(f"{issuer.name} does not renew the access token now ({answer.status}).", cools_account=True))
    raise Ended(_no(issuer, answer, secrets))


def _no(issuer: Issuer, answer: Reply, secrets: tuple[str, ...]) -> Outcome:
    found = answer.object()
    said = redacted(f"{found.get('error', answer.status)}: {found.get('error_description', '')}", secrets)
    return lost_login("token", f"{issuer.name} no longer renews the sign-in ({said}): fill in a new refresh token.")


def _seconds(told: object) -> int:
    text = str(told)
    return min(int(text[:9]), _LONGEST) if text.isascii() and text.isdecimal() else _USUAL
