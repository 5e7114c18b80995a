"""Pictures that go with a post: whether there is a card, and all of them as files of the rehearsal folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.channels.base import Field, Job

CARD = Field(
    "card", "Picture", "CARD", required=False, choices=(("", "none"), ("yes", "a card with the tip’s words")),
    help="A card is drawn from the tip’s own words, in your colour and with your logo.",
)  # fmt: skip


def with_pictures(job: Job, files: Mapping[str, bytes], pictures: Sequence[Mapping[str, str]]) -> dict[str, bytes]:
    """`files` and `1.png`, `2.jpeg`, … for `pictures` (`{"sha256", "type"}`), as far as they are stored here."""
    found = {
        f"{number}.{picture['type'].rpartition('/')[2]}": data
        for number, picture in enumerate(pictures, 1)
        if (data := job.load_media(picture["sha256"]))
    }
    return {**files, **found}
