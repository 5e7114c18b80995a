"""The faults that Postfix's smtp-sink can make, each against what must be known afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Email
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from tests.servers import mail

pytestmark = [pytest.mark.mailserver, pytest.mark.skipif(bool(mail.no_sink()), reason=mail.no_sink() or "runs")]

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
STUDIO = Email().configured({"from": "Willow <hello@willow.example>", "name": "newsletter"})
PAYLOAD = STUDIO.payload(Draft(text="Roll.\n" * 50, html="<p>Roll.</p>\n" * 5000, subject="Roll"))


def send(values: dict[str, str], count: int = 1) -> tuple[list[Outcome], int]:
    """Outcomes, and how many mails were begun."""
    outcomes: list[Outcome] = []
    begun = 0

    def before(jobs: Sequence[Job]) -> Sequence[Job]:
        nonlocal begun
        begun += len(jobs)
        return jobs

    holes = {
        "created_at": NOW.isoformat(), "first_name": "Anna",
        "unsubscribe_url": "https://willow.example/u/x", "preferences_url": "https://willow.example/p",
    }  # fmt: skip
    jobs = [
        Job(n, f"k{n}", PAYLOAD, {**holes, "to": f"p{n}@x.test"}, Memo(), Credentials(values), NOW)
        for n in range(count)
    ]
    STUDIO.send_many(jobs, before, lambda results: outcomes.extend(o for _job, o in results), lambda: False)
    return outcomes, begun


def test_a_hundred_mails_are_taken() -> None:
    with mail.sink() as values:
        outcomes, begun = send(values, 100)
    assert [type(outcome) for outcome in outcomes] == [Accepted] * 100
    assert begun == 100


@pytest.mark.parametrize(
    ("options", "expected", "begun"),
    [
        (["-q", "CONNECT"], Retry, 0),
        (["-Q", "CONNECT"], Retry, 0),
        (["-f", "CONNECT"], Refused, 0),
        (["-r", "CONNECT"], Retry, 0),
        (["-e"], Refused, 0),
        (["-q", "MAIL"], Retry, 1),
        (["-r", "MAIL"], Retry, 1),
        (["-f", "MAIL"], Refused, 1),
        (["-q", "RCPT"], Retry, 1),
        (["-Q", "RCPT"], Retry, 1),
        (["-r", "RCPT"], Retry, 1),
        (["-f", "RCPT"], Refused, 1),
        (["-q", "DATA"], Retry, 1),
        (["-r", "DATA"], Retry, 1),
        (["-W", "DATA:4"], Retry, 1),
        (["-q", "."], Unknown, 1),
        (["-W", ".:4"], Unknown, 1),
        (["-r", "."], Retry, 1),
        (["-f", "."], Refused, 1),
        (["-B", "554 5.7.1 Spam", "-f", "."], Refused, 1),
        (["-b", "452 4.2.2 Over quota", "-r", "RCPT"], Retry, 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_outcome_tells_what_is_known(options: list[str], expected: type[Outcome], begun: int) -> None:
    with mail.sink(*options) as values:
        [outcome], started = send(values)
    assert isinstance(outcome, expected), outcome
    assert started == begun
