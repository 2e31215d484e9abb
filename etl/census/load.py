"""Into the store: every column of every file, by COPY, in one transaction; a second run finds its stamp and stops."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pandas as pd
from django.db import connection, transaction

from etl.census import tables
from layers.indicators import catalog
from layers.models import Indicator, IndicatorValue, LoadStamp, TerritoryVersion

STAMP = "census"
_COLUMNS = ("indicator_id", "year", "milieu", "sex", "territory_id", "value")
# The package's units that the curated catalogue does not name are counts of something.
_UNITS = {"percent": "percent", "years": "years", "people": "people", "households": "households", "km": "km"}


def content_hash() -> str:
    """Changes with the package, the curated catalogue and this code."""
    digest = hashlib.sha256(tables.version().encode())
    for file in (__file__, tables.__file__, catalog.__file__):
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
        cursor.execute("delete from layers_indicatorvalue")
        territories = dict(
            TerritoryVersion.objects.filter(edition__is_current=True).values_list("code", "territory_id")
        )
        written = sum(_copy(cursor, table, ids, territories) for table in tables.TABLES)
        LoadStamp.objects.update_or_create(name=STAMP, defaults={"content_hash": wanted})
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; analyze layers_indicatorvalue; reset statement_timeout")
    return {"indicators": len(ids), "values": written}


def _indicators() -> dict[str, int]:
    """Creates or updates every column's indicator; those of a package no longer there are removed."""
    curated = catalog.by_code()
    order = {code: number for number, code in enumerate(curated)}
    seen: dict[str, Indicator] = {}
    for table in tables.TABLES:
        described = tables.fields(table)
        for column in tables.measures(tables.read(table)):
            if column not in seen:
                seen[column] = _indicator(column, table, described.get(column, {}), curated.get(column))
                seen[column].position = order.get(column, 10_000)
    fields = [f.name for f in Indicator._meta.local_fields if f.name not in ("id", "code")]
    Indicator.objects.exclude(code__in=seen).delete()
    Indicator.objects.bulk_create(
        seen.values(), update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return dict(Indicator.objects.values_list("code", "id"))


def _indicator(
    column: str, table: tables.CensusTable, entry: dict[str, Any], curated: catalog.Definition | None
) -> Indicator:
    common = {"code": column, "dataset": table.dataset, "source": table.source}
    heading = " · ".join(part for part in (entry.get("heading"), entry.get("category")) if part)
    if curated is None:
        unit = _UNITS.get(entry.get("unit", ""), "count")
        return Indicator(
            **common,
            title_fr=heading or entry.get("label", column),
            unit=unit,
            theme="other",
            decimals=catalog.units()[unit].decimals,
            definition_fr=entry.get("definedAs", ""),
        )
    return Indicator(
        **common,
        title_fr=curated.title_fr,
        title_ar=curated.title_ar,
        short_fr=curated.short_fr,
        short_ar=curated.short_ar,
        unit=curated.unit,
        theme=curated.theme,
        direction=curated.direction,
        decimals=catalog.units()[curated.unit].decimals,
        curated=True,
        definition_fr=f"{curated.title_fr}. Intitulé HCP : {heading or column}.",
        definition_ar=f"{curated.title_ar}.",
        denominator=curated.weight,
        comparable=curated.comparable,
    )


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
