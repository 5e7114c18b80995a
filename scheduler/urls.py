"""Every address of the web app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from scheduler.web.views import public, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("welcome/<str:token>/", sign_in.welcome, name="welcome"),
    path("welcome/<str:token>/begin/", sign_in.choose_password, name="choose-password"),
    path("u/<str:token>", public.leave, name="leave"),
    path("done/<str:token>/", public.done_by_hand, name="done-by-hand"),
]
