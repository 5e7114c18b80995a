"""Use cases of channels and of the people who sign in."""

from __future__ import annotations

from scheduler.accounts.services.channels import (
    channel_of,
    check,
    connect,
    credentials,
    disconnect,
    ensure_accounts,
    go_live,
    listed,
    live_elsewhere,
    missing_for_live,
    named,
    rehearse,
    report_address,
    reported_on,
    settings,
    stop_account,
    variable,
    warm_up,
)
from scheduler.accounts.services.facts import remember, remembered
from scheduler.accounts.services.people import (
    add_user,
    first_link,
    open_link,
    record_failure,
    set_password,
    sign_in_delay,
    sign_in_link,
)
from scheduler.accounts.services.signing import Record, new_signing_keys, remove_signing_keys, signing_records

__all__ = [
    "Record",
    "add_user",
    "channel_of",
    "check",
    "connect",
    "credentials",
    "disconnect",
    "ensure_accounts",
    "first_link",
    "go_live",
    "listed",
    "live_elsewhere",
    "missing_for_live",
    "named",
    "new_signing_keys",
    "open_link",
    "record_failure",
    "rehearse",
    "remember",
    "remembered",
    "remove_signing_keys",
    "report_address",
    "reported_on",
    "set_password",
    "settings",
    "sign_in_delay",
    "sign_in_link",
    "signing_records",
    "stop_account",
    "variable",
    "warm_up",
]
