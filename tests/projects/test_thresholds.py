"""Thresholds in the administration: dated, remembered, in both languages; a change changes the next computation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from etl import law
from layers.models import Alert, AlertThreshold, FinanceThreshold
from layers.services import alerts

pytestmark = pytest.mark.django_db
BASE = "/admin/layers/alertthreshold"


@pytest.fixture
def admin(client_of: Callable[..., Client]) -> Client:
    law.load_once()
    return client_of("admin", ("administrator", ""))


def given(**more: Any) -> dict[str, Any]:
    return {
        "code": "cost_over", "value": "40", "important": "60", "unit": "percent", "valid_from": "2025-06-01",
        "valid_to": "", "source": "Note du 1er juin 2025", "status": "validated", **more,
    }  # fmt: skip


def alive() -> set[str]:
    alerts.compute()
    return set(
        Alert.objects.filter(code="cost_over").exclude(state="closed").values_list("subject_key", flat=True)
    )


def test_a_new_value_closes_the_old_one_and_changes_the_next_computation(admin: Client) -> None:
    before = alive()
    over = Alert.objects.filter(code="cost_over").exclude(state="closed")
    still = {alert.subject_key for alert in over if Decimal(alert.value) > 40}
    assert still < before
    assert admin.post(f"{BASE}/add/", given()).status_code == 302
    first, second = AlertThreshold.objects.filter(code="cost_over").order_by("valid_from")
    assert f"{first.valid_to}" == "2025-05-31" and second.valid_to is None
    assert alive() == still


def test_a_corrected_value_leaves_what_it_was_and_who_changed_it(admin: Client) -> None:
    row = AlertThreshold.objects.get(code="cost_over")
    start = f"{row.valid_from}"
    # A row of this very transaction leaves no past: it is written as if it had come a year before.
    row.delete()
    row.recorded_from = timezone.now() - dt.timedelta(days=365)
    row.save(force_insert=True)
    with_past = given(value="12.5", valid_from=start)
    assert admin.post(f"{BASE}/{row.pk}/change/", with_past).status_code == 302
    page = admin.get(f"{BASE}/{row.pk}/change/").content.decode()
    assert "10.00 / 25.00" in page and 'value="12.50"' in page
    assert "admin" in admin.get(f"{BASE}/{row.pk}/history/").content.decode()


def test_two_values_never_hold_on_one_day(admin: Client) -> None:
    assert admin.post(f"{BASE}/add/", given()).status_code == 302
    first = AlertThreshold.objects.filter(code="cost_over").earliest("valid_from")
    again = admin.post(
        f"{BASE}/{first.pk}/change/", given(valid_from=f"{first.valid_from}", valid_to="2025-08-01")
    )
    assert again.status_code == 200 and "en vigueur sur cette période" in again.content.decode()
    backwards = admin.post(f"{BASE}/add/", given(valid_from="2025-09-01", valid_to="2025-08-01"))
    assert "La fin précède le début" in backwards.content.decode()
    assert AlertThreshold.objects.filter(code="cost_over").count() == 2


@pytest.mark.parametrize("path", [BASE, "/admin/layers/financethreshold"])
def test_only_administrators_of_the_kingdom_change_them(client_of: Callable[..., Client], path: str) -> None:
    law.load_once()
    for name, grant in {
        "wali": ("wali", "02"),
        "local": ("administrator", "02"),
        "editor": ("public_editor", ""),
    }.items():
        assert client_of(name, grant).get(f"{path}/").status_code in {302, 403}, name
        assert client_of(f"{name}2", grant).post(f"{path}/add/", given()).status_code in {302, 403}, name
    assert AlertThreshold.objects.filter(code="cost_over").count() == 1
    assert FinanceThreshold.objects.filter(code="cost_over").count() == 0


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Coût actualisé en hausse"), ("ar", "سقف سندات الطلب")]
)
def test_they_are_named_in_both_languages(admin: Client, language: str, said: str) -> None:
    path = "alertthreshold" if language == "fr" else "financethreshold"
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert said in admin.get(f"/admin/layers/{path}/").content.decode()


def test_nobody_deletes_one(admin: Client) -> None:
    row = AlertThreshold.objects.get(code="cost_over")
    assert admin.post(f"{BASE}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
