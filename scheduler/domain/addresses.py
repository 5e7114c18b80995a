"""E-mail addresses: which ones we can send to, and the key by which two spellings are one person.

Key: lower case, domain as A-label (IDNA), nothing else folded: `a.b@gmail.com` and `ab@gmail.com` stay two people,
tags stay (rules section 7, "e-mail address handling"). Syntax: RFC 5321 and 5322 as email-validator reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254
_AROUND = " \t\r\n\x00\xa0\u200b\u200e\u200f\u2060\ufeff"
_LOCAL = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"({_LOCAL})@((?:{_LABEL}\.)+[A-Za-z]{{2,24}})", re.ASCII)
_UNSURE = re.compile(r"--|\.(?:arpa|invalid|local|localhost|onion|test)$", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufeff]")


class InvalidAddress(ValueError):
    """No address that mail can be sent to. str() is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Address:
    """`address`: as typed, its domain as A-label, so that it can be sent to; `key`: what names the person."""

    address: str
    key: str


def parse(text: str, *, test: bool = False) -> Address:
    """The address in `text`, or InvalidAddress. `test`: also take the reserved domain .test (never deliverable).

    Most addresses of a list are plain and take a short way; whatever could be special goes through email-validator.
    """
    typed = text.strip(_AROUND)
    plain = _PLAIN.fullmatch(typed) if len(typed) <= MAX_LENGTH else None
    if plain and len(plain[1]) <= 64 and not _UNSURE.search(plain[2]):
        return Address(f"{plain[1]}@{plain[2].lower()}", typed.lower())
    return _careful(typed, test)


def address_key(text: str, *, test: bool = False) -> str:
    """The key of the address in `text`, or InvalidAddress."""
    return parse(text, test=test).key


def _careful(typed: str, test: bool) -> Address:
    try:
        valid = validate_email(
            typed[: 2 * MAX_LENGTH],
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
            test_environment=test,
        )
    except (EmailNotValidError, UnicodeError):
        raise InvalidAddress(_why(typed)) from None
    address = f"{valid.local_part}@{valid.ascii_domain}"
    if len(address) > MAX_LENGTH:
        raise InvalidAddress(_why(typed))
    return Address(address, address.lower())


def _why(typed: str) -> str:
    local, at, domain = typed.rpartition("@")
    shown = _UNSEEN.sub("", typed)[:60]
    if not shown:
        return "There is no e-mail address here; write one like name@place.ca."
    odd = next((character for character in local if not character.isascii()), "")
    if at and "." in domain and odd:
        letter = f"“{odd}”" if odd.isprintable() else "a character that cannot be seen"
        return f"“{shown}” has {letter} before the @, which many mail servers refuse; ask for an address without it."
    return f"“{shown}” is no e-mail address that mail can be sent to; write it like name@place.ca."
