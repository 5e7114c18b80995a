"""What the DNS says about a sender's domain, in plain words: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989).

Nothing here is asked unless a person presses a button; a name server that does not answer is said to be so.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

MOST_LOOKUPS = 10
"""Of an SPF entry; with more the whole entry counts as broken (RFC 7208 section 4.6.4)."""

PATIENCE = 4.0
FREE_MAIL = (
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.ca", "outlook.com", "hotmail.com", "live.com", "icloud.com",
    "me.com", "aol.com", "gmx.de", "gmx.net", "web.de", "orange.fr", "proton.me",
)  # fmt: skip

Verdict = Literal["good", "mend", "look"]


class Unreachable(Exception):
    """No name server answered."""


class Ask(Protocol):
    """The DNS. Unknown names have no entries; Unreachable when nobody answers."""

    def texts(self, name: str) -> list[str]:
        """TXT entries, each joined from its parts."""

    def hosts(self, name: str) -> list[str]:
        """A and AAAA entries."""

    def mail_servers(self, name: str) -> list[str]:
        """MX entries."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`verdict`: good, mend (it keeps mail from arriving), or look (only a person can tell). `entry`: the DNS entry to
    add, as `name TXT "value"`, where there is one to copy."""

    what: str
    verdict: Verdict
    says: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """An entry that must be there for our own signatures: its name and its text."""

    name: str
    text: str


class Dns:
    """The name servers of this machine, or one that is named (`address:port`).

    dnspython is loaded only when somebody asks: a studio that runs for weeks does so once or twice.
    """

    def __init__(self, server: str = "") -> None:
        import dns.resolver

        self._resolver = dns.resolver.Resolver(configure=not server)
        if server:
            host, _, port = server.rpartition(":")
            self._resolver.nameservers, self._resolver.port = [host], int(port)
        self._resolver.lifetime = self._resolver.timeout = PATIENCE

    def texts(self, name: str) -> list[str]:
        """TXT entries."""
        return [b"".join(found.strings).decode("utf-8", "replace") for found in self._ask(name, "TXT")]

    def hosts(self, name: str) -> list[str]:
        """Addresses, both kinds."""
        return [found.address for kind in ("A", "AAAA") for found in self._ask(name, kind)]

    def mail_servers(self, name: str) -> list[str]:
        """Without the dot at the end; a lone dot means: no mail here (RFC 7505)."""
        return [text for found in self._ask(name, "MX") if (text := found.exchange.to_text().rstrip("."))]

    def _ask(self, name: str, kind: str) -> list[Any]:
        import dns.exception
        import dns.resolver

        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.NoNameservers):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise Unreachable(str(error)) from None


def look(domain: str, relay: str, signatures: Sequence[Signature], contact: str, ask: Ask) -> list[Finding]:
    """Everything a mailbox provider will look at, in the order in which one would mend it.

    `relay`: the mail server we hand over to. `signatures`: what our own keys need; empty when the mail server signs.
    """
    if domain in FREE_MAIL:
        return [
            Finding(
                "Sender", "mend",
                f"Your sender is at {domain}, and that provider tells everybody to refuse mail in its name from other "
                "servers: use an address of your own domain as the sender (`from:` in jobs.yaml).",
            )
        ]  # fmt: skip
    try:
        return [
            _answers(domain, ask), _spf(domain, relay, ask), *_dkim(domain, signatures, ask),
            _dmarc(domain, contact, ask),
        ]  # fmt: skip
    except Unreachable:
        return [Finding("DNS", "look", f"No name server answered about {domain}: try again in a few minutes.")]


def _answers(domain: str, ask: Ask) -> Finding:
    if ask.mail_servers(domain) or ask.hosts(domain):
        return Finding("Answers", "good", f"Mail to {domain} has somewhere to go.")
    return Finding(
        "Answers", "mend", f"{domain} has no mail server, so answers are lost and providers distrust it: set up mail "
        "for the domain (an MX entry), or send from a domain that has it.",
    )  # fmt: skip


# --- SPF ---


def _spf(domain: str, relay: str, ask: Ask) -> Finding:
    entries = _starting(ask.texts(domain), "v=spf1")
    if not entries:
        return Finding(
            "SPF", "mend", f"{domain} does not say which servers may send its mail. Add this entry; your mail "
            "provider's help names the exact word for its own servers.", f'{domain} TXT "v=spf1 a:{relay} ~all"',
        )  # fmt: skip
    if len(entries) > 1:
        return Finding(
            "SPF", "mend", f"{domain} has {len(entries)} SPF entries, which counts as none: join them into one."
        )
    walk = _Walk(ask)
    covered = walk.covers(entries[0], domain, set(ask.hosts(relay)))
    if walk.lookups > MOST_LOOKUPS:
        return Finding(
            "SPF", "mend", f"The SPF entry of {domain} leads to {walk.lookups} look-ups and only {MOST_LOOKUPS} are "
            "allowed, so it counts as broken: take out the services you no longer use.",
        )  # fmt: skip
    ending = entries[0].split()[-1].lower()
    if ending in ("all", "+all", "?all"):
        return Finding("SPF", "mend", f"The SPF entry of {domain} lets everybody send in your name: end it with ~all.")
    if not covered:
        return Finding(
            "SPF", "look", f"{domain} has an SPF entry, but it does not seem to name {relay}. Some providers send from "
            "other machines than they take mail at: ask theirs which `include:` belongs into the entry.",
        )  # fmt: skip
    return Finding("SPF", "good", f"{domain} says that {relay} may send its mail.")


class _Walk:
    """Follows an SPF entry, as a receiver would, and counts what it costs."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self.lookups = ask, 0

    def covers(self, entry: str, domain: str, addresses: set[str], depth: int = 0) -> bool:
        """Does it allow one of the addresses?"""
        if depth > MOST_LOOKUPS or self.lookups > MOST_LOOKUPS:
            return False
        found = False
        for term in entry.split()[1:]:
            word = term.lower().lstrip("+")
            found = self._term(word, domain, addresses, depth) or found
        return found

    def _term(self, word: str, domain: str, addresses: set[str], depth: int) -> bool:
        kind, _, value = re.sub(r"^(redirect|exp)=", r"\1:", word).partition(":")
        plain, name = kind.partition("/")[0], (value or domain).partition("/")[0]
        if plain in ("ip4", "ip6"):
            return any(_within(address, value) for address in addresses)
        if plain not in ("a", "mx", "include", "redirect", "exists", "ptr"):
            return False
        self.lookups += 1
        if plain == "a":
            return bool(addresses & set(self._ask.hosts(name)))
        if plain == "mx":
            return any(addresses & set(self._ask.hosts(host)) for host in self._ask.mail_servers(name)[:MOST_LOOKUPS])
        if plain in ("include", "redirect"):
            inner = _starting(self._ask.texts(name), "v=spf1")
            return bool(inner) and self.covers(inner[0], name, addresses, depth + 1)
        return False


def _within(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


# --- DKIM ---


def _dkim(domain: str, signatures: Sequence[Signature], ask: Ask) -> Iterator[Finding]:
    if not signatures:
        yield Finding(
            "DKIM", "look", "Your mail server signs your mails with a key only it knows the name of. Send the test "
            f"below to a Gmail address, choose “Show original” there: DKIM must say PASS with domain {domain}. If "
            "it does not, `studio dkim new --selector s1` makes keys of your own.",
        )  # fmt: skip
    for signature in signatures:
        yield _signature(signature, ask)


def _signature(wanted: Signature, ask: Ask) -> Finding:
    entry = f'{wanted.name} TXT "{wanted.text}"'
    there = ask.texts(wanted.name)
    if any(_public_key(text) == _public_key(wanted.text) for text in there):
        return Finding("DKIM", "good", f"The key your mails are signed with stands at {wanted.name}.")
    if there:
        return Finding("DKIM", "mend", f"At {wanted.name} stands another key: put this one in its place.", entry)
    return Finding("DKIM", "mend", "Your mails are signed, but nobody can check it yet: add this entry.", entry)


def _public_key(text: str) -> str:
    found = re.search(r"(?:^|;)\s*p=([^;]*)", text)
    return re.sub(r"\s+", "", found[1]) if found else text


# --- DMARC ---


def _dmarc(domain: str, contact: str, ask: Ask) -> Finding:
    place, entries = _nearest(domain, ask)
    suggested = f'_dmarc.{domain} TXT "v=DMARC1; p=none; rua=mailto:{contact}"' if contact else ""
    if not entries:
        return Finding(
            "DMARC", "mend", f"{domain} does not say what becomes of mail that only pretends to be yours; big "
            "providers refuse newsletters without it. Add this entry.", suggested,
        )  # fmt: skip
    if len(entries) > 1:
        return Finding("DMARC", "mend", f"{place} has {len(entries)} DMARC entries, which counts as none: keep one.")
    found = re.search(r";\s*p\s*=\s*(none|quarantine|reject)\s*(?:;|$)", entries[0], re.IGNORECASE)
    if not found:
        return Finding("DMARC", "mend", f"The entry at {place} has no valid p=: put this one in its place.", suggested)
    return Finding("DMARC", "good", f"{place} has a DMARC entry (p={found[1].lower()}).")


def _nearest(domain: str, ask: Ask) -> tuple[str, list[str]]:
    """At the domain itself or the nearest one above it (the tree walk of RFC 9989), never at a lone ending."""
    parts = domain.split(".")
    for start in range(max(len(parts) - 1, 1)):
        place = "_dmarc." + ".".join(parts[start:])
        if entries := _starting(ask.texts(place), "v=DMARC1"):
            return place, entries
    return f"_dmarc.{domain}", []


def _starting(texts: Sequence[str], version: str) -> list[str]:
    return [text for text in texts if re.match(rf"{version}(?:[\s;]|$)", text.strip(), re.IGNORECASE)]
