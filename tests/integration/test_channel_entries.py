"""Channels added, changed and taken out in the browser: the difference first, then jobs.yaml with its comments."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.accounts import services as accounts
from scheduler.accounts.crypto import decrypt, encrypt
from scheduler.accounts.models import Account, User
from scheduler.channels import registry
from scheduler.errors import Problem
from scheduler.outbox.models import Delivery
from scheduler.plan import services as plan
from scheduler.plan.models import Campaign, Message
from scheduler.plan.services.channel_forms import add_channel, change_channel, kinds_to_add, remove_channel
from scheduler.plan.services.jobs_file import name_of
from tests.builders import NOW
from tests.integration.planning import fingerprint, laid
from tests.integration.test_rhythms import keep, text_of

pytestmark = pytest.mark.django_db
KINDS = {kind.key: kind for kind in kinds_to_add()}
FILLED = {"from": "Second <two@willow.example>", "account": "willow.bsky.social", "server": "mastodon.social"}
EVERY = pytest.mark.parametrize("key", list(KINDS))


def changed(old: str, new: str) -> list[str]:
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- one more ---


def test_the_list_holds_every_channel_there_is_and_each_network_by_hand(owner: Client, studio_plan: Path) -> None:
    html = owner.get("/new-channel/").content.decode()
    assert set(KINDS) == {kind for kind, one in registry.channels().items() if not one.confirmed_by_hand}
    for kind in KINDS.values():
        assert f'href="/new-channel/{kind.key}/"' in html
        assert kind.about
    assert KINDS["instagram"].by_hand
    assert not KINDS["mastodon"].by_hand


@EVERY
def test_it_is_shown_first_then_added_in_practice(
    owner: Client, studio_home: Path, studio_series: Campaign, key: str
) -> None:
    kind, place = KINDS[key], f"/new-channel/{key}/"
    html = owner.get(place).content.decode()
    assert kind.about.split(".")[0] in words(html)
    for ask in kind.asks:
        assert f'name="{ask.name}"' in html
    before, text, rows = laid(), text_of(studio_home), fingerprint()
    form = {"name": "the-new-one", **{ask.name: FILLED.get(ask.name, "") for ask in kind.asks}}
    looked = words(owner.post(f"{place}add/", form).content.decode())
    assert "The channel “the-new-one” is new" in looked
    assert "It begins in practice" in looked
    assert "No date changes." in looked
    assert (laid(), text_of(studio_home)) == (before, text)
    assert fingerprint() == rows
    answer = keep(owner, f"{place}add/", form)
    assert 'id="the-new-one"' in answer
    assert [line[:19] for line in changed(text, text_of(studio_home))] == ["+  the-new-one: {ki"]
    account = Account.objects.get(name="the-new-one")
    assert (account.state, account.kind) == ("rehearsing", kind.entry["kind"])
    assert laid() == before


def test_what_was_typed_stands_in_jobs_yaml_and_in_the_form_that_connects_it(owner: Client, studio_plan: Path) -> None:
    form = {"name": "mastodon", "server": " mastodon.social ", "card": "yes"}
    html = keep(owner, "/new-channel/mastodon/add/", form)
    assert "  mastodon: {kind: mastodon, server: mastodon.social, card: yes}\n\njobs:" in text_of(studio_plan)
    connect = html[html.index('id="mastodon"') :]
    assert '<details class="connect" open>' in connect[: connect.index("</section>")]
    assert 'value="mastodon.social"' in connect


def test_a_second_newsletter_gets_a_free_name_and_its_providers_own_fields(owner: Client, studio_plan: Path) -> None:
    assert 'value="email"' in owner.get("/new-channel/email/").content.decode()
    keep(
        owner,
        "/new-channel/email/add/",
        {"name": "email", "from": FILLED["from"], "reply to": "", "provider": "postmark"},
    )
    assert "email: {kind: email, from: Second <two@willow.example>, provider: postmark}\n" in text_of(studio_plan)
    assert "Message stream" in owner.get("/channels/").content.decode()
    assert 'value="email-2"' in owner.get("/new-channel/email/").content.decode()


@pytest.mark.parametrize(
    ("key", "form", "field", "said"),
    [
        ("mastodon", {"server": ""}, "server", "Server is still empty: for example mastodon.social."),
        ("mastodon", {"server": "mastodon social"}, "server", "has no space in it"),
        ("mastodon", {"server": "x\u200b"}, "server", "nobody can see"),
        ("mastodon", {"server": "x" * 201}, "server", "too long"),
        ("mastodon", {"server": "a.example", "card": "perhaps"}, "card", "choose one from the list"),
        ("bluesky", {"account": " "}, "account", "Handle is still empty"),
        ("email", {"from": "hello"}, "from", "is no e-mail address"),
        ("email", {"from": "a@b.example\nx: y"}, "from", "is no sender"),
        ("email", {"from": "A <a@willow.example>", "reply to": "nobody"}, "reply to", "is no"),
        ("email", {"from": "A <a@willow.example>", "provider": "nobody"}, "provider", "choose one from the list"),
        ("instagram", {"name": "bluesky"}, "name", "There is a channel “bluesky” already"),
        ("instagram", {"name": "all"}, "name", "cannot be a channel’s name"),
        ("instagram", {"name": "a/b"}, "name", "cannot be a channel’s name"),
        ("instagram", {"name": "one-off"}, "name", "cannot be a channel’s name"),
        ("instagram", {"name": ""}, "name", "cannot be a channel’s name"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_loses_nothing(
    owner: Client, studio_plan: Path, key: str, form: dict[str, str], field: str, said: str
) -> None:
    before = text_of(studio_plan)
    answer = owner.post(f"/new-channel/{key}/add/", {"name": "my-own", "do": "keep", **form})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert html.count('role="alert"') == 1
    name = field.replace(" ", "-")
    found = re.search(rf'<p class="mistake" id="{name}-mistake" role="alert">([^<]+)</p>', html)
    assert found
    assert said in found[1]
    assert re.search(rf'id="{name}"[^>]*aria-describedby="{name}-mistake[^>]*aria-invalid="true" autofocus', html)
    if "name" not in form:
        assert 'value="my-own"' in html
    assert text_of(studio_plan) == before


def test_what_is_no_kind_is_told(owner: Client, studio_plan: Path) -> None:
    before = text_of(studio_plan)
    assert "There is no kind of channel" in owner.get("/new-channel/carrier-pigeon/").content.decode()
    owner.post("/new-channel/carrier-pigeon/add/", {"name": "x", "do": "keep", "seen": name_of(before)})
    owner.post("/new-channel/mastodon/add/", {"name": "x", "server": "y" * 20_000, "do": "keep"})
    assert text_of(studio_plan) == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(KINDS)), st.text(max_size=30), st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_adds_one_channel_or_is_refused(
    studio_home: Path, key: str, name: str, first: str, second: str
) -> None:
    text = text_of(studio_home)
    typed = dict(zip((ask.name for ask in KINDS[key].asks), (first, second), strict=False))
    try:
        made = add_channel(text, key, name, typed)
    except Problem:
        return
    old, new = plan.plan_of(text), plan.plan_of(made)
    assert len(new.channels) == len(old.channels) + 1
    assert (old.jobs, old.studio, old.quiet) == (new.jobs, new.studio, new.quiet)
    assert [line for line in changed(text, made) if line.startswith("-")] == []


# --- changed ---


def test_a_card_is_switched_on_and_off_again(owner: Client, studio_plan: Path) -> None:
    before = text_of(studio_plan)
    html = owner.get("/channel/bluesky/").content.decode()
    assert 'name="card"' in html
    assert 'name="account"' not in html, "that is changed where it signs in"
    keep(owner, "/channel/bluesky/change/", {"card": "yes"})
    assert changed(before, text_of(studio_plan)) == [
        "-  bluesky: {kind: bluesky, account: willow.example}",
        "+  bluesky: {kind: bluesky, account: willow.example, card: yes}",
    ]
    assert (
        "it is like this already"
        in owner.post("/channel/bluesky/change/", {"card": "yes"}, follow=True).content.decode()
    )
    keep(owner, "/channel/bluesky/change/", {"card": ""})
    assert text_of(studio_plan) == before


def test_a_shape_that_was_written_by_hand_stays(studio_home: Path) -> None:
    text = text_of(studio_home).replace("account: willow.example}", 'account: willow.example, card: "4:5"}')
    assert change_channel(text, "bluesky", {"card": "4:5"}) == text


def test_a_sender_is_changed_with_its_mistake_beside_the_field(owner: Client, studio_plan: Path) -> None:
    html = owner.post(
        "/channel/newsletter/change/", {"from": "nobody", "reply to": "", "provider": ""}
    ).content.decode()
    assert 'id="from-mistake"' in html
    assert 'value="nobody"' in html
    keep(owner, "/channel/newsletter/change/", {"from": "Maple <hi@maple.example>", "provider": "brevo"})
    assert "newsletter: {kind: email, from: Maple <hi@maple.example>, provider: brevo}" in text_of(studio_plan)


def test_another_name_keeps_sign_in_dates_and_oks(owner: Client, studio_home: Path, studio_series: Campaign) -> None:
    message = Message.objects.filter(account__name="bluesky", state="draft").order_by("at").first()
    assert message is not None
    plan.approve(message.ref, "ana@example.org", NOW)
    account = accounts.named("bluesky")
    Account.objects.filter(pk=account.pk).update(secret=encrypt({"app_password": "x"}), state="ready", live_since=NOW)
    before, text, rows = laid("bluesky"), text_of(studio_home), fingerprint()
    looked = words(owner.post("/channel/bluesky/name/", {"name": "sky"}).content.decode())
    assert "The channel “bluesky” is called “sky” from now on." in looked
    assert "No date changes." in looked
    assert "is gone" not in looked
    assert (fingerprint(), text_of(studio_home)) == (rows, text)
    assert 'id="sky"' in keep(owner, "/channel/bluesky/name/", {"name": "sky"})
    account.refresh_from_db()
    assert (account.name, account.state, decrypt(account.secret)) == ("sky", "ready", {"app_password": "x"})
    message.refresh_from_db()
    assert message.state == "approved"
    assert laid("sky") == before
    plan.refresh(NOW)
    assert laid("sky") == before
    assert Account.objects.count() == 3
    assert plan.file_difference(studio_home) == []


def test_a_newsletter_by_another_name_keeps_what_has_its_ok_and_says_what_readers_may_notice(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    message = Message.objects.filter(account__name="newsletter", state="draft").order_by("at")[0]
    plan.approve(message.ref, "ana@example.org", NOW)
    approved = Message.objects.get(pk=message.pk).payload_hash
    looked = words(owner.post("/channel/newsletter/name/", {"name": "letters"}).content.decode())
    assert "List-Id" in looked
    keep(owner, "/channel/newsletter/name/", {"name": "letters"})
    plan.refresh(NOW)
    message.refresh_from_db()
    assert (message.state, message.payload_hash) == ("approved", approved)
    assert "List-Id" not in words(owner.post("/channel/bluesky/name/", {"name": "sky"}).content.decode())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("newsletter", "There is a channel “newsletter” already"),
        ("all", "cannot be a channel’s name"),
        ("gone", "There was a channel “gone” before"),
    ],
)
def test_a_name_that_it_cannot_have_is_told(owner: Client, studio_plan: Path, name: str, said: str) -> None:
    Account.objects.create(name="gone", kind="email", state="off")
    before = text_of(studio_plan)
    for more in ({}, {"do": "keep", "seen": name_of(before)}):
        answer = owner.post("/channel/bluesky/name/", {"name": name, **more})
        assert (answer.status_code, said in answer.content.decode()) == (400, True)
        assert 'id="name-mistake"' in answer.content.decode()
    assert text_of(studio_plan) == before
    assert accounts.named("bluesky")


def test_a_sign_in_that_hangs_on_the_name_is_told(
    owner: Client, studio_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLUESKY_PASSWORD", "x")
    html = owner.post("/channel/bluesky/name/", {"name": "sky"}).content.decode()
    assert "stands in .env, as BLUESKY_PASSWORD" in html
    assert 'value="sky"' in html


# --- one less ---


def test_what_is_in_use_is_not_taken_out_and_the_page_leads_to_its_use(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    before = text_of(studio_home)
    html = owner.get("/channel/bluesky/").content.decode()
    assert "“weekly-tip” still goes out on it" in html
    assert 'href="/rhythm/new-classes/"' in html
    assert 'action="/channel/bluesky/out/"' not in html
    answer = owner.post("/channel/bluesky/out/", {"do": "keep", "seen": name_of(before)})
    assert answer.status_code == 400
    assert "“weekly-tip” still goes out on it" in answer.content.decode()
    assert text_of(studio_home) == before


def unused(home: Path, name: str) -> None:
    """A jobs.yaml whose rhythms do without that channel."""
    text = re.sub(rf"(to: \[.*), {name}\b", r"\1", text_of(home))
    (home / "jobs.yaml").write_text(text)
    plan.accept(text, "ana@example.org", NOW)
    plan.refresh(NOW)


def test_it_is_taken_out_with_what_rhythms_said_about_it_and_its_sign_in(
    owner: Client, studio_home: Path, studio_series: Campaign
) -> None:
    unused(studio_home, "bluesky")
    Account.objects.filter(name="bluesky").update(
        secret=encrypt({"app_password": "x"}), state="ready", live_since=NOW, verified_at=NOW
    )
    before, rows = text_of(studio_home), laid()
    looked = words(owner.post("/channel/bluesky/out/").content.decode())
    assert "The channel “bluesky” is gone." in looked
    assert "Its sign-in is forgotten." in looked
    account = Account.objects.get(name="bluesky")
    assert (account.state, decrypt(account.secret)) == ("ready", {"app_password": "x"})
    html = keep(owner, "/channel/bluesky/out/", {})
    assert changed(before, text_of(studio_home)) == [
        "-  bluesky: {kind: bluesky, account: willow.example}",
        "-    late: {grace: {newsletter: 6h, bluesky: 2h}, then: next slot}",
        "+    late: {grace: {newsletter: 6h}, then: next slot}",
    ]
    account.refresh_from_db()
    assert (account.state, account.secret, account.live_since) == ("off", "", None)
    assert "No longer in use: bluesky" in html
    assert 'id="bluesky"' not in html
    assert laid() == rows
    keep(owner, "/new-channel/bluesky/add/", {"name": "bluesky", "account": "willow.example"})
    account.refresh_from_db()
    assert account.state == "rehearsing"


def test_with_copies_on_their_way_it_stays(owner: Client, studio_home: Path, studio_series: Campaign) -> None:
    message = Message.objects.filter(account__name="bluesky").order_by("at").first()
    assert message is not None
    Message.objects.filter(pk=message.pk).update(state="sent", frozen_at=NOW, closed_at=NOW)
    copy = Delivery.objects.create(
        message=message, destination="bluesky", state="unknown", due_at=NOW, sending_at=NOW, key="d1"
    )
    unused(studio_home, "bluesky")
    assert "1 copy is on the way, or not certain" in owner.get("/channel/bluesky/").content.decode()
    before = text_of(studio_home)
    for form in ({}, {"do": "keep", "seen": name_of(before)}):
        answer = owner.post("/channel/bluesky/out/", form)
        assert "1 copy is on the way, or not certain" in answer.content.decode()
    assert text_of(studio_home) == before
    assert accounts.named("bluesky").state == "rehearsing"
    Delivery.objects.filter(pk=copy.pk).update(state="sent", ended_at=NOW)
    keep(owner, "/channel/bluesky/out/", {})


def test_a_post_of_her_own_keeps_it(owner: Client, studio_home: Path, studio_plan: Path) -> None:
    unused(studio_home, "instagram")
    Message.objects.create(
        account=accounts.named("instagram"),
        job="one-off",
        kind="post",
        title="Hello",
        at=NOW,
        late_after=NOW,
        created_at=NOW,
    )
    assert "A post of your own waits for it" in owner.get("/channel/instagram/").content.decode()
    with pytest.raises(Problem, match="A post of your own waits for it"):
        remove_channel(text_of(studio_home), "instagram")


def test_the_mailbox_of_what_is_posted_by_hand_stays_and_so_does_the_last_channel(studio_home: Path) -> None:
    text = re.sub(r"(?ms)^jobs:.*", "", text_of(studio_home))
    with pytest.raises(Problem, match="The mails for instagram leave by its mailbox"):
        remove_channel(text, "newsletter")
    bare = remove_channel(remove_channel(text, "instagram"), "bluesky")
    with pytest.raises(Problem, match="It is the only channel there is"):
        remove_channel(bare, "newsletter")
    assert list(plan.plan_of(remove_channel(remove_channel(text, "instagram"), "newsletter")).channels) == ["bluesky"]


def test_what_is_not_there_is_told(owner: Client, studio_plan: Path) -> None:
    assert "There is no channel “nobody”" in owner.get("/channel/nobody/").content.decode()
    owner.post("/channel/nobody/out/", {"do": "keep"})


# --- who may ---

PLACES = ["/new-channel/mastodon/add/", "/channel/bluesky/change/", "/channel/bluesky/name/", "/channel/instagram/out/"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_an_owner_may(client: Client, studio_home: Path, studio_plan: Path, place: str, role: str) -> None:
    unused(studio_home, "instagram")
    client.force_login(User.objects.create(email="eva@example.org", role=role, created_at=NOW))
    before = text_of(studio_home)
    form = {"name": "x", "server": "a.example", "card": "yes", "do": "keep", "seen": name_of(before)}
    answer = client.post(place, form, follow=True).content.decode()
    assert ("Only an owner may do this" if role == "editor" else "You may look") in answer
    assert text_of(studio_home) == before


def test_a_file_with_a_mistake_or_that_cannot_be_written_says_so(owner: Client, studio_plan: Path) -> None:
    file = studio_plan / "jobs.yaml"
    file.write_text(file.read_text().replace("send: tip", "sent: tip"))
    for place in ("/new-channel/", "/new-channel/mastodon/", "/channel/bluesky/"):
        assert "jobs.yaml, line" in owner.get(place).content.decode()
    broken = file.read_text()
    assert owner.post("/new-channel/mastodon/add/", {"name": "m", "server": "a.example"}).status_code == 400
    assert file.read_text() == broken
