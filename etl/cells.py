"""Cells as the reader's child writes them: text, behind a mark when a program had typed them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from etl.sandbox.limits import TYPED


def native(cell: Any) -> Any:
    """What a program typed comes back as it was typed."""
    if not isinstance(cell, str) or not cell.startswith(TYPED):
        return cell
    text = cell[1:]
    if text[4:5] == "-":
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    return float(text) if any(c in text for c in ".eEn") else int(text)
