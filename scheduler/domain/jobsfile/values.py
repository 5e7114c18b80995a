"""The small languages inside jobs.yaml: each text as a typed value, or one sentence that says what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, WithJsonSchema

from scheduler.domain import colours
from scheduler.domain.look import FONTS
from scheduler.domain.timing.monthly import MonthDay, parse_month_day
from scheduler.domain.timing.rules import (
    AfterSignUp,
    BeforeClass,
    Cron,
    On,
    Recurring,
    Weekly,
    parse_cron,
    parse_every,
    parse_on,
    parse_rrule,
    parse_when,
)
from scheduler.domain.timing.words import did_you_mean, parse_date, parse_duration, parse_time
from scheduler.domain.timing.zones import zone, zone_names

_UNANSWERED = re.compile(r"remind\s+(.+?)\s*,?\s*then\s+(\w+)", re.IGNORECASE)
SHAPES = ("1:1", "4:5", "9:16")
CARDS = ("yes", "no", *SHAPES)
MOST_ADDRESSES = 10
DateRange = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What happens to a draft that nobody approves: a reminder `remind` before its time, `then` skip it or send it."""

    remind: timedelta
    then: str


def parse_unanswered(value: object) -> Unanswered:
    """`remind 24h, then skip` or `remind 2 days, then send`."""
    match = _UNANSWERED.fullmatch(str(value).strip())
    if not match or match[2].lower() not in {"skip", "send"}:
        raise ValueError(f"“{value}” cannot be read here: write “remind 24h, then skip” or “remind 24h, then send”.")
    return Unanswered(parse_duration(match[1]), match[2].lower())


def parse_hours(value: object) -> tuple[time, time]:
    """`21:00-07:00` as (start, end)."""
    first, dash, last = str(value).replace("–", "-").partition("-")
    if not isinstance(value, str) or not dash:
        raise ValueError(f'“{value}” is no span of hours: write it in quotes, as in "21:00-07:00".')
    start, end = parse_time(first), parse_time(last)
    if start == end:
        raise ValueError(f"“{value}” begins and ends at the same time: there would be no minute left to send.")
    return start, end


def parse_closed(value: object) -> tuple[DateRange, ...]:
    """Dates and spans of dates: `2026-12-24`, `2026-12-24..2027-01-02`, or a list of both."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(sorted(_span(str(each)) for each in values))


def _span(text: str) -> DateRange:
    first, dots, last = text.partition("..")
    start = parse_date(first)
    end = parse_date(last) if dots else start
    if end < start:
        raise ValueError(f"“{text}” ends before it begins: write the earlier date first.")
    return start, end


def parse_holidays(value: object) -> str:
    """A country, or country and region, that the `holidays` package knows: `CA-ON`, `DE`."""
    country, _, region = str(value).strip().upper().partition("-")
    regions = _holiday_regions()
    if country not in regions:
        raise ValueError(f"“{value}” is no country with known holidays: write for example CA-ON or US-NY.")
    if region and region not in regions[country]:
        near = did_you_mean(f"{country}-{region}", [f"{country}-{each}" for each in regions[country]])
        raise ValueError(f"“{value}” is no region with known holidays.{near}")
    return f"{country}-{region}" if region else country


@cache
def _holiday_regions() -> dict[str, list[str]]:
    import holidays  # 40 ms: only when a jobs.yaml names them

    return dict(holidays.list_supported_countries(include_aliases=False))


def parse_timezone(value: object) -> str:
    """An IANA zone name."""
    name = str(value).strip()
    if name not in zone_names():
        cities = {each.rpartition("/")[2]: each for each in zone_names()}
        near = did_you_mean(name, zone_names()) or _city(name, cities)
        raise ValueError(f"“{value}” is no time zone.{near or ' Write region and city, as in America/Toronto.'}")
    return zone(name).key


def _city(name: str, cities: dict[str, str]) -> str:
    found = cities.get(name.rpartition("/")[2].strip().title().replace(" ", "_"))
    return f" Did you mean “{found}”?" if found else ""


def one_line(value: str) -> str:
    """Text without line breaks or other control characters: it will stand in a mail header."""
    if any(ord(each) < 32 or ord(each) == 127 for each in value):
        raise ValueError("This goes over more than one line: write it on one.")
    return value


def parse_url(value: object) -> str:
    """An http(s) address, or nothing."""
    text = str(value or "").strip()
    if text and not re.fullmatch(r"https?://[^\s/@]+(?:/\S*)?", text):
        raise ValueError(f"“{value}” is no web address: write for example https://www.your-studio.ca.")
    return text


def parse_contact(text: str) -> str:
    """An e-mail address: answers to the newsletter come there."""
    if not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+", text):
        raise ValueError(f"“{text[:80]}” is no e-mail address: write for example hello@your-studio.ca.")
    return text


def parse_addresses(value: object) -> tuple[str, ...]:
    """One e-mail address, or a list of up to ten, each once."""
    listed = value if isinstance(value, list | tuple) else [value]
    found = tuple(dict.fromkeys(parse_contact(str(each).strip()) for each in listed))
    if len(found) > MOST_ADDRESSES:
        raise ValueError(f"These are more than {MOST_ADDRESSES} addresses: name those who run the studio.")
    return found


def parse_colour(value: object) -> str:
    """`#2f5d50`."""
    return colours.parse(str(value))


def parse_font(value: object) -> str:
    """`serif`, `sans`, or the name of a font file in the home folder."""
    text = str(value).strip()
    if text not in FONTS and not re.fullmatch(r"[^\0]{1,200}\.(?:ttf|otf)", text, re.IGNORECASE):
        raise ValueError(f"“{value}” is no font: write serif, sans, or the name of your own .ttf or .otf file.")
    return text


def parse_logo(value: object) -> str:
    """The name of a picture file in the home folder."""
    text = str(value or "").strip()
    if text and not re.fullmatch(r"[^\0]{1,200}\.(?:png|jpe?g)", text, re.IGNORECASE):
        raise ValueError(f"“{value}” is no logo that mailboxes show: save it as .png or .jpg in this folder.")
    return text


def parse_card(value: object) -> str:
    """Whether a channel's posts carry the words as a picture: `yes`, `no`, or the shape of it, which means yes."""
    text = {"true": "yes", "false": "no"}.get(str(value).strip().lower(), str(value).strip().lower())
    if text not in CARDS:
        raise ValueError(f"“{value}” cannot be read here: write yes, no, or a shape in quotes: {', '.join(SHAPES)}.")
    return text


def parse_yes_no(value: object) -> bool:
    """`yes` or `no` (`true` and `false` are the same)."""
    answer = {"yes": True, "true": True, "no": False, "false": False}.get(str(value).strip().lower())
    if answer is None:
        raise ValueError(f"“{value}” cannot be read here: write yes or no.")
    return answer


def parse_weekly(value: object) -> Weekly | None:
    """`monday at 08:00`; `never` is None."""
    if isinstance(value, str) and value.strip().lower() == "never":
        return None
    try:
        rule = parse_every(value)
    except ValueError:
        rule = None
    if not isinstance(rule, Weekly):
        raise ValueError(f"“{value}” is no day of the week with a time: write for example “monday at 08:00”, or never.")
    return rule


def parse_language(value: object) -> str:
    """A language tag (BCP 47): `en`, `fr-CA`."""
    text = str(value).strip()
    if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text):
        raise ValueError(f"“{value}” is no language code: write for example en or fr-CA.")
    return text


def parse_spoken(value: object) -> str | dict[str, str]:
    """A text, or the same in several languages: `{en: …, fr: …}`."""
    if not isinstance(value, dict):
        if isinstance(value, str):
            return value.strip()
        raise ValueError(f"“{value}” is no text: write a sentence, or one for each language: {{en: …, fr: …}}.")
    for language, text in value.items():
        parse_language(language)
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"The sentence for “{language}” is missing: write it behind the colon.")
    return {str(language): text.strip() for language, text in value.items()}


def _text(example: str, description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description, "examples": [example]})


Line = Annotated[StrictStr, Field(min_length=1, max_length=500), AfterValidator(one_line)]
Contact = Annotated[
    StrictStr, Field(min_length=1, max_length=500), AfterValidator(one_line), AfterValidator(parse_contact)
]
OptionalLine = Annotated[StrictStr, Field(max_length=500), AfterValidator(one_line)]
Url = Annotated[str, BeforeValidator(parse_url), _text("https://www.your-studio.ca", "the studio's website")]
Addresses = Annotated[
    tuple[str, ...],
    BeforeValidator(parse_addresses),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": "string"}, "examples": [["hello@your-studio.ca"]]}),
]
Colour = Annotated[str, BeforeValidator(parse_colour), _text("#2f5d50", "the studio's colour, in quotes")]
Font = Annotated[str, BeforeValidator(parse_font), _text("serif", "serif, sans, or a font file in this folder")]
Logo = Annotated[str, BeforeValidator(parse_logo), _text("logo.png", "a picture file in this folder")]
Card = Annotated[str, BeforeValidator(parse_card), _text("yes", "yes, no, or 1:1, 4:5, 9:16")]
YesNo = Annotated[
    bool,
    BeforeValidator(parse_yes_no),
    WithJsonSchema({"type": ["string", "boolean"], "enum": ["yes", "no", True, False], "description": "yes or no"}),
]
WeeklyText = Annotated[
    Weekly | None, BeforeValidator(parse_weekly), _text("monday at 08:00", "weekdays and a time, or never")
]
Spoken = Annotated[
    str | dict[str, str],
    BeforeValidator(parse_spoken),
    WithJsonSchema(
        {"type": ["string", "object"], "additionalProperties": {"type": "string"}, "examples": ["Not medical advice."]}
    ),
]
Language = Annotated[str, BeforeValidator(parse_language), _text("en", "a language code")]
Duration = Annotated[timedelta, BeforeValidator(parse_duration), _text("6h", "a length of time: 30m, 6h, 2 days")]
Hours = Annotated[tuple[time, time], BeforeValidator(parse_hours), _text("21:00-07:00", "from and to, in quotes")]
Closed = Annotated[
    tuple[DateRange, ...],
    BeforeValidator(parse_closed),
    WithJsonSchema(
        {"type": ["array", "string"], "items": {"type": "string"}, "examples": [["2026-12-24..2027-01-02"]]}
    ),
]
Holidays = Annotated[str, BeforeValidator(parse_holidays), _text("CA-ON", "country, or country and region")]
Timezone = Annotated[str, BeforeValidator(parse_timezone), _text("America/Toronto", "an IANA time zone")]
UnansweredText = Annotated[Unanswered, BeforeValidator(parse_unanswered), _text("remind 24h, then skip", "")]
MonthDayText = Annotated[
    MonthDay | None,
    BeforeValidator(parse_month_day),
    _text("25th at 09:00", "a day of every month and a time; `last day at 09:00`, or never"),
]
Every = Annotated[Weekly | AfterSignUp, BeforeValidator(parse_every), _text("tuesday at 09:00", "weekdays and a time")]
CronText = Annotated[Cron, BeforeValidator(parse_cron), _text("0 9 * * 2", "five fields; 0 is Sunday")]
RRuleText = Annotated[Recurring, BeforeValidator(parse_rrule), _text("FREQ=WEEKLY;BYDAY=TU;BYHOUR=9", "RFC 5545")]
OnText = Annotated[
    On,
    BeforeValidator(parse_on),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": "string"}, "examples": ["2027-01-05 at 09:00"]}),
]
When = Annotated[
    BeforeClass,
    BeforeValidator(parse_when),
    WithJsonSchema(
        {"type": "object", "additionalProperties": {"type": "string"}, "examples": [{"14 days before": "10:00"}]}
    ),
]
AnyRule = Weekly | AfterSignUp | Cron | Recurring | On | BeforeClass
Json = dict[str, Any]
