"""The one door of figures other than the census's: computed from a raster, or supplied by an administration.

    publish(Declared(code="relief_mean", …), 2020, [Figure(territory_id, 412.5, covered=0.98), …])

What is published is at once an indicator like any other: map, board, table, `/indicators/{code}.csv`.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import connection, transaction

from layers.errors import PlatformError, RequestError
from layers.models import Indicator, IndicatorCoverage, IndicatorValue

# After the curated columns of the census, before the thousands of others.
POSITION = 5_000
CODE = re.compile(r"[a-z][a-z0-9_]{2,119}")


class CodeTaken(PlatformError):
    code, status = "indicator_taken", 409
    message_fr = "Le code d’indicateur « {value} » appartient à « {owner} »."
    message_ar = "رمز المؤشر «{value}» تابع لـ«{owner}»."


class FigureRefused(RequestError):
    code = "figure_refused"
    message_fr = "Valeur refusée pour l’indicateur « {parameter} » : {value}."
    message_ar = "قيمة مرفوضة للمؤشر «{parameter}»: {value}."


@dataclass(frozen=True)
class Declared:
    """What an indicator is. `dataset` owns the code: nobody else publishes under it."""

    code: str
    dataset: str
    title_fr: str
    title_ar: str
    short_fr: str
    short_ar: str
    unit: str
    theme: str
    source: str
    source_ar: str = ""
    origin: str = "computed"
    direction: str = "none"
    decimals: int = 1
    definition_fr: str = ""
    definition_ar: str = ""
    formula_fr: str = ""
    formula_ar: str = ""
    access: str = "public"
    owner_id: int | None = None
    perimeter_id: int | None = None


@dataclass(frozen=True)
class Figure:
    """`value` None: nothing can be said, for the `reason` given. `covered`: share of the territory behind it."""

    territory_id: int
    value: float | None
    covered: float = 1.0
    reason: str = ""


def publish(
    declared: Declared,
    year: int,
    figures: Sequence[Figure],
    milieu: int = 0,
    sex: int = 0,
) -> Indicator:
    """Replaces the whole of that year, milieu and sex, in one transaction. CodeTaken, FigureRefused."""
    _check(declared, year, figures)
    with transaction.atomic():
        indicator = _declare(declared)
        key = {"indicator": indicator, "year": year}
        IndicatorValue.objects.filter(**key, milieu=milieu, sex=sex).delete()
        known = [f for f in figures if f.value is not None]
        _copy([(indicator.pk, year, int(milieu), int(sex), f.territory_id, f.value) for f in known])
        if (milieu, sex) == (0, 0):
            _cover(indicator, year, figures)
        _presence(indicator)
    return indicator


def withdraw(dataset: str, keep: Sequence[str] = ()) -> int:
    """Removes the indicators of a dataset but those kept; how many. The census is not one of these datasets."""
    owned = Indicator.objects.exclude(origin=Indicator.Origin.CENSUS).filter(dataset=dataset)
    with transaction.atomic():
        gone = list(owned.exclude(code__in=keep).values_list("pk", flat=True))
        IndicatorValue.objects.filter(indicator_id__in=gone).delete()
        owned.filter(pk__in=gone).delete()
    return len(gone)


def remove(code: str, dataset: str) -> bool:
    """One indicator of a dataset, with its figures; False when the dataset has none of this code."""
    owned = Indicator.objects.exclude(origin=Indicator.Origin.CENSUS).filter(code=code, dataset=dataset)
    with transaction.atomic():
        IndicatorValue.objects.filter(indicator_id__in=list(owned.values_list("pk", flat=True))).delete()
        return bool(owned.delete()[0])


def _check(declared: Declared, year: int, figures: Sequence[Figure]) -> None:
    if not CODE.fullmatch(declared.code):
        raise FigureRefused(parameter=declared.code, value=declared.code)
    if not 1900 <= year <= 2100:
        raise FigureRefused(parameter=declared.code, value=year)
    seen: set[int] = set()
    for figure in figures:
        if figure.territory_id in seen:
            raise FigureRefused(parameter=declared.code, value=f"territoire {figure.territory_id} répété")
        seen.add(figure.territory_id)
        bad = figure.value is not None and not math.isfinite(figure.value)
        if bad or not 0 <= figure.covered <= 1 or (figure.value is None) != bool(figure.reason):
            raise FigureRefused(parameter=declared.code, value=figure.value)


def _declare(declared: Declared) -> Indicator:
    values = {f.name: getattr(declared, f.name) for f in fields(declared)}
    found = Indicator.objects.select_for_update().filter(code=declared.code).first()
    if found is None:
        return Indicator.objects.create(**values, curated=True, position=POSITION)
    if found.dataset != declared.dataset or found.origin == Indicator.Origin.CENSUS:
        raise CodeTaken(value=declared.code, owner=found.source)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


def _copy(rows: list[tuple[int, int, int, int, int, float | None]]) -> None:
    text = io.StringIO("".join("\t".join(map(repr, row)) + "\n" for row in rows))
    columns = ("indicator_id", "year", "milieu", "sex", "territory_id", "value")
    with connection.cursor() as cursor:
        cursor.copy_from(text, IndicatorValue._meta.db_table, columns=columns)


def _cover(indicator: Indicator, year: int, figures: Sequence[Figure]) -> None:
    IndicatorCoverage.objects.filter(indicator=indicator, year=year).delete()
    IndicatorCoverage.objects.bulk_create(
        (
            IndicatorCoverage(
                indicator=indicator, year=year, territory_id=f.territory_id, share=f.covered, reason=f.reason
            )
            for f in figures
        ),
        batch_size=2000,
    )


def _presence(indicator: Indicator) -> None:
    held = IndicatorValue.objects.filter(indicator=indicator).values_list("year", "milieu", "sex").distinct()
    years, milieus, sexes = ({row[i] for row in held} for i in range(3))
    indicator.years, indicator.milieus, indicator.sexes = sorted(years), sorted(milieus), sorted(sexes)
    indicator.save(update_fields=["years", "milieus", "sexes"])
