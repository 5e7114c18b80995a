"""People who sign in, and the channels (connected mailboxes and profiles) they send through."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from scheduler.domain.states import ACCOUNT
from scheduler.fields import empty_dict, state_check, state_field


class UserManager(BaseUserManager["User"]):
    """Looks users up by their address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Addresses are compared without regard to case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in. `role`: owner (everything), editor (drafts and approves), viewer (looks)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, default="owner")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class SignInLink(models.Model):
    """A one-time link, stored hashed: for the first user, an invitation, or a forgotten password."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInFailure(models.Model):
    """Failed sign-ins in a fixed window, per hashed address or network: growing delay, never a lock-out."""

    key = models.CharField(max_length=64, unique=True)
    window_start = models.DateTimeField()
    last_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)


class Account(models.Model):
    """A channel: one entry under `channels:` of jobs.yaml, with its state and its encrypted secrets."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=empty_dict)
    state = state_field(ACCOUNT)
    reason = models.CharField(max_length=300, blank=True)
    cooling_until = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)
    session = models.TextField(blank=True)
    profile_url = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True)
    live_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [state_check(ACCOUNT, "account")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class SigningKey(models.Model):
    """A key that signs mails (DKIM). `name`: what `dkim:` in jobs.yaml says, shared by an RSA and an ed25519 key;
    `record`: the public half as its DNS entry; `secret`: the private half, encrypted."""

    name = models.CharField(max_length=63)
    selector = models.CharField(max_length=63)
    domain = models.CharField(max_length=253)
    algorithm = models.CharField(max_length=10)
    record = models.TextField()
    secret = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("selector", "domain", name="signing_key_once")]


class Setting(models.Model):
    """A small fact of this installation that must survive a restart."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField(default=empty_dict)
