from __future__ import annotations

import pytest

from tests import builders


@pytest.mark.django_db
def test_a_subscriber_made_for_a_test_has_consent_on_record() -> None:
    person = builders.a_subscriber()
    assert person.consents.get().kind == "express"
