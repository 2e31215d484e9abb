"""The door of the indicator store: what enters is whole, owned, and never mixed with the census."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.indicators import store
from layers.models import Indicator, IndicatorCoverage, IndicatorValue, TerritoryVersion

pytestmark = pytest.mark.django_db

MINE = store.Declared(
    code="supplied_trees", dataset="communes-vertes", title_fr="Arbres plantés", title_ar="الأشجار المغروسة",
    short_fr="Arbres", short_ar="الأشجار", unit="count", theme="environment", source="Commune", origin="supplied",
)  # fmt: skip


def figures(*values: float | None) -> list[store.Figure]:
    places = TerritoryVersion.objects.filter(edition__is_current=True, level="region").order_by("code")
    return [
        store.Figure(place.territory_id, v, 1.0 if v is not None else 0.0, "" if v is not None else "absent")
        for place, v in zip(places, values, strict=False)
    ]


def test_published_figures_replace_the_years_before_and_nothing_else() -> None:
    before = IndicatorValue.objects.count()
    store.publish(MINE, 2023, figures(1, 2, None))
    store.publish(MINE, 2024, figures(4, 5, 6))
    indicator = store.publish(MINE, 2023, figures(7, None, 9))
    kept = IndicatorValue.objects.filter(indicator=indicator, year=2023)
    assert sorted(kept.values_list("value", flat=True)) == [7, 9]
    assert IndicatorValue.objects.count() == before + 5
    assert indicator.years == [2023, 2024] and indicator.curated and indicator.origin == "supplied"
    told = IndicatorCoverage.objects.get(indicator=indicator, year=2023, reason="absent")
    assert told.share == 0


@pytest.mark.parametrize(
    ("year", "given"),
    [(2024, [float("nan")]), (2024, [float("inf")]), (12, [1.0])],
)
def test_impossible_figures_are_refused_and_nothing_is_written(year: int, given: list[float]) -> None:
    with pytest.raises(store.FigureRefused):
        store.publish(MINE, year, figures(*given))
    assert not Indicator.objects.filter(code=MINE.code).exists()


def test_a_figure_without_value_needs_a_reason_and_no_territory_comes_twice() -> None:
    one = figures(1)[0]
    for wrong in (
        [one, one],
        [replace(one, value=None)],
        [replace(one, reason="absent")],
        [replace(one, covered=1.2)],
    ):
        with pytest.raises(store.FigureRefused):
            store.publish(MINE, 2024, wrong)


def test_a_code_belongs_to_who_published_it_first() -> None:
    store.publish(MINE, 2024, figures(1))
    with pytest.raises(store.CodeTaken):
        store.publish(replace(MINE, dataset="autre"), 2024, figures(2))
    with pytest.raises(store.CodeTaken):
        store.publish(replace(MINE, code="population_legal", dataset="people"), 2024, figures(2))


def test_withdrawing_leaves_others_and_the_census() -> None:
    store.publish(MINE, 2024, figures(1))
    store.publish(replace(MINE, code="supplied_other", dataset="autre"), 2024, figures(1))
    census = Indicator.objects.filter(origin="census").count()
    assert store.withdraw("communes-vertes") == 1
    assert not Indicator.objects.filter(code=MINE.code).exists()
    assert Indicator.objects.filter(code="supplied_other").exists()
    assert store.withdraw("people") == 0
    assert Indicator.objects.filter(origin="census").count() == census
