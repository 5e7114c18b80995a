"""Use cases of sending, for every edge: the clock, the commands, the pages, the workers."""

from __future__ import annotations

from scheduler.outbox.actions import done_by_hand, practise_again, resolve, send_now, send_test, stop, undo
from scheduler.outbox.again import NotReached, not_reached, send_again
from scheduler.outbox.confirming import TypeTheNumber
from scheduler.outbox.dispatch import Pass, dispatch, recover, run_pass
from scheduler.outbox.due import next_due
from scheduler.outbox.estimates import Estimate, estimate
from scheduler.outbox.figures import Family, figures
from scheduler.outbox.heartbeat import Heartbeat, at_work, beating, quiet
from scheduler.outbox.leaving import in_the_way, leave
from scheduler.outbox.live import Live, under_way, watch
from scheduler.outbox.live import of as live_view
from scheduler.outbox.not_understood import count_not_understood, leave_address_out, not_understood, put_away
from scheduler.outbox.recipients import Letter, Outcome, Recipient, as_csv, letters, outcomes, recipients
from scheduler.outbox.rehearsal import written
from scheduler.outbox.reports import Report, take_reports
from scheduler.outbox.returned_mail import read_returned_mail
from scheduler.outbox.returns import About, record_bounce, record_complaint
from scheduler.outbox.status import LeftOut, Progress, allowed, progress, status, variant_of
from scheduler.outbox.sums import sums_that_differ
from scheduler.outbox.transports import Transports, live, recording

__all__ = [
    "About",
    "Estimate",
    "Family",
    "Heartbeat",
    "LeftOut",
    "Letter",
    "Live",
    "NotReached",
    "Outcome",
    "Pass",
    "Progress",
    "Recipient",
    "Report",
    "Transports",
    "TypeTheNumber",
    "allowed",
    "as_csv",
    "at_work",
    "beating",
    "count_not_understood",
    "dispatch",
    "done_by_hand",
    "estimate",
    "figures",
    "in_the_way",
    "leave",
    "leave_address_out",
    "letters",
    "live",
    "live_view",
    "next_due",
    "not_reached",
    "not_understood",
    "outcomes",
    "practise_again",
    "progress",
    "put_away",
    "quiet",
    "read_returned_mail",
    "recipients",
    "record_bounce",
    "record_complaint",
    "recording",
    "recover",
    "resolve",
    "run_pass",
    "send_again",
    "send_now",
    "send_test",
    "status",
    "stop",
    "sums_that_differ",
    "take_reports",
    "under_way",
    "undo",
    "variant_of",
    "watch",
    "written",
]
