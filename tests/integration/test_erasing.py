from __future__ import annotations

import pytest

from scheduler.audience import services as audience
from scheduler.outbox.models import Delivery
from tests import builders
from tests.builders import NOW


@pytest.mark.django_db
def test_erasing_a_person_empties_what_was_printed_into_their_copies_and_keeps_that_there_were_copies() -> None:
    person = builders.a_subscriber("anna@example.org")
    person.address_hash = audience.address_hash("anna@example.org")
    person.save()
    message = builders.a_message()
    Delivery.objects.create(
        message=message, destination=person.address_hash, subscriber=person, state="sent", due_at=NOW, key="k1",
        holes={"to": "anna@example.org", "first_name": "Anna"}, detail="250 ok for anna@example.org",
    )  # fmt: skip
    audience.erase("anna@example.org", NOW, by="ana@example.org")
    copy = Delivery.objects.get()
    assert copy.state == "sent"
    assert (copy.holes, copy.detail) == ({}, "")
