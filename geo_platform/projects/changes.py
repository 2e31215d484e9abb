"""The history of a project's record in words: which field went from what to what, when, and by which import."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils.translation import get_language

from geo_platform.portal.numbers import MISSING
from geo_platform.projects import words
from layers import registry

# Said by other fields, or of no interest to a reader.
_SILENT = frozenset({"territory_id", "declared_name", "declared_edition", "location_evidence", "fictitious"})


def told(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Newest first; the first state is the project's entry in the register."""
    found = []
    for before, after in itertools.pairwise([None, *states]):
        assert after is not None
        changes = [] if before is None else _differences(before["state"], after["state"])
        if before is None or changes:
            found.append({"at": after["recorded_from"], "run": after["source_run"], "changes": changes})
    return found[::-1]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    layer = registry.get("projects")
    language = get_language() or "fr"
    changes = []
    for name, value in after.items():
        if name in _SILENT or value == before.get(name):
            continue
        field = layer.field({"commune_codes": "communes"}.get(name, name))
        title = field.title(language) if field else name
        changes.append(
            {"title": title, "before": _written(name, before.get(name)), "after": _written(name, value)}
        )
    return changes


def _written(name: str, value: Any) -> Any:
    if value in (None, "", []):
        return MISSING
    if name.endswith("_mad"):
        return words.amount(value)
    if name.endswith("_on"):
        year, month, day = str(value)[:10].split("-")
        return f"{day}/{month}/{year}"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    named = {
        "state": words.STATES,
        "phase": words.PHASES,
        "land_state": words.LAND,
        "priority": words.PRIORITIES,
    }
    return str(named.get(name, {}).get(value, value))
