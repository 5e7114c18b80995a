"""A French studio, and an English one's French article: what readers see has no English furniture."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from scheduler.audience import services as audience
from scheduler.audience.models import Consent
from scheduler.classes import services as classes
from scheduler.domain.jobsfile import parse as load
from scheduler.library import services as library
from scheduler.outbox.models import Single
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from tests.builders import NOW, a_subscriber
from tests.integration import planning
from tests.unit.test_phrases import left_in_english

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = Path(__file__).parents[1] / "year" / "posts" / "le-dos-au-jardin.md"


def of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def french(studio_home: Path) -> Path:
    text = (studio_home / "jobs.yaml").read_text(encoding="utf-8")
    text = text.replace("  url: https://willow.example\n", "  url: https://willow.example\n  language: fr-CA\n")
    plan.accept(text, "owner@willow.example", NOW)
    return studio_home


def test_signing_up_with_a_french_studio(french: Path) -> None:
    reader = Client(enforce_csrf_checks=True)
    form = reader.get("/sign-up").content.decode()
    assert '<html lang="fr-CA">' in form
    assert left_in_english(of(form)) == []
    refused = reader.post("/sign-up", {"email": "anna@", "yes": "x"}).content.decode()
    assert "«\u00a0anna@\u00a0» n’est pas une adresse courriel utilisable" in of(refused)
    assert "cocher la case" in of(reader.post("/sign-up", {"email": "anna@example.org"}).content.decode())
    version = audience.consent_words(plan.require())[1]
    asked = reader.post("/sign-up", {"email": "anna@example.org", "yes": version}).content.decode()
    assert "Regardez dans votre boîte" in of(asked)
    mail = Single.objects.get()
    assert mail.words["subject"] == "Merci de confirmer\u00a0: courriels de Willow Street Yoga"
    assert left_in_english(mail.words["text"] + of(mail.words["html"])) == []
    link = re.search(r"http://127.0.0.1:8000(/\S+)", mail.words["text"])
    assert link
    assert left_in_english(of(reader.get(link[1]).content.decode())) == []
    assert left_in_english(of(reader.post(link[1]).content.decode())) == []
    assert Consent.objects.get().wording.startswith("Oui, envoyez-moi par courriel")


def test_a_readers_own_page_answers_in_french(french: Path) -> None:
    anna, reader = a_subscriber("anna@example.org"), Client(enforce_csrf_checks=True)
    own = f"/p/{anna.token}"
    for form in (
        {"do": "4-weeks"}, {"do": "none"}, {"do": "until", "until": "x"}, {"do": "until", "until": "2020-01-01"},
        {"do": "topics"}, {"do": "topics", "topic": "tips"}, {"do": "address", "address": "a@"},
        {"do": "address", "address": "new@example.org"}, {"do": "leave"},
    ):  # fmt: skip
        shown = of(reader.post(own, form).content.decode())
        assert left_in_english(shown.replace("Willow Street Yoga", "")) == [], form
    reader.post(f"/p/{a_subscriber('b@example.org').token}", {"do": "4-weeks"})
    assert left_in_english(of(reader.get("/letters/").content.decode())) == []


def test_a_page_that_is_not_there_is_said_in_the_readers_words(french: Path) -> None:
    for address in ("/letters/m9/", "/letters/nowhere/", "/p/a/b"):
        page = Client().get(address)
        assert page.status_code == 404
        assert "Cette page n’existe pas" in of(page.content.decode())
        assert "Today" not in of(page.content.decode())
    assert "To Today" in Client().get("/nowhere/").content.decode()


def test_the_form_to_paste_and_the_page_to_print_are_french(french: Path, owner: Client) -> None:
    kit = unescape(owner.get("/people/sign-up/").content.decode())
    assert "Adresse courriel" in kit
    poster = owner.get("/people/sign-up/poster/").content.decode()
    assert '<div class="poster" lang="fr-CA">' in poster
    assert "Un conseil utile par semaine" in poster


def test_a_french_article_of_an_english_studio_goes_out_in_french(studio_plan: Path, owner: Client) -> None:
    (studio_plan / "posts" / YEAR.name).write_text(YEAR.read_text(encoding="utf-8"), encoding="utf-8")
    classes.sync(plan.require(), NOW, home=studio_plan)
    article = library.add_post(studio_plan, YEAR.name, NOW)
    plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW)
    letter = Message.objects.filter(account__kind="email", kind="tip").order_by("at")[0]
    (payload, *_rest) = plan.payloads(letter)
    assert payload["language"] == "fr"
    text = payload["text"]
    assert "Conseil 1 sur" in text
    assert "Se désabonner\u00a0:" in text
    assert re.search(r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d+ février", text)
    assert not re.search(r"Tip \d|Unsubscribe|Read it|Next time|Tuesday|\d pm", text + of(payload["html"]))
    post = Message.objects.filter(account__kind="bluesky").order_by("at")[0]
    assert '"langs": ["fr"]' in json.dumps(plan.payloads(post))
    Message.objects.filter(pk=letter.pk).update(state="sent", frozen_at=NOW, closed_at=NOW + timedelta(hours=1))
    page = Client().get(f"/letters/m{letter.pk}/").content.decode()
    assert "Toutes les lettres" in page
    assert "All letters" not in page


def test_the_safety_line_can_be_said_in_both_languages() -> None:
    head = planning.HEAD.replace(
        "General information, not medical advice.", "{en: Not medical advice., fr: Ceci n’est pas un avis médical.}"
    )
    assert load(head + planning.CHANNELS + planning.TUESDAYS).studio.safety_lines() == {
        "en": "Not medical advice.", "fr": "Ceci n’est pas un avis médical.",
    }  # fmt: skip
    french = load(head.replace("  contact:", "  language: fr\n  contact:") + planning.CHANNELS + planning.TUESDAYS)
    assert next(iter(french.studio.safety_lines())) == "fr"
    for wrong, what in (("{english: x}", "no language code"), ("{fr: ''}", "“fr” is missing"), ("[a]", "is no text")):
        text = planning.HEAD.replace("General information, not medical advice.", wrong)
        with pytest.raises(ValueError, match=what):
            load(text + planning.CHANNELS + planning.TUESDAYS)


def test_drafts_follow_when_the_studio_becomes_french(studio_plan: Path, owner: Client) -> None:
    article = library.add_post(studio_plan, "desk.md", NOW)
    plan.queue(article.pk, "weekly-tip", "owner@willow.example", NOW)
    letter = Message.objects.filter(account__kind="email", kind="tip").order_by("at")[0]
    assert "Unsubscribe" in plan.payloads(letter)[0]["text"]
    text = (studio_plan / "jobs.yaml").read_text(encoding="utf-8")
    text = text.replace("  url: https://willow.example\n", "  url: https://willow.example\n  language: fr-CA\n")
    plan.accept(text, "owner@willow.example", NOW)
    plan.refresh(NOW)
    said = plan.payloads(Message.objects.get(pk=letter.pk))[0]
    assert said["language"] == "en-CA", "the article is English, so its letter is"
    assert "Unsubscribe" in said["text"]
    (own,) = plan.post("Fermé lundi.", ["newsletter"], NOW.replace(tzinfo=None) + timedelta(days=3), "owner", NOW, {})
    assert "Se désabonner" in plan.payloads(own)[0]["text"]
