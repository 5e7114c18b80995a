"""A post's words as a picture: drawn when the post is composed, kept as a row, so that its hash covers it.

By hand every post has one, since people look for a picture first there; on other networks where jobs.yaml says so.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler import config
from scheduler.accounts.models import Account
from scheduler.channels.base import Channel
from scheduler.domain.cards import SHAPES, WIDTH, CannotSet, CardWords, NoCard, choose
from scheduler.domain.compose import Composed, Content
from scheduler.domain.drafts import Media
from scheduler.domain.look import FONTS
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.themes import cards as drawing

JPEG = "image/jpeg"
FONT_FOLDER, FONT_FILES = "fonts", (".ttf", ".otf")


def shape_for(account: Account, channel: Channel) -> str:
    """`1:1`, `4:5` or `9:16`; "" when posts of this account carry no card."""
    said = str(account.options.get("card", ""))
    if said == "no" or (not said and not channel.confirmed_by_hand):
        return ""
    return said if said in SHAPES else channel.card


def with_card(made: Composed, facts: Content, shape: str, *, beside: bool) -> Composed:
    """The drafts with the card as their picture, or the reason why there is none. `beside`: the article's own picture
    comes along."""
    if not shape or not made.drafts or facts.kind not in ("tip", "post"):
        return made
    try:
        card = draw(choose(facts), facts, shape)
    except (NoCard, CannotSet, Problem) as reason:
        return replace(made, reason=f"{made.reason} No picture card: {str(reason).rstrip('.')}.".strip())
    first = made.drafts[0]
    pictures = (card, *first.images) if beside else (card,)
    return replace(made, drafts=(replace(first, images=pictures), *made.drafts[1:]))


def draw(words: CardWords, facts: Content, shape: str) -> Media:
    """The card as a kept picture, described by its own words. Raises NoCard, CannotSet, or Problem for a font file
    that is not there."""
    return Media(library.blob(painted(words, facts, shape), JPEG), JPEG, words.alt, WIDTH, drawing.height_of(shape))


def painted(words: CardWords, facts: Content, shape: str) -> bytes:
    """The card as a JPEG that nobody keeps. Raises as `draw` does."""
    return drawing.drawn(words, shape, facts.studio.look, facts.studio.name, _files(facts))


def _files(facts: Content) -> drawing.Files:
    look = facts.studio.look
    font = b"" if look.font in FONTS else library.font(look.font)
    logo = library.load_blob(look.logo.sha256) if look.logo else b""
    return drawing.Files(font, _more_fonts(), logo)


def _more_fonts() -> tuple[bytes, ...]:
    """The home's `fonts/`: for scripts that the fonts of the package do not have."""
    folder = config.home() / FONT_FOLDER
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in FONT_FILES) if folder.is_dir() else []
    return tuple(library.font(f"{FONT_FOLDER}/{path.name}") for path in found)
