"""Signing in and out, and the one-time links."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scheduler import config
from scheduler.accounts import services as accounts
from scheduler.errors import Problem
from scheduler.insights import passwords
from scheduler.signals import sooner

STAY = 92 * 86400  # seconds: three times from one month mail to the next
PRACTICE = "This is practice: nothing leaves this machine until you go live."
WRONG = "This address and password do not go together; try again, or choose a new password below."


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; the same words and a growing delay whoever it was."""
    if request.method == "GET":
        return render(request, "web/sign_in.html", {"email": "", "problem": ""})
    email, now = request.POST.get("email", "").replace("\0", "").strip(), config.clock().now()
    network = request.META.get("REMOTE_ADDR", "")
    wait = accounts.sign_in_delay(email, network, now)
    user = None if wait else authenticate(request, username=email, password=request.POST.get("password", ""))
    if user is None:
        problem = f"Too many tries: please wait {wait} seconds, then try again." if wait else WRONG
        if not wait:
            accounts.record_failure(email, network, now)
        return render(request, "web/sign_in.html", {"email": email, "problem": problem}, status=429 if wait else 401)
    login(request, user)
    if request.POST.get("stay"):
        request.session.set_expiry(STAY)
    return redirect(_next(request))


def _next(request: HttpRequest, otherwise: str = "today") -> str:
    """The page that was asked for, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else otherwise


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A new password by mail. The answer is the same for every address, so that nobody learns who signs in here."""
    if request.method == "GET":
        return render(request, "web/forgotten.html", {"asked": False, "problem": ""})
    email, now = request.POST.get("email", "").replace("\0", ""), config.clock().now()
    network = request.META.get("REMOTE_ADDR", "")
    if wait := accounts.sign_in_delay("", network, now):
        problem = f"Too many tries: please wait {wait} seconds, then try again."
        return render(request, "web/forgotten.html", {"asked": False, "problem": problem}, status=429)
    accounts.record_failure("", network, now)
    then = _next(request, "")
    passwords.send_link(email, now, then if then.startswith("/") else "")
    sooner.send(sender=None)
    return render(request, "web/forgotten.html", {"asked": True, "problem": ""})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server."""
    logout(request)
    return redirect("sign-in")


@never_cache
@require_GET
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a one-time link. Looking changes nothing: mail scanners follow links."""
    link = accounts.open_link(token, config.clock().now())
    if link is None:
        return render(request, "web/welcome_gone.html", status=404)
    return render(request, "web/welcome.html", {"token": token, "user": link.user, "problem": "", "email": ""})


@never_cache
@require_POST
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Use the link up and sign in."""
    email, password = request.POST.get("email", ""), request.POST.get("password", "")
    link = accounts.open_link(token, config.clock().now())
    try:
        user = accounts.set_password(token, email, password, config.clock().now())
    except Problem as problem:
        shown = {"token": token, "user": link.user if link else None, "problem": str(problem), "email": email}
        return render(request, "web/welcome.html", shown, status=400)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    live = any(account.live_since for account in accounts.listed())
    messages.success(request, "Welcome." if live else f"Welcome. {PRACTICE}")
    return redirect(_next(request))
