"""People: taking them in, their consent, leaving, erasing, exporting. Every `now` is an aware instant in UTC."""

from __future__ import annotations

from scheduler.audience.hashing import address_hash
from scheduler.audience.services.adding import INVITED, Newcomer, add_with_evidence, invite
from scheduler.audience.services.answer import ConsentAnswer
from scheduler.audience.services.asking import Shown, ask_to_sign_up, confirm, forget_unconfirmed
from scheduler.audience.services.bounces import CameBack
from scheduler.audience.services.bounces import record as record_return
from scheduler.audience.services.choosing import (
    LONGEST_BREAK,
    ask_to_move,
    by_token,
    choose_topics,
    erase_by_token,
    move,
)
from scheduler.audience.services.consent_words import consent_words, words_of
from scheduler.audience.services.exporting import export, export_person
from scheduler.audience.services.importing import ImportReport, import_people
from scheduler.audience.services.knocking import TooOften, forget_old
from scheduler.audience.services.leavings import Leaving, leave_again, leavings_after
from scheduler.audience.services.listing import NO_CONSENT, STATES, TOPICS, Wanted, listed, without_consent
from scheduler.audience.services.paging import Page, Place
from scheduler.audience.services.people import (
    active,
    address_key,
    asked_to_be_left_out,
    break_until,
    counts,
    erase,
    find,
    leave_out,
    person,
    subscribe_directly,
    take_break,
    unsubscribe,
)
from scheduler.audience.services.stopping import MAY_BE_STOPPED, stop_writing, write_again

__all__ = [
    "INVITED",
    "LONGEST_BREAK",
    "MAY_BE_STOPPED",
    "NO_CONSENT",
    "STATES",
    "TOPICS",
    "CameBack",
    "ConsentAnswer",
    "ImportReport",
    "Leaving",
    "Newcomer",
    "Page",
    "Place",
    "Shown",
    "TooOften",
    "Wanted",
    "active",
    "add_with_evidence",
    "address_hash",
    "address_key",
    "ask_to_move",
    "ask_to_sign_up",
    "asked_to_be_left_out",
    "break_until",
    "by_token",
    "choose_topics",
    "confirm",
    "consent_words",
    "counts",
    "erase",
    "erase_by_token",
    "export",
    "export_person",
    "find",
    "forget_old",
    "forget_unconfirmed",
    "import_people",
    "invite",
    "leave_again",
    "leave_out",
    "leavings_after",
    "listed",
    "move",
    "person",
    "record_return",
    "stop_writing",
    "subscribe_directly",
    "take_break",
    "unsubscribe",
    "without_consent",
    "words_of",
    "write_again",
]  # fmt: skip
