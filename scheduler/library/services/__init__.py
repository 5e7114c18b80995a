"""Use cases of articles and tips; payloads and pictures as rows."""

from __future__ import annotations

from scheduler.library.services.blobs import blob, load_blob, picture
from scheduler.library.services.editing import (
    add_line,
    add_own_tip,
    change_words,
    drop_tip,
    restore_tip,
    retitle_tip,
    tip,
    tips,
)
from scheduler.library.services.intake import add_article, add_entry, article, articles, fetch_article
from scheduler.library.services.posts import Post, add_post, not_queued

__all__ = [
    "Post", "add_article", "add_entry", "add_line", "add_own_tip", "add_post", "article", "articles", "blob",
    "change_words", "drop_tip", "fetch_article", "load_blob", "not_queued", "picture", "restore_tip", "retitle_tip",
    "tip", "tips",
]  # fmt: skip
