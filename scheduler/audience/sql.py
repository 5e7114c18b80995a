"""Who may be sent a copy now, as SQL that the ledger puts into its claim (DESIGN promise 7; CASL s.6(4)).

Text of WHERE and SELECT clauses that SQLite and PostgreSQL both read. Parameters are `%s`, and every one of them is
the instant now: pass `nows(fragment, now)`, in the place where the fragment stands. The fragments speak about the
row `d` of outbox_delivery: d.subscriber_id, and d.destination (the person's address hash, or `account` for a post).

A consent is valid at an instant when it is not a withdrawal, no withdrawal has a greater id, valid_from <= now, and
until is empty or now < until. A break is over when its date has come, even before anything resets the state.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

_CONSENT = """EXISTS (
    SELECT 1 FROM audience_consent c
    WHERE c.subscriber_id = s.id AND c.kind <> 'withdrawn'
      AND c.valid_from <= %s AND (c.until IS NULL OR c.until > %s)
      AND NOT EXISTS (
        SELECT 1 FROM audience_consent w
        WHERE w.subscriber_id = s.id AND w.kind = 'withdrawn' AND w.id > c.id))"""

_ON_A_BREAK = "(s.state = 'paused' AND (s.paused_until IS NULL OR s.paused_until > %s))"

SUPPRESSED = "EXISTS (SELECT 1 FROM audience_suppression x WHERE x.address_hash = {0})"

MAILABLE = f"""s.state IN ('active', 'paused') AND NOT {_ON_A_BREAK}
    AND NOT {SUPPRESSED.format("s.address_hash")}
    AND {_CONSENT}"""
"""The same about a row `s` of audience_subscriber alone."""

MAY_BE_SENT = f"""(d.destination = 'account' OR (
    NOT {SUPPRESSED.format("d.destination")}
    AND EXISTS (SELECT 1 FROM audience_subscriber s WHERE s.id = d.subscriber_id AND {MAILABLE})))"""  # noqa: S608  no outside text

LEFT_OUT_REASON = f"""COALESCE((
    SELECT CASE
        WHEN s.state IN ('erased', 'complained', 'unsubscribed', 'muted', 'bounced', 'pending') THEN s.state
        WHEN {SUPPRESSED.format("s.address_hash")} OR {SUPPRESSED.format("d.destination")} THEN 'suppressed'
        WHEN {_ON_A_BREAK} THEN 'paused'
        ELSE 'no_consent' END
    FROM audience_subscriber s WHERE s.id = d.subscriber_id), 'erased')"""  # noqa: S608  no outside text
"""The reason code of a row for which MAY_BE_SENT is not true: erased, complained, unsubscribed, muted, bounced,
pending, suppressed, paused or no_consent."""

TOPICS = {"tip": "tips", "classes": "classes", "announcement": "classes"}
"""What a reader must want for a message of that kind; one of another kind is for everybody."""


CLASSES_ALONE = "classes"
"""The variant of a tip's issue for those who read news of classes only: its classes without the tip."""

TIP_ALONE = "tips"
"""The variant for those who read tips only: the tip without its classes."""


def wanted(kind: str, mixed: bool = False) -> str:
    """A condition on a row `d` of AUDIENCE_JUDGED: this person chose to read about what such a message is about.
    `mixed`: it has a variant for either topic. No parameters."""
    topic = None if mixed else TOPICS.get(kind)
    return f"d.wants_{topic}" if topic else "1 = 1"


def wanted_copy(kind: str) -> str:
    """The same about a copy that is written down: `d.variant` says what it holds. No parameters."""
    topic = TOPICS.get(kind)
    if topic is None:
        return "1 = 1"
    return _wants(f"CASE WHEN d.variant = '{CLASSES_ALONE}' THEN t.wants_classes ELSE t.wants_{topic} END")


def _wants(condition: str) -> str:
    return f"""(d.destination = 'account' OR EXISTS (
    SELECT 1 FROM audience_subscriber t WHERE t.id = d.subscriber_id AND {condition}))"""  # noqa: S608  our own words


_HAVE_CONSENT = """SELECT c.subscriber_id FROM audience_consent c GROUP BY c.subscriber_id
    HAVING max(CASE WHEN c.kind <> 'withdrawn' AND c.valid_from <= %s AND (c.until IS NULL OR c.until > %s)
        THEN c.id END) > COALESCE(max(CASE WHEN c.kind = 'withdrawn' THEN c.id END), 0)"""

AUDIENCE_JUDGED = f"""SELECT s.id AS subscriber_id, s.address_hash AS destination, s.wants_tips, s.wants_classes,
    CASE WHEN s.state NOT IN ('active', 'paused') THEN s.state
        WHEN {SUPPRESSED.format("s.address_hash")} THEN 'suppressed'
        WHEN {_ON_A_BREAK} THEN 'paused'
        WHEN k.subscriber_id IS NULL THEN 'no_consent' ELSE '' END AS reason
    FROM audience_subscriber s LEFT JOIN ({_HAVE_CONSENT}) k ON k.subscriber_id = s.id
    WHERE s.state NOT IN ('pending', 'erased')"""  # noqa: S608  no outside text
"""Everyone that `audience: everyone` names, each of whom gets a delivery row. `reason`: LEFT_OUT_REASON, or nothing
where MAY_BE_SENT is true; then what they want to read. For all at once, so that each table is walked once: asked person
by person, a million are looked up five million times."""


NO_CONSENT = f"""s.state IN ('active', 'paused') AND NOT {_ON_A_BREAK}
    AND NOT {SUPPRESSED.format("s.address_hash")} AND NOT {_CONSENT}"""
"""A row `s` of audience_subscriber who would get mail, were there anything that says they may."""


def named(text: str) -> tuple[str, list[str]]:
    """A condition on a row `s` of audience_subscriber, whose address or name holds these letters, and its parameters.
    SQLite tells small letters from capitals beyond ASCII, so there both are looked for."""
    plain = "".join(f"!{sign}" if sign in "!%_" else sign for sign in text)
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    names = [plain] if plain.isascii() else [plain.lower(), plain.title()]
    told = f" OR (s.first_name || ' ' || s.last_name) {like} %s ESCAPE '!'" * len(names)
    return f"(s.address_key LIKE %s ESCAPE '!'{told})", [f"%{each}%" for each in (plain.lower(), *names)]


def nows(fragment: str, now: datetime) -> list[str]:
    """The parameters of a fragment of this module: `now` once for each `%s`, in the way the database keeps times."""
    return [instant(now)] * fragment.count("%s")


def instant(moment: datetime) -> str:
    """An instant as a parameter for raw SQL, comparable with what the tables hold."""
    return str(connection.ops.adapt_datetimefield_value(moment) or "")
