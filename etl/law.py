"""Rules of law: effective-dated rows with their text and status, from `fixtures/law/`; an operator edits the tables."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings
from django.db.models import Model

from layers.models import BudgetHeading, FinanceThreshold, LegalDelay

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "law"
TABLES: tuple[tuple[type[Model], str], ...] = (
    (LegalDelay, "legal_delays.csv"),
    (FinanceThreshold, "finance_thresholds.csv"),
    (BudgetHeading, "budget_nomenclature.csv"),
)


def load_once() -> int:
    """Fills the tables that are empty; never overwrites what an operator corrected."""
    return sum(_fill(model, FOLDER / name) for model, name in TABLES if not model._default_manager.exists())


def _fill(model: type[Model], file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as handle:
        rows = [model(**{**row, "valid_to": row["valid_to"] or None}) for row in csv.DictReader(handle)]
    return len(model._default_manager.bulk_create(rows))
