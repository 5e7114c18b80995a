"""A forgotten password: a one-time link by mail, at most one an hour, and the same answer whoever asks."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from scheduler.accounts import services as accounts
from scheduler.insights import owner_mail
from scheduler.insights.models import OwnerMail
from scheduler.insights.owner_mail import Words

LONGEST_WAY = 100
TEXT = (
    "Somebody, we hope you, asked for a new password for the studio's pages. The link below works once, for two "
    "days.\n\n"
    "If it was not you, do nothing: your password stays as it is."
)


def send_link(address: str, now: datetime, then: str = "") -> None:
    """Put the mail in line for the person with that address; for anybody else nothing happens, and nothing tells so.
    `then`: the path of the page they came for, which opens afterwards."""
    user = accounts.user_of(address)
    if user is None:
        return
    key = f"password {user.pk} {now:%Y-%m-%d %H}"
    if OwnerMail.objects.filter(key=key, to=user.email).exists():
        return
    path = urlsplit(accounts.sign_in_link(user, now)).path
    if 1 < len(then) <= LONGEST_WAY:
        path += f"?{urlencode({'next': then})}"
    owner_mail.write(key, Words("Choose a new password", TEXT, path, "Choose a new password"), now, user.email)
