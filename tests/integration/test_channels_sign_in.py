"""Signing a channel in, as the page does, and what the sign-in teaches about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.accounts import services
from scheduler.accounts.models import Account
from scheduler.channels import registry
from scheduler.errors import Problem
from scheduler.plan import services as plan
from tests.builders import NOW, an_account
from tests.fakes.hostile import unused_port
from tests.fakes.mail_providers import TOKEN as KEY
from tests.fakes.mail_providers import Postmark
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.fakes.ses import Ses
from tests.fakes.smtp import MailServer

pytestmark = pytest.mark.django_db
FROM = "Willow Street <hello@willow.example>"


@pytest.fixture(autouse=True)
def _servers_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TEST_LOOPBACK", "1")


def test_a_servers_own_limits_reach_the_count() -> None:
    account = an_account("toots", "mastodon")
    with FakeMastodon(NOW) as server:
        server.max_characters = 5000
        services.connect(account, {"server": server.url, "token": TOKEN}, NOW)
    channel = registry.get("mastodon").configured(services.settings(account))
    assert channel.limit == 5000
    assert account.profile_url == "https://social.example/@studio"


def test_what_jobs_yaml_says_need_not_be_typed_again() -> None:
    with FakeMastodon(NOW) as server:
        account = an_account("toots", "mastodon", options={"server": server.url})
        assert services.connect(account, {"token": TOKEN}, NOW).verified_at == NOW


def test_a_sign_in_that_fails_says_why() -> None:
    account = an_account("toots", "mastodon")
    with pytest.raises(Problem, match="could not be reached"):
        services.connect(account, {"server": f"http://127.0.0.1:{unused_port()}", "token": TOKEN}, NOW)
    assert account.verified_at is None


def test_an_emptied_field_is_emptied_and_an_empty_secret_keeps_the_saved_one() -> None:
    newsletter = an_account("newsletter", "email", options={"from": FROM})
    with MailServer() as server:
        values = server.values()
        with pytest.raises(Problem):
            services.connect(newsletter, {**values, "user": "nobody", "password": "wrong"}, NOW)
        services.connect(newsletter, {**values, "user": "", "password": ""}, NOW)
    given = services.credentials(newsletter).values
    assert (given.get("user", ""), given["password"]) == ("", "wrong")


def test_posting_by_hand_goes_live_over_the_newsletters_mailbox() -> None:
    reminders = an_account("instagram", "by hand", options={"network": "instagram"})
    with pytest.raises(Problem, match="connect the newsletter first"):
        services.connect(reminders, {}, NOW)
    with MailServer() as server:
        newsletter = an_account("newsletter", "email", options={"from": FROM})
        services.connect(newsletter, server.values(), NOW)
        assert services.connect(reminders, {}, NOW).verified_at == NOW


def test_limits_are_nobodys_where_nobody_signed_in(tmp_path: Path) -> None:
    account = an_account("toots", "mastodon", options={"server": str(tmp_path)})
    assert services.settings(account) == {"server": str(tmp_path)}


def test_a_newsletter_by_a_provider_asks_for_its_key_and_signs_in() -> None:
    with Postmark() as provider:
        options = {"provider": "postmark", "from": "Willow <hello@willow.example>"}
        account = an_account(options=options)
        assert [field.name for field in services.channel_of(account).fields] == ["token", "stream", "api"]
        with pytest.raises(Problem, match="API key"):
            services.connect(account, {}, NOW)
        services.connect(account, {"token": KEY, "api": provider.url}, NOW)
        assert account.verified_at == NOW
        assert KEY not in account.secret
        account.state = "ready"
        account.save()
        assert services.live_elsewhere() == []
        services.connect(account, {"api": f"http://localhost:{provider.url.rpartition(':')[2]}"}, NOW)
    Account.objects.update(secret="")
    assert services.live_elsewhere() == ["newsletter"], "the provider's own address is not on this machine"


def test_a_newsletter_by_amazon_asks_for_both_halves_of_the_key_and_the_region() -> None:
    with Ses() as provider:
        account = an_account(options={"provider": "ses", "from": "Willow <hello@willow.example>"})
        with pytest.raises(Problem, match="Access key ID, Secret access key, Region"):
            services.connect(account, {}, NOW)
        services.connect(account, provider.values(), NOW)
        assert account.verified_at == NOW
        account.state = "ready"
        account.save()
        assert services.live_elsewhere() == []
        services.connect(account, {**provider.values(), "api": f"{provider.url}/"}, NOW)
    Account.objects.update(secret="")
    assert services.live_elsewhere() == ["newsletter"], "Amazon's own address is not on this machine"


def test_an_unknown_provider_in_jobs_yaml_is_told_before_it_is_accepted(studio_home: Path) -> None:
    text = (studio_home / "jobs.yaml").read_text().replace("kind: email,", "kind: email, provider: fastmail,")
    assert "fastmail" in text
    with pytest.raises(Problem, match="is not a mail provider that is known here"):
        plan.accept(text, "owner@willow.example", NOW)
