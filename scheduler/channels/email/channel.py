"""The e-mail channel: its newsletters and the system's own mails, over a mail server or through a provider's API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.channels.base import Credentials
from scheduler.channels.email import sending
from scheduler.channels.email.by_server import ByServer
from scheduler.channels.email.notices import Notice
from scheduler.domain.outcomes import Outcome

# `by_provider` loads Django's mail and anymail: only where a provider is named.


class Email(ByServer):
    """As it is registered: what its entry in jobs.yaml says, it becomes."""

    def configured(self, settings: Mapping[str, Any]) -> ByServer:
        """`provider`: through that provider's API; Problem when it is not known. Otherwise over a mail server."""
        given = self.given(settings)
        if provider := str(settings.get("provider") or ""):
            from scheduler.channels.email import by_provider

            return by_provider.ByProvider(provider.lower(), *given)
        return ByServer(*given)


def send_one(credentials: Credentials, notice: Notice) -> Outcome:
    """One mail of the system itself: a notice, a reminder to post, a sign-in link."""
    if credentials.values.get("provider"):
        from scheduler.channels.email import by_provider

        return by_provider.send_one(credentials, notice)
    return sending.send_one(credentials, notice)
