"""For superusers only: delegated administrators have their own pages, bounded by their perimeter (views/users.py)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from geo_platform.accounts.models import ExportLog, LoginAttempt, RoleGrant, User


class SuperuserOnly:
    """Rights here come from is_superuser alone: Django's permission tables would be a second access rule."""

    def has_module_permission(self, request: HttpRequest, *args: Any) -> bool:
        return request.user.is_active and request.user.is_superuser

    has_view_permission = has_module_permission
    has_add_permission = has_module_permission
    has_change_permission = has_module_permission

    def has_delete_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False  # accounts are deactivated, grants revoked: what happened stays readable


class ReadOnly(SuperuserOnly):
    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    has_change_permission = has_add_permission


class GrantInline(SuperuserOnly, admin.TabularInline):
    model = RoleGrant
    fk_name = "user"
    extra = 0
    raw_id_fields = ("territory",)
    fields = ("role", "territory", "themes", "valid_from", "valid_to", "revoked_at")


@admin.register(User)
class AccountAdmin(SuperuserOnly, UserAdmin):
    list_display = (
        "username",
        "full_name_fr",
        "organisation",
        "is_active",
        "is_superuser",
        "is_demo",
        "last_login",
    )
    list_filter = ("is_active", "is_superuser", "is_demo", "must_change_password", "language")
    search_fields = ("username", "full_name_fr", "full_name_ar", "email", "organisation")
    ordering = ("username",)
    filter_horizontal = ()
    inlines = (GrantInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        (
            _("Personne"),
            {"fields": ("full_name_fr", "full_name_ar", "organisation", "email", "phone", "language")},
        ),
        (_("Accès"), {"fields": ("is_active", "is_staff", "is_superuser", "is_demo")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")


@admin.register(RoleGrant)
class RoleGrantAdmin(SuperuserOnly, admin.ModelAdmin):
    list_display = (
        "user",
        "role",
        "territory_id",
        "themes",
        "valid_from",
        "valid_to",
        "revoked_at",
        "granted_by",
    )
    list_filter = ("role",)
    search_fields = ("user__username", "user__full_name_fr")
    raw_id_fields = ("territory",)
    autocomplete_fields = ("user",)
    exclude = ("granted_by", "revoked_by")
    list_select_related = ("user", "granted_by")

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        if not change:
            obj.granted_by_id = request.user.pk
        elif "revoked_at" in form.changed_data:
            obj.revoked_by_id = request.user.pk
        super().save_model(request, obj, form, change)


@admin.register(ExportLog)
class ExportLogAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("created_at", "username", "what", "layer", "rows", "extraction_id")
    list_filter = ("what", "layer")
    search_fields = ("username", "extraction_id", "purpose")
    date_hierarchy = "created_at"


@admin.register(LoginAttempt)
class LoginAttemptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "username", "ip", "succeeded")
    list_filter = ("succeeded",)
    search_fields = ("username", "ip")
