"""Read side of permits: every answer starts from the scope a LayerQuery supplies."""

from __future__ import annotations

from typing import Any

from layers.query import LayerQuery


def per_commune(query: LayerQuery) -> dict[str, Any]:
    """Counts by commune, and apart the files that no commune could be given: never spread, never hidden."""
    rows = query.run("permits/per_commune.sql")
    communes = [row for row in rows if row["code"] is not None]
    return {
        "communes": communes,
        "total": sum(row["n"] for row in rows),
        "not_located": sum(row["n"] for row in rows if row["code"] is None),
        "flagged": sum(row["flagged"] for row in rows),
        "fictitious": sum(row["fictitious"] for row in rows),
    }
