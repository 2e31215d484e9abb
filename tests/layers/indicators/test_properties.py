"""Whatever the indicator, year, milieu, sex and grouping: rates stay in bounds, and parts make the whole."""

from __future__ import annotations

import math
import zlib
from functools import cache

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.indicators import rollup
from layers.indicators.catalog import ADDITIVE, curated
from layers.models import Indicator
from layers.queries import indicators as queries
from tests.layers.indicators.test_rollup import groups_of

pytestmark = pytest.mark.django_db
# A question of the database an example, over the 1,503 communes: few examples, and no shrinking that would last.
asked = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def weight_of(code: str, year: int) -> str:
    """Of a rate, its denominator in that census; of a count, itself."""
    return rollup.denominator(Indicator.objects.get(code=code), year) or code


@cache
def summable() -> list[tuple[str, int, int, int]]:
    """(code, year, milieu, sex) of all that may be rolled up, as published: no breakdown that HCP has not made."""
    found = []
    for code, item in curated().items():
        info = queries.indicator(code)
        for year in info.years if item.denominator or item.unit in ADDITIVE else ():
            weight = queries.indicator(weight_of(code, year))
            for milieu in set(info.milieus) & set(weight.milieus):
                found += [(code, year, milieu, sex) for sex in set(info.sexes) & set(weight.sexes)]
    return sorted(found)


questions = st.deferred(lambda: st.sampled_from(summable()))


# The deficit of dwellings counts what is lacking against what stands: two small towns lack more than they have.
ABOVE_ALL = {("dwellings_deficit_rate", name) for name in ("Tainaste", "Brikcha")}


def test_every_published_percentage_is_one() -> None:
    """Not a sample: each figure of each percentage, at every level, milieu and sex, of both censuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from layers_indicatorvalue x
            join layers_indicator i on i.id = x.indicator_id where i.unit = 'percent'"""
        )
        assert cursor.fetchone()[0] > 2_000_000
        cursor.execute(
            """select distinct i.code, v.name_fr from layers_indicatorvalue x
            join layers_indicator i on i.id = x.indicator_id
            join layers_territoryversion v on v.territory_id = x.territory_id
            where i.unit = 'percent' and x.value not between 0 and 100"""
        )
        assert set(cursor.fetchall()) == ABOVE_ALL


@asked
@given(questions, st.integers(2, 9), st.integers(0, 2**32))
def test_a_rate_of_any_grouping_is_within_those_of_its_communes(
    question: tuple[str, int, int, int], number: int, seed: int
) -> None:
    code, year, milieu, sex = question
    communes = list(groups_of("province"))
    groups = {commune: str(zlib.crc32(f"{seed}{commune}".encode()) % number) for commune in communes}
    every = rollup.by_group(code, year, {commune: commune for commune in communes}, milieu, sex)
    info = queries.indicator(code)
    for group, found in rollup.by_group(code, year, groups, milieu, sex).items():
        own = [every[c].value for c in communes if groups[c] == group and c in every]
        known = [value for value in own if value is not None]
        if found.value is None:
            assert not known
        elif info.unit not in ADDITIVE:
            assert min(known) - 1e-9 <= found.value <= max(known) + 1e-9
            assert info.unit != "percent" or 0 <= found.value <= 100
        assert 0 <= found.covered <= 1


@asked
@given(questions, st.integers(2, 40), st.integers(0, 2**32))
def test_the_parts_of_any_partition_make_the_whole(
    question: tuple[str, int, int, int], number: int, seed: int
) -> None:
    code, year, milieu, sex = question
    communes = list(groups_of("province"))
    partition = {commune: str(zlib.crc32(f"{seed}{commune}".encode()) % number) for commune in communes}
    one = dict.fromkeys(communes, "whole")
    parts, whole = (rollup.by_group(code, year, of, milieu, sex) for of in (partition, one))
    expected = whole["whole"].value
    assert sum(len(part.used) for part in parts.values()) == len(whole["whole"].used)
    if queries.indicator(code).unit in ADDITIVE:
        found = sum(part.value or 0 for part in parts.values()) if expected is not None else None
    else:
        # A part weighs what its rate rests on: its denominator, less that of communes without a rate.
        weight = rollup.by_group(weight_of(code, year), year, partition, milieu, sex)
        rests = {g: part.covered * (weight[g].value or 0) for g, part in parts.items() if part.value is not None}
        total = sum(rests.values())
        found = sum((parts[g].value or 0) * rests[g] for g in rests) / total if total else None
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
