"""People who sign in: one-time links, passwords, and a growing delay after failures."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from scheduler import config
from scheduler.accounts.models import SignInFailure, SignInLink, User
from scheduler.domain.addresses import address_key
from scheduler.errors import Problem

ROLES = ("owner", "editor", "viewer")
LINK_LASTS = timedelta(days=2)
WINDOW, A_DAY = timedelta(minutes=15), timedelta(days=1)
FREE_TRIES = 5
LONGEST_DELAY = 300
GONE = "This link was used already or is too old: run `studio user add` for a new one."


def first_link(now: datetime) -> str | None:
    """A one-time address for the very first user; None once somebody has an account.

    Earlier unused links end: only the newest printed address works.
    """
    if User.objects.exists():
        return None
    SignInLink.objects.filter(user=None, used_at=None).delete()
    return _new_link(None, now)


def user_of(email: str) -> User | None:
    """Who signs in with that address."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def sign_in_link(user: User, now: datetime) -> str:
    """A one-time address with which this person chooses a password."""
    return _new_link(user, now)


def _new_link(user: User | None, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(token_hash=_hash(token), user=user, created_at=now, expires_at=now + LINK_LASTS)
    return f"{config.site().url}/welcome/{token}/"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str, now: datetime) -> SignInLink | None:
    """The link if it is still good; looking does not use it up."""
    return SignInLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=now).first()


@transaction.atomic
def set_password(token: str, email: str, password: str, now: datetime) -> User:
    """Use the link up: make the first user, or give the invited one a password. Raises Problem in plain words."""
    link = SignInLink.objects.select_for_update().filter(token_hash=_hash(token)).first()
    if link is None or link.used_at or link.expires_at <= now:
        raise Problem(GONE)
    if link.user is None and User.objects.exists():  # printed for the very first person, who came another way
        raise Problem(GONE)
    user = link.user or _new_user(email, "owner", now)
    _check_password(password, user)
    user.set_password(password)
    user.save()
    link.used_at, link.user = now, user
    link.save()
    SignInLink.objects.filter(user=user, used_at=None).delete()
    return user


def passwords() -> dict[str, str]:
    """Who has a password, and its salted hash."""
    found = User.objects.values_list("email", "password")
    return {email: password for email, password in found if is_password_usable(password)}


def void_passwords(emails: Iterable[str]) -> None:
    """None of them signs in before they have chosen a new one."""
    for user in User.objects.filter(email__in=list(emails)):
        user.set_unusable_password()
        user.save()


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Problem(" ".join(error.messages)) from None


@transaction.atomic
def add_user(email: str, role: str, now: datetime) -> str:
    """A new person who may sign in; answers the one-time address to give them."""
    if role not in ROLES:
        raise Problem(f"There is no role “{role}”; the roles are {', '.join(ROLES)}.")
    existing = User.objects.filter(email__iexact=email).first()
    return sign_in_link(existing or _new_user(email, role, now), now)


def _new_user(email: str, role: str, now: datetime) -> User:
    try:
        key = address_key(email)
    except ValueError as error:
        raise Problem(str(error)) from None
    user = User(email=key, role=role, created_at=now)
    user.set_unusable_password()
    user.save()
    return user


def sign_in_delay(email: str, network: str, now: datetime) -> int:
    """Seconds still to wait before the next try: none for the first five failures in a quarter of an hour, then 1,
    2, 4 … up to 300 after each. Per address and per network, by fingerprint; never a lock-out a stranger could cause.
    """
    rows = SignInFailure.objects.filter(key__in=_keys(email, network), window_start__gt=now - WINDOW)
    return max((_remaining(row, now) for row in rows), default=0)


def _remaining(row: SignInFailure, now: datetime) -> int:
    if row.failures < FREE_TRIES:
        return 0
    delay: float = min(2.0 ** (row.failures - FREE_TRIES), LONGEST_DELAY)
    return max(0, math.ceil(delay - (now - row.last_at).total_seconds()))


@transaction.atomic
def record_failure(email: str, network: str, now: datetime) -> None:
    """Count one failed sign-in against the address and the network."""
    for key in _keys(email, network):
        SignInFailure.objects.get_or_create(key=key, defaults={"window_start": now, "last_at": now})
        SignInFailure.objects.filter(key=key, window_start__lte=now - WINDOW).update(window_start=now, failures=0)
        SignInFailure.objects.filter(key=key).update(failures=F("failures") + 1, last_at=now)


def forget_old(now: datetime) -> None:
    """Failed sign-ins that count no more, sessions and links that have ended: whoever knocks at the sign-in page with
    made-up addresses must not fill the disk."""
    SignInFailure.objects.filter(last_at__lt=now - A_DAY).delete()
    SignInLink.objects.filter(expires_at__lt=now - A_DAY, user__isnull=False).delete()
    SessionStore.clear_expired()  # they were begun by Django’s clock, and end by it


def _keys(email: str, network: str) -> list[str]:
    return [_fingerprint(email), _fingerprint(network)]


def _fingerprint(value: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), value.strip().lower().encode(), hashlib.sha256).hexdigest()
