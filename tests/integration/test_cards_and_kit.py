"""Picture cards on their way: with every post by hand, elsewhere where chosen; and a month of them as a zip."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from scheduler.cli import main
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.library.models import Blob
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from tests.builders import NOW
from tests.integration.planning import HEAD, article_of

pytestmark = pytest.mark.django_db
CAVEAT = "Skip it if your foot is injured."


def accept(channels: str, *, look: str = "", jobs: str = "") -> None:
    names = [line.split(":")[0].strip() for line in channels.splitlines()]
    to = f"jobs:\n  weekly-tip:\n    send: tip\n    to: [{', '.join(names)}]\n    every: tuesday at 09:00\n"
    plan.accept(f"{HEAD}{look}channels:\n{channels}{jobs or to}", "owner@willow.example", NOW)


def queued(**more: object) -> Campaign:
    article = article_of(2, **more)  # type: ignore[arg-type]
    return plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW).campaign


def first(series: Campaign, channel: str) -> Message:
    return series.messages.filter(account__name=channel).order_by("at")[0]


def size_of(sha256: str) -> tuple[int, int]:
    return Image.open(io.BytesIO(library.load_blob(sha256))).size


def test_a_post_by_hand_comes_with_its_words_as_a_picture_in_the_networks_shape() -> None:
    accept("  instagram: {kind: by hand, network: instagram}\n  tiktok: {kind: by hand, network: tiktok}\n")
    series = queued(caveats=[CAVEAT])
    for channel, size in (("instagram", (1080, 1350)), ("tiktok", (1080, 1920))):
        (payload,) = plan.payloads(first(series, channel))
        (image,) = payload["images"]
        assert size_of(image["sha256"]) == size
        words = "Roll your feet for a minute, number 1. Breathe out slowly as you roll."
        assert image["alt"] == f"Rolling the feet 1\n{words}\n{CAVEAT}"
        assert CAVEAT in payload["text"]


def test_the_articles_own_picture_comes_along_by_hand(studio_series: Campaign) -> None:
    (payload,) = plan.payloads(first(studio_series, "instagram"))
    card, own = payload["images"]
    assert size_of(card["sha256"]) == (1080, 1350)
    assert own["alt"].startswith("A desk by a window")


def test_other_networks_carry_a_card_only_where_jobs_yaml_says_so() -> None:
    accept("  bluesky: {kind: bluesky, account: willow.example}\n  fediverse: {kind: mastodon, card: yes}\n")
    series = queued()
    assert "embed" not in plan.payloads(first(series, "bluesky"))[0]
    (media,) = plan.payloads(first(series, "fediverse"))[0]["media"]
    assert size_of(media["sha256"]) == (1080, 1080)
    assert media["description"].startswith("Rolling the feet 1\nRoll your feet")


def test_with_a_card_the_link_stands_in_the_text_of_a_network_that_has_room_for_one_of_them() -> None:
    accept('  bluesky: {kind: bluesky, account: willow.example, card: "4:5"}\n')
    article = article_of(1)
    article.url = "https://willow.example/feet"
    article.save()
    series = plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW).campaign
    (post,) = plan.payloads(first(series, "bluesky"))
    assert post["text"].endswith("https://willow.example/feet")
    (image,) = post["embed"]["images"]
    assert image["aspectRatio"] == {"width": 1080, "height": 1350}
    assert size_of(image["image"]["sha256"]) == (1080, 1350)
    assert "Roll your feet" in image["alt"]


def test_the_approval_covers_the_card_so_another_colour_asks_anew() -> None:
    channels = "  instagram: {kind: by hand, network: instagram}\n"
    accept(channels)
    series = queued()
    before = first(series, "instagram").payload_hash
    accept(channels, look='look: {colour: "#7a3b8f", card: colour}\n')
    plan.refresh(NOW)
    assert first(series, "instagram").payload_hash != before
    accept(channels)
    plan.refresh(NOW)
    assert first(series, "instagram").payload_hash == before


def test_a_channel_by_hand_can_do_without() -> None:
    accept("  instagram: {kind: by hand, network: instagram, card: no}\n")
    assert plan.payloads(first(queued(), "instagram"))[0]["images"] == []


def test_why_there_is_no_card_is_said_and_the_post_goes_on_without() -> None:
    accept("  instagram: {kind: by hand, network: instagram}\n")
    article = article_of(1)
    article.tips.update(text="足の裏でボールを転がします。")
    series = plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW).campaign
    message = first(series, "instagram")
    assert message.state == "draft"
    assert message.reason == "No picture card: no font here has “足”."
    assert plan.payloads(message)[0]["images"] == []


def test_an_own_font_that_is_none_is_said(studio_home: Path) -> None:
    (studio_home / "own.ttf").write_bytes(b"no font at all")
    accept("  instagram: {kind: by hand, network: instagram}\n", look="look: {font: own.ttf}\n")
    assert "No picture card: the studio's own font file" in first(queued(), "instagram").reason


def opened(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_the_kit_holds_a_months_captions_and_pictures_by_date_and_channel(
    studio_series: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "march.zip"
    assert main(["kit", "2027-03", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    inside = opened(out)
    post = next(post for post in told["posts"] if post["channel"] == "instagram")
    folder = post["folder"]
    assert folder.startswith("2027-03-02/instagram-m")
    assert post["files"] == [
        "caption.txt", "picture-1.jpg", "picture-1 description.txt", "picture-2.jpg", "picture-2 description.txt",
    ]  # fmt: skip
    message = plan.message(folder.rpartition("-")[2])
    (payload,) = plan.payloads(message)
    assert payload["text"] in inside[f"{folder}/caption.txt"].decode()
    assert inside[f"{folder}/picture-1.jpg"] == library.load_blob(payload["images"][0]["sha256"])
    assert inside[f"{folder}/picture-1 description.txt"].decode().strip() == payload["images"][0]["alt"]
    cards = next(post for post in told["posts"] if post["channel"] == "cards")["folder"]
    sizes = {
        name: Image.open(io.BytesIO(inside[f"{cards}/{name}.jpg"])).size for name in ("square", "portrait", "story")
    }
    assert sizes == {"square": (1080, 1080), "portrait": (1080, 1350), "story": (1080, 1920)}
    assert "newsletter" not in inside["contents.txt"].decode()
    assert all(name == "contents.txt" or name.startswith("2027-03-") for name in inside)
    assert {post["at"][:7] for post in told["posts"]} == {"2027-03"}


def test_the_same_month_gives_the_same_zip(studio_series: Campaign, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        assert main(["kit", "2027-03", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_month_offers_the_same_zip_to_everyone_who_signed_in_and_keeps_nothing(
    viewer: Client, studio_series: Campaign, tmp_path: Path
) -> None:
    html = viewer.get("/month/").content.decode()
    offered = re.findall(r'href="(/month/kit-[^"]+)">([^<]+)<', html)
    assert offered == [
        ("/month/kit-2027-02.zip", "Pictures and captions of February (zip)"),
        ("/month/kit-2027-03.zip", "Pictures and captions of March (zip)"),
    ]
    before = set(Blob.objects.values_list("pk", flat=True))
    answer = viewer.get("/month/kit-2027-03.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="kit-2027-03.zip"'
    got = b"".join(answer.streaming_content)
    assert set(Blob.objects.values_list("pk", flat=True)) == before
    assert main(["kit", "2027-03", "--out", str(tmp_path / "kit.zip")]) == 0
    assert got == (tmp_path / "kit.zip").read_bytes()


@pytest.mark.parametrize("month", ["2030-01", "2027-13", "March", "x%0d%0aSet-Cookie: a=b"])
def test_a_month_that_gives_no_zip_is_a_page_with_one_sentence(owner: Client, studio_plan: Path, month: str) -> None:
    answer = owner.get(f"/month/kit-{month}.zip")
    assert answer.status_code == 400
    assert re.search("is no month|No post goes out in", answer.content.decode())


def test_a_month_of_mail_alone_offers_nothing_to_take_along(owner: Client) -> None:
    accept("  newsletter: {kind: email, from: Willow <hello@willow.example>}\n")
    queued()
    assert "zip" not in owner.get("/month/").content.decode()


@pytest.mark.parametrize("month", ["2027-13", "March", "2027", "2027-3", "9999-01"])
def test_what_is_no_month_is_one_sentence(studio_plan: Path, month: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kit", month]) == 2
    assert f"“{month}” is no month" in capsys.readouterr().err


def test_a_month_without_posts_is_one_sentence(studio_plan: Path) -> None:
    with pytest.raises(Problem, match="No post goes out in 2030-01"):
        plan.kit("2030-01")


def test_drafts_as_files_carry_their_pictures_with_them(studio_series: Campaign, tmp_path: Path) -> None:
    assert main(["preview", first(studio_series, "newsletter").ref, "--out", str(tmp_path / "drafts")]) == 0
    (page,) = (tmp_path / "drafts").glob("m*.html")
    assert 'src="data:image/jpeg;base64,' in page.read_text()
    assert "/media/" not in page.read_text()
