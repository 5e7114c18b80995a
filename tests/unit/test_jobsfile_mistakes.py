# ruff: noqa: E501  one mistake a line reads best
"""Typical mistakes in jobs.yaml: one clear sentence each, with its place and what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.jobsfile import JobsFileError, parse
from tests.unit.test_jobsfile import KINDS, SAMPLE, changed

MISTAKES = [
    ("misspelt key", "    every: tuesday", "    evry: tuesday", "evry", "“evry” is not known in weekly-tip. Did you mean “every”?"),
    ("misspelt section", "quiet:", "quite:", "quite", "“quite” is not known. Did you mean “quiet”?"),
    ("misspelt day", "tuesday at", "tusday at", "tusday", "“tusday” is no day of the week. Did you mean “Tuesday”?"),
    ("a number for a time", '"10:00"', "10", '{14 days before: 10', '10 is a number, not a time: put it in quotes, as in "09:00".'),
    ("a number for a rule", "tuesday at 09:00 ", "900 ", "900 ", '900 is a number, not a day and time: write for example "tuesday at 09:00".'),
    ("no minutes", "tuesday at 09:00 ", "tuesday at 9 ", "tuesday at 9", "“9” is no time of day: write hours and minutes, as in \"09:00\"."),
    ("no time", "tuesday at 09:00 ", "tuesday ", "tuesday", "“tuesday” has no time: write for example \"tuesday at 09:00\"."),
    ("impossible time", "tuesday at 09:00 ", "tuesday at 24:00 ", "tuesday at 24", "“24:00” is no time of day: hours go from 00 to 23 and minutes from 00 to 59."),
    ("unknown zone", "America/Toronto", "Toronto", "Toronto", "“Toronto” is no time zone. Did you mean “America/Toronto”?"),
    ("unknown holidays", "CA-ON,", "CA-ONT,", "CA-ONT", "“CA-ONT” is no region with known holidays. Did you mean “CA-ON”?"),
    ("unknown channel", "bluesky, instagram]", "bluesy, instagram]", "bluesy", "There is no channel “bluesy”. Did you mean “bluesky”?"),
    ("unknown kind", "kind: bluesky", "kind: blusky", "blusky", "There is no kind of channel “blusky”. Did you mean “bluesky”?"),
    ("unknown network", "network: instagram", "network: instagran", "instagran", "There is no network “instagran”. Did you mean “instagram”?"),
    ("unknown content", "send: announcement", "send: anouncement", "anouncement", "“send” cannot be “anouncement”. Did you mean “announcement”?"),
    ("unknown choice", "then: drop", "then: wait", "wait", "“then” cannot be “wait”. It is one of: next slot, drop."),
    ("missing contact", "  contact: hello@cedar.example\n", "", "studio", "“contact” is missing in studio."),
    ("contact without a place", "contact: hello@cedar.example", "contact: front-desk", "front-desk", "“front-desk” is no e-mail address: write for example hello@your-studio.ca."),
    ("announcement without classes", "    classes: classes.ics\n", "", "new-classes", "“new-classes” announces classes but has no “classes”: name the timetable's file or address."),
    ("tip with classes", "    every: 7 days", "    classes: x.ics\n    every: 7 days", "classes: x.ics", "“classes” belongs to announcements; “welcome” sends a tip."),
    ("no rule", "    every: 7 days after sign-up at 09:00\n", "", "welcome", "“welcome” does not say when: add for example “every: tuesday at 09:00”."),
    ("two rules", "    every: 7 days", '    cron: "0 9 * * 2"\n    every: 7 days', 'cron: "0', "“welcome” says when in 2 ways (every and cron): keep one."),
    ("hourly rule", "every: 7 days after sign-up at 09:00", "rrule: FREQ=HOURLY;BYHOUR=9", "FREQ=HOURLY", "FREQ=HOURLY cannot be used here: it is one of DAILY, WEEKLY, MONTHLY, YEARLY."),
    ("cron with an hour too many", "every: 7 days after sign-up at 09:00", 'cron: "0 25 * * 2"', '"0 25', "“25” is no hour: it goes from 0 to 23."),
    ("closure backwards", "2026-12-24..2027-01-02", "2027-12-24..2027-01-02", "[2027-12-24", "“2027-12-24..2027-01-02” ends before it begins: write the earlier date first."),
    ("quiet hours as a number", '"21:00-07:00"', "21", "21,", '“21” is no span of hours: write it in quotes, as in "21:00-07:00".'),
    ("duration without unit", "newsletter: 3h", "newsletter: 3", "3}, then", '3 has no unit: write for example "6h", "30m" or "2 days".'),
    ("a password in the file", "account: cedar.example}", "account: cedar.example, password: x}", "password", "Secrets do not belong in this file: write BLUESKY_PASSWORD=… into .env instead."),
    ("an option of another kind", "account: cedar.example}", "account: cedar.example, server: x}", "server", "“server” is not known for the channel “bluesky”. Did you mean “service”?"),
    ("channel without account", "{kind: bluesky, account: cedar.example}", "{kind: bluesky}", "bluesky: {kind", "The channel “bluesky” needs “account: …”, the name of the profile."),
    ("mail without sender", ", from: Cedar Lane <hello@cedar.example>", "", "newsletter: {kind", "The channel “newsletter” needs “from: Your Studio <hello@…>”."),
    ("by hand without network", "{kind: by hand, network: instagram}", "{kind: by hand}", "instagram: {kind", "The channel “instagram” needs “network: …”, where you will post."),
    ("a network without an adapter", "{kind: by hand, network: instagram}", "{kind: instagram, network: instagram}", "instagram, network", "Nothing can be sent to instagram by itself yet: write “kind: by hand, network: instagram”."),
    ("empty list", "to: newsletter", "to: []", "[]", "“to” in welcome is empty."),
    ("other version", "version: 1", "version: 2", "2\n", "“version” must be 1, not “2”."),
    ("key twice", "  contact: hello", "  name: Again\n  contact: hello", "name: Again", "The key “name” stands here twice: keep one of them."),
    ("a tab", "  timezone: America", "\ttimezone: America", "\ttimezone", "There is a tab here: YAML wants spaces, two for each step."),
    ("reminder in other words", "    every: 7 days", "    unanswered: after a day\n    every: 7 days", "after a day", "“after a day” cannot be read here: write “remind 24h, then skip” or “remind 24h, then send”."),
    ("grace for no channel", "{newsletter: 3h}", "{newsleter: 3h}", "newsleter", "There is no channel “newsleter”. Did you mean “newsletter”?"),
    ("channel twice", "bluesky, instagram]", "bluesky, bluesky]", "bluesky]", "The channel “bluesky” stands here twice: keep one."),
    ("built-in job", "  welcome:", "  one-off:", "one-off", "“one-off” is the built-in job for single posts: choose another name."),
    ("name with a slash", "  welcome:", "  wel/come:", "wel/come", "“wel/come” cannot be a name: use letters, digits, hyphens and spaces."),
    ("sender without address", "from: Cedar Lane <hello@cedar.example>", "from: Cedar Lane", "Cedar Lane}", "“Cedar Lane” is no mail address: write “Your Studio <hello@your-studio.ca>”."),
    ("name over two lines", "name: Cedar Lane Pilates", 'name: "Cedar\\nBcc: x"', '"Cedar', "This goes over more than one line: write it on one."),
    ("telephone as a number", "  contact: hello", "  phone: 5195550100\n  contact: hello", "5195550100", "“phone” in studio must be text, not “5195550100”. Put it in quotes."),
    ("language as a word", "  contact: hello", "  language: English\n  contact: hello", "English", "“English” is no language code: write for example en or fr-CA."),
    ("website without protocol", "  contact: hello", "  url: cedar.example\n  contact: hello", "cedar.example", "“cedar.example” is no web address: write for example https://www.your-studio.ca."),
    ("a day no month has", "quiet:", "month: {mail: 32nd at 09:00}\nquiet:", "32nd", "“32nd at 09:00” is no day of a month: write for example “25th at 09:00”, “last day at 09:00”."),
    ("a month without a time", "quiet:", "month: {mail: 25th}\nquiet:", "25th", "“25th” is no day of a month: write for example “25th at 09:00”, “last day at 09:00”."),
    ("a month's mail misspelt", "quiet:", "month: {male: 25th at 09:00}\nquiet:", "male", "“male” is not known in month. Did you mean “mail”?"),
    ("a mail neither wanted nor not", "quiet:", "tell: {sent: sometimes}\nquiet:", "sometimes", "“sometimes” cannot be read here: write yes or no."),
    ("a weekly mail without a time", "quiet:", "tell: {weekly: monday}\nquiet:", "monday}", "“monday” is no day of the week with a time: write for example “monday at 08:00”, or never."),
    ("a mail misspelt", "quiet:", "tell: {sentt: yes}\nquiet:", "sentt", "“sentt” is not known in tell. Did you mean “sent”?"),
    ("unknown audience", "    every: 7 days", "    audience: friends\n    every: 7 days", "friends", "“audience” cannot be “friends”. It is one of: everyone."),
]  # fmt: skip


def problems(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(JobsFileError) as caught:
        parse(text, KINDS)
    return [(each.line, each.column, each.message) for each in caught.value.problems]


def place_of(text: str, part: str) -> tuple[int, int]:
    """Line and column where `part` first stands alone in the text."""
    at = text.index(part)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


@pytest.mark.parametrize(("name", "old", "new", "part", "sentence"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_one_mistake_is_one_sentence_at_its_place(name: str, old: str, new: str, part: str, sentence: str) -> None:
    text = changed(old, new)
    (found,) = problems(text)
    assert found[2] == sentence
    assert found[:2] == place_of(text, part)


def test_all_mistakes_are_found_at_once_in_the_order_of_the_file() -> None:
    text = SAMPLE.replace("Toronto", "Torronto").replace("tuesday at", "tusday at").replace("send: tip", "send: tipp")
    found = problems(text)
    assert [message.split(".")[0] for _, _, message in found] == [
        "“America/Torronto” is no time zone",
        "“send” cannot be “tipp”",
        "“tusday” is no day of the week",
        "“send” cannot be “tipp”",
    ]
    assert found == sorted(found)


def test_the_error_reads_as_one_line_for_each_problem() -> None:
    with pytest.raises(JobsFileError) as caught:
        parse(changed("version: 1", "version: 2"), KINDS)
    assert str(caught.value) == "jobs.yaml, line 1, column 10: “version” must be 1, not “2”."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list",
        "only words",
        "a: \0",
        "a: \x01",
        'a: "\\ud800"',
        "a: " + "[" * 1500,
        "a: " + "[" * 60 + "]" * 60,
        "a: &x 1\nb: *x",
        "a: &x [*x]",
        "a: 1\n---\nb: 2",
        "a: !!python/object/apply:os.system [ls]",
        "? [a, b]\n: c",
        "a:\n  <<: {b: 1}",
        "version: " + "9" * 6000,
        "version: 1\njobs: [a]\nchannels: 3\nstudio: x\nquiet: 7",
        SAMPLE + "  empty:\n",
        SAMPLE.replace("3h", ".inf"),
        SAMPLE.replace("to: newsletter", "to: {a: b}"),
        SAMPLE.replace("to: newsletter", "to: [[newsletter]]"),
        SAMPLE.replace("studio:\n", "studio: !!set\n"),
        "x" * 300_000,
    ],
    ids=range(22),
)
def test_nonsense_is_answered_with_sentences_and_never_with_a_crash(text: str) -> None:
    for line, column, message in problems(text):
        assert line >= 1
        assert column >= 1
        assert message.endswith((".", "?"))
        assert "\n" not in message


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SAMPLE) - 1))
    length = data.draw(st.integers(0, 12))
    text = SAMPLE[:at] + data.draw(st.text(max_size=6)) + SAMPLE[at + length :]
    assert all(message.endswith((".", "?")) for message in messages(text))


def messages(text: str) -> list[str]:
    try:
        parse(text, KINDS)
    except JobsFileError as error:
        return [each.message for each in error.problems]
    return []


@pytest.mark.parametrize(("text", "bracket"), [("jobs: {a: b\nx: 1", "}"), ("jobs: [a, b\nx: 1", "]")])
def test_what_was_opened_and_not_closed_is_named(text: str, bracket: str) -> None:
    with pytest.raises(JobsFileError) as found:
        parse(f"version: 1\n{text}\n")
    assert f"A “{bracket}” is missing" in str(found.value)
