"""What a studio need not keep goes by itself, so that strangers at its doors do not fill its disk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from scheduler.accounts import services as accounts
from scheduler.accounts.models import SignInFailure, SignInLink, User
from scheduler.clock.turn import Turn
from tests.builders import NOW
from tests.fakes.recording import TestClock

pytestmark = pytest.mark.django_db
A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


def test_failed_sign_ins_go_after_a_day_and_count_until_then() -> None:
    for _ in range(6):
        accounts.record_failure("who@example.org", "192.0.2.1", NOW)
    accounts.forget_old(NOW + A_DAY)
    assert SignInFailure.objects.count() == 2
    assert accounts.sign_in_delay("who@example.org", "", NOW) > 0
    accounts.forget_old(NOW + A_DAY + A_SECOND)
    assert not SignInFailure.objects.exists()


def test_sessions_go_when_they_end_and_links_a_day_later() -> None:
    for key, ends in (("old", NOW.replace(year=1999)), ("new", NOW.replace(year=2199))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    user = User.objects.create(email="ana@example.org", role="owner", created_at=NOW)
    accounts.sign_in_link(user, NOW - timedelta(days=4))
    accounts.sign_in_link(user, NOW)
    accounts.forget_old(NOW)
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert SignInLink.objects.count() == 1


def test_a_turn_of_the_clock_forgets(studio_home: Path) -> None:
    accounts.record_failure("who@example.org", "192.0.2.1", NOW)
    Turn(TestClock(NOW + timedelta(days=2)), lambda: False)()
    assert not SignInFailure.objects.exists()
