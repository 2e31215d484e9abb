from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "geo_platform.portal"
    label = "portal"
    verbose_name = _("Cartes publiques")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geo_platform.portal import sheets  # noqa: F401 (the worker knows the jobs it may be given)
