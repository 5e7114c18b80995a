"""A draft as `app.bsky.feed.post` (lexicons/app/bsky/feed/post.json), and back again as something to look at.

The payload is the record itself with two kinds of holes: `createdAt`, and in place of each uploaded picture its
`{"sha256", "type"}`. One embed only: pictures with alt text, or the link card.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scheduler.channels.base import Draft, Media
from scheduler.channels.bluesky.facets import LINK, facets, segments

POST = "app.bsky.feed.post"
IMAGES = "app.bsky.embed.images"
CARD = "app.bsky.embed.external"
MAX_IMAGES = 4


def payload(draft: Draft, text: str) -> dict[str, Any]:
    """The record of `draft`, whose text in the form it is sent is `text`."""
    marks = facets(text)
    post: dict[str, Any] = {"$type": POST, "text": text, "langs": [draft.language]}
    if marks:
        post["facets"] = marks
    embed = _embed(draft, {mark["features"][0].get("uri", "") for mark in marks})
    return {**post, "embed": embed} if embed else post


def _embed(draft: Draft, linked: set[str]) -> dict[str, Any] | None:
    """Pictures when the text itself carries the link (or there is none); otherwise the card, which then carries it."""
    if draft.images and (not draft.link or draft.link in linked):
        return {"$type": IMAGES, "images": [_image(media) for media in draft.images[:MAX_IMAGES]]}
    return _card(draft) if draft.link else None


def _image(media: Media) -> dict[str, Any]:
    image: dict[str, Any] = {"image": _hole(media), "alt": media.alt}
    if media.width > 0 and media.height > 0:
        image["aspectRatio"] = {"width": media.width, "height": media.height}
    return image


def _card(draft: Draft) -> dict[str, Any]:
    external: dict[str, Any] = {
        "uri": draft.link,
        "title": draft.link_title or draft.link,
        "description": draft.link_description,
    }
    if draft.images:  # a card's picture is decoration: the network has no alt text for it, and shows it as such
        external["thumb"] = _hole(draft.images[0])
    return {"$type": CARD, "external": external}


def _hole(media: Media) -> dict[str, str]:
    return {"sha256": media.sha256, "type": media.type}


def pictures(post: Mapping[str, Any]) -> list[dict[str, str]]:
    """The holes of the pictures to upload: `{"sha256", "type"}`."""
    embed = post.get("embed", {})
    holes = [image["image"] for image in embed.get("images", [])]
    holes += [embed["external"]["thumb"]] if "thumb" in embed.get("external", {}) else []
    return holes


def filled(
    post: Mapping[str, Any], created_at: str, blobs: Mapping[str, Any], reply: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The record to write: byte for byte the same for the same holes. `reply`: what it follows in a thread."""
    record = {**post, "createdAt": instant(created_at).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    if reply:
        record["reply"] = reply
    embed = post.get("embed", {})
    if "images" in embed:
        images = [{**image, "image": blobs[image["image"]["sha256"]]} for image in embed["images"]]
        record["embed"] = {**embed, "images": images}
    if "thumb" in embed.get("external", {}):
        external = embed["external"]
        record["embed"] = {**embed, "external": {**external, "thumb": blobs[external["thumb"]["sha256"]]}}
    return record


def instant(created_at: str) -> datetime:
    """The hole `created_at` as an instant in UTC."""
    return datetime.fromisoformat(created_at).astimezone(UTC)


def preview(post: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader will see, except the count."""
    embed = post.get("embed", {})
    marks = post.get("facets", [])
    card = embed.get("external")
    links = [mark["features"][0]["uri"] for mark in marks if mark["features"][0]["$type"] == LINK]
    return {
        "text": post["text"],
        "html": "",
        "subject": "",
        "link": card["uri"] if card else next(iter(links), ""),
        "card": card and {**{key: card[key] for key in ("uri", "title", "description")}, "picture": card.get("thumb")},
        "images": [{**image["image"], "alt": image["alt"]} for image in embed.get("images", [])],
        "segments": segments(post["text"], marks),
    }
