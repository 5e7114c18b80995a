"""Django's settings, all from scheduler/config.py; nothing here is meant to be edited."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from scheduler import config

HOME = config.home()
SITE = config.site()
SECRET_KEY = config.secret_key()
DEBUG = False
ALLOWED_HOSTS = [
    name
    for name in [
        "localhost",
        "127.0.0.1",
        "[::1]",
        urlsplit(SITE.url).hostname,
        *config.setting("ALLOWED_HOSTS").split(","),
    ]
    if name
]
ROOT_URLCONF = "scheduler.urls"
WSGI_APPLICATION = "scheduler.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "scheduler.accounts",
    "scheduler.library",
    "scheduler.audience",
    "scheduler.classes",
    "scheduler.plan",
    "scheduler.outbox",
    "scheduler.insights",
    "scheduler.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "scheduler.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            Path(__file__).parent / "web" / "jinja2",
            Path(__file__).parent / "channels",
        ],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "scheduler.web.environment.environment"},
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"


def cookie_name(what: str, site: config.Site) -> str:
    """A browser sends a cookie to every port of a host: studios side by side on one machine each have their own."""
    return f"__Host-{what}" if site.url.startswith("https://") else f"studio-{what}-{site.port}"


def database(url: str) -> dict[str, object]:
    """DATABASE_URL (`postgres://user:password@host:port/name`, `sqlite:///path`) as Django wants it.

    SQLite: IMMEDIATE, so that a read that turns into a write waits instead of failing; FULL, for the ledger.
    """
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"prepare_threshold": 5},  # outbox/sql.py, repeated; the ORM's statements are never prepared
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        "TEST": {"NAME": config.setting("STUDIO_TEST_DATABASE") or None},
    }


DATABASES = {"default": database(config.setting("DATABASE_URL") or f"sqlite://{HOME / 'studio.sqlite3'}")}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-ca"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
CSRF_FAILURE_VIEW = "scheduler.web.views.errors.forged"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
STATIC_URL = "static/"
STATICFILES_DIRS = [Path(__file__).parent / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE = SITE.url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = cookie_name("session", SITE), cookie_name("csrf", SITE)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86400
CSRF_TRUSTED_ORIGINS = [SITE.url] if SECURE else []
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no tokens": {"()": "scheduler.web.redaction.NoTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "scheduler": {"level": "INFO"},
        "django.request": {"filters": ["no tokens"]},
        "django.security.csrf": {"filters": ["no tokens"]},
    },
}
