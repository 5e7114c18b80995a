"""Articles, their tips, and every payload and picture as a row (workers never need the home folder)."""

from __future__ import annotations

from django.db import models

from scheduler.domain.states import ARTICLE, TIP
from scheduler.fields import empty_dict, empty_list, state_check, state_field


class Blob(models.Model):
    """Bytes named by their SHA-256 (hex). `unused_since`: when it was seen first that no row names this payload."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    type = models.CharField(max_length=100)
    bytes = models.BinaryField()
    unused_since = models.DateTimeField(null=True)


class Article(models.Model):
    """A source as read. `text` is the canonical text that every span of its tips points into.

    `document`: what the reader found besides: images, links, videos, unused text, edits, language, and `sections`:
    [headings above, start, end] of each stretch of `text`.
    """

    source = models.CharField(max_length=1000)
    format = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, default="tips")
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=1000, blank=True)
    author = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    document = models.JSONField(default=empty_dict)
    warnings = models.JSONField(default=empty_list)
    good_weeks = models.PositiveIntegerField(default=0)
    image = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT)
    image_alt = models.CharField(max_length=500, blank=True)
    state = state_field(ARTICLE)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [state_check(ARTICLE, "article")]

    def __str__(self) -> str:
        return self.title


class Tip(models.Model):
    """Verbatim spans of one section. `text` is the spans joined as in the source, with `edits` applied.

    `spans`: [[start, end], …] code points into `article.text`. `edits`: [{"at", "insert"}, … {"by", …}]: the
    system's own repairs (a missing space) and a named person's words. `own_words`: a line a person added to or
    put in the place of the article's; shown in another colour. `regrouped`: what a person joined to it or cut off it,
    newest last, with what it was before. `carries`: alone, with_why or gap (domain/tips). `watch`: the addresses of
    its section's videos. `own_words` with what = "caution": a caution that a person put beside the tip. `earlier`: the
    ids of the same tip in earlier versions of its article, newest first.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="tips")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    section = models.JSONField(default=empty_list)
    text = models.TextField()
    spans = models.JSONField(default=empty_list)
    edits = models.JSONField(default=empty_list)
    caveats = models.JSONField(default=empty_list)
    reasons = models.JSONField(default=empty_list)
    role = models.CharField(max_length=20)
    worth = models.CharField(max_length=10)
    worth_reason = models.CharField(max_length=300, blank=True)
    carries = models.CharField(max_length=10, default="alone")
    companion = models.TextField(blank=True)
    watch = models.JSONField(default=empty_list)
    needs_title = models.BooleanField(default=False)
    health_claim = models.BooleanField(default=False)
    own_words = models.JSONField(default=empty_list)
    earlier = models.JSONField(default=empty_list)
    regrouped = models.JSONField(default=empty_list)
    state = state_field(TIP)

    class Meta:
        constraints = [state_check(TIP, "tip"), models.UniqueConstraint("article", "position", name="tip_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def why(self) -> str:
        """`worth_reason`, unless it quotes words that a person has replaced since."""
        quoted = self.worth_reason.partition("“")[2].rpartition("”")[0].removesuffix(" …")
        replaced = any(entry["what"] == "words" for entry in self.own_words)
        said = " ".join(" ".join([self.title, *self.section, self.text]).split())
        return "" if replaced and quoted not in said else self.worth_reason
