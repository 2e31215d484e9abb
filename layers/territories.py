"""Reading the territory: resolve codes, search names, ancestors, labels. All in the current edition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layers import sql
from layers.errors import BadParameter
from layers.models import TerritoryVersion
from layers.text import normalise


def resolve_codes(codes: Iterable[str]) -> list[int]:
    """Territory ids of HCP codes; a superseded code resolves to who bears its successor.

    BadParameter names the first unknown code.
    """
    wanted = [code.rstrip(".") for code in codes]
    found = {row["code"]: row["territory_id"] for row in sql.rows("territory/resolve.sql", {"codes": wanted})}
    for code in wanted:
        if code not in found:
            raise BadParameter("territory", code, "Code géographique inconnu.")
    return [found[code] for code in wanted]


def codes(ids: Iterable[int]) -> list[str]:
    """Current codes of territories, the broadest first."""
    held = TerritoryVersion.objects.filter(edition__is_current=True, territory_id__in=list(ids))
    return sorted(held.values_list("code", flat=True), key=lambda code: (len(code), code))


def describe(code: str) -> dict[str, Any] | None:
    """One territory of the current edition by code (or superseded code): names, level, breadcrumb, bbox…"""
    return sql.one("territory/describe.sql", {"code": code.rstrip(".")})


def search(text: str, levels: Iterable[str] = (), limit: int = 12) -> list[dict[str, Any]]:
    """Territories whose names or code match, best first; each with its path so that homonyms can be told apart."""
    wanted = normalise(text)
    if not wanted:
        return []
    params = {"text": wanted, "levels": list(levels) or None, "limit": limit}
    return sql.rows("territory/search.sql", params)


def labels(levels: Iterable[str], language: str) -> list[dict[str, Any]]:
    name = "name_ar" if language == "ar" else "name_fr"
    rows = sql.rows("territory/labels.sql", {"levels": list(levels)})
    kept = ("code", "level", "lon", "lat", "province", "region")
    return [{"name": row[name], **{key: row[key] for key in kept}} for row in rows]
