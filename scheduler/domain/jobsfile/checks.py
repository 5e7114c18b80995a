"""What must fit together in jobs.yaml beyond each single value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from scheduler.domain.jobsfile.models import MAIL, RULE_KEYS
from scheduler.domain.jobsfile.problems import keys_of
from scheduler.domain.jobsfile.reading import Document, Path, Problem
from scheduler.domain.timing.words import did_you_mean, join_words

Kinds = Mapping[str, Collection[str] | None]
BUILT_IN = "one-off"
_NAME = re.compile(r"\w(?:[\w .-]{0,58}\w)?")
_MAILBOX = re.compile(r"[^@<>]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+")
_EXAMPLES = {
    "from": "“from: Your Studio <hello@…>”",
    "account": "“account: …”, the name of the profile",
    "network": "“network: …”, where you will post",
}
_SECRETS = ("password", "token", "secret", "key")
_NUMBERS = {"connections": 4, "mails per connection": 100, "per second": 10, "per day": 500}
_YES_OR_NO = ("yes", "no", "true", "false")
_ENTRY_KEYS = {"kind", "from", "account", "network", "reply to", "card"}


def cross_checks(document: Document, kinds: Kinds | None) -> list[Problem]:
    """Problems between entries. Looks at the plain values, so that it works beside other mistakes."""
    channels, jobs = (_mapping(document.data.get(name)) for name in ("channels", "jobs"))
    found: list[Problem] = []
    for name, entry in channels.items():
        found += _channel(name, _mapping(entry), document, kinds)
    for name, entry in jobs.items():
        if isinstance(entry, dict):
            found += _job(("jobs", name), entry, channels, document)
    return found


def _name(path: Path, document: Document) -> Iterator[Problem]:
    """Names stand in addresses, commands and variables."""
    name = str(path[1])
    if not _NAME.fullmatch(name):
        yield Problem(*document.key(path), f"“{name}” cannot be a name: use letters, digits, hyphens and spaces.")
    if path == ("jobs", BUILT_IN):
        yield Problem(*document.key(path), f"“{BUILT_IN}” is the built-in job for single posts: choose another name.")


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _channel(name: str, entry: dict[str, object], document: Document, kinds: Kinds | None) -> Iterator[Problem]:
    path: Path = ("channels", name)
    yield from _name(path, document)
    kind = str(entry.get("kind", ""))
    if kinds is not None and kind and kind not in kinds:
        near = did_you_mean(kind, kinds) or f" The kinds are: {', '.join(sorted(kinds))}."
        yield Problem(*document.value((*path, "kind")), f"There is no kind of channel “{kind}”.{near}")
        return
    options = kinds.get(kind) if kinds else ()
    if kinds and kind and options is None:
        hint = f"write “kind: by hand, network: {kind}”"
        yield Problem(*document.value((*path, "kind")), f"Nothing can be sent to {kind} by itself yet: {hint}.")
    needed = _needed(kind, options or (), kinds is not None)
    if needed and not entry.get(needed):
        yield Problem(*document.key(path), f"The channel “{name}” needs {_EXAMPLES[needed]}.")
    if kind == MAIL:
        yield from _newsletter(path, entry, document)
    network = entry.get("network")
    if kinds is not None and network and str(network) not in kinds:
        place = document.value((*path, "network"))
        yield Problem(*place, f"There is no network “{network}”.{did_you_mean(str(network), kinds)}")
    yield from _options(path, entry, document, None if kinds is None else options or ())


def _newsletter(path: Path, entry: dict[str, object], document: Document) -> Iterator[Problem]:
    for key in ("from", "reply to"):
        if entry.get(key) and not _MAILBOX.fullmatch(str(entry[key]).strip()):
            place = document.value((*path, key))
            yield Problem(*place, f"“{entry[key]}” is no mail address: write “Your Studio <hello@your-studio.ca>”.")
    for key, usual in _NUMBERS.items():
        if key in entry and not _is_number(entry[key], whole=key != "per second"):
            place = document.value((*path, key))
            yield Problem(*place, f"“{entry[key]}” is no number of mails: write for example “{key}: {usual}”.")
    if "count clicks" in entry and str(entry["count clicks"]).lower() not in _YES_OR_NO:
        place = document.value((*path, "count clicks"))
        yield Problem(*place, f"“{entry['count clicks']}” cannot be read here: write yes or no.")
    if "card" in entry:
        yield Problem(*document.key((*path, "card")), "A newsletter carries no card: “card” belongs to a network.")


def _is_number(value: object, *, whole: bool) -> bool:
    """Above 0; a text counts where it is written as a number."""
    found = str(value)
    return bool(re.fullmatch(r"[0-9]{1,9}" if whole else r"[0-9]{1,9}(\.[0-9]{1,4})?", found)) and float(found) > 0


def _needed(kind: str, options: Collection[str], known: bool) -> str:
    """The one key that an entry cannot do without: what asks for nothing else is posted by hand, on a network."""
    if kind == MAIL:
        return "from"
    if not known or not kind:
        return ""
    return "account" if "account" in options else "" if options else "network"


def _options(
    path: Path, entry: dict[str, object], document: Document, declared: Collection[str] | None
) -> Iterator[Problem]:
    for key in entry:
        if key in _ENTRY_KEYS or (declared is not None and key in declared):
            continue
        place = document.key((*path, key))
        if any(secret in key.lower() for secret in _SECRETS):
            variable = f"{str(path[1]).upper().replace('-', '_').replace(' ', '_')}_{key.upper().replace(' ', '_')}"
            yield Problem(*place, f"Secrets do not belong in this file: write {variable}=… into .env instead.")
        elif declared is not None:
            near = did_you_mean(key, [*sorted(_ENTRY_KEYS), *declared])
            yield Problem(*place, f"“{key}” is not known for the channel “{path[1]}”.{near}")


def _job(path: Path, job: dict[str, object], channels: Mapping[str, object], document: Document) -> Iterator[Problem]:
    yield from _name(path, document)
    yield from _rules(path, job, document)
    yield from _names(path, job, channels, document)
    announces, place = job.get("send") == "announcement", document.key(path)
    if announces and "classes" not in job and not _misspelt(("classes",), job):
        yield Problem(
            *place, f"“{path[1]}” announces classes but has no “classes”: name the timetable's file or address."
        )
    if job.get("send") in {"tip", "post"}:
        for key in ("classes", "as", "when"):
            if key in job:
                at = document.key((*path, key))
                yield Problem(*at, f"“{key}” belongs to announcements; “{path[1]}” sends a {job['send']}.")
    every = str(job.get("every", ""))
    if announces and "sign-up" in every.lower():
        yield Problem(*document.value((*path, "every")), "An announcement has no dates after sign-up: use “when”.")


def _rules(path: Path, job: dict[str, object], document: Document) -> Iterator[Problem]:
    given = [key for key in RULE_KEYS if key in job]
    if not given and not _misspelt(RULE_KEYS, job):
        yield Problem(*document.key(path), f"“{path[1]}” does not say when: add for example “every: tuesday at 09:00”.")
    for key in given[1:]:
        yield Problem(
            *document.key((*path, key)), f"“{path[1]}” says when in {len(given)} ways ({join_words(given)}): keep one."
        )


def _misspelt(keys: Collection[str], job: dict[str, object]) -> bool:
    """Is one of the keys there under a wrong name? Then that alone is reported."""
    return any(did_you_mean(key, keys) for key in job if key not in keys_of(("jobs", "*")))


def _names(path: Path, job: dict[str, object], channels: Mapping[str, object], document: Document) -> Iterator[Problem]:
    to = job.get("to")
    names = [str(each) for each in to] if isinstance(to, list) else [to] if isinstance(to, str) else []
    for index, name in enumerate(names):
        place = document.value((*path, "to", index))
        if name not in channels:
            yield Problem(*place, f"There is no channel “{name}”.{_channels(name, channels)}")
        elif name in names[:index]:
            yield Problem(*place, f"The channel “{name}” stands here twice: keep one.")
    named = {("late", "grace"): _mapping(job.get("late")).get("grace"), ("offset",): job.get("offset")}
    for where, value in named.items():
        for name in _mapping(value):
            if name not in channels:
                place = document.key((*path, *where, name))
                yield Problem(*place, f"There is no channel “{name}”.{_channels(name, channels)}")


def _channels(name: str, channels: Mapping[str, object]) -> str:
    return did_you_mean(name, channels) or (f" There are: {', '.join(channels)}." if channels else "")
