"""What a sender's domain says in the DNS, asked of a real name server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scheduler.channels.email import domain
from scheduler.channels.email.domain import Dns, Finding, Signature
from tests.fakes.names import NameServer, Zone

RELAY = "smtp.relay.example"
GOOD: Zone = {
    ("willow.example", "MX"): ["10 mx.willow.example."],
    ("willow.example", "TXT"): ['"v=spf1 include:relay.example ~all"', '"some-site-verification=1"'],
    ("relay.example", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all"'],
    (RELAY, "A"): ["192.0.2.25"],
    ("_dmarc.willow.example", "TXT"): ['"v=DMARC1; p=none; rua=mailto:hello@willow.example"'],
    ("s1._domainkey.willow.example", "TXT"): ['"v=DKIM1; k=rsa; p=AB" "CD"'],
}
KEY = Signature("s1._domainkey.willow.example", "v=DKIM1; k=rsa; p=ABCD")


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(dict(GOOD)) as running:
        yield running


def looked(server: NameServer, *signatures: Signature, of: str = "willow.example") -> dict[str, Finding]:
    found = domain.look(of, RELAY, signatures, "hello@willow.example", Dns(server.address))
    return {finding.what: finding for finding in found}


def test_everything_in_place_is_good(server: NameServer) -> None:
    found = looked(server, KEY)
    assert {what: finding.verdict for what, finding in found.items()} == {
        "Answers": "good", "SPF": "good", "DKIM": "good", "DMARC": "good",
    }  # fmt: skip


def test_an_empty_domain_is_told_what_to_add_in_words_to_copy(server: NameServer) -> None:
    server.zone.clear()
    found = looked(server, KEY)
    assert {finding.verdict for finding in found.values()} == {"mend"}
    assert found["SPF"].entry == 'willow.example TXT "v=spf1 a:smtp.relay.example ~all"'
    assert found["DKIM"].entry == 's1._domainkey.willow.example TXT "v=DKIM1; k=rsa; p=ABCD"'
    assert found["DMARC"].entry.startswith('_dmarc.willow.example TXT "v=DMARC1; p=none; rua=mailto:hello@')


@pytest.mark.parametrize(
    ("entries", "verdict", "words"),
    [
        (['"v=spf1 include:relay.example ~all"', '"v=spf1 -all"'], "mend", "2 SPF entries"),
        (['"v=spf1 include:relay.example +all"'], "mend", "lets everybody"),
        (['"v=spf1 include:relay.example ?all"'], "mend", "lets everybody"),
        (['"v=spf1 include:other.example -all"'], "look", "does not seem to name"),
        (['"v=spf1 a:smtp.relay.example -all"'], "good", "may send"),
        (['"v=spf1 ip4:192.0.2.25 -all"'], "good", "may send"),
        (['"v=spf1 mx -all"'], "look", "does not seem to name"),
        (['"v=spf1 redirect=relay.example"'], "good", "may send"),
        (['"v=spf1 include:loop.example -all"'], "mend", "look-ups"),
        (['"v=spf1 ip4:nonsense ip6:192.0.2.1/99 -all"'], "look", "does not seem to name"),
        (['"v=spf10 -all"'], "mend", "does not say which servers"),
        (['"v=spf1"'], "look", "does not seem to name"),
    ],
)
def test_spf(server: NameServer, entries: list[str], verdict: str, words: str) -> None:
    server.zone["willow.example", "TXT"] = entries
    server.zone["loop.example", "TXT"] = ['"v=spf1 include:loop.example include:loop.example -all"']
    found = looked(server)["SPF"]
    assert (found.verdict, words in found.says) == (verdict, True), found


@pytest.mark.parametrize(
    ("entries", "verdict", "words"),
    [
        (['"v=DMARC1; p=reject"'], "good", "p=reject"),
        (['"v=DMARC1; rua=mailto:a@b.example"'], "mend", "no valid p="),
        (['"v=DMARC1; p=maybe"'], "mend", "no valid p="),
        (['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'], "mend", "counts as none"),
        (['"something else"'], "mend", "does not say"),
    ],
)
def test_dmarc(server: NameServer, entries: list[str], verdict: str, words: str) -> None:
    server.zone["_dmarc.willow.example", "TXT"] = entries
    found = looked(server)["DMARC"]
    assert (found.verdict, words in found.says) == (verdict, True), found


def test_dmarc_of_the_domain_above_counts_for_those_below(server: NameServer) -> None:
    server.zone["mail.willow.example", "A"] = ["192.0.2.9"]
    assert looked(server, of="mail.willow.example")["DMARC"].verdict == "good"


def test_another_key_in_the_dns_is_found(server: NameServer) -> None:
    wanted = Signature(KEY.name, "v=DKIM1; k=rsa; p=EFGH")
    found = looked(server, wanted)["DKIM"]
    assert (found.verdict, "another key" in found.says) == ("mend", True)


def test_what_only_the_mail_server_knows_is_left_to_a_person(server: NameServer) -> None:
    assert looked(server)["DKIM"].verdict == "look"


def test_mail_in_a_free_providers_name_cannot_be_mended_by_entries(server: NameServer) -> None:
    (found,) = looked(server, of="gmail.com").values()
    assert (found.verdict, "own domain" in found.says) == ("mend", True)


def test_no_mail_here_is_no_way_to_answer(server: NameServer) -> None:
    server.zone["willow.example", "MX"] = ["0 ."]
    assert looked(server)["Answers"].verdict == "mend"


def test_a_name_server_that_says_nothing_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "PATIENCE", 0.2)
    with NameServer({}, silent=True) as server:
        (found,) = looked(server).values()
    assert (found.verdict, "No name server answered" in found.says) == ("look", True)


@pytest.mark.parametrize("name", ["", ".", "a..b", "x" * 300, "wíllow.example", "willow.example\nx"])
def test_names_that_cannot_be_are_no_crash(server: NameServer, name: str) -> None:
    assert looked(server, of=name)
