"""What an issue or a post is made of, as plain values. Whoever asks for a draft fills these in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from scheduler.domain.drafts import Draft, Media
from scheduler.domain.look import Look

Kind = Literal["tip", "classes", "announcement", "post"]


@dataclass(frozen=True, slots=True)
class StudioFacts:
    """Who sends. Name, postal address and contact stand in every mail (CASL 6(2)(a)-(b), CAN-SPAM).

    `safety_lines`: the same line in other languages, by their code.
    """

    name: str
    address: str
    contact: str
    safety_line: str = ""
    url: str = ""
    phone: str = ""
    language: str = "en"
    look: Look = field(default_factory=Look)
    safety_lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TipFacts:
    """A tip as the library keeps it. `section`: headings above, outermost first. `caveats`: cautions not in `text`.

    `companion`: the *why* sentence that a background tip is printed with (`carries` is "with_why").
    `heading_repeats`: another tip of the article has the same title, so the section path is printed too.
    `watch`: addresses of the section's videos. `language`: its article's, where that is not the studio's.
    """

    title: str
    text: str
    section: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    needs_title: bool = False
    health_claim: bool = False
    carries: str = "alone"
    companion: str = ""
    heading_repeats: bool = False
    watch: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class of the timetable. `starts`: its dates in the studio's own zone, aware, the next one first.
    `uid` names its row, which is taken out when the class is no longer true (promise 9)."""

    uid: str
    title: str
    starts: tuple[datetime, ...]
    teacher: str = ""
    place: str = ""
    url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One issue or post before it has a channel.

    tip: one tip, with `position` and `of` (“tip 2 of 6”; 0 where it belongs to no series) and `next_title`.
    classes: an issue with the class block alone. announcement: new classes. post: `title`, `opening`, `link`.
    `link`: the article's or the page's address; `link_title` its title. `subject`: the owner's own, or "".
    `written_in`: the language of the article behind a post, where it is not the studio's.
    """

    kind: Kind
    studio: StudioFacts
    tip: TipFacts | None = None
    position: int = 0
    of: int = 0
    next_title: str = ""
    classes: tuple[ClassFacts, ...] = ()
    title: str = ""
    opening: str = ""
    link: str = ""
    link_title: str = ""
    subject: str = ""
    images: tuple[Media, ...] = ()
    in_archive: bool = False
    written_in: str = ""

    @property
    def language(self) -> str:
        """The language of the whole letter or post: its article's, else the studio's."""
        return (self.tip.language if self.tip else self.written_in) or self.studio.language


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel as composing sees it. `folders`: where its own templates may lie under templates/social, the first
    that has one wins (its name in jobs.yaml, then its kind). `links`: the address stands in the text, on a card, or
    nowhere since the network would not make it a link. `limit`: in words, “300 characters”."""

    fits: Callable[[str], bool]
    mail: bool = False
    folders: tuple[str, ...] = ()
    threads: bool = False
    links: Literal["text", "card", "none"] = "text"
    limit: str = "its limit"


@dataclass(frozen=True, slots=True)
class Composed:
    """The drafts, one per part of a thread; none when the channel is left out. `reason`: why it is not the whole tip,
    in the owner's words."""

    drafts: tuple[Draft, ...]
    how: Literal["whole", "part", "thread", "left out"] = "whole"
    reason: str = ""
