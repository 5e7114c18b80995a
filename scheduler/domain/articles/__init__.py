"""Reading an article from any of its sources into one canonical text with blocks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scheduler.domain.articles.model import Article, Block, Image, Link, UnreadableArticle

if TYPE_CHECKING:
    from scheduler.domain.articles.reader import FORMATS, read, read_one

__all__ = ["FORMATS", "Article", "Block", "Image", "Link", "UnreadableArticle", "read", "read_one"]


def __getattr__(name: str) -> Any:
    """The readers are loaded when first asked for: with what they know of web pages they take 4 MB."""
    if name not in __all__:
        raise AttributeError(name)
    found = getattr(import_module("scheduler.domain.articles.reader"), name)
    globals()[name] = found
    return found
