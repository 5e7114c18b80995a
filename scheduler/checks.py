"""What `studio check` looks at: numbered findings, each one sentence with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path

from scheduler import config, themes
from scheduler.accounts import services as accounts
from scheduler.accounts.models import Account
from scheduler.domain import look
from scheduler.domain.addresses import InvalidAddress, address_key
from scheduler.domain.jobsfile import JobsFileError, Plan, parse
from scheduler.errors import Problem
from scheduler.library import services as library
from scheduler.outbox import services as outbox
from scheduler.plan.services.accepting import kinds

KEY_LENGTH = 40


def findings(home: Path) -> list[str]:
    """Everything that is wrong or missing, in the order in which one would mend it."""
    text = (home / "jobs.yaml").read_text(encoding="utf-8")
    try:
        plan = parse(text, kinds())
    except JobsFileError as error:
        return [f"jobs.yaml, line {row.line}, column {row.column}: {row.message}" for row in error.problems]
    return [
        *_timetables(home, plan),
        *_senders(plan),
        *_look(plan),
        *_templates(home),
        *_environment(home),
        *_site(plan),
        *_accounts(plan),
        *outbox.sums_that_differ(),
    ]


def _templates(home: Path) -> Iterator[str]:
    for mistake in themes.check(home / "templates"):
        yield str(mistake)


def _look(plan: Plan) -> Iterator[str]:
    if sentence := look.adapted(plan.look.colour):
        yield f"jobs.yaml: look.colour {sentence}"
    try:
        library.logo(plan.look.logo, plan.studio.name)
        if plan.look.font not in look.FONTS:
            library.font(plan.look.font)
    except Problem as problem:
        yield f"jobs.yaml: {problem}"


def _environment(home: Path) -> Iterator[str]:
    if len(config.secret_key()) < KEY_LENGTH:
        yield ".env: STUDIO_SECRET_KEY is short; empty it, and a good one is made at the next start."
    env = home / ".env"
    if env.exists() and env.stat().st_mode & 0o077:
        yield ".env can be read by other people of this machine; run `chmod 600 .env`."


def _site(plan: Plan) -> Iterator[str]:
    mails = any(entry.kind == "email" for entry in plan.channels.values())
    if mails and not config.site().url.startswith("https://"):
        yield ".env: SITE_URL is no https address yet; mail cannot go live without it, as people must be able to leave."
    if mails and not plan.studio.address:
        yield "jobs.yaml: studio.address is empty; the law asks for a postal address in every mail."


def _accounts(plan: Plan) -> Iterator[str]:
    for account in Account.objects.exclude(state="off"):
        try:
            values = accounts.credentials(account).values
        except Problem as problem:
            yield f"{account.name}: {problem}"
            continue
        missing = [
            f"{field.label} ({accounts.variable(account.name, field.env)})"
            for field in accounts.channel_of(account).fields
            if field.required and not values.get(field.name)
        ]
        if missing:
            yield f"{account.name} is not connected: {', '.join(missing)} missing; connect it under Channels."


def _timetables(home: Path, plan: Plan) -> Iterator[str]:
    for job in plan.jobs.values():
        source = job.classes or ""
        if source and "://" not in source and not (home / source).is_file():
            yield f"jobs.yaml: {job.name} reads its classes from {source}, but there is no such file in this folder."


def _senders(plan: Plan) -> Iterator[str]:
    for name, entry in plan.channels.items():
        address = parseaddr(entry.from_)[1]
        try:
            if address:
                address_key(address)
        except InvalidAddress as error:
            yield f"jobs.yaml: the sender of {name} cannot be used: {error}"
