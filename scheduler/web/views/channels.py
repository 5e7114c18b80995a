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
from scheduler.channels import registry
from scheduler.plan import services as plan
from scheduler.web.access import action, page


@page
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel of jobs.yaml with its state and, in order, what is missing before it can go live."""
    accepted = plan.require()
    shown = {"section": "channels", "channels": [_row(account, accepted) for account in accounts.listed()]}
    return render(request, "web/channels.html", shown)


def _row(account: Account, accepted: Any) -> dict[str, Any]:
    channel = registry.get(account.kind)
    filled = accounts.credentials(account).values
    fields = [
        (field, "" if field.secret else filled.get(field.name, ""), bool(filled.get(field.name)))
        for field in channel.fields
    ]
    return {
        "account": account,
        "channel": channel,
        "fields": fields,
        "missing": accounts.missing_for_live(account, accepted) if account.state == "rehearsing" else [],
    }


def _back(name: str = "", **_: object) -> str:
    return f"{reverse('channels')}#{name}"


@action(_back)
def connect(request: HttpRequest, name: str) -> HttpResponse:
    """Save the sign-in, encrypted, and try it without sending anything."""
    account = accounts.named(name)
    values = {field.name: request.POST.get(field.name, "") for field in registry.get(account.kind).fields}
    accounts.connect(account, values, config.clock().now())
    messages.success(request, f"{name}: signing in works. It still practises until you press Go live.")
    return redirect(_back(name))


@action(_back)
def go_live(request: HttpRequest, name: str) -> HttpResponse:
    """From practice to sending for real."""
    accounts.go_live(accounts.named(name), plan.require(), config.clock().now())
    plan.refresh(config.clock().now())
    messages.success(request, f"{name} is live. What you approve from now on is really sent.")
    return redirect(_back(name))


@action(_back)
def practise(request: HttpRequest, name: str) -> HttpResponse:
    """Back to practice."""
    accounts.rehearse(accounts.named(name))
    messages.success(request, f"{name} practises again: nothing leaves this machine through it.")
    return redirect(_back(name))
