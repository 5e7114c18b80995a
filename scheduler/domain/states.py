"""Every state of the system, declared once: words for the page, and which may follow which.

Validated when imported; drawn into docs/states.md by `python -m scheduler.domain.states`. (DESIGN section 4.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class State:
    """One state: its name in code and database, the words on the page, and one sentence of meaning."""

    name: str
    page: str
    meaning: str


@dataclass(frozen=True)
class Machine:
    """The states of one thing, its initial state and the moves that are allowed."""

    name: str
    page: str
    states: tuple[State, ...]
    initial: str
    moves: dict[str, tuple[str, ...]]
    _by_name: dict[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {state.name: state for state in self.states})
        problem = _problem(self)
        if problem:
            raise ValueError(f"states of {self.name}: {problem}")

    @property
    def names(self) -> tuple[str, ...]:
        """The states' names, in the order declared."""
        return tuple(self._by_name)

    @property
    def final(self) -> tuple[str, ...]:
        """States that nothing leaves."""
        return tuple(name for name in self.names if not self.moves.get(name))

    def allows(self, old: str, new: str) -> bool:
        """May `old` become `new`?"""
        return new in self.moves.get(old, ())

    def require(self, old: str, new: str) -> None:
        """Raise ValueError when `old` may not become `new`."""
        if not self.allows(old, new):
            raise ValueError(f"a {self.name} that is {old} cannot become {new}")

    def word(self, name: str) -> str:
        """The word a person reads for the state `name`."""
        return self._by_name[name].page


def _problem(machine: Machine) -> str:
    names = {state.name for state in machine.states}
    if len(names) != len(machine.states):
        return "a state is declared twice"
    if machine.initial not in names:
        return f"the initial state {machine.initial!r} is not declared"
    used = set(machine.moves) | {new for targets in machine.moves.values() for new in targets}
    if used - names:
        return f"moves name undeclared states: {', '.join(sorted(used - names))}"
    lost = names - _reachable(machine)
    return f"nothing leads to: {', '.join(sorted(lost))}" if lost else ""


def _reachable(machine: Machine) -> set[str]:
    seen, todo = {machine.initial}, [machine.initial]
    while todo:
        for new in machine.moves.get(todo.pop(), ()):
            if new not in seen:
                seen.add(new)
                todo.append(new)
    return seen


def _states(*rows: tuple[str, str, str]) -> tuple[State, ...]:
    return tuple(State(*row) for row in rows)


ARTICLE = Machine(
    "article",
    "article",
    _states(
        ("draft", "being read", "read in, its tips not yet looked at by a person"),
        ("ready", "ready", "its tips can be queued"),
        ("archived", "put away", "kept for the record, offered nowhere"),
    ),
    "draft",
    {"draft": ("ready", "archived"), "ready": ("draft", "archived"), "archived": ("ready",)},
)

TIP = Machine(
    "tip",
    "tip",
    _states(
        ("fresh", "ready", "says what the article says"),
        ("stale", "the article changed", "the words it was taken from have changed since"),
        ("retired", "dropped", "a person took it out; it can be put back"),
    ),
    "fresh",
    {"fresh": ("stale", "retired"), "stale": ("fresh", "retired"), "retired": ("fresh",)},
)

JOB = Machine(
    "job",
    "rhythm",
    _states(
        ("enabled", "running", "gives dates"),
        ("paused", "paused", "gives no dates until it is resumed"),
        ("invalid", "has a mistake", "jobs.yaml has a mistake on a line of it"),
    ),
    "enabled",
    {"enabled": ("paused", "invalid"), "paused": ("enabled", "invalid"), "invalid": ("enabled", "paused")},
)

CAMPAIGN = Machine(
    "campaign",
    "series",
    _states(
        ("draft", "not queued", "its tips are chosen but not yet queued"),
        ("active", "queued", "its tips take the next free dates"),
        ("paused", "paused", "takes no date until it is resumed"),
        ("finished", "finished", "every tip went out or was skipped"),
    ),
    "draft",
    {
        "draft": ("active",),
        "active": ("paused", "finished"),
        "paused": ("active", "finished"),
        "finished": ("active",),
    },
)

SLOT = Machine(
    "slot",
    "date",
    _states(
        ("planned", "planned", "something may go out then"),
        ("skipped", "skipped", "nothing goes out then: quiet, closed, or a person said so"),
    ),
    "planned",
    {"planned": ("skipped",), "skipped": ("planned",)},
)

MESSAGE = Machine(
    "message",
    "post or issue",
    _states(
        ("draft", "waits for your OK", "can still be changed"),
        ("approved", "approved", "goes out at its time, exactly as approved"),
        ("sent", "sent", "every copy has ended"),
        ("missed", "missed", "its time passed and it did not go out"),
        ("skipped", "skipped", "a person or a rule left it out"),
        ("cancelled", "stopped", "a person stopped it"),
        ("rehearsed", "practised", "written to the rehearsal folder, sent to nobody"),
        ("void", "replaced", "another one took its place"),
    ),
    "draft",
    {
        "draft": ("approved", "missed", "skipped", "cancelled", "void"),
        "approved": ("draft", "sent", "missed", "skipped", "cancelled", "rehearsed", "void"),
        # A person takes back their own skip while the date is still to come.
        "skipped": ("draft", "approved"),
    },
)

DELIVERY = Machine(
    "delivery",
    "one person's copy",
    _states(
        ("queued", "in line", "waits for its turn"),
        ("claimed", "next", "a sender has taken it up; nothing was written yet"),
        ("sending", "on its way", "is being written to the network; the outcome is not known yet"),
        ("sent", "sent", "the network or the mail server has taken it"),
        ("refused", "refused", "the network or the mail server said a final no"),
        ("waiting", "trying again", "was not taken; will be tried again"),
        ("unknown", "not certain", "perhaps taken, perhaps not; a person decides"),
        ("rehearsed", "practised", "written to the rehearsal folder, sent to nobody"),
        ("suppressed", "left out", "no consent, unsubscribed, bounced, paused, capped, or another topic chosen"),
        ("missed", "missed", "its time passed"),
        ("cancelled", "stopped", "stopped before it was sent"),
    ),
    "queued",
    {
        "queued": ("claimed", "suppressed", "missed", "cancelled"),
        "claimed": ("sending", "queued", "suppressed", "missed", "cancelled"),
        "sending": ("sent", "refused", "waiting", "unknown", "rehearsed", "queued"),
        # waiting → sent: a post made by hand, once the person says so.
        "waiting": ("claimed", "sent", "suppressed", "missed", "cancelled"),
        "unknown": ("sent", "refused", "queued", "cancelled"),
        # A person chooses them to be sent again.
        "refused": ("queued",),
        "missed": ("queued",),
    },
)

DELIVERY_OPEN = ("queued", "claimed", "sending", "waiting", "unknown")
"""A copy that is not over yet; exactly these have no time of their end."""

SINGLE = Machine(
    "single",
    "mail to one person",
    _states(
        ("queued", "in line", "waits for its turn, or for the channel"),
        ("sending", "on its way", "is being written to the mail server; the outcome is not known yet"),
        ("sent", "sent", "the mail server has taken it"),
        ("refused", "refused", "the mail server said a final no"),
        ("unknown", "not certain", "perhaps taken, perhaps not; it is not sent again by itself"),
        ("rehearsed", "practised", "written to the rehearsal folder, sent to nobody"),
        ("missed", "missed", "its link ran out before it could be sent"),
        ("suppressed", "left out", "this person asked to be left out for good"),
    ),
    "queued",
    {
        "queued": ("sending", "missed", "suppressed"),
        "sending": ("sent", "refused", "unknown", "rehearsed", "queued"),
        "unknown": ("sent",),
    },
)

ACCOUNT = Machine(
    "account",
    "channel",
    _states(
        ("rehearsing", "practice", "writes what it would send to the rehearsal folder"),
        ("ready", "live", "sends for real"),
        ("cooling", "waiting", "the network asked us to wait"),
        ("needs_reconnect", "sign in again", "the network no longer lets us in"),
        ("off", "off", "no longer in jobs.yaml"),
    ),
    "rehearsing",
    {
        "rehearsing": ("ready", "off"),
        "ready": ("cooling", "needs_reconnect", "rehearsing", "off"),
        "cooling": ("ready", "needs_reconnect", "rehearsing", "off"),
        "needs_reconnect": ("ready", "rehearsing", "off"),
        "off": ("rehearsing",),
    },
)

ENOUGH = "capped"
"""Reason of a copy whose reader has had the week's mails: suppressed of an issue, in line (queued) of a series that has
a date for each person, until there is room."""

OWN_DATE = "own_date"
"""Reason of a copy in line that has a date for its reader: when that comes, the week's mails are counted first."""

SUBSCRIBER = Machine(
    "subscriber",
    "person",
    _states(
        ("pending", "has not confirmed yet", "asked to sign up and has not confirmed"),
        ("active", "gets mail", "may be sent mail while a consent is valid"),
        ("paused", "on a break", "asked for a break until a date"),
        ("unsubscribed", "left", "left; gets nothing"),
        ("muted", "stopped by you", "the studio writes to them no more, and may take that back"),
        ("bounced", "address does not work", "the address refused mail for good"),
        ("complained", "reported as spam", "reported a mail as spam; gets nothing"),
        ("erased", "erased", "asked to be erased; only the fingerprint that keeps them out is left"),
    ),
    "pending",
    {
        "pending": ("active", "muted", "unsubscribed", "bounced", "erased"),
        "active": ("paused", "muted", "unsubscribed", "bounced", "complained", "erased"),
        "paused": ("active", "muted", "unsubscribed", "bounced", "complained", "erased"),
        "muted": ("pending", "active", "paused", "unsubscribed", "bounced", "complained", "erased"),
        "unsubscribed": ("pending", "active", "erased"),
        "bounced": ("active", "unsubscribed", "erased"),
        "complained": ("erased",),
        "erased": (),
    },
)

CLASS = Machine(
    "class",
    "class date",
    _states(
        ("scheduled", "on", "takes place as the timetable says"),
        ("changed", "moved", "its time or place changed"),
        ("full", "full", "no place left"),
        ("cancelled", "cancelled", "does not take place"),
        ("past", "over", "has begun"),
    ),
    "scheduled",
    {
        "scheduled": ("changed", "full", "cancelled", "past"),
        "changed": ("scheduled", "full", "cancelled", "past"),
        "full": ("scheduled", "changed", "cancelled", "past"),
        "cancelled": ("scheduled", "past"),
        "past": (),
    },
)

MACHINES: tuple[Machine, ...] = (
    ARTICLE,
    TIP,
    JOB,
    CAMPAIGN,
    SLOT,
    MESSAGE,
    DELIVERY,
    SINGLE,
    ACCOUNT,
    SUBSCRIBER,
    CLASS,
)


def choices(names: Iterable[str]) -> str:
    """The names as an SQL list for a CHECK constraint: `'a', 'b'`."""
    return ", ".join(f"'{name}'" for name in names)


def as_markdown() -> str:
    """docs/states.md: a table and the moves of every machine."""
    parts = ["# States\n\nMade from `scheduler/domain/states.py` by `make docs`; a test fails when it is stale.\n"]
    for machine in MACHINES:
        rows = [f"| `{s.name}` | {s.page} | {s.meaning} | {_targets(machine, s.name)} |" for s in machine.states]
        parts.append(
            f"## {machine.name} (on the page: {machine.page})\n\n"
            f"Begins as `{machine.initial}`.\n\n| state | on the page | means | may become |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _targets(machine: Machine, name: str) -> str:
    return ", ".join(f"`{new}`" for new in machine.moves.get(name, ())) or "–"


if __name__ == "__main__":
    print(as_markdown(), end="")
