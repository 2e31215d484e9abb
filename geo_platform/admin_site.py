"""The administration's door: staff, publishers, administrators; what each finds inside each model's admin says."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from layers.access import ANONYMOUS, can

ACTIONS = ("publish", "administer")


class Site(AdminSite):
    site_header = site_title = _("Plateforme territoriale")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) or (
            request.user.is_active and any(can(getattr(request, "viewer", ANONYMOUS), one) for one in ACTIONS)
        )


class Config(AdminConfig):
    default_site = "geo_platform.admin_site.Site"
