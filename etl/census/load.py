"""Into the store: every column of every file, by COPY, in one transaction; a second run finds its stamp and stops."""

from __future__ import annotations

import hashlib
import io
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
from django.db import connection, transaction

from etl.census import tables
from layers import sql
from layers.indicators import catalog, equipment, people
from layers.models import Indicator, IndicatorValue, LoadStamp, TerritoryVersion

STAMP = "census"
# Its key, and what only the figures themselves can tell (coverage.sql).
_KEPT = {"id", "code", "years", "milieus", "sexes"}
_CENSUS = {"origin": Indicator.Origin.CENSUS}
_COLUMNS = ("indicator_id", "year", "milieu", "sex", "territory_id", "value")
# The package's units that the curated catalogue does not name are counts of something.
_UNITS = {unit: unit for unit in catalog.UNITS}


def content_hash() -> str:
    """Changes with the package, the curated catalogue and this code."""
    digest = hashlib.sha256(tables.version().encode())
    for file in (__file__, tables.__file__, catalog.__file__, equipment.__file__, people.__file__):
        digest.update(Path(str(file)).read_bytes())
    return digest.hexdigest()


def load() -> dict[str, int]:
    """Counts written; empty when already up to date. KeyError names a census code absent from the territory."""
    wanted = content_hash()
    if LoadStamp.objects.filter(name=STAMP, content_hash=wanted).exists():
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        ids = _indicators()
        cursor.execute(sql.load("indicators/load_clear.sql"))
        territories = dict(
            TerritoryVersion.objects.filter(edition__is_current=True).values_list("code", "territory_id")
        )
        written = sum(_copy(cursor, table, ids, territories) for table in tables.TABLES)
        cursor.execute(sql.load("indicators/coverage.sql"))
        LoadStamp.objects.update_or_create(name=STAMP, defaults={"content_hash": wanted})
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; analyze layers_indicatorvalue; reset statement_timeout")
    return {"indicators": len(ids), "values": written}


def _indicators() -> dict[str, int]:
    """Creates or updates every column's indicator; those of a package no longer there are removed."""
    curated = catalog.curated()
    order = {code: number for number, code in enumerate(curated)}
    comparable = _comparable()
    seen: dict[str, Indicator] = {}
    for table in tables.TABLES:
        described = tables.fields(table)
        for column in tables.measures(tables.read(table)):
            if column not in seen:
                seen[column] = _indicator(column, table, described.get(column, {}), curated.get(column))
                seen[column].position = order.get(column, 10_000)
                seen[column].comparable = column in comparable
    fields = [f.name for f in Indicator._meta.local_fields if f.name not in _KEPT]
    Indicator.objects.filter(**_CENSUS).exclude(code__in=seen).delete()
    Indicator.objects.bulk_create(
        seen.values(), update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return dict(Indicator.objects.filter(**_CENSUS).values_list("code", "id"))


def _comparable() -> set[str]:
    """Columns both censuses publish and the package calls comparable, less what HCP redefined under the same name."""
    by_year: dict[int, set[str]] = {2014: set(), 2024: set()}
    for table in tables.TABLES:
        entries = tables.fields(table).items()
        by_year[table.year] |= {c for c, e in entries if table.year == 2024 or e.get("comparableTo")}
    both = by_year[2014] & by_year[2024]
    return {column for column in both if not column.startswith(catalog.NOT_COMPARABLE_PREFIXES)}


def _indicator(
    column: str, table: tables.CensusTable, entry: dict[str, Any], curated: catalog.Curated | None
) -> Indicator:
    heading = " · ".join(part for part in (entry.get("heading"), entry.get("category")) if part)
    indicator = Indicator(code=column, dataset=table.dataset, source=table.source)
    if curated is None:
        indicator.title_fr = heading or entry.get("label", column)
        indicator.unit = _UNITS.get(entry.get("unit", ""), "count")
        indicator.theme = "other"
        indicator.decimals = 0 if indicator.unit in catalog.ADDITIVE else 1
        indicator.definition_fr = entry.get("definedAs", "")
        return indicator
    for field in fields(curated):
        setattr(indicator, field.name, getattr(curated, field.name))
    indicator.curated = True
    return indicator


def _copy(
    cursor: Any, table: tables.CensusTable, ids: dict[str, int], territories: dict[str, int]
) -> int:
    parts = []
    for column, published in tables.values(table):
        parts.append(
            pd.DataFrame(
                {
                    "indicator": ids[column],
                    "year": table.year,
                    "milieu": published["milieu"],
                    "sex": published["sexe"],
                    "territory": published["territory"],
                    "value": published["value"],
                }
            )
        )
    rows = pd.concat(parts)
    known = rows["territory"].map(territories)
    if known.isna().any():
        raise KeyError(sorted(set(rows.loc[known.isna(), "territory"]))[:20])
    rows["territory"] = known.astype(int)
    # In primary-key order the index is built by appending: half the time of random inserts.
    rows = rows.sort_values(["indicator", "milieu", "sex", "territory"])
    text = io.StringIO()
    rows.to_csv(text, sep="\t", header=False, index=False)
    text.seek(0)
    cursor.copy_from(text, IndicatorValue._meta.db_table, columns=_COLUMNS)
    return len(rows)
