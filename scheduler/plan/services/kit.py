"""A month's posts to take along: pictures and captions by date and channel, for who posts or plans elsewhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scheduler.channels.base import Channel
from scheduler.domain import states
from scheduler.domain.cards import SHAPES, CannotSet, NoCard, choose
from scheduler.domain.compose import Content
from scheduler.domain.jobsfile import Plan
from scheduler.domain.timing.zones import to_local, zone
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.plan.models import Message
from scheduler.plan.services import accepting, outlets
from scheduler.plan.services.cards import painted
from scheduler.plan.services.facts import MAIL, book_of, content
from scheduler.plan.services.showing import payloads

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
SHAPE_NAMES = {"1:1": "square", "4:5": "portrait", "9:16": "story"}
OVER = ("void", "skipped", "cancelled", "missed")


@dataclass(frozen=True, slots=True)
class KitPost:
    """One post. `at`: local. `files`: names inside its folder → bytes; `folder`: `2027-03-02/instagram`."""

    at: datetime
    channel: str
    title: str
    state: str
    folder: str
    files: dict[str, bytes]


def kit(month: str) -> list[KitPost]:
    """The posts of a month (`2027-03`, by the studio's calendar) on every network, in order, and the words of each date
    as picture cards in all shapes. Problem for what is no month, or one without posts."""
    plan = accepting.require()
    first, after = _span(month, plan)
    found = Message.objects.filter(at__gte=first, at__lt=after).exclude(state__in=OVER).exclude(account__kind=MAIL)
    messages = list(found.exclude(payload_hash="").select_related("account", "tip__article", "campaign", "series"))
    messages.sort(key=lambda message: (message.at, message.account.position, message.pk))
    if not messages:
        raise Problem(f"No post goes out in {month}; `studio plan` shows the months that have some.")
    book = book_of(messages)
    posts = [_post(plan, message) for message in messages]
    return posts + list(_cards(plan, messages, [content(plan, message, book) for message in messages]))


def kit_months(messages: Iterable[Message]) -> list[datetime]:
    """Of which months a kit would hold one of these, in order: the local time of the first post in each."""
    local = accepting.require().studio.timezone
    kept = [m for m in messages if m.state not in OVER and m.payload_hash and m.account.kind != MAIL]
    firsts: dict[str, datetime] = {}
    for message in sorted(kept, key=lambda message: message.at):
        at = to_local(message.at, local)
        firsts.setdefault(f"{at:%Y-%m}", at)
    return list(firsts.values())


def _span(month: str, plan: Plan) -> tuple[datetime, datetime]:
    found = _MONTH.fullmatch(month.strip())
    if not found or not 2000 <= int(found[1]) <= 2999:
        raise Problem(f"“{month}” is no month: write year and month, as in 2027-03.")
    year, number = int(found[1]), int(found[2])
    local = zone(plan.studio.timezone)
    ends = datetime(year, number, 1, tzinfo=local), datetime(year + number // 12, number % 12 + 1, 1, tzinfo=local)
    return ends[0].astimezone(UTC), ends[1].astimezone(UTC)


def _post(plan: Plan, message: Message) -> KitPost:
    channel = outlets.configured(message.account, plan)
    at = to_local(message.at, plan.studio.timezone)
    folder = f"{at:%Y-%m-%d}/{message.account.name}-{message.ref}"
    files: dict[str, bytes] = {}
    parts = payloads(message)
    for number, payload in enumerate(parts, 1):
        files |= _files(channel, payload, f"-{number}" if len(parts) > 1 else "")
    return KitPost(at, message.account.name, message.title, message.state, folder, files)


def _files(channel: Channel, payload: dict[str, Any], suffix: str) -> dict[str, bytes]:
    """`caption.txt`, and each picture with its description beside it."""
    shown = channel.preview(payload)
    link = f"\n\n{shown['link']}" if shown["link"] and shown["link"] not in shown["text"] else ""
    files = {f"caption{suffix}.txt": f"{shown['text']}{link}\n".encode()}
    for number, image in enumerate(shown.get("images", []), 1):
        name = f"picture{suffix}-{number}"
        files[f"{name}.{_extension(image['type'])}"] = library.load_blob(image["sha256"])
        files[f"{name} description.txt"] = f"{image['alt']}\n".encode()
    return files


def _extension(kind: str) -> str:
    return "jpg" if kind == "image/jpeg" else kind.rpartition("/")[2]


def _cards(plan: Plan, messages: list[Message], facts: list[Content]) -> Iterator[KitPost]:
    """The words of each tip in every shape, once for all channels of a date."""
    done: set[object] = set()
    for message, known in zip(messages, facts, strict=True):
        key = message.tip_id or (message.title, message.at)
        if key in done:
            continue
        done.add(key)
        at = to_local(message.at, plan.studio.timezone)
        try:
            words = choose(known)
            files = {
                f"{name}.jpg": painted(words, known, shape) for shape, name in SHAPE_NAMES.items() if shape in SHAPES
            }
        except (NoCard, CannotSet, Problem):
            continue  # told where the post is
        files["description.txt"] = f"{words.alt}\n".encode()
        yield KitPost(at, "cards", message.title, message.state, f"{at:%Y-%m-%d}/cards-{message.ref}", files)


# --- as one file ---


class _Pipe(io.RawIOBase):
    """What a zip writes, handed on piece by piece: a whole month need not lie in the memory twice."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        """It only writes."""
        return True

    def write(self, data: Any, /) -> int:
        """Keep a piece until it is taken."""
        self.pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All since the last time."""
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def packed(posts: Sequence[KitPost]) -> Iterator[bytes]:
    """The posts as the pieces of a zip: contents.txt, then a folder for each. The same posts make the same file, since
    the times inside it are those of the posts."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(_entry("contents.txt", posts[0]), "".join(_line(post) for post in posts))
        for post in posts:
            for name, data in post.files.items():
                made.writestr(_entry(f"{post.folder}/{name}", post), data)
                yield pipe.take()
    yield pipe.take()


def _line(post: KitPost) -> str:
    said = "picture cards" if post.channel == "cards" else states.MESSAGE.word(post.state)
    return f"{post.at:%a %d %b %Y, %H:%M}  {post.channel}  {post.title}  ({said})  {post.folder}\n"


def _entry(name: str, post: KitPost) -> zipfile.ZipInfo:
    at = post.at
    found = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, 0))
    found.compress_type = zipfile.ZIP_DEFLATED
    found.external_attr = 0o644 << 16
    return found
