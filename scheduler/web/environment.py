"""The Jinja2 environment of the app's own pages (not the studio's templates, which are sandboxed)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Autoescape on (Django sets it), an unknown name is an error."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 autoescape is among the options
    made.globals.update({"static": static, "url": reverse})
    return made
