"""Pictures that mailboxes fetch: by their fingerprint, without signing in, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from scheduler.checks import findings
from scheduler.library import services as library
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_a_letters_picture_is_fetched_without_signing_in_and_may_be_kept(
    client: Client, studio_series: Campaign
) -> None:
    message = studio_series.messages.filter(account__name="newsletter").order_by("at").first()
    assert message is not None
    html = plan.payloads(message)[0]["html"]
    (path,) = re.findall(r"/media/[0-9a-f]{64}\.jpeg", html)
    answer = client.get(path)
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "image/jpeg",
        "public, max-age=31536000, immutable",
    )
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert client.get(path.replace(".jpeg", ".png")).status_code == 404


def test_a_payload_is_no_picture(client: Client, studio_series: Campaign) -> None:
    message = studio_series.messages.first()
    assert message is not None
    for variant in message.variants.all():
        assert client.get(f"/media/{variant.payload_id}.json").status_code == 404
        assert client.get(f"/media/{variant.payload_id}.jpeg").status_code == 404
    assert client.get(f"/media/{'0' * 64}.jpeg").status_code == 404


def test_another_colour_or_logo_makes_new_drafts(studio_series: Campaign, studio_home: Path) -> None:
    before = dict(Message.objects.values_list("pk", "payload_hash"))
    Image.new("RGBA", (600, 200), (40, 90, 80, 200)).save(studio_home / "logo.png")
    text = (studio_home / "jobs.yaml").read_text()
    plan.accept(text.replace('"#2f5d50"', '"#7a3b8f"\n  logo: logo.png'), "owner@willow.example", NOW)
    plan.refresh(NOW)
    mails = Message.objects.filter(account__name="newsletter", state="draft")
    assert mails
    for message in mails:
        payload = plan.payloads(message)[0]
        assert message.payload_hash != before[message.pk]
        assert "#7a3b8f" in payload["html"]
        logo = next(image for image in payload["images"] if image["alt"] == "Willow Street Yoga")
        assert f'src="\ue010site_url|\ue011/media/{logo["sha256"]}.png"' in payload["html"]
        assert 'width="200" height="66"' in payload["html"]
        assert library.picture(logo["sha256"])


@pytest.mark.parametrize("name", ["missing.png", "../outside.png"])
def test_a_logo_that_is_not_there_is_found_and_stops_no_letter(studio_home: Path, name: str, db: None) -> None:
    Image.new("RGB", (60, 20)).save(studio_home.parent / "outside.png")
    jobs = studio_home / "jobs.yaml"
    jobs.write_text(jobs.read_text().replace("look:", f"look:\n  logo: {name}\n  #", 1))
    plan.accept(jobs.read_text(), "owner@willow.example", NOW)
    assert any(f"look names the file {name}" in sentence for sentence in findings(studio_home))
    article = library.add_post(studio_home, "desk.md", NOW)
    series = plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW).campaign
    assert plan.without_draft(series.ref) == []
    assert json.dumps(plan.payloads(plan.drafts_of(series.ref)[0])[0])


def test_a_colour_that_cannot_be_read_is_named_with_what_is_used_instead(studio_plan: Path) -> None:
    jobs = studio_plan / "jobs.yaml"
    jobs.write_text(jobs.read_text().replace("#2f5d50", "#ffe000"))
    assert any("#ffe000 is too light" in sentence for sentence in findings(studio_plan))
