"""Where a mail provider reports what became of mails. No login, no cookie: address and signature are the proof."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.outbox import services as outbox

logger = logging.getLogger(__name__)

SOON = "120"


@never_cache
@csrf_exempt
@require_http_methods(["POST"])
def reports(request: HttpRequest, token: str) -> HttpResponse:
    """200: taken, or about nothing of ours. 503: one is about a copy that is still being sent, or its signature cannot
    be checked at this moment, so they come again."""
    from scheduler.web import webhooks  # loads anymail

    account = accounts.reported_on(token)
    if account is None:
        return HttpResponse("There is nothing here.\n", "text/plain", 404)
    if int(request.headers.get("Content-Length") or 0) > webhooks.LARGEST:
        return HttpResponse("That is too much at once.\n", "text/plain", 413)
    now = config.clock().now()
    try:
        found = webhooks.reports_of(request, accounts.credentials(account).values, now)
    except webhooks.NotBelieved as reason:
        logger.warning("A report for %s was not believed: %s", account.name, reason)
        return HttpResponse("This is not believed.\n", "text/plain", 403)
    except webhooks.NotNow as reason:
        logger.warning("A report for %s could not be checked: %s", account.name, reason)
        return _again()
    if outbox.take_reports(account, found, now):
        return HttpResponse("Taken.\n", "text/plain")
    return _again()


def _again() -> HttpResponse:
    return HttpResponse("Not yet.\n", "text/plain", 503, headers={"Retry-After": SOON})
