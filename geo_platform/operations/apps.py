from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "geo_platform.operations"
    label = "operations"
    verbose_name = _("Exploitation")

    def ready(self) -> None:
        # The worker knows the jobs it may be given.
        from layers.workflows import retention  # noqa: F401
