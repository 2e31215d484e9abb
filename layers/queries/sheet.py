"""Reading what a territory's page shows: published figures, territories within, counts. Public figures only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layers import sql

CHILD_LEVELS = {
    "country": ("region",),
    "region": ("province",),
    "province": ("commune",),
    "cercle": ("commune",),
    "commune": ("arrondissement", "urban_centre"),
}


class Figures:
    """Published figures of a few territories; asking for one that was not published gives None."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.rows = list(rows)
        self._by_key = {
            (row["code"], row["indicator"], row["year"], row["milieu"], row["sex"]): row["value"]
            for row in self.rows
        }

    def get(self, code: str, indicator: str, year: int, milieu: int = 0, sex: int = 0) -> float | None:
        return self._by_key.get((code, indicator, year, milieu, sex))

    def change(self, code: str, indicator: str) -> float | None:
        """Per cent between the censuses; None when either figure is missing."""
        before, after = self.get(code, indicator, 2014), self.get(code, indicator, 2024)
        return 100 * (after - before) / before if before and after is not None else None


def figures(codes: Iterable[str], indicators: Iterable[str] | None = None) -> Figures:
    params = {"codes": list(codes), "indicators": None if indicators is None else list(indicators)}
    return Figures(sql.rows("territory/sheet_figures.sql", params))


def level_figures(indicator: str, year: int, level: str) -> list[dict[str, Any]]:
    return sql.rows("territory/level_figures.sql", {"indicator": indicator, "year": year, "level": level})


def children(code: str, level: str, rate: str) -> list[dict[str, Any]]:
    """Territories a sheet lists: communes of a province, arrondissements and urban centres of a city…"""
    levels = list(CHILD_LEVELS.get(level, ()))
    if not levels:
        return []
    rows = sql.rows("territory/children.sql", {"code": code, "levels": levels, "rate": rate})
    for row in rows:
        before, after = row["population_2014"], row["population"]
        row["change"] = 100 * (after - before) / before if before and after is not None else None
    return rows


def counts() -> dict[str, int]:
    return {row["level"]: row["n"] for row in sql.rows("territory/level_counts.sql", {})}


def version() -> str:
    """Changes whenever limits, names or figures do: the key of whatever is kept from them."""
    row = sql.one("territory/versions.sql", {})
    return row["version"] if row else ""
