from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "geo_platform.projects"
    label = "projects"
    verbose_name = _("Projets")

    def ready(self) -> None:
        from geo_platform.projects import weekly_issue  # noqa: F401 - registers what the worker may be asked
