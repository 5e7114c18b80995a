"""The pages and single mails that people without an account see: the studio's own templates, with what each must hold.

`pages/NAME.html` is a page; `mails/NAME.txt` the words of a mail, its first line `Subject: …`, and `mails/letter.html`
sets the same words as HTML. A page that lost its button, or a mail that lost its link, is a TemplateMistake: the caller
then takes the sample's. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from scheduler.domain import phrases
from scheduler.domain.rendering import TemplateMistake, Templates

STUDIO = {
    "name": "Willow Street Yoga", "address": "12 Willow Street, Kitchener ON  N2H 1A1",
    "contact": "hello@willow.example", "phone": "", "url": "", "language": "en",
}  # fmt: skip
_COMMON = {"studio": STUDIO, "language": "en", "style": "/static/studio.css", "problem": ""}
_FORM = {"action": "/sign-up", "wording": "Yes, please write to me.", "version": "abc", "email": "", "first_name": ""}
_OWN = {
    "done": "", "until": "", "tips": True, "classes": True, "news": "", "left": False, "erased": False,
    "tomorrow": "2027-02-11", "address": "",
}  # fmt: skip
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "sign_up": {**_COMMON, **_FORM},
    "asked": _COMMON,
    "missing": _COMMON,
    "confirm": {**_COMMON, "what": "sign-up", "wording": _FORM["wording"]},
    "confirmed": {**_COMMON, "known": True, "what": "sign-up", "own_page": "/p/x"},
    "preferences": {**_COMMON, **_OWN},
    "letters": {**_COMMON, "letters": [{"path": "/letters/m1/", "title": "Roll your feet", "day": "Tue 16 Feb 2027"}]},
    "leave": {**_COMMON, "left": False, "own_page": "/p/x"},
}
MAILS = ("sign-up", "known", "address", "moved")
_POST = re.compile(r"<form\b[^>]*\bmethod=[\"']?post", re.IGNORECASE)
_MUST: Mapping[str, tuple[str, ...]] = {
    "sign_up": ('name="email"', 'name="yes"', 'name="website"'),
    "preferences": ('value="leave"', 'value="erase"', 'value="topics"'),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's subject and its two bodies."""

    subject: str
    text: str
    html: str


def page(templates: Templates, name: str, facts: Mapping[str, Any]) -> str:
    """The page as HTML; TemplateMistake when it cannot be drawn, or lost what people need to press."""
    file = f"pages/{name}.html"
    html = templates.render(file, {**_COMMON, **SAMPLES[name], **facts, "language": _language(facts)})
    over = facts.get("left") or facts.get("erased")
    if name in ("sign_up", "confirm", "preferences", "leave") and not over and not _POST.search(html):
        raise TemplateMistake(f"templates/{file}", 0, "it has no form that is sent (method=post).")
    for wanted in () if over else _MUST.get(name, ()):
        if wanted not in html:
            raise TemplateMistake(f"templates/{file}", 0, f"it has no {wanted}.")
    if name == "sign_up" and str(escape(facts["wording"])) not in html:
        raise TemplateMistake(f"templates/{file}", 0, "it leaves out what people agree to: {{ wording }}.")
    return html


def _language(facts: Mapping[str, Any]) -> str:
    """The page's: the studio's where the fixed words are known in it."""
    return phrases.spoken(facts.get("studio", STUDIO)["language"])


def mail(templates: Templates, kind: str, studio: Mapping[str, str], link: str) -> Words:
    """The mail's words; TemplateMistake when they cannot be made, or the link is not among them."""
    file = f"mails/{kind}.txt"
    facts = {"studio": studio, "link": link, "language": phrases.spoken(studio["language"])}
    said = templates.render(file, facts)
    first, _, text = said.strip().partition("\n")
    subject = first.removeprefix("Subject:").strip()
    if not first.startswith("Subject:") or not subject:
        raise TemplateMistake(f"templates/{file}", 1, "the first line is the subject: “Subject: Please confirm”.")
    if link and link not in text:
        raise TemplateMistake(f"templates/{file}", 0, "it leaves out the link: {{ link }}.")
    if studio["name"] not in said or studio["address"].split("\n")[0].strip() not in said:
        raise TemplateMistake(
            f"templates/{file}", 0, "it leaves out who writes: {{ studio.name }}, {{ studio.address }}."
        )
    parts = [
        {"text": part.strip(), "link": part.strip() == link} for part in text.strip().split("\n\n") if part.strip()
    ]
    html = templates.render("mails/letter.html", {**facts, "subject": subject, "parts": parts})
    return Words(subject, text.strip() + "\n", html)


def check(templates: Templates) -> list[TemplateMistake]:
    """Every mistake in these templates, found by trying each."""
    found = {str(mistake): mistake for mistake in _mistakes(templates)}
    return sorted(found.values(), key=lambda mistake: (mistake.file, mistake.line))


def _mistakes(templates: Templates) -> Iterator[TemplateMistake]:
    for name, facts in SAMPLES.items():
        try:
            page(templates, name, facts)
        except TemplateMistake as mistake:
            yield mistake
    for kind in MAILS:
        try:
            mail(templates, kind, STUDIO, "https://willow.example/confirm/x" if kind != "moved" else "")
        except TemplateMistake as mistake:
            yield mistake
