from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EtlConfig(AppConfig):
    name = "etl"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from etl import (
            documents,
            tasks,  # noqa: F401 - registers what the worker may be asked
        )
        from etl.desk import work  # noqa: F401 - registers its job
        from etl.rasters import work as rasters  # noqa: F401 - registers its jobs
        from layers.documents import reading

        reading.read_with(documents.read)
