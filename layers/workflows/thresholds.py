"""Thresholds as people change them: a new value closes the one before it, and what stood before stays readable."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from layers import sql
from layers.models.parameters import Threshold
from layers.query import LayerQuery


def keep(threshold: Threshold) -> None:
    """Saves a row; the one in force until then ends the day before it begins."""
    rows = type(threshold)._default_manager.filter(code=threshold.code, valid_from__lt=threshold.valid_from)
    reaching = rows.filter(Q(valid_to=None) | Q(valid_to__gte=threshold.valid_from)).exclude(pk=threshold.pk)
    with transaction.atomic():
        reaching.update(valid_to=threshold.valid_from - dt.timedelta(days=1))
        threshold.save()


def past(threshold: Threshold) -> list[dict[str, Any]]:
    """What the row said before, the latest first, and until when it was so."""
    text = sql.load("law/threshold_past.sql").replace("{{table}}", threshold._meta.db_table)
    return LayerQuery.read(text, {"id": threshold.pk})
