"""Keys with which a newsletter signs its own mails (DKIM), where the mail server does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from scheduler.accounts.crypto import decrypt, encrypt
from scheduler.accounts.models import Account, SigningKey
from scheduler.channels.email import dkim, headers
from scheduler.errors import Problem

OPTION = "dkim"
"""The key of a channel's entry in jobs.yaml that names its signing keys."""

ED25519_ENDING = "-ed25519"


@dataclass(frozen=True, slots=True)
class Record:
    """One DNS entry (TXT) to make. `used_by`: the channels whose entry in jobs.yaml names it."""

    name: str
    selector: str
    domain: str
    algorithm: str
    dns_name: str
    dns_text: str
    used_by: tuple[str, ...]


@transaction.atomic
def new_signing_keys(name: str, domain: str, algorithms: Sequence[str], now: datetime) -> list[Record]:
    """Make one key of each of `algorithms`, called `name` together. `domain` may be empty: that of the one newsletter.

    An ed25519 key has a selector of its own (`s1-ed25519`), since a DNS entry holds one key. Problem when there is such
    a key already: mails on their way are still checked against it.
    """
    if not dkim.is_selector(name) or not dkim.is_selector(name + ED25519_ENDING):
        raise Problem(f"“{name[:60]}” cannot be a selector: use small letters, digits and hyphens, such as s1.")
    domain = _domain(domain)
    made = []
    for algorithm in algorithms:
        selector = name + (ED25519_ENDING if algorithm == "ed25519" else "")
        if SigningKey.objects.filter(selector=selector, domain=domain).exists():
            raise Problem(f"There is a key {selector} for {domain} already: choose another selector, such as {name}b.")
        key = dkim.new_key(selector, domain, algorithm)
        made.append(
            SigningKey.objects.create(
                name=name,
                selector=selector,
                domain=domain,
                algorithm=algorithm,
                record=key.record,
                secret=encrypt({"pem": key.pem}),
                created_at=now,
            )
        )
    return _records(made)


def signing_records() -> list[Record]:
    """The DNS entries of every key there is, oldest first."""
    return _records(list(SigningKey.objects.order_by("pk")))


@transaction.atomic
def remove_signing_keys(name: str, domain: str = "") -> int:
    """Forget the keys called `name`. Problem while a channel signs with them, and when there are none."""
    found = SigningKey.objects.filter(name=name, **({"domain": domain} if domain else {}))
    records = _records(list(found))
    if not records:
        raise Problem(f"There is no signing key {name}; `studio dkim show` lists them.")
    users = sorted({user for record in records for user in record.used_by})
    if users:
        raise Problem(f"{', '.join(users)} signs with {name}: change `dkim:` in jobs.yaml first.")
    return found.delete()[0]


def signing_keys(account: Account) -> list[dict[str, str]]:
    """The private keys that the account's entry in jobs.yaml names, as `Credentials.signing` has them; those for its
    From address where keys of that name are for several domains."""
    name = str(account.options.get(OPTION) or "")
    if not name:
        return []
    found = list(SigningKey.objects.filter(name=name).order_by("-algorithm"))
    domain = _from_domain(account)
    fitting = [key for key in found if domain == key.domain or domain.endswith(f".{key.domain}")]
    return [
        {"selector": key.selector, "domain": key.domain, "algorithm": key.algorithm, **decrypt(key.secret)}
        for key in fitting or found
    ]


def _domain(text: str) -> str:
    if text:
        return _checked(text)
    found = sorted({domain for account in Account.objects.exclude(state="off") if (domain := _from_domain(account))})
    if len(found) != 1:
        raise Problem("Say which domain the mails come from: `studio dkim new --domain willow.example`.")
    return found[0]


def _checked(text: str) -> str:
    try:
        return headers.address(f"hello@{text}").domain
    except headers.Unsendable:
        raise Problem(f"“{text[:60]}” is not a domain; it should look like willow.example.") from None


def _from_domain(account: Account) -> str:
    try:
        return headers.mailbox(str(account.options.get("from") or ""))[1].domain
    except headers.Unsendable:
        return ""


def _records(keys: Sequence[SigningKey]) -> list[Record]:
    signing = [account for account in Account.objects.exclude(state="off") if account.options.get(OPTION)]
    return [
        Record(
            key.name, key.selector, key.domain, key.algorithm, f"{key.selector}._domainkey.{key.domain}", key.record,
            tuple(account.name for account in signing if account.options[OPTION] == key.name),
        )
        for key in keys
    ]  # fmt: skip
