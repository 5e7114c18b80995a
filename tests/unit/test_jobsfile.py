"""jobs.yaml as a person writes it: what is understood, with which defaults."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

import jsonschema
import pytest
from ruamel.yaml import YAML

from scheduler.domain.jobsfile import JobsFileError, difference, edit, json_schema, parse
from scheduler.domain.timing import rules

SAMPLE = """\
version: 1
studio:
  name: Cedar Lane Pilates
  timezone: America/Toronto
  address: 5 Cedar Lane, Guelph ON  N1G 2W1
  contact: hello@cedar.example
quiet: {hours: "21:00-07:00", holidays: CA-ON, closed: [2026-12-24..2027-01-02, 2027-07-02]}
channels:
  newsletter: {kind: email, from: Cedar Lane <hello@cedar.example>}
  bluesky: {kind: bluesky, account: cedar.example}
  instagram: {kind: by hand, network: instagram}
jobs:
  weekly-tip:                      # the tips
    send: tip
    to: [newsletter, bluesky, instagram]
    every: tuesday at 09:00        # mornings
    late: {grace: {newsletter: 3h}, then: drop}
  welcome:
    send: tip
    to: newsletter
    every: 7 days after sign-up at 09:00
  new-classes:
    send: announcement
    classes: classes.ics
    to: [newsletter, bluesky]
    as: own mail
    when: {14 days before: "10:00", 2 days before: "9:30"}
"""
KINDS = {
    "email": ("host",),
    "bluesky": ("account", "service"),
    "by hand": (),
    "instagram": None,
    "mastodon": ("server",),
}


def changed(old: str, new: str) -> str:
    """The sample with one change; the test is wrong when there is nothing to change."""
    assert old in SAMPLE
    return SAMPLE.replace(old, new)


def test_it_reads_the_studio_and_its_quiet_times() -> None:
    plan = parse(SAMPLE, KINDS)
    assert (plan.studio.name, plan.studio.timezone, plan.studio.language) == (
        "Cedar Lane Pilates",
        "America/Toronto",
        "en",
    )
    assert plan.quiet.hours == (time(21), time(7))
    assert plan.quiet.holidays == "CA-ON"
    assert plan.quiet.closed == (
        (date(2026, 12, 24), date(2027, 1, 2)),
        (date(2027, 7, 2), date(2027, 7, 2)),
    )


def test_it_reads_channels_and_jobs_under_their_names() -> None:
    plan = parse(SAMPLE, KINDS)
    assert plan.channels["newsletter"].from_ == "Cedar Lane <hello@cedar.example>"
    assert plan.channels["instagram"].network == "instagram"
    assert [channel.name for channel in plan.channels.values()] == ["newsletter", "bluesky", "instagram"]
    assert [job.name for job in plan.jobs.values()] == ["weekly-tip", "welcome", "new-classes"]
    assert plan.jobs["welcome"].to == ("newsletter",)
    assert plan.jobs["new-classes"].as_ == "own mail"


def test_every_job_has_the_one_rule_that_it_names() -> None:
    jobs = parse(SAMPLE, KINDS).jobs
    assert jobs["weekly-tip"].rule == rules.Weekly((1,), time(9))
    assert jobs["welcome"].rule == rules.AfterSignUp(7, time(9))
    assert jobs["new-classes"].rule == rules.BeforeClass(
        (rules.Step("14 days before", 14, time(10)), rules.Step("2 days before", 2, time(9, 30)))
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('cron: "30 9 * * 0"', rules.parse_cron("30 9 * * 0")),
        ('rrule: "FREQ=WEEKLY;BYDAY=TU;BYHOUR=9"', rules.Recurring("FREQ=WEEKLY;BYDAY=TU;BYHOUR=9")),
        ("on: 2027-01-05 at 09:00", rules.On((datetime(2027, 1, 5, 9),))),
        (
            "on: [2027-01-06 at 9:30, 2027-01-05 09:00:00]",
            rules.On((datetime(2027, 1, 5, 9), datetime(2027, 1, 6, 9, 30))),
        ),
    ],
)
def test_it_takes_each_kind_of_rule(line: str, rule: rules.Rule) -> None:
    plan = parse(changed("every: tuesday at 09:00        # mornings", line), KINDS)
    assert plan.jobs["weekly-tip"].rule == rule


def test_the_defaults_are_those_of_the_design() -> None:
    welcome = parse(SAMPLE, KINDS).jobs["welcome"]
    assert welcome.approve == "by hand"
    assert (welcome.unanswered.remind, welcome.unanswered.then) == (timedelta(hours=24), "skip")
    assert (welcome.audience, welcome.on_quiet, welcome.empty) == ("everyone", "later", "classes only")
    assert (welcome.as_, welcome.late.then, welcome.max_per_week) == ("block", "next slot", 2)
    assert welcome.undo_window == timedelta(minutes=2)


def test_grace_is_six_hours_for_mail_and_two_elsewhere_unless_the_job_says() -> None:
    plan = parse(SAMPLE, KINDS)
    assert plan.grace("welcome", "newsletter") == timedelta(hours=6)
    assert plan.grace("weekly-tip", "newsletter") == timedelta(hours=3)
    assert plan.grace("weekly-tip", "bluesky") == timedelta(hours=2)


def test_one_grace_may_count_for_all_channels_of_a_job() -> None:
    plan = parse(changed("{newsletter: 3h}", "90m"), KINDS)
    assert plan.grace("weekly-tip", "newsletter") == plan.grace("weekly-tip", "bluesky") == timedelta(minutes=90)


def test_a_channel_may_go_out_some_time_after_the_others() -> None:
    plan = parse(
        changed("    every: tuesday at 09:00 ", "    offset: {bluesky: 2h}\n    every: tuesday at 09:00 "), KINDS
    )
    job = plan.jobs["weekly-tip"]
    assert (job.offset_of("bluesky"), job.offset_of("newsletter")) == (timedelta(hours=2), timedelta())


def test_a_channel_keeps_the_options_that_its_kind_declares() -> None:
    plan = parse(changed("account: cedar.example}", "account: cedar.example, service: https://pds.example}"), KINDS)
    assert plan.channels["bluesky"].options == {"service": "https://pds.example"}


def test_a_channel_that_asks_for_its_server_needs_no_account() -> None:
    plan = parse(
        changed("{kind: bluesky, account: cedar.example}", "{kind: mastodon, server: https://social.example}"), KINDS
    )
    assert plan.channels["bluesky"].options == {"server": "https://social.example"}


def test_without_a_list_of_kinds_any_kind_and_option_is_read() -> None:
    plan = parse(changed("kind: bluesky, account: cedar.example}", "kind: gone, account: cedar.example, colour: red}"))
    assert (plan.channels["bluesky"].kind, plan.channels["bluesky"].options) == ("gone", {"colour": "red"})


@pytest.mark.parametrize("empty", ["jobs:\n", "jobs: {}\n", ""])
def test_a_studio_may_have_no_job_yet(empty: str) -> None:
    head = SAMPLE[: SAMPLE.index("jobs:")]
    assert parse(head + empty, KINDS).jobs == {}


def test_the_published_schema_accepts_the_sample_and_refuses_a_typo() -> None:
    schema = json.loads(json.dumps(json_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    plain = json.loads(json.dumps(YAML(typ="safe").load(SAMPLE), default=str))
    jsonschema.validate(plain, schema)
    plain["jobs"]["weekly-tip"]["evry"] = plain["jobs"]["weekly-tip"].pop("every")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, schema)


def test_an_edit_changes_one_line_and_keeps_every_comment() -> None:
    text = edit(SAMPLE, ["jobs", "weekly-tip", "every"], "wednesday at 10:00")
    old, new = SAMPLE.splitlines(), text.splitlines()
    different = [(a.split("#")[0].strip(), b.split("#")[0].strip()) for a, b in zip(old, new, strict=True) if a != b]
    assert different == [("every: tuesday at 09:00", "every: wednesday at 10:00")]
    assert "# mornings" in text
    assert parse(text, KINDS).jobs["weekly-tip"].rule == rules.Weekly((2,), time(10))


def test_an_edit_keeps_quotes_and_the_indent_of_lists() -> None:
    text = SAMPLE.replace("    to: [newsletter, bluesky, instagram]", "    to:\n      - newsletter\n      - bluesky")
    assert edit(text, ["studio", "contact"], "hi@cedar.example") == text.replace(
        "hello@cedar.example\nq", "hi@cedar.example\nq"
    )


def test_an_edit_makes_missing_parents_and_takes_values_out() -> None:
    added = edit(SAMPLE, ["jobs", "welcome", "late", "then"], "drop")
    assert parse(added, KINDS).jobs["welcome"].late.then == "drop"
    assert parse(edit(added, ["jobs", "welcome", "late"], None), KINDS) == parse(SAMPLE, KINDS)


def test_an_edit_through_a_plain_value_is_refused() -> None:
    with pytest.raises(KeyError):
        edit(SAMPLE, ["studio", "name", "first"], "x")


def test_an_edit_of_a_broken_file_says_where_it_is_broken() -> None:
    with pytest.raises(JobsFileError) as caught:
        edit("a: [", ["a"], "b")
    assert caught.value.problems[0].line == 1


def test_no_difference_between_equal_plans() -> None:
    assert difference(parse(SAMPLE, KINDS), parse(SAMPLE + "# only a comment\n", KINDS)) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "tuesday at 09:00",
            "wednesday at 09:00",
            "“weekly-tip” goes out every Wednesday at 09:00, until now every Tuesday at 09:00.",
        ),
        ("  welcome:", "  hello:", "The rhythm “welcome” is gone."),
        (
            "  welcome:",
            "  hello:",
            "The rhythm “hello” is new: a tip to newsletter, every 7 days after sign-up at 09:00.",
        ),
        ("Cedar Lane Pilates", "Cedar Lane", "Studio: “name” was “Cedar Lane Pilates”, is now “Cedar Lane”."),
        ('"21:00-07:00"', '"22:00-07:00"', "Quiet times: “hours” was 21:00 to 07:00, is now 22:00 to 07:00."),
        ("as: own mail", "as: block", "“new-classes”: “as” was “own mail”, is now “block”."),
        (
            "bluesky: {kind: bluesky, account: cedar.example}",
            "bluesky: {kind: bluesky, account: cedar.example, service: https://pds.example}",
            "“bluesky”: “service” was nothing, is now “https://pds.example”.",
        ),
    ],
)
def test_a_difference_is_a_plain_sentence(old: str, new: str, sentence: str) -> None:
    assert sentence in difference(parse(SAMPLE, KINDS), parse(changed(old, new), KINDS))
