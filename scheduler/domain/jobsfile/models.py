"""The shape of jobs.yaml (DESIGN section 5), with its defaults. Keys are words a person writes: `as: own mail`."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from scheduler.domain.jobsfile.values import (
    Addresses,
    AnyRule,
    Card,
    Closed,
    Colour,
    Contact,
    CronText,
    Duration,
    Every,
    Font,
    Holidays,
    Hours,
    Language,
    Line,
    Logo,
    MonthDayText,
    OnText,
    OptionalLine,
    RRuleText,
    Spoken,
    Timezone,
    Unanswered,
    UnansweredText,
    Url,
    WeeklyText,
    When,
    YesNo,
)
from scheduler.domain.look import COLOUR, SERIF
from scheduler.domain.timing.monthly import MonthDay
from scheduler.domain.timing.rules import Rule, Weekly

MAIL = "email"
MAIL_GRACE = timedelta(hours=6)
SOCIAL_GRACE = timedelta(hours=2)
RULE_KEYS = ("every", "cron", "rrule", "on", "when")

Text = Annotated[StrictStr, Field(min_length=1, max_length=500)]


def _one_or_all(value: object) -> object:
    """`grace: 6h` counts for every channel, `grace: {newsletter: 6h}` for that one."""
    return value if isinstance(value, dict) else {"*": value}


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": "string"}, "examples": [["newsletter"]]}),
]
PerChannel = Annotated[dict[str, Duration], BeforeValidator(_one_or_all)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class Studio(_Part):
    """Who sends: name and postal address stand in every mail (CASL 6(2), CAN-SPAM).

    `language`: of its letters' and public pages' fixed words; a letter from an article in another one follows that.
    `safety_line`: one sentence, or one for each language.
    """

    name: Line
    timezone: Timezone
    address: Text
    contact: Contact
    safety_line: Spoken = ""
    url: Url = ""
    language: Language = "en"
    phone: OptionalLine = ""

    def safety_lines(self) -> dict[str, str]:
        """The safety line by language; that of the studio's own comes first."""
        said = self.safety_line
        if isinstance(said, str):
            return {self.language: said} if said else {}
        own = self.language.partition("-")[0]
        return dict(sorted(said.items(), key=lambda one: one[0].partition("-")[0] != own))


class LookEntry(_Part):
    """How letters and cards look: `colour`, `logo`, `font`, the words on the `button`, the design of the `card`."""

    colour: Colour = COLOUR
    logo: Logo = ""
    font: Font = SERIF
    button: OptionalLine = ""
    card: Literal["page", "colour"] = "page"


class Quiet(_Part):
    """When nothing goes out: `hours` (start, end) of every day, public `holidays`, and `closed` dates (inclusive)."""

    hours: Hours | None = None
    holidays: Holidays | None = None
    closed: Closed = ()


class Month(_Part):
    """When the owner is sent the page with all that goes out in the next four weeks."""

    mail: MonthDayText = MonthDay(25, time(9))


class Tell(_Part):
    """Which mails the owner gets: what went out (`sent`), what waits for her OK (`approve`), what reviewers say
    (`comments`), tips running out (`tips`), what went wrong or is uncertain (`problems`), and the `weekly` summary.
    `to`: who gets them; without it, every owner who signs in."""

    to: Addresses = ()

    sent: YesNo = True
    approve: YesNo = True
    comments: YesNo = True
    tips: YesNo = True
    problems: YesNo = True
    weekly: WeeklyText = Weekly((0,), time(8))


class ChannelEntry(_Part):
    """One channel; `name` is its key in the file. What else its kind declares (a server, a board) is in `options`."""

    model_config = ConfigDict(extra="allow")
    _name: str = PrivateAttr("")

    kind: Line
    from_: OptionalLine = Field("", alias="from")
    account: OptionalLine = ""
    network: OptionalLine = ""
    reply_to: OptionalLine = Field("", alias="reply to")
    card: Card = ""

    @property
    def name(self) -> str:
        """Its key in the file."""
        return self._name

    @property
    def options(self) -> dict[str, Any]:
        """Further keys, allowed where the channel's kind declares them."""
        return dict(self.model_extra or {})


class Late(_Part):
    """How late a message may still go out, per channel, and what becomes of it after that."""

    grace: PerChannel = Field(default_factory=dict)
    then: Literal["next slot", "drop"] = "next slot"


class JobEntry(_Part):
    """One rhythm; `name` is its key in the file."""

    _name: str = PrivateAttr("")
    send: Literal["tip", "announcement", "post"]
    to: Names
    every: Every | None = None
    cron: CronText | None = None
    rrule: RRuleText | None = None
    on: OnText | None = None
    when: When | None = None
    from_: Text | None = Field(None, alias="from")
    classes: Text | None = None
    as_: Literal["block", "own mail"] = Field("block", alias="as")
    late: Late = Late()
    approve: Literal["by hand", "automatic"] = "by hand"
    unanswered: UnansweredText = Unanswered(timedelta(hours=24), "skip")
    audience: Literal["everyone"] = "everyone"
    on_quiet: Literal["later", "earlier", "skip", "send"] = Field("later", alias="on quiet")
    empty: Literal["classes only", "evergreen", "skip"] = "classes only"
    offset: PerChannel = Field(default_factory=dict)
    undo_window: Duration = Field(timedelta(minutes=2), alias="undo window")
    max_per_week: Annotated[int, Field(ge=1, le=7, strict=True)] = Field(2, alias="max per week")

    @property
    def name(self) -> str:
        """Its key in the file."""
        return self._name

    @property
    def rule(self) -> Rule:
        """The one rule that says when."""
        rules: list[AnyRule | None] = [self.every, self.cron, self.rrule, self.on, self.when]
        return next(rule for rule in rules if rule is not None)

    def offset_of(self, channel: str) -> timedelta:
        """How long after the slot's time this channel's message goes out."""
        return self.offset.get(channel, self.offset.get("*", timedelta()))


class Plan(_Part):
    """A whole jobs.yaml, checked."""

    version: Annotated[int, Field(strict=True, ge=1, le=1)]
    studio: Studio
    look: LookEntry = LookEntry()
    quiet: Quiet = Quiet()
    month: Month = Month()
    tell: Tell = Tell()
    archive: YesNo = True
    channels: Annotated[dict[str, ChannelEntry], Field(min_length=1)]
    jobs: dict[str, JobEntry] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _name_entries(self) -> Plan:
        for name, channel in self.channels.items():
            channel._name = name
        for name, job in self.jobs.items():
            job._name = name
        return self

    def grace(self, job: str, channel: str) -> timedelta:
        """How late a message of that job may go out on that channel: 6 h for mail and 2 h elsewhere unless said."""
        said = self.jobs[job].late.grace
        default = MAIL_GRACE if self.channels[channel].kind == MAIL else SOCIAL_GRACE
        return said.get(channel, said.get("*", default))
