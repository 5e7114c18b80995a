"""Use cases of the plan: what goes out when, and a person's word on it.

The sender (outbox) calls, in this order: `answer_due(now)` before each pass; `people_due(now)` and writes those copies
down; `remove_untrue_rows(message, now)` in the transaction that freezes a message. `next_moment(now)` says when
`answer_due` has something to decide next, `next_person_due(now)` when the next person's own date comes.
"""

from __future__ import annotations

from scheduler.plan.services.accepting import ONE_OFF, accept, accepted, difference, read_once, require, start
from scheduler.plan.services.answering import WAITS_FOR_OK, answer_due, next_moment
from scheduler.plan.services.approving import THE_CLOCK, approve, approve_message, move, skip, stop, unapprove
from scheduler.plan.services.calendar_month import CalendarMonth, Dated, Day, calendar_month, date_page
from scheduler.plan.services.composing import compose_drafts
from scheduler.plan.services.counting import Counted, Typed, count_words
from scheduler.plan.services.crowding import crowded
from scheduler.plan.services.finding import campaign, message
from scheduler.plan.services.following import Change, Edited, behind, edited, follow, unfollow
from scheduler.plan.services.holding import held, hold, pause, release, resume
from scheduler.plan.services.jobs_file import read_file, why_not_writable
from scheduler.plan.services.kit import KitPost, kit, kit_months, packed
from scheduler.plan.services.listing import Entry, calendar, entries, scopes
from scheduler.plan.services.month import (
    Answered,
    Card,
    Moment,
    Month,
    approve_seen,
    moment_of,
    moments,
    moments_of,
    month,
    seen_of,
    skip_seen,
    waiting_this_month,
)
from scheduler.plan.services.moving import Moved, move_back, reschedule, to_its_own_date
from scheduler.plan.services.pages import in_readers_words, language, public_page, say
from scheduler.plan.services.posting import post, post_article
from scheduler.plan.services.queueing import QueueResult, queue, refresh, result
from scheduler.plan.services.review_links import (
    DAYS,
    MadeLink,
    end_link,
    end_links,
    ended_links,
    make_link,
    open_link,
    open_links,
    scope_words,
    shown,
    shows,
)
from scheduler.plan.services.reviewing import COMMENTED, answer_comment, comment, review_approve, reviewer
from scheduler.plan.services.rewording import reword
from scheduler.plan.services.rewriting import Effect, Look, accept_file, look, rewrite
from scheduler.plan.services.rhythm_forms import (
    Chosen,
    add_closed,
    add_rhythm,
    change_rhythm,
    free_rhythm_name,
    plan_of,
    remove_closed,
    remove_rhythm,
    rhythm_of,
    set_quiet_hours,
)
from scheduler.plan.services.showing import (
    Proposal,
    Rhythm,
    Series,
    channel_of,
    drafts_of,
    file_difference,
    has_variants,
    held_by,
    payloads,
    practising,
    propose,
    rhythms,
    running,
    running_series,
    sentence_of,
    series,
    without_draft,
)
from scheduler.plan.services.signing_up import PersonDue, next_person_due, next_try, people_due
from scheduler.plan.services.sources import take_in
from scheduler.plan.services.swapping import Choice, choices, swap
from scheduler.plan.services.truth import remove_untrue_rows
from scheduler.plan.services.wording import compose_message, retitle, subject

__all__ = [
    "COMMENTED", "DAYS", "ONE_OFF", "THE_CLOCK", "WAITS_FOR_OK", "Answered", "CalendarMonth", "Card", "Change",
    "Choice", "Chosen", "Counted", "Dated", "Day", "Edited", "Effect", "Entry", "KitPost", "Look", "MadeLink",
    "Moment", "Month", "Moved", "PersonDue", "Proposal", "QueueResult", "Rhythm", "Series", "Typed", "accept",
    "accept_file", "accepted", "add_closed", "add_rhythm", "answer_comment", "answer_due", "approve",
    "approve_message", "approve_seen", "behind", "calendar", "calendar_month", "campaign", "change_rhythm",
    "channel_of", "choices", "comment", "compose_drafts", "compose_message", "count_words", "crowded", "date_page",
    "difference", "drafts_of", "edited", "end_link", "end_links", "ended_links", "entries", "file_difference",
    "follow", "free_rhythm_name", "has_variants", "held", "held_by", "hold", "in_readers_words", "kit", "kit_months",
    "language", "look", "make_link", "message", "moment_of", "moments", "moments_of", "month", "move", "move_back",
    "next_moment", "next_person_due", "next_try", "open_link", "open_links", "packed", "pause", "payloads",
    "people_due", "plan_of", "post", "post_article", "practising", "propose", "public_page", "queue", "read_file",
    "read_once", "refresh", "release", "remove_closed", "remove_rhythm", "remove_untrue_rows", "require", "reschedule",
    "result", "resume", "retitle", "review_approve", "reviewer", "reword", "rewrite", "rhythm_of", "rhythms",
    "running", "running_series", "say", "scope_words", "scopes", "seen_of", "sentence_of", "series", "set_quiet_hours",
    "shown", "shows", "skip", "skip_seen", "start", "stop", "subject", "swap", "take_in", "to_its_own_date",
    "unapprove", "unfollow", "waiting_this_month", "why_not_writable", "without_draft",
]  # fmt: skip
