from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "geo_platform.accounts"
    label = "accounts"
    verbose_name = _("Comptes et habilitations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from etl.desk import ledger as desk
        from geo_platform import checks  # noqa: F401 (importing registers them)
        from geo_platform.accounts import export_log
        from layers.services.export import jobs, ledger  # noqa: F401 (the worker knows the jobs it may be given)

        desk.handed_out.connect(export_log.of_the_desk)
        ledger.keep(ledger.Keeper(export_log.record, export_log.viewer_of_account))
