"""Channels of jobs.yaml: one more, another name or setting, one less; the difference first."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.plan.services import channel_forms, renaming
from scheduler.web.access import action, name_of, page
from scheduler.web.file_changes import More, file_as_it_stands, look_or_keep, new_name, not_too_long

PRACTICE = "It begins in practice: nothing is sent through it before you press Go live."
FORGOTTEN = "Its sign-in is forgotten. What went out on it stays where it is listed, and its readers stay yours."
FORM = 10_000
SECTION = "channels"


def _typed(request: HttpRequest) -> dict[str, str]:
    form = not_too_long(request.POST if request.method == "POST" else QueryDict(), FORM)
    return {name: form.get(name, "") for name in form}


def _shown(mistakes: list[str]) -> dict[str, Any]:
    return {"section": SECTION, "mistakes": mistakes, "locked": plan.why_not_writable(config.require_home())}


@page
def kinds(request: HttpRequest) -> HttpResponse:
    """All that can be added, and what each would do."""
    all_of_them = channel_forms.kinds_to_add()
    groups = {
        "itself": [kind for kind in all_of_them if not kind.by_hand],
        "by_hand": [kind for kind in all_of_them if kind.by_hand],
    }
    return render(request, "web/channel_kinds.html", {**_shown(file_as_it_stands()[1]), **groups})


def _new_page(request: HttpRequest, key: str) -> HttpResponse:
    kind, (found, mistakes), typed = channel_forms.kind_to_add(key), file_as_it_stands(), _typed(request)
    name = typed.get("name", channel_forms.free_name(found, kind.key))
    return render(request, "web/channel_new.html", {**_shown(mistakes), "kind": kind, "name": name, "typed": typed})


@page
def new(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a new channel of one kind."""
    return _new_page(request, key)


def _to_new(key: str = "", **_: object) -> str:
    return reverse("add-channel", args=(key,))


def _to_channel(name: str) -> str:
    return f"{reverse('channels')}?open={quote(name)}#{quote(name)}"


@action(_to_new, again=_new_page, owner=True)
def add(request: HttpRequest, key: str) -> HttpResponse:
    """One more channel, in practice."""
    kind, typed = channel_forms.kind_to_add(key), _typed(request)
    name = " ".join(typed.get("name", "").split())
    words, more = (f"A new channel: {kind.title}", "Add it"), More(notes=[kind.about, PRACTICE], section=SECTION)
    return look_or_keep(
        request, lambda text: channel_forms.add_channel(text, key, name, typed), words, _to_new(key),
        _to_channel(name), more,
    )  # fmt: skip


def _entry_page(request: HttpRequest, name: str) -> HttpResponse:
    found, mistakes = file_as_it_stands()
    entry, typed = channel_forms.entry_of(found, name), _typed(request)
    shown = {"entry": entry, "values": entry.values | typed, "obstacles": outbox.in_the_way(found, name)}
    return render(request, "web/channel.html", {**_shown(mistakes), **shown})


@page
def entry(request: HttpRequest, name: str) -> HttpResponse:
    """One channel's entry in jobs.yaml, and whether it can be taken out."""
    return _entry_page(request, name)


def _to_entry(name: str = "", **_: object) -> str:
    return reverse("channel", args=(name,))


@action(_to_entry, again=_entry_page, owner=True)
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Other settings of one channel."""
    typed, words = _typed(request), (f"Change “{name}”", "Let it count")
    return look_or_keep(
        request, lambda text: channel_forms.change_channel(text, name, typed), words, _to_entry(name),
        f"{reverse('channels')}#{quote(name)}", More(section=SECTION),
    )  # fmt: skip


@action(_to_entry, again=_entry_page, owner=True)
def rename(request: HttpRequest, name: str) -> HttpResponse:
    """The same channel under another name."""
    new, by, now = new_name(request), name_of(request), config.clock().now()
    notes = [f"The channel “{name}” is called “{new}” from now on. Its sign-in, dates and OKs stay."]
    if reports := accounts.report_address(accounts.named(name)):
        notes.append(f"Its provider reports to {reports} now: give it the new address afterwards, from this page.")
    if plan.channel_of(accounts.named(name)).bulk:
        notes.append("Letters name their list by it (List-Id): a reader’s own mail rule may have to be made anew.")
    more = More(lambda: renaming.rename_channel(name, new, by, now), notes, section=SECTION)
    return look_or_keep(
        request, lambda text: channel_forms.rename_channel(text, name, new), ("Another name", "Let it count"),
        _to_entry(name), f"{reverse('channels')}#{quote(new)}", more,
    )  # fmt: skip


@action(_to_entry, again=_entry_page, owner=True)
def take_out(request: HttpRequest, name: str) -> HttpResponse:
    """Without this channel: asked a second time."""
    more = More(lambda: outbox.leave(name), [FORGOTTEN], danger=True, section=SECTION)
    return look_or_keep(
        request, lambda text: channel_forms.remove_channel(text, name), (f"Take “{name}” out", "Take it out"),
        _to_entry(name), reverse("channels"), more,
    )  # fmt: skip
