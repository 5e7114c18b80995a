"""What somebody agrees to when they sign up: shown beside the box that they tick, and kept as evidence.

It says who writes, with postal address and contact, what for, and that one can withdraw (CASL s.10(1), CRTC-Reg s.4;
rules C3). `version` is the beginning of its SHA-256, and travels with the form: a form that was pasted somewhere keeps
the words it was pasted with.
"""

from __future__ import annotations

import hashlib

from scheduler.audience.models import Confirmation
from scheduler.domain import phrases
from scheduler.domain.jobsfile import Plan

EARLIER = "The words of a form that was pasted earlier (version {})."


def consent_words(plan: Plan) -> tuple[str, str]:
    """The wording and its version."""
    studio = plan.studio
    reach = ", ".join(part for part in (studio.contact, studio.phone) if part)
    address = " ".join(studio.address.split())
    wording = phrases.say("consent", studio.language, studio=studio.name, address=address, reach=reach)
    return wording, hashlib.sha256(wording.encode()).hexdigest()[:12]


def words_of(version: str, plan: Plan) -> str:
    """The words that a form of that version showed."""
    wording, newest = consent_words(plan)
    if version == newest:
        return wording
    known = Confirmation.objects.filter(version=version).exclude(wording="").order_by("-pk").first()
    return known.wording if known else EARLIER.format(version[:20])
