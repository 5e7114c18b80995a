"""The faults that Postfix's smtp-sink can make, each against what must be known afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.channels.base import Credentials, Draft, Job, Memo
from scheduler.channels.email import Email
from scheduler.domain.outcomes import Accepted, Outcome, Refused, Retry, Unknown
from tests.servers import mail

pytestmark = [
    pytest.mark.alike,
    pytest.mark.mailserver,
    pytest.mark.skipif(bool(mail.no_sink()), reason=mail.no_sink() or "runs"),
]

NOW = datetime(2027, 2, 16, 14, 0, tzinfo=UTC)
STUDIO = Email().configured({"from": "Willow <hello@willow.example>", "name": "newsletter"})
PAYLOAD = STUDIO.payload(Draft(text="Roll.\n" * 50, html="<p>Roll.</p>\n" * 5000, subject="Roll"))


def send(values: dict[str, str], count: int = 1) -> list[Outcome]:
    outcomes: list[Outcome] = []
    holes = {
        "created_at": NOW.isoformat(), "first_name": "Anna",
        "unsubscribe_url": "https://willow.example/u/x", "preferences_url": "https://willow.example/p",
    }  # fmt: skip
    jobs = [
        Job(n, f"k{n}", PAYLOAD, {**holes, "to": f"p{n}@x.test"}, Memo(), Credentials(values), NOW)
        for n in range(count)
    ]
    STUDIO.send_many(jobs, list, lambda results: outcomes.extend(o for _job, o in results), lambda: False)
    return outcomes


def test_a_hundred_mails_are_taken() -> None:
    with mail.sink() as values:
        outcomes = send(values, 100)
    assert [type(outcome) for outcome in outcomes] == [Accepted] * 100


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["-q", "CONNECT"], Retry),
        (["-Q", "CONNECT"], Retry),
        (["-f", "CONNECT"], Refused),
        (["-r", "CONNECT"], Retry),
        (["-e"], Accepted),
        (["-q", "MAIL"], Retry),
        (["-r", "MAIL"], Retry),
        (["-f", "MAIL"], Refused),
        (["-q", "RCPT"], Retry),
        (["-Q", "RCPT"], Retry),
        (["-r", "RCPT"], Retry),
        (["-f", "RCPT"], Refused),
        (["-q", "DATA"], Retry),
        (["-r", "DATA"], Retry),
        (["-W", "DATA:4"], Retry),
        (["-q", "."], Unknown),
        (["-W", ".:4"], Unknown),
        (["-r", "."], Retry),
        (["-f", "."], Refused),
        (["-B", "554 5.7.1 Spam", "-f", "."], Refused),
        (["-b", "452 4.2.2 Over quota", "-r", "RCPT"], Retry),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_outcome_tells_what_is_known(options: list[str], expected: type[Outcome]) -> None:
    with mail.sink(*options) as values:
        [outcome] = send(values)
    assert isinstance(outcome, expected), outcome
