"""A mailbox of its own for mails to the owner: what stops the newsletter's must not keep her from hearing of it."""

from __future__ import annotations

from scheduler import config
from scheduler.channels.base import Credentials


def credentials() -> Credentials | None:
    """What OWNER_MAIL_… in the environment say; None without OWNER_MAIL_HOST. The sender is the user without a FROM."""
    values = {
        "host": config.setting("OWNER_MAIL_HOST"),
        "port": config.setting("OWNER_MAIL_PORT"),
        "security": config.setting("OWNER_MAIL_SECURITY", "starttls"),
        "user": config.setting("OWNER_MAIL_USER"),
        "password": config.setting("OWNER_MAIL_PASSWORD"),
        "from": config.setting("OWNER_MAIL_FROM") or config.setting("OWNER_MAIL_USER"),
    }
    loopback = config.setting("STUDIO_TEST_LOOPBACK") == "1"
    return Credentials(values, loopback=loopback) if values["host"] else None
