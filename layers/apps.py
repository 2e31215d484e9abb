from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = _("Territoire et couches")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What the worker may be asked.
        from layers.queries import complaints, neighbours, permits  # noqa: F401
        from layers.services import alerts, scenarios  # noqa: F401
        from layers.services.cube import job  # noqa: F401
