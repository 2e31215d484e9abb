"""Law and nomenclatures: effective-dated rows with their text and status, from `fixtures/law/`; operators edit them."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings
from django.db.models import Model

from layers.models import (
    AlertThreshold,
    BudgetHeading,
    Chantier,
    ComplaintCategory,
    EquipmentCategory,
    FinanceThreshold,
    Holiday,
    LegalDelay,
    RetentionRule,
    ServiceDelay,
)
from layers.models.parameters import Named

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "law"
TABLES: tuple[tuple[type[Model], str], ...] = (
    (LegalDelay, "legal_delays.csv"),
    (Holiday, "holidays.csv"),
    (ServiceDelay, "service_delays.csv"),
    (ComplaintCategory, "complaint_categories.csv"),
    (EquipmentCategory, "equipment_norms.csv"),
    (Chantier, "chantiers.csv"),
    (RetentionRule, "retention.csv"),
    (FinanceThreshold, "finance_thresholds.csv"),
    (BudgetHeading, "budget_nomenclature.csv"),
    (AlertThreshold, "alert_thresholds.csv"),
)


def load_once() -> int:
    """Fills each table that is empty; never overwrites what an operator corrected."""
    return sum(_fill(model, file) for model, file in TABLES)


def _fill(model: type[Model], file: str) -> int:
    if model._default_manager.exists():
        return _complete(model, file) if issubclass(model, Named) else 0
    nullable = {field.attname for field in model._meta.local_concrete_fields if field.null}
    found = [
        model(**{name: None if value == "" and name in nullable else value for name, value in row.items()})
        for row in rows(file)
    ]
    return len(model._default_manager.bulk_create(found))


def _complete(model: type[Named], file: str) -> int:
    """Words that an earlier release knew nothing of: only cells still empty are written."""
    done = 0
    for row in rows(file):
        for name in ("family", "family_ar", "note_fr"):
            if row.get(name):
                same = {"code": row["code"], "valid_from": row["valid_from"], name: ""}
                done += model._default_manager.filter(**same).update(**{name: row[name]})
    return done


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
