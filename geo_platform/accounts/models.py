"""People and what they may see: User first, then sessions, login attempts, dated grants, the export log."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo_platform.accounts.managers import AccountManager
from layers.access import ROLES, Grant, Role


class User(AbstractUser):
    """One person, one account: what it may see hangs on its grants, never on the account itself."""

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ARABIC = "ar", "العربية"

    # Two names in two scripts replace Django's first/last pair.
    first_name = None
    last_name = None
    full_name_fr = models.CharField(_("nom complet (français)"), max_length=150, blank=True)
    full_name_ar = models.CharField(_("nom complet (arabe)"), max_length=150, blank=True)
    organisation = models.CharField(_("organisme"), max_length=150, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    must_change_password = models.BooleanField(
        _("mot de passe à changer"), default=False, help_text=_("Demandé à la prochaine connexion.")
    )
    is_demo = models.BooleanField(
        _("compte de démonstration"),
        default=False,
        help_text=_("Refusé dès que la plateforme n’écoute plus seulement sur la machine elle-même."),
    )

    objects = AccountManager()

    class Meta:
        verbose_name = _("utilisateur")
        verbose_name_plural = _("utilisateurs")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once_without_case"),
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="email_once_without_case"
            ),
        ]

    def get_full_name(self) -> str:
        first, second = self.full_name_fr, self.full_name_ar
        if get_language() == "ar":
            first, second = second, first
        return first or second or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class AccountSession(AbstractBaseSession):
    """Django's session row plus whose it is: session, user and grants then come back in one query."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from geo_platform.accounts.sessions import SessionStore

        return SessionStore


class LoginAttempt(models.Model):
    """Every try at the door; the throttle counts the failed ones. Purged after 90 days."""

    username = models.CharField(max_length=150)
    ip = models.GenericIPAddressField(null=True)
    succeeded = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["ip", "at"], name="login_attempt_ip"),
            models.Index(fields=["username", "at"], name="login_attempt_username"),
        ]


class ExportLog(models.Model):
    """Who took what out of the platform, and why. The name stays when the account goes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="export_logs"
    )
    username = models.CharField(max_length=150, blank=True)
    what = models.CharField(_("objet"), max_length=60)
    layer = models.CharField(_("couche"), max_length=60, blank=True)
    filter = models.JSONField(_("filtre"), default=dict)
    rows = models.BigIntegerField(_("lignes"), null=True)
    extraction_id = models.UUIDField(_("identifiant d’extraction"), default=uuid.uuid4, unique=True)
    purpose = models.TextField(_("finalité"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("export")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"], name="export_log_created_at")]

    def __str__(self) -> str:
        return f"{self.what} {self.layer} {self.extraction_id}"


def role_choices() -> list[tuple[str, Any]]:
    """A callable, so that a role added to layers.access.ROLES asks for no migration."""
    return [(role.slug, role.title) for role in ROLES.values()]


class GrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self) -> GrantQuerySet:
        """What holds today; the same rule as sql/viewer.sql (a test compares them)."""
        today = timezone.localdate()
        return self.filter(revoked_at=None, valid_from__lte=today).exclude(valid_to__lt=today)

    def standing(self) -> GrantQuerySet:
        """Active now or later: what an administrator must weigh before touching the account."""
        return self.filter(revoked_at=None).exclude(valid_to__lt=timezone.localdate())


class RoleGrant(models.Model):
    """Never deleted: an end is a date or a revocation, so that "who could see this last March" has an answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("rôle"), max_length=40, choices=role_choices)
    territory = models.ForeignKey(
        "layers.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territoire"),
        help_text=_("Vide : tout le Royaume."),
    )
    themes = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("thèmes"),
        help_text=_("Vide : tous les thèmes."),
    )
    valid_from = models.DateField(_("du"), default=timezone.localdate)
    valid_to = models.DateField(_("au"), null=True, blank=True, help_text=_("Dernier jour compris."))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("habilitation")
        verbose_name_plural = _("habilitations")
        ordering = ["user", "-valid_from", "id"]
        indexes = [models.Index(fields=["user", "revoked_at"], name="grant_user_active")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="grant_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.territory_id or 'MA'}"

    def clean(self) -> None:
        if self.role not in ROLES:
            raise ValidationError({"role": _("Rôle inconnu : « %(role)s ».") % {"role": self.role}})
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("La fin précède le début.")})
        unknown = sorted(set(self.themes) - known_themes()) if self.themes else []
        if unknown:
            raise ValidationError(
                {"themes": _("Thème inconnu : « %(themes)s ».") % {"themes": ", ".join(unknown)}}
            )

    @property
    def role_title(self) -> Any:
        role: Role | None = ROLES.get(self.role)
        return role.title if role else self.role

    def as_grant(self) -> Grant:
        return Grant(self.role, self.territory_id, frozenset(self.themes))


def known_themes() -> set[str]:
    """Themes that layers and indicators declare: the only ones a grant can be limited to."""
    from layers.models import Indicator
    from layers.registry import layers

    return {layer.theme for layer in layers().values()} | set(
        Indicator.objects.order_by().values_list("theme", flat=True).distinct()
    )


# Beside this module, which is long enough; Django looks for models here.
from geo_platform.accounts.tokens import ApiToken  # noqa: E402, F401
