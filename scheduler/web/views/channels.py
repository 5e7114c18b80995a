"""Channels: connect, practise, go live."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.channels.base import Field
from scheduler.plan import services as plan
from scheduler.plan.services import clicks as links
from scheduler.plan.services import going_live, settings_forms
from scheduler.web.access import action, page
from scheduler.web.file_changes import look_or_keep


def _page(request: HttpRequest, name: str = "") -> HttpResponse:
    accepted = plan.require()
    rows = [_row(account, accepted, request.POST if account.name == name else {}) for account in accounts.listed()]
    shown = {
        "section": "channels",
        "channels": [row for row in rows if row["account"].state != "off"],
        "gone": [row["account"].name for row in rows if row["account"].state == "off"],
        "opened": name or request.GET.get("open", ""),
    }
    return render(request, "web/channels.html", shown)


def _row(account: Account, accepted: Any, typed: Any) -> dict[str, Any]:
    channel = plan.channel_of(account)
    filled = accounts.credentials(account).values
    fields = [
        (
            field,
            "" if field.secret else typed.get(field.name, filled.get(field.name, "")),
            bool(filled.get(field.name)),
        )
        for field in channel.fields
    ]
    return {
        "account": account,
        "channel": channel,
        "fields": fields,
        "reports": accounts.report_address(account),
        "counts_clicks": links.are_counted(account),
        "groups": _grouped(fields),
        "missing": accounts.missing_for_live(account, accepted) if account.state == "rehearsing" else [],
    }


def _grouped(fields: list[tuple[Field, str, bool]]) -> list[dict[str, Any]]:
    """The fields in their order, those of one group together; a group in which something stands is open."""
    groups: dict[str, list[tuple[Field, str, bool]]] = {}
    for row in fields:
        groups.setdefault(row[0].group, []).append(row)
    return [
        {"name": name, "fields": rows, "filled": any(value != field.default for field, value, _ in rows)}
        for name, rows in groups.items()
    ]


@page
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel of jobs.yaml with its state and, in order, what is missing before it can go live."""
    return _page(request)


def _back(name: str = "", **_: object) -> str:
    return f"{reverse('channels')}#{name}"


@action(_back, again=_page, owner=True)
def connect(request: HttpRequest, name: str) -> HttpResponse:
    """Save the sign-in, encrypted, and try it without sending anything."""
    account = accounts.named(name)
    values = {field.name: request.POST.get(field.name, "") for field in plan.channel_of(account).fields}
    accounts.connect(account, values, config.clock().now())
    messages.success(request, f"{name}: signing in works. It still practises until you press Go live.")
    return redirect(_back(name))


@action(_back, owner=True)
def go_live(request: HttpRequest, name: str) -> HttpResponse:
    """From practice to sending for real."""
    account, now = accounts.named(name), config.clock().now()
    if account.state != "rehearsing":
        messages.info(request, f"Nothing was changed: {name} does not practise.")
        return redirect(_back(name))
    going_live.go_live(account, now)
    messages.success(request, f"{name} is live: what is approved, now or earlier, is really sent.")
    return redirect(_back(name))


@action(_back, owner=True)
def practise(request: HttpRequest, name: str) -> HttpResponse:
    """Back to practice."""
    account = accounts.named(name)
    if account.state not in ("ready", "cooling", "needs_reconnect"):
        messages.info(request, f"Nothing was changed: {name} is not live.")
        return redirect(_back(name))
    accounts.rehearse(account)
    messages.success(request, f"{name} practises again: nothing leaves this machine through it.")
    return redirect(_back(name))


@action(_back, again=_page, owner=True)
def count_clicks(request: HttpRequest, name: str) -> HttpResponse:
    """Whether links of this newsletter are counted, from the next draft on; the difference first."""
    wanted = request.POST.get("count") == "yes"
    words = ("Count clicks" if wanted else "Count no clicks", "Count them" if wanted else "Count none")
    return look_or_keep(
        request, lambda text: settings_forms.set_counting(text, name, wanted), words, _back(name), _back(name)
    )
