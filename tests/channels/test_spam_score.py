"""SpamAssassin, without asking the network, finds next to nothing against the letter."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scheduler import themes
from scheduler.channels.email import channel
from scheduler.domain.compose import Content, Outlet, compose, sample
from tests.channels.jobs import NOW

SPAMASSASSIN = shutil.which("spamassassin")
RECEIVED = (
    b"Received: from mail.willow.example (mail.willow.example [203.0.114.25])\r\n"
    b"\tby mx.reader.example (Postfix) with ESMTPS id 4F0A1\r\n"
    b"\tfor <anna@reader.example>; Tue, 16 Feb 2027 14:00:05 +0000\r\n"
)
HOLES = {
    "to": "anna@reader.example", "first_name": "Anna", "key": "k1", "created_at": NOW.isoformat(),
    "site_url": "https://mail.willow.example", "unsubscribe_url": "https://mail.willow.example/u/abcdefghijklmnopqrstuv",
    "preferences_url": "https://mail.willow.example/p/abcdefghijklmnopqrstuv",
}  # fmt: skip
CONTENTS = list(sample.contents())


def as_received(content: Content) -> bytes:
    made = compose(content, Outlet(fits=lambda _text: True, mail=True), themes.load(Path("nowhere")))
    settings = {"from": "Willow Street Yoga <hello@willow.example>", "name": "newsletter"}
    sender = channel.configured(settings)
    from scheduler.channels.email import mime

    return RECEIVED + mime.as_eml(sender.payload(made.drafts[0]), HOLES)


def score(mail: bytes) -> tuple[float, str]:
    assert SPAMASSASSIN is not None
    told = subprocess.run([SPAMASSASSIN, "-L", "-t"], input=mail, capture_output=True, check=False, timeout=120)
    text = told.stdout.decode(errors="replace")
    found = re.search(r"score=(-?[\d.]+)", text)
    assert found, text[:500]
    return float(found[1]), text[text.index("X-Spam-Status") :][:400]


@pytest.mark.skipif(SPAMASSASSIN is None, reason="SpamAssassin is not installed")
@pytest.mark.parametrize("content", [CONTENTS[0], CONTENTS[1], CONTENTS[4]], ids=lambda content: content.kind)
def test_the_letter_scores_at_most_one_point(content: Content) -> None:
    points, why = score(as_received(content))
    assert points <= 1.0, why


@pytest.mark.skipif(SPAMASSASSIN is None, reason="SpamAssassin is not installed")
def test_spam_would_be_found() -> None:
    known = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
    assert score(as_received(CONTENTS[1]).replace(b"Roll one foot", known + b" Roll one foot"))[0] > 100
