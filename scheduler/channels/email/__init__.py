"""E-mail: the newsletter, by SMTP. See README.md."""

from __future__ import annotations

from scheduler.channels.email.channel import Email, send_one
from scheduler.channels.email.headers import Unsendable
from scheduler.channels.email.mailbox import return_path
from scheduler.channels.email.mime import as_eml
from scheduler.channels.email.notices import Attachment, Notice

__all__ = ["Attachment", "Email", "Notice", "Unsendable", "as_eml", "channel", "return_path", "send_one"]

channel = Email()
