"""Channels: what jobs.yaml names, how each signs in, and when it may send for real."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from scheduler import config
from scheduler.accounts.crypto import decrypt, encrypt
from scheduler.accounts.models import Account
from scheduler.accounts.services.signing import signing_keys
from scheduler.channels import registry
from scheduler.channels.base import Channel, Credentials
from scheduler.domain.jobsfile import Plan
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.domain.states import ACCOUNT
from scheduler.errors import Problem
from scheduler.signals import happened

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def listed() -> list[Account]:
    """Every channel's account, in the order of jobs.yaml."""
    return list(Account.objects.all())


def named(name: str) -> Account:
    """The account of that channel; Problem when there is none."""
    found = Account.objects.filter(name=name).first()
    if found is None:
        raise Problem(f"There is no channel called “{name}” in jobs.yaml.")
    return found


@transaction.atomic
def ensure_accounts(plan: Plan, now: datetime) -> None:
    """One row per channel of the plan: a new one practises; one that left the plan is off until it comes back."""
    for position, (name, entry) in enumerate(plan.channels.items()):
        account, made = Account.objects.get_or_create(name=name, defaults={"kind": entry.kind})
        if not made and account.kind != entry.kind:
            _forget_sign_in(account)
        account.kind, account.position, account.options = entry.kind, position, _options(entry)
        if account.state == "off":
            account.state, account.reason = "rehearsing", ""
        _check_options(account)
        account.save()
    Account.objects.exclude(name__in=list(plan.channels)).exclude(state="off").update(
        state="off", reason="No longer in jobs.yaml."
    )


def _check_options(account: Account) -> None:
    """A channel that cannot be made of its entry is told before the plan is accepted."""
    try:
        channel_of(account)
    except Problem as problem:
        raise Problem(f"{account.name} in jobs.yaml: {problem}") from None


def _options(entry: Any) -> dict[str, Any]:
    options: dict[str, Any] = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    options.pop("kind", None)
    return options


def _forget_sign_in(account: Account) -> None:
    account.secret = account.session = account.profile_url = ""
    account.state, account.verified_at, account.live_since = "rehearsing", None, None


def channel_of(account: Account) -> Channel:
    """The channel with the fields that this account's entry in jobs.yaml asks for."""
    return registry.get(account.kind).configured(account.options)


def credentials(account: Account) -> Credentials:
    """What the account signs in with: the encrypted row wins over `<NAME>_<FIELD>` of the environment, over defaults.

    The options of jobs.yaml (`account`, `from`, …) are there too, under their own names.
    """
    channel = channel_of(account)
    saved = decrypt(account.secret)
    values = {name: str(value) for name, value in account.options.items() if isinstance(value, str | int)}
    if channel.confirmed_by_hand:
        studios = mailbox()
        values |= credentials(studios).values if studios else {}
    for field in channel.fields:
        found = saved.get(field.name) or config.setting(variable(account.name, field.env)) or values.get(field.name)
        values[field.name] = str(found or field.default)
    loopback = config.setting("STUDIO_TEST_LOOPBACK") == "1"
    session, keep = decrypt(account.session), _session_keeper(account.pk)
    return Credentials(values, session, keep, loopback, signing_keys(account))


def settings(account: Account) -> dict[str, Any]:
    """What `Channel.configured` takes: the entry of jobs.yaml, and the limits that the server stated at sign-in."""
    try:
        limits = decrypt(account.session).get("limits")
    except Problem:  # told where the channel signs in; planning goes on with the usual limits
        limits = None
    return {**account.options, "limits": limits} if limits else dict(account.options)


def variable(name: str, suffix: str) -> str:
    """The environment variable of a channel's field: `bluesky`, `TOKEN` → `BLUESKY_TOKEN`."""
    return f"{re.sub(r'[^A-Z0-9]+', '_', name.upper())}_{suffix}"


def report_address(account: Account) -> str:
    """Where the account's mail provider is to report what became of mails; empty when it has none."""
    return f"{config.site().url}/hooks/{_report_token(account)}/" if account.options.get("provider") else ""


def reported_on(token: str) -> Account | None:
    """Whose reports come to that address."""
    candidates = [account for account in Account.objects.exclude(state="off") if account.options.get("provider")]
    return next((one for one in candidates if constant_time_compare(_report_token(one), token)), None)


def _report_token(account: Account) -> str:
    return salted_hmac("reports of a mail provider", f"{account.pk} {account.name}", algorithm="sha256").hexdigest()[
        :40
    ]


def _session_keeper(account_id: int) -> Callable[[Mapping[str, Any]], None]:
    def keep(session: Mapping[str, Any]) -> None:
        Account.objects.filter(pk=account_id).update(session=encrypt(session))

    return keep


def learn_per_day(account_id: int, count: int) -> None:
    """The mail server took so many mails in 24 hours, and then no more. Connecting anew forgets it."""
    account = Account.objects.get(pk=account_id)
    session = decrypt(account.session)
    limits = {**(session.get("limits") or {}), "per_day": count}
    _session_keeper(account_id)({**session, "limits": limits})


def connect(account: Account, values: Mapping[str, str], now: datetime) -> Account:
    """Save what a person filled in, encrypted, and sign in once without sending. Raises Problem when that fails.

    An empty secret keeps the saved one, so that a form need not show it; any other field can be emptied.
    """
    channel = channel_of(account)
    kept = decrypt(account.secret)
    merged = {
        field.name: values.get(field.name, "").strip()
        or (kept.get(field.name, "") if field.secret or field.name not in values else "")
        for field in channel.fields
    }
    given = {**account.options, **{name: value for name, value in merged.items() if value}}
    missing = [
        field.label for field in channel.fields if field.required and not (given.get(field.name) or field.default)
    ]
    if missing:
        raise Problem(f"{account.name}: please fill in {', '.join(missing)}.")
    account.secret, account.session = encrypt(merged), ""
    account.save(update_fields=["secret", "session"])
    return check(account, now)


def check(account: Account, now: datetime) -> Account:
    """Sign in without sending anything; remembers when it worked. Raises Problem with the network's own reason."""
    outcome: Outcome = channel_of(account).check(credentials(account))
    account.refresh_from_db()
    if not isinstance(outcome, Accepted):
        account.verified_at = None
        account.save(update_fields=["verified_at"])
        raise Problem(f"{account.name}: signing in did not work: {outcome.reason}")
    account.verified_at, account.profile_url = now, outcome.url
    if account.state == "needs_reconnect":
        account.state, account.reason = "ready" if account.live_since else "rehearsing", ""
    account.save()
    return account


def rename(old: str, new: str) -> Account:
    """The same channel under another name, signed in as it is. Problem when the name was in use before, or when the
    sign-in stands in the environment, under the old name."""
    account = named(old)
    if Account.objects.filter(name=new).exists():
        raise Problem(f"There was a channel “{new}” before: choose another name.", "name")
    saved = decrypt(account.secret)
    for field in channel_of(account).fields:
        if not saved.get(field.name) and config.setting(variable(old, field.env)):
            raise Problem(
                f"Its sign-in stands in .env, as {variable(old, field.env)}: connect it under Channels first, so that "
                "it does not hang on the name.",
                "name",
            )
    account.name = new
    account.save(update_fields=["name"])
    return account


def disconnect(account: Account) -> None:
    """Forget the sign-in; the channel practises again."""
    _forget_sign_in(account)
    account.save()


def go_live(account: Account, plan: Plan, now: datetime) -> Account:
    """From practice to sending for real. Raises Problem naming everything that is still missing, in order."""
    missing = missing_for_live(account, plan)
    if missing:
        raise Problem(f"{account.name} cannot go live yet: {' '.join(missing)}")
    ACCOUNT.require(account.state, "ready")
    account.state, account.reason, account.live_since = "ready", "", now
    account.save()
    happened.send(sender=None, kind="went-live", text=f"{account.name} is live.", now=now, link="/channels/")
    return account


def mailbox() -> Account | None:
    """The studio's own: its first channel of mail that is not off. Mails to one person and reminders leave by it."""
    return next((one for one in Account.objects.exclude(state="off") if registry.get(one.kind).bulk), None)


def missing_for_live(account: Account, plan: Plan) -> list[str]:
    """What still stands between this channel and sending for real: one sentence each, empty when nothing does."""
    needs = []
    if registry.get(account.kind).confirmed_by_hand:
        return [] if _mailbox_works() else ["Connect your newsletter first: the reminders to post come by its mailbox."]
    if account.verified_at is None:
        needs.append("Connect it first, so that signing in is known to work.")
    if account.kind != "email":
        return needs
    if not account.options.get("from"):
        needs.append("Say under “Your studio” which name and address it comes from.")
    if not plan.studio.address:
        needs.append("Give the studio's postal address under “Your studio”; the law asks for it in every mail.")
    if not site_can_be_reached(config.site().url, account):
        needs.append("Give these pages an address on https (SITE_URL), so that people can unsubscribe.")
    return needs


def _mailbox_works() -> bool:
    """Has signing in to a mailbox of the studio worked?"""
    return any(registry.get(account.kind).bulk for account in Account.objects.exclude(verified_at=None))


def live_elsewhere() -> list[str]:
    """The channels, by name, that would send for real through a server that is not on this very machine."""
    live = Account.objects.filter(state__in=("ready", "cooling", "needs_reconnect"))
    return [account.name for account in live if not _is_on_this_machine(account)]


def _addresses(account: Account) -> set[str]:
    """The fields that hold a server's address: its own, and those of every kind (reminders go by the mailbox)."""
    channels = (*registry.channels().values(), channel_of(account))
    return {field.name for channel in channels for field in channel.fields if field.address}


def _is_here(values: Mapping[str, str], addresses: set[str]) -> bool:
    given = [values[name] for name in addresses if values.get(name)]
    return all(urlsplit(text if "//" in text else f"//{text}").hostname in LOOPBACK for text in given)


def site_can_be_reached(url: str, account: Account | None) -> bool:
    """Can readers of that channel open the pages, to leave? https anywhere; plain http on this very machine only when
    its mail server is here, too, so that no mail goes to anybody else."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        return parts.scheme == "https"
    return account is not None and account.verified_at is not None and _is_on_this_machine(account)


def _is_on_this_machine(account: Account) -> bool:
    return _is_here(credentials(account).values, _addresses(account))


def rehearse(account: Account) -> Account:
    """Back to practice: nothing leaves the machine through it any more."""
    ACCOUNT.require(account.state, "rehearsing")
    account.state, account.reason, account.live_since = "rehearsing", "", None
    account.save()
    return account


def stop_account(account_id: int, state: str, reason: str, now: datetime, until: datetime | None = None) -> None:
    """The network or the mail server shut the door on us: the account waits (`cooling`) or needs a person."""
    changed = (
        Account.objects.filter(pk=account_id, state__in=("ready", "cooling"))
        .exclude(state=state, reason=reason[:300])
        .update(state=state, reason=reason[:300], cooling_until=until)
    )
    if changed and state == "needs_reconnect":
        name = Account.objects.get(pk=account_id).name
        text = f"{name} stopped: {reason} Sign in again under Channels; what waits for it stays in line."
        happened.send(sender=None, kind="sign-in-again", text=text, now=now, link="/channels/", needs_you=True)


def warm_up(now: datetime) -> None:
    """Channels whose waiting time is over send again."""
    Account.objects.filter(state="cooling", cooling_until__lte=now).update(state="ready", reason="", cooling_until=None)
