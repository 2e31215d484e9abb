"""Thresholds of alerts and of the books, dated: edited by administrators of the whole Kingdom, never deleted."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from geo_platform.projects import words
from layers import alert_words
from layers.access import can
from layers.models import AlertThreshold, FinanceThreshold
from layers.models.parameters import Threshold
from layers.workflows import thresholds

KINGDOM: frozenset[int] = frozenset()


class Administrators:
    """The action `administer`, held over the Kingdom: a threshold is everyone's. Superusers too."""

    def has_module_permission(self, request: HttpRequest, *args: Any) -> bool:
        held = request.user.is_superuser or can(request.viewer, "administer", KINGDOM)
        return request.user.is_active and held

    has_view_permission = has_module_permission
    has_add_permission = has_module_permission
    has_change_permission = has_module_permission

    def has_delete_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False  # a value that no longer holds has an end: figures of its time rest on it


class ThresholdAdmin(Administrators, admin.ModelAdmin):
    list_display: tuple[str, ...] = ("named", "value", "unit", "valid_from", "valid_to", "status")
    list_filter = ("status", "code")
    search_fields = ("code", "source")
    ordering = ("code", "-valid_from")
    readonly_fields = ("past",)

    @admin.display(description=_("seuil"), ordering="code")
    def named(self, row: Threshold) -> str:
        return alert_words.threshold(row.code)

    @admin.display(description=_("valeurs précédentes"))
    def past(self, row: Threshold) -> SafeString | str:
        """What the row said, and until when; who changed it is on the page "Historique"."""
        if not row.pk:
            return ""
        told = [
            (_said(json.loads(one["state"], parse_float=str)), words.moment(one["recorded_to"]))
            for one in thresholds.past(row)
        ]
        return format_html_join("", "<div>{} → {}</div>", told) or "–"

    def save_model(self, request: HttpRequest, obj: Threshold, form: ModelForm, change: bool) -> None:
        thresholds.keep(obj)


def _said(state: dict[str, Any]) -> str:
    values = [state["value"], state.get("important")]
    told = " / ".join(str(value) for value in values if value is not None)
    return f"{told} ({state['valid_from']} – {state['valid_to'] or '…'})"


@admin.register(AlertThreshold)
class AlertThresholdAdmin(ThresholdAdmin):
    list_display = ("named", "value", "important", "unit", "valid_from", "valid_to", "status")
    fields = ("code", ("value", "important", "unit"), ("valid_from", "valid_to"), "source", "status", "past")


@admin.register(FinanceThreshold)
class FinanceThresholdAdmin(ThresholdAdmin):
    fields = ("code", ("value", "unit"), ("valid_from", "valid_to"), "source", "status", "past")
