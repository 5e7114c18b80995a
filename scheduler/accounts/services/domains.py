"""What the DNS says about a newsletter's sender, asked when a person wants to know and kept until they ask again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parseaddr

from scheduler import config
from scheduler.accounts.models import Account
from scheduler.accounts.services.channels import credentials
from scheduler.accounts.services.facts import remember, remembered
from scheduler.accounts.services.signing import signing_records
from scheduler.channels.email import domain
from scheduler.channels.email.domain import Finding, Signature


@dataclass(frozen=True, slots=True)
class Looked:
    """`at`: when it was asked; None when it never was."""

    at: datetime | None
    findings: list[Finding]


def look_up_domain(account: Account, contact: str, now: datetime) -> Looked:
    """Ask now; takes up to some seconds when name servers are slow."""
    values = credentials(account).values
    of = parseaddr(values.get("from", ""))[1].rpartition("@")[2].lower()
    signatures = [
        Signature(record.dns_name, record.dns_text) for record in signing_records() if account.name in record.used_by
    ]
    ask = domain.Dns(config.setting("STUDIO_TEST_DNS"))
    found = domain.look(of, values.get("host", ""), signatures, contact, ask)
    kept = {"at": now.isoformat(), "of": of, "findings": [asdict(finding) for finding in found]}
    remember(_name(account), kept)
    return Looked(now, found)


def last_look(account: Account) -> Looked:
    """What was found when it was asked last; nothing when the sender's domain has changed since."""
    kept = remembered(_name(account))
    sender = parseaddr(str(account.options.get("from", "")))[1].rpartition("@")[2].lower()
    if not kept or kept.get("of") != sender:
        return Looked(None, [])
    return Looked(datetime.fromisoformat(kept["at"]), [Finding(**row) for row in kept["findings"]])


def _name(account: Account) -> str:
    return f"domain {account.pk}"
