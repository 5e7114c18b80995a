"""`studio dkim`, the keys at rest, and signed issues through a real Postfix."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account, SigningKey
from scheduler.channels.base import Draft, Job, Memo
from scheduler.channels.email import Email, dkim
from scheduler.cli import main
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.domain.rendering.marks import hole
from scheduler.errors import Problem
from tests.fakes.dkim_verifiers import by_dkimpy, by_opendkim, no_opendkim
from tests.servers import mail as server

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 2, 16, 14, 0, tzinfo=UTC)
SENDER = "Willow <hello@news.willow.example>"


def an_account(**options: Any) -> Account:
    account: Account = Account.objects.create(name="newsletter", kind="email", options={"from": SENDER, **options})
    return account


def keys_of(account: Account) -> list[dkim.Key]:
    return [dkim.Key(**one) for one in accounts.credentials(account).signing]


def test_both_keys_are_made_for_the_newsletters_domain_and_kept_sealed() -> None:
    an_account()
    rsa, ed25519 = accounts.new_signing_keys("s1", "", dkim.ALGORITHMS, THEN)
    assert (rsa.dns_name, ed25519.dns_name) == (
        "s1._domainkey.news.willow.example",
        "s1-ed25519._domainkey.news.willow.example",
    )
    assert rsa.dns_text.startswith("v=DKIM1; k=rsa; p=MIIB")
    assert len(ed25519.dns_text) < 80
    assert not any("PRIVATE" in row.secret or "PRIVATE" in row.record for row in SigningKey.objects.all())


def test_a_channel_signs_with_what_its_entry_names() -> None:
    account = an_account()
    accounts.new_signing_keys("s1", "willow.example", dkim.ALGORITHMS, THEN)
    accounts.new_signing_keys("s1", "else.example", ["rsa"], THEN)
    assert keys_of(account) == []
    account.options["dkim"] = "s1"
    found = keys_of(account)
    assert [(key.selector, key.domain) for key in found] == [("s1", "willow.example"), ("s1-ed25519", "willow.example")]
    assert [key.record for key in found] == [one.dns_text for one in accounts.signing_records()[:2]]


@pytest.mark.parametrize(
    ("name", "domain", "sentence"),
    [
        ("S 1", "willow.example", "cannot be a selector"),
        ("a" * 60, "willow.example", "cannot be a selector"),
        ("-", "willow.example", "cannot be a selector"),
        ("s1", "not a domain", "is not a domain"),
        ("s1", "", "Say which domain"),
    ],
)
def test_what_cannot_be_a_key_is_one_sentence(name: str, domain: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        accounts.new_signing_keys(name, domain, dkim.ALGORITHMS, THEN)
    assert not SigningKey.objects.exists()


def test_a_key_is_never_made_anew_under_the_same_name_nor_removed_while_it_signs() -> None:
    an_account(dkim="s1")
    accounts.new_signing_keys("s1", "", dkim.ALGORITHMS, THEN)
    with pytest.raises(Problem, match="There is a key s1"):
        accounts.new_signing_keys("s1", "", dkim.ALGORITHMS, THEN)
    with pytest.raises(Problem, match="newsletter signs with s1"):
        accounts.remove_signing_keys("s1")
    Account.objects.update(options={"from": SENDER})
    assert accounts.remove_signing_keys("s1") == 2
    with pytest.raises(Problem, match="no signing key"):
        accounts.remove_signing_keys("s1")


@pytest.mark.django_db(transaction=True)
def test_the_command_says_in_plain_words_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "jobs.yaml").write_text(
        "version: 1\nstudio: {name: W, timezone: America/Halifax, address: 1 Willow St, contact: a@b.example}\n"
        "channels: {newsletter: {kind: email, from: Willow <hello@willow.example>}}\njobs: {}\n"
    )
    monkeypatch.setenv("SCHEDULER_HOME", str(tmp_path))
    assert main(["dkim", "show"]) == 0
    assert "no signing keys yet" in capsys.readouterr().out
    assert main(["dkim", "new", "--selector", "s1"]) == 0
    shown = capsys.readouterr().out
    assert "Name   s1._domainkey.willow.example" in shown
    assert "`dkim: s1`" in shown
    assert "PRIVATE" not in shown
    assert main(["dkim", "show", "--json"]) == 0
    assert [row["selector"] for row in json.loads(capsys.readouterr().out)["records"]] == ["s1", "s1-ed25519"]
    assert main(["dkim", "new", "--selector", "s1"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["dkim", "remove", "--selector", "s1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"removed": 2}


@pytest.fixture(scope="module")
def mail() -> Iterator[server.RealMail]:
    if server.missing():
        pytest.skip(server.missing())
    with server.running() as running:
        yield running


@pytest.mark.mailserver
@pytest.mark.parametrize("security", ["none", "starttls"])
def test_what_postfix_delivers_is_still_signed(
    mail: server.RealMail, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail.ca_file))
    for name, value in mail.values(security).items():
        monkeypatch.setenv(f"NEWSLETTER_{name.upper()}", value)
    account = an_account(dkim="s1")
    accounts.new_signing_keys("s1", "willow.example", dkim.ALGORITHMS, THEN)
    studio, keys = Email().configured({"from": SENDER, "name": "newsletter"}), keys_of(account)
    name, leave = hole("first_name", "there"), hole("unsubscribe_url", "")
    text = f"Hello {name},\n\n.Roll one foot – slowly 🦶.\n{'out, ' * 300}\n\nLeave: {leave}\n \n"
    payload = studio.payload(Draft(text=text, html=f"<p>{text}</p>", subject=f"{name}, roll – café"))
    people = {f"{security}.dots@example.test": "...\r\n.\r\nQUIT", f"{security}.long@example.test": "é" * 150}
    jobs = [
        Job(number, f"k{number}", payload, _holes(to, first_name), Memo(), accounts.credentials(account), THEN)
        for number, (to, first_name) in enumerate(people.items())
    ]
    outcomes: list[Outcome] = []
    studio.send_many(jobs, list, lambda results: outcomes.extend(one for _job, one in results), lambda: False)
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    for to in people:
        (raw,) = mail.inbox(to)
        raw = raw[raw.index(b"DKIM-Signature:") :]
        assert by_dkimpy(raw, keys) == [True, True]
        assert no_opendkim() or by_opendkim(raw, keys, tmp_path)


def _holes(to: str, name: str) -> dict[str, str]:
    return {
        "to": to, "first_name": name, "key": "k", "created_at": THEN.isoformat(),
        "unsubscribe_url": f"https://willow.example/u/{1:022}", "preferences_url": "https://willow.example/p",
    }  # fmt: skip
