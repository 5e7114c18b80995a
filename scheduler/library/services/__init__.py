"""Use cases of articles and tips; payloads and pictures as rows."""

from __future__ import annotations

from scheduler.library.services.beside import (
    Rest,
    add_caution,
    cautions,
    doubts,
    restore_rest,
    rests,
    take_caution,
    unsure,
)
from scheduler.library.services.blobs import JSON, blob, load_blob, picture
from scheduler.library.services.collecting import forget_unused
from scheduler.library.services.editing import (
    add_line,
    add_own_tip,
    change_words,
    drop_tip,
    edit_tip,
    restore_tip,
    retitle_tip,
    tip,
    tips,
)
from scheduler.library.services.intake import (
    add_article,
    add_entry,
    article,
    articles,
    fetch_article,
    know_entry,
    known_entries,
    newest_version,
    settle_kind,
    take_tips,
)
from scheduler.library.services.likenesses import Like, likenesses
from scheduler.library.services.links import CheckedLink, check_links
from scheduler.library.services.posts import IN_THE_PLAN, Post, add_post, not_queued
from scheduler.library.services.regrouping import (
    Choices,
    choices,
    join_next,
    move_tip,
    own_words_back,
    regroup_back,
    split_after,
)
from scheduler.library.services.showing import files_for, font, keep_logo, letter_picture, logo, post_picture

__all__ = [
    "IN_THE_PLAN",
    "JSON",
    "CheckedLink",
    "Choices",
    "Like",
    "Post",
    "Rest",
    "add_article",
    "add_caution",
    "add_entry",
    "add_line",
    "add_own_tip",
    "add_post",
    "article",
    "articles",
    "blob",
    "cautions",
    "change_words",
    "check_links",
    "choices",
    "doubts",
    "drop_tip",
    "edit_tip",
    "fetch_article",
    "files_for",
    "font",
    "forget_unused",
    "join_next",
    "keep_logo",
    "know_entry",
    "known_entries",
    "letter_picture",
    "likenesses",
    "load_blob",
    "logo",
    "move_tip",
    "newest_version",
    "not_queued",
    "own_words_back",
    "picture",
    "post_picture",
    "regroup_back",
    "restore_rest",
    "restore_tip",
    "rests",
    "retitle_tip",
    "settle_kind",
    "split_after",
    "take_caution",
    "take_tips",
    "tip",
    "tips",
    "unsure",
]  # fmt: skip
