"""Figures for Prometheus. (Off until METRICS_TOKEN is set; no page of people.)"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from scheduler import config
from scheduler.outbox import services as outbox

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """`Authorization: Bearer METRICS_TOKEN`; without that setting the page does not exist."""
    token = config.setting("METRICS_TOKEN")
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponse(
            "The token is not the one in METRICS_TOKEN.\n", TEXT, 401, headers={"WWW-Authenticate": "Bearer"}
        )
    return HttpResponse("".join(map(exposed, outbox.figures(config.clock().now()))), TEXT)


def exposed(family: outbox.Family) -> str:
    """One figure in Prometheus' text format, version 0.0.4."""
    head = f"# HELP {family.name} {family.help}\n# TYPE {family.name} gauge\n"
    return head + "".join(f"{family.name}{_labels(labels)} {value:.10g}\n" for labels, value in family.samples)


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
