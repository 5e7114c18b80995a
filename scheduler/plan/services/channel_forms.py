"""Channels added, changed, renamed and taken out in a form, set into the text of jobs.yaml. What was not touched stays
as it is written; a mistake is one sentence, with the field that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from scheduler.channels import registry
from scheduler.channels.base import Channel, Field
from scheduler.domain import jobsfile
from scheduler.domain.jobsfile import ChannelEntry, Plan
from scheduler.domain.timing.words import join_words
from scheduler.errors import Problem
from scheduler.plan.models import Message
from scheduler.plan.services.accepting import ONE_OFF
from scheduler.plan.services.finding import OPEN
from scheduler.plan.services.rhythm_forms import new_name, plan_of
from scheduler.plan.services.studio_forms import check_sender, checked

LONGEST = 200
SENDERS = ("from", "reply to")
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be added. `key`: its name in addresses; `entry`: what stands in jobs.yaml whatever is typed;
    `asks`: what is typed, each named as its key there."""

    key: str
    title: str
    about: str
    by_hand: bool
    entry: dict[str, str]
    asks: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a channel cannot be taken out yet: what to do first, and where."""

    sentence: str
    link: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A channel of jobs.yaml as its form shows it. `asks`: what can be changed here; the rest goes with its sign-in."""

    name: str
    title: str
    about: str
    asks: tuple[Field, ...]
    values: dict[str, str] = field(default_factory=dict)


def kinds_to_add() -> list[Kind]:
    """What posts by itself first, then the networks that people post to by hand."""
    all_of_them = registry.channels().values()
    itself = [_by_itself(one) for one in all_of_them if one.connectable and not one.confirmed_by_hand]
    hands = [one for one in all_of_them if one.confirmed_by_hand]
    networks = [one for one in all_of_them if not one.connectable]
    return [*itself, *(_by_hand(hand, network) for hand in hands for network in networks)]


def _by_itself(channel: Channel) -> Kind:
    return Kind(channel.kind, channel.name, channel.about, False, {"kind": channel.kind}, channel.asks)


def _by_hand(hand: Channel, network: Channel) -> Kind:
    entry = {"kind": hand.kind, "network": network.kind}
    made = hand.configured(entry)
    return Kind(network.kind, network.name, made.about, True, entry, made.asks)


def kind_to_add(key: str) -> Kind:
    """One of them; Problem when there is none of that name."""
    found = next((kind for kind in kinds_to_add() if kind.key == key), None)
    if found is None:
        raise Problem(f"There is no kind of channel “{key[:60]}”: choose one from the list.")
    return found


def free_name(plan: Plan, key: str) -> str:
    """`mastodon`, or `mastodon-2` where there is one already."""
    numbered = (f"{key}-{number}" for number in range(2, 1000))
    return next(name for name in (key, *numbered) if name not in plan.channels)


def add_channel(text: str, key: str, name: str, typed: Fields) -> str:
    """The text of jobs.yaml with a new channel behind the others."""
    plan, kind = plan_of(text), kind_to_add(key)
    name = _free(plan, name)
    entry: dict[str, Any] = dict(kind.entry)
    for ask in kind.asks:
        if value := _said(ask, typed):
            entry[ask.name] = value
    return checked(jobsfile.put_in(text, ("channels", name), entry))


def entry_of(plan: Plan, name: str) -> Entry:
    """One channel as its form shows it; Problem when it is not in jobs.yaml."""
    entry = plan.channels.get(name)
    if entry is None:
        raise Problem(f"There is no channel “{name[:60]}” in jobs.yaml.")
    settings = _settings(entry)
    channel = registry.get(entry.kind).configured(settings)
    signing_in = {each.name for each in channel.fields}
    asks = tuple(ask for ask in channel.asks if ask.name not in signing_in)
    return Entry(name, channel.name, channel.about, asks, {ask.name: settings.get(ask.name, "") for ask in asks})


def _settings(entry: ChannelEntry) -> dict[str, str]:
    dumped = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {key: str(value) for key, value in dumped.items()}


def change_channel(text: str, name: str, typed: Fields) -> str:
    """The text with other values of what its form asks; the same text when it is so already."""
    now = entry_of(plan_of(text), name)
    touched = [ask for ask in now.asks if typed.get(ask.name, now.values[ask.name]) != now.values[ask.name]]
    said = {ask.name: _said(ask, typed) for ask in touched}
    changes = [(("channels", name, key), value or None) for key, value in said.items() if value != now.values[key]]
    return checked(jobsfile.edit_all(text, changes)) if changes else text


def rename_channel(text: str, old: str, new: str) -> str:
    """The text with another name for a channel, wherever it stands; the same text when it has that name already."""
    plan = plan_of(text)
    entry_of(plan, old)
    if " ".join(new.split()) == old:
        return text
    return checked(jobsfile.rename_channel(text, old, _free(plan, new)), "name")


def still_used(plan: Plan, name: str) -> list[Obstacle]:
    """What in the plan still needs the channel; empty when it can go."""
    entry_of(plan, name)
    found = [
        Obstacle(
            f"“{job.name}” still goes out on it: choose other channels there, or take that rhythm out.",
            f"/rhythm/{quote(job.name, safe='')}/", f"Change {job.name}",
        )
        for job in plan.jobs.values()
        if name in job.to
    ]  # fmt: skip
    if len(plan.channels) == 1:
        found.append(Obstacle("It is the only channel there is: add another one first.", "/new-channel/", "Add one"))
    return [*found, *_reminders(plan, name), *_own_posts(name)]


def _reminders(plan: Plan, name: str) -> list[Obstacle]:
    """Reminders to post by hand leave by the mailbox of a newsletter."""
    mails = [one for one, entry in plan.channels.items() if registry.get(entry.kind).bulk]
    hands = [one for one, entry in plan.channels.items() if registry.get(entry.kind).confirmed_by_hand]
    if mails != [name] or not hands:
        return []
    return [Obstacle(f"The mails for {join_words(hands)} leave by its mailbox: take out what you post by hand first.")]


def _own_posts(name: str) -> list[Obstacle]:
    waiting = Message.objects.filter(account__name=name, job=ONE_OFF, state__in=OPEN).count()
    if not waiting:
        return []
    what = "A post of your own waits" if waiting == 1 else f"{waiting} posts of your own wait"
    sentence = f"{what} for it: let it go out, or skip it." if waiting == 1 else f"{what} for it: send or skip them."
    return [Obstacle(sentence, "/calendar/", "To the calendar")]


def remove_channel(text: str, name: str) -> str:
    """The text without the channel and without what rhythms said about it (`grace`, `offset`); comments stay.
    Problem while a rhythm or a post still needs it."""
    plan = plan_of(text)
    if obstacles := still_used(plan, name):
        raise Problem(" ".join(obstacle.sentence for obstacle in obstacles))
    for job in plan.jobs.values():
        for path, said in ((("late", "grace"), job.late.grace), (("offset",), job.offset)):
            if name in said:
                whole = ("jobs", job.name, *path)
                text = jobsfile.edit(text, whole if len(said) == 1 else (*whole, name), None)
    return checked(jobsfile.take_out(text, ("channels", name)))


# --- pieces ---


def _free(plan: Plan, name: str) -> str:
    name = new_name(name, "a channel", "studio-mastodon")
    if name in plan.channels:
        raise Problem(f"There is a channel “{name}” already: choose another name.", "name")
    return name


def _said(ask: Field, typed: Fields) -> str:
    """What was typed into a field; Problem, with the field, for what cannot be."""
    value = " ".join(typed.get(ask.name, "").split())
    if ask.choices:
        if value not in dict(ask.choices):
            raise Problem(f"{ask.label}: choose one from the list.", ask.name)
        return value
    if not value and ask.required:
        raise Problem(f"{ask.label} is still empty{': ' + ask.help if ask.help else ''}.".replace("..", "."), ask.name)
    if len(value) > LONGEST or not value.isprintable():
        raise Problem(f"{ask.label} is too long, or has a letter in it that nobody can see: type it again.", ask.name)
    if value and ask.name in SENDERS:
        check_sender(value, ask.name)
    elif re.search(r"\s", value):
        raise Problem(f"{ask.label} has no space in it: {ask.help or 'type it again'}.", ask.name)
    return value
