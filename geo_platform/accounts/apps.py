from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "geo_platform.accounts"
    label = "accounts"
    verbose_name = _("Comptes et habilitations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geo_platform import checks  # noqa: F401 (importing registers them)
