"""Legal delays: effective-dated rows with their text and status, from `fixtures/law/`; an operator edits the table."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from layers.models import LegalDelay

FILE = Path(settings.BASE_DIR) / "fixtures" / "law" / "legal_delays.csv"


def load_once() -> int:
    """Fills the table when it is empty; never overwrites what an operator corrected."""
    if LegalDelay.objects.exists():
        return 0
    with FILE.open(encoding="utf-8", newline="") as handle:
        rows = [LegalDelay(**{**row, "valid_to": row["valid_to"] or None}) for row in csv.DictReader(handle)]
    return len(LegalDelay.objects.bulk_create(rows))
