"""Reading an article from any of its sources into one canonical text with blocks."""

from __future__ import annotations

from scheduler.domain.articles.model import Article, Block, Image, Link, UnreadableArticle
from scheduler.domain.articles.reader import FORMATS, read, read_one

__all__ = ["FORMATS", "Article", "Block", "Image", "Link", "UnreadableArticle", "read", "read_one"]
