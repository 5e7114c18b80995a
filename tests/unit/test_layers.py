"""The house keeps its layers (DESIGN section 3): each rule over every file, and on samples that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scheduler.channels import registry
from tests.unit import layers
from tests.unit.layers import Finding, Source, sources

Rule = Callable[[Source], Iterator[Finding]]


def no_kind_is_named_outside_channels(source: Source) -> Iterator[Finding]:
    return layers.no_kind_is_named_outside_channels(source, registry.channels())


RULES: list[Rule] = [
    layers.imports_only_leftwards,
    layers.domain_and_channels_know_no_django,
    layers.channels_read_no_settings,
    layers.the_network_has_two_doors,
    layers.only_config_reads_the_clock,
    layers.edges_hold_no_sql,
    no_kind_is_named_outside_channels,
    layers.files_stay_short,
    layers.functions_stay_short,
]

BROKEN = [
    (layers.imports_only_leftwards, "scheduler/domain/x.py", "from scheduler.channels import base"),
    (layers.imports_only_leftwards, "scheduler/channels/x.py", "import scheduler.plan.models"),
    (layers.imports_only_leftwards, "scheduler/audience/x.py", "def f():\n    from scheduler.plan import services"),
    (layers.imports_only_leftwards, "scheduler/outbox/x.py", "from scheduler.web import views"),
    (layers.imports_only_leftwards, "scheduler/keeping/x.py", "from scheduler.web import views"),
    (
        layers.imports_only_leftwards,
        "scheduler/plan/x.py",
        "from scheduler.keeping import make",
    ),
    (layers.imports_only_leftwards, "scheduler/errors.py", "from scheduler.plan.models import Slot"),
    (layers.domain_and_channels_know_no_django, "scheduler/domain/x.py", "from django.utils import timezone"),
    (
        layers.domain_and_channels_know_no_django,
        "scheduler/channels/email/x.py",
        "from django.core.mail import send_mail",
    ),
    (layers.channels_read_no_settings, "scheduler/channels/x/__init__.py", "from os import environ"),
    (layers.the_network_has_two_doors, "scheduler/classes/x.py", "import requests"),
    (layers.the_network_has_two_doors, "scheduler/channels/email/x.py", "from botocore.session import Session"),
    (layers.the_network_has_two_doors, "scheduler/web/x.py", "from urllib.request import urlopen"),
    (layers.the_network_has_two_doors, "scheduler/outbox/x.py", "import smtplib"),
    (layers.only_config_reads_the_clock, "scheduler/plan/x.py", "import datetime\nx = datetime.datetime.now()"),
    (
        layers.only_config_reads_the_clock,
        "scheduler/plan/x.py",
        "from django.utils import timezone\nf(default=timezone.now)",
    ),
    (layers.only_config_reads_the_clock, "scheduler/plan/x.py", "from time import time"),
    (layers.only_config_reads_the_clock, "scheduler/plan/models.py", "at = models.DateTimeField(auto_now_add=True)"),
    (layers.edges_hold_no_sql, "scheduler/web/x.py", "rows = Slot.objects.all()"),
    (layers.edges_hold_no_sql, "scheduler/cli.py", "from django.db import transaction"),
    (no_kind_is_named_outside_channels, "scheduler/web/x.py", 'if kind == "bluesky": ...'),
    (no_kind_is_named_outside_channels, "scheduler/web/x.py", 'if kind == "by hand": ...'),
    (no_kind_is_named_outside_channels, "scheduler/web/x.py", "from scheduler.channels.mastodon import channel"),
    (layers.files_stay_short, "scheduler/web/x.py", "x = 1\n" * 501),
    (layers.functions_stay_short, "scheduler/web/x.py", 'def f():\n    """One."""\n' + "    x = 1\n" * 40),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_file_breaks_the_rule(rule: Rule) -> None:
    found = [f"{source.path}:{line}: {what}" for source in sources() for line, what in rule(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_a_file_that_breaks_the_rule_is_found(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(Source(path, text)))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("scheduler/plan/x.py", "from scheduler.audience import services\nfrom scheduler.domain import states"),
        ("scheduler/channels/email/providers.py", "import anymail\nfrom django.core.mail import EmailMessage"),
        ("scheduler/channels/http.py", "import requests"),
        ("scheduler/config.py", "import datetime\nx = datetime.datetime.now()"),
        ("scheduler/clock/x.py", "from django.db import close_old_connections\nimport time\nx = time.monotonic()"),
        ("scheduler/web/x.py", 'kinds = ["email"]\n'),
        ("scheduler/web/x.py", '"""bluesky"""\n'),
        ("scheduler/web/x.py", 'def f():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * 39),
    ],
)
def test_what_the_house_allows_is_not_reported(path: str, text: str) -> None:
    assert [finding for rule in RULES for finding in rule(Source(path, text))] == []


def test_all_of_the_package_is_looked_at() -> None:
    paths = {source.path for source in sources()}
    assert {"scheduler/domain/states.py", "scheduler/channels/registry.py", "scheduler/config.py"} <= paths
    assert not {source.room for source in sources()} - {
        *layers.APPS, *layers.EDGES, *layers.FOUNDATION, layers.KEEPING, "__init__", "settings", "checks",
    }  # fmt: skip
