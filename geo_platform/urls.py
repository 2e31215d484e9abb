"""The URL contract of docs/architecture.md; each package owns its own part."""

from django.contrib import admin
from django.urls import include, path

from geo_platform import health
from geo_platform.dash_view import dash_urls

handler400 = "geo_platform.portal.views.errors.bad_request"
handler403 = "geo_platform.portal.views.errors.forbidden"
handler404 = "geo_platform.portal.views.errors.not_found"
handler500 = "geo_platform.portal.views.errors.server_error"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("geo_platform.accounts.urls")),
    path("", include("layers.api.urls")),
    path("", include("etl.urls")),
    path("dashboards/", include(dash_urls)),
    path("", include("geo_platform.projects.urls")),
    path("status/", include("geo_platform.operations.urls")),
    path("", include("geo_platform.portal.urls")),
]
