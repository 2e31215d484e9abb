"""Public maps edited by those who publish: each save is checked, kept as a version, and can be previewed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from geo_platform.portal.models import PublicMap, PublicMapChange, PublicMapLayer
from layers.access import can


class Publishers:
    """The action `publish`, held by the role public_editor; superusers too."""

    def has_module_permission(self, request: HttpRequest, *args: Any) -> bool:
        return request.user.is_active and (request.user.is_superuser or can(request.viewer, "publish"))

    has_view_permission = has_module_permission
    has_add_permission = has_module_permission
    has_change_permission = has_module_permission
    has_delete_permission = has_module_permission


class LayerInline(Publishers, admin.StackedInline):
    model = PublicMapLayer
    extra = 0


class ChangeInline(Publishers, admin.TabularInline):
    model = PublicMapChange
    extra = 0
    fields = readonly_fields = ("version", "at", "user", "content")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(PublicMap)
class PublicMapAdmin(Publishers, admin.ModelAdmin):
    list_display = ("title_fr", "slug", "state", "published_from", "published_to", "version", "page")
    list_filter = ("state",)
    search_fields = ("slug", "title_fr", "title_ar")
    inlines = (LayerInline, ChangeInline)
    readonly_fields = ("version", "updated_at", "page")
    fieldsets = (
        (None, {"fields": ("slug", "position", ("title_fr", "title_ar"), ("text_fr", "text_ar"))}),
        (_("Étendue"), {"fields": (("territory", "level"),)}),
        (_("Indicateur"), {"fields": (("indicator", "year"), ("method", "classes"))}),
        (_("Cube masqué d’une couche sensible"), {"fields": (("cube_layer", "cube_period", "cube_type"),)}),
        (
            _("Publication"),
            {"fields": ("state", ("published_from", "published_to"), ("version", "updated_at"), "page")},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: PublicMap | None = None) -> tuple[str, ...]:
        """An address once given does not change: links and frames in other sites depend on it."""
        return (*self.readonly_fields, "slug") if obj and obj.version else self.readonly_fields

    @admin.display(description=_("page"))
    def page(self, obj: PublicMap) -> SafeString | str:
        if not obj.pk:
            return ""
        text = _("Voir") if obj.state == PublicMap.State.PUBLISHED else _("Aperçu")
        return format_html('<a href="{}">{}</a>', reverse("portal:public-map", args=[obj.slug]), text)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """The version is kept once the layers are saved too: it says the map whole."""
        super().save_related(request, form, formsets, change)
        form.instance.record(request.user.pk)
