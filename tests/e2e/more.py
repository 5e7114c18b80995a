"""What a sample studio has only after weeks: an issue that went out, copies that are not certain, clicks, links that
let somebody in. Written into its own database by a program beside it, as its clock would have."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.e2e.conftest import ROOT, Studio, environment

SHOWS = {
    "sent": "post",
    "again": "not-reached",
    "got": "recipients",
    "archived": "archived-letter",
    "certain": "certain",
    "welcome": "welcome",
    "draft": "post",
    "edited": "series-edited",
}
"""Its pages, and which address of urls.py each belongs to (tests/integration/test_walk.py)."""

CODE = """
import json
from datetime import timedelta
from scheduler.commands.studio import open_studio
now = open_studio()
from django.db import transaction
from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.accounts.models import User
from scheduler.audience.models import Subscriber
from scheduler.insights import questions
from scheduler.insights.models import Event, LinkDay
from scheduler.library import services as library
from scheduler.outbox import reactions
from scheduler.outbox.models import Delivery, Tally
from scheduler.plan import services as plan
from scheduler.plan.models import Message
from scheduler.plan.services import calendar_links
from scheduler.plan.services.clicks import links_of
from scheduler.plan.services.jobs_file import name_of
from scheduler.plan.services.settings_forms import set_counting

home = config.require_home()
text = plan.read_file(home)
plan.rewrite(home, set_counting(text, "newsletter", True), name_of(text), "ana@example.org", now)
calendar_links.make("My phone", "ana@example.org", now)
letters = Message.objects.filter(account__name="newsletter", state="draft", kind="tip").order_by("at")
draft, message = letters[1], letters.last()
sent = now - timedelta(hours=2)
Message.objects.filter(pk=message.pk).update(state="sent", at=sent, frozen_at=sent, closed_at=sent)
with transaction.atomic():  # before the running clock finds them and writes a mail of its own about them
    for number, (person, state) in enumerate(zip(Subscriber.objects.order_by("pk"), ("unknown", "missed"))):
        copy = Delivery.objects.create(
            message=message, destination=person.address_hash, subscriber=person, state=state, due_at=sent,
            sending_at=sent, key=f"walk{number}", ended_at=None if state == "unknown" else sent,
            detail="The answer was lost.",
        )
        if state == "unknown":
            reactions.tell_unknown(message, copy.pk, now)
    Event.objects.filter(kind="not-certain").update(mail="walk")
for state, count in (("sent", 893), ("unknown", 1), ("missed", 1)):
    Tally.objects.update_or_create(message=message, state=state, defaults={"count": count})
for number, token in enumerate(links_of(message), 1):
    LinkDay.objects.create(message=message, token=token, day=now.date(), people=31 // number, machines=number)
desk = home / "posts" / "desk.md"
desk.write_text(desk.read_text().replace("Stay for three slow breaths.", "Stay for four slow breaths."))
library.add_post(home, "desk.md", now)
print(json.dumps({
    "sent": f"/posts/{message.ref}/",
    "again": f"/posts/{message.ref}/again/",
    "got": f"/posts/{message.ref}/people/",
    "archived": f"/letters/{message.ref}/",
    "certain": questions.link("walk", now),
    "welcome": "/welcome/" + accounts.sign_in_link(User.objects.get(), now).partition("/welcome/")[2],
    "draft": f"/posts/{draft.ref}/",
    "edited": f"/series/{message.campaign.ref}/edited/",
}))
"""


LIVE = """
from scheduler.commands.studio import open_studio
now = open_studio()
from scheduler.accounts.models import Account
Account.objects.filter(name="newsletter").update(state="ready", live_since=now, verified_at=now)
"""


def inside(studio: Studio, code: str, **more: str) -> str:
    """Run it in a process beside the studio, with its home and its time; answers what it prints."""
    env = environment(studio.home, STUDIO_TEST_CLOCK=str(studio.home.parent / "clock"), SITE_URL=studio.url, **more)
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, check=True, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=120)
    return done.stdout


def furnish_more(studio: Studio) -> dict[str, str]:
    """Do it; answers the addresses of the pages that show it, by name."""
    found: dict[str, str] = json.loads(inside(studio, CODE).splitlines()[-1])
    assert set(found) == set(SHOWS)
    return {name: f"{studio.url}{path}" for name, path in found.items()}
