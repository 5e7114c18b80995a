"""The list before going live: each step with how it stands and what to do, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.audience import services as audience
from scheduler.channels.email.domain import Finding
from scheduler.classes import services as classes
from scheduler.domain.jobsfile import Plan
from scheduler.errors import Problem
from scheduler.outbox import services as outbox
from scheduler.plan import services as plan
from scheduler.plan.models import Message

STUDIO = "/studio/"
SAMPLE = "12 Willow Street, Kitchener"
TEST_SENT, TEST_RECEIVED = "test-sent", "test-received"


@dataclass(frozen=True, slots=True)
class Step:
    """`done`: True, False, or None where only a person can tell. `says`: how it stands, or what to do.
    `entry`: a line to copy. `link` and `button`: the page and field where it is done, and what to call it."""

    name: str
    title: str
    done: bool | None
    says: str
    findings: list[Finding] = field(default_factory=list)
    entry: str = ""
    link: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class GoingLive:
    """`asked_at`: when the DNS was asked last. `test`: the issue that can be sent as a test, if there is one."""

    steps: list[Step]
    newsletter: Account | None
    asked_at: datetime | None
    test: Message | None

    @property
    def left(self) -> int:
        """Steps that are certainly not done."""
        return sum(step.done is False for step in self.steps)


def going_live(now: datetime, seen_at: str = "") -> GoingLive:
    """As it stands; asks nobody outside. `seen_at`: the https address under which somebody looks at these pages."""
    accepted = plan.require()
    newsletter = next((one for one in accounts.listed() if one.state != "off" and plan.channel_of(one).bulk), None)
    looked = accounts.last_look(newsletter) if newsletter else None
    steps = [_site(newsletter, seen_at or _guess(accepted)), _mailbox(newsletter), _postal(accepted)]
    if newsletter and looked:
        steps += [_domain(looked), _test(newsletter)]
    steps += [_timetable(accepted), _people(now)]
    return GoingLive(steps, newsletter, looked.at if looked else None, _issue(newsletter) if newsletter else None)


def _site(newsletter: Account | None, address: str) -> Step:
    url, title = config.site().url, "An address on https"
    if accounts.site_can_be_reached(url, newsletter):
        return Step("site", title, True, f"People reach the pages at {url}, and can leave there.")
    says = (
        "Whoever looks after the machine makes these pages reachable on https (docs/operations.md, step 3), puts this "
        "line with your address into the file .env of the studio’s folder, and starts the studio again."
    )
    return Step("site", title, False, says, entry=f"SITE_URL={address}")


def _guess(accepted: Plan) -> str:
    """An address of the studio’s own domain, to be corrected."""
    return f"https://letters.{accepted.studio.contact.rpartition('@')[2]}"


def _mailbox(newsletter: Account | None) -> Step:
    title = "A mailbox that may send"
    if newsletter is None:
        says = "There is no newsletter yet: say which name and address it comes from."
        return Step("mailbox", title, False, says, link=f"{STUDIO}#sender", button="Say who the newsletter comes from")
    if newsletter.verified_at is None:
        says = f"Connect {newsletter.name} under Channels: its server, user and password."
        to = f"/channels/#{quote(newsletter.name)}"
        return Step("mailbox", title, False, says, link=to, button=f"Connect {newsletter.name}")
    return Step("mailbox", title, True, f"Signing in to {newsletter.name} works.")


def _postal(accepted: Plan) -> Step:
    studio, title = accepted.studio, "Who is writing, and from where"
    both = f"{studio.address}; answers come to {studio.contact}."
    if studio.contact.endswith(".example"):  # such names belong to nobody (RFC 2606)
        which = f"The contact {studio.contact} is nobody’s: names that end in .example are for samples."
        sample = f"These are still the sample’s: {both}" if studio.address.startswith(SAMPLE) else which
        says = f"{sample} Address and contact stand in every mail, and the law asks for yours."
        return Step("postal", title, False, says, link=f"{STUDIO}#address", button="Write yours")
    return Step("postal", title, True, both, link=f"{STUDIO}#address", button="Change them")


def _domain(looked: accounts.Looked) -> Step:
    title = "Your domain vouches for your mail"
    if looked.at is None:
        return Step("domain", title, None, "Press “Look it up” to ask the DNS about SPF, DKIM and DMARC.")
    verdicts = {finding.verdict for finding in looked.findings}
    if "mend" in verdicts:
        says = "Some entries are to be made where you manage your domain; changes take up to a day to be seen."
        return Step("domain", title, False, says, looked.findings)
    if "look" in verdicts:
        return Step("domain", title, None, "One thing only you can see:", looked.findings)
    return Step("domain", title, True, "Everything is in place.", looked.findings)


def _test(newsletter: Account) -> Step:
    title = "A first test has arrived"
    if accounts.remembered(TEST_RECEIVED):
        return Step("test", title, True, "You said that it arrived.")
    sent = accounts.remembered(TEST_SENT)
    if sent:
        says = f"A test went to {sent.get('to', 'you')}. Look into the inbox, and into the spam folder too."
        return Step("test", title, None, says)
    if newsletter.verified_at is None:
        return Step("test", title, False, f"When {newsletter.name} is connected you can send one to yourself.")
    return Step("test", title, False, "Send one to yourself, best to Gmail and Outlook, and say when it has come.")


def _timetable(accepted: Plan) -> Step:
    title, job = "The timetable is read", next((job for job in accepted.jobs.values() if job.classes), None)
    if job is None:
        says = "No rhythm announces classes; add one with your timetable when you want that."
        return Step(
            "timetable", title, None, says, link="/new-rhythm/announcement/#classes", button="Add news about classes"
        )
    done, says = _reading()
    link = f"/rhythm/{quote(job.name, safe='')}/#classes"
    return Step("timetable", title, done, says, link=link, button="Name another timetable")


def _reading() -> tuple[bool, str]:
    read, problem = classes.read_well()
    if problem:
        return False, problem
    if not read:
        return False, "It was not read yet: it is within an hour, or with `studio classes sync`."
    return True, "It is read every hour. What is in it now is not announced; what comes new is."


def _people(now: datetime) -> Step:
    title = "Somebody to write to"
    mailable = audience.counts(now)["mailable"]
    if mailable:
        return Step("people", title, True, f"{mailable:,} people get your mail.")
    return Step("people", title, False, "Take your list in under People; it asks one question about consent.")


def _issue(newsletter: Account) -> Message | None:
    """The next issue that has a draft, to be sent as a test."""
    drafts = Message.objects.filter(account=newsletter, state__in=("draft", "approved")).exclude(payload_hash="")
    return drafts.order_by("at", "pk").first()


def send_test(to: str, now: datetime) -> str:
    """The next issue, as a test that really leaves; answers in words what happened. Problem when none can."""
    issue = going_live(now).test
    if issue is None:
        raise Problem("There is no issue to send as a test yet: queue an article first.")
    if issue.account.verified_at is None:
        raise Problem(f"Connect {issue.account.name} first, under Channels: before that no test can arrive.")
    words = outbox.send_test(issue.ref, to, now)
    accounts.remember(TEST_SENT, {"to": to, "at": now.isoformat()})
    return words


def note_received(by: str, now: datetime) -> None:
    """Somebody has seen it arrive."""
    accounts.remember(TEST_RECEIVED, {"by": by, "at": now.isoformat()})
