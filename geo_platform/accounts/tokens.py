"""API tokens: read-only keys for programs, shown once, kept as a digest, with an end and, at will, a list of layers."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Tells a token from a password, and a leaked one from anything else.
PREFIX = "gtk_"
SHOWN = len(PREFIX) + 6


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class ApiToken(models.Model):
    """What a program may read: never more than its user, and only the named layers when some are."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("usage"), max_length=80)
    start = models.CharField(max_length=SHOWN, help_text="Its first characters, to tell tokens apart.")
    # 256 random bits: a plain digest is enough, and is looked up at once.
    digest = models.CharField(max_length=64, unique=True)
    layers = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("couches"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expire le"))
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("jeton d’accès")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} {self.start}…"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def create(user: models.Model, name: str, days: int, layers: list[str]) -> tuple[ApiToken, str]:
    """The token and its text, which is nowhere else."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        start=text[:SHOWN],
        digest=digest(text),
        layers=layers,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token, text


def find(text: str) -> ApiToken | None:
    """A token in force; the day of its last use is noted, at most once a day."""
    token = ApiToken.objects.live().select_related("user").filter(digest=digest(text)).first()
    today = timezone.localdate()
    if token is not None and token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token
