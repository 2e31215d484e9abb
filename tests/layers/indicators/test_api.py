"""What programs read: figures as printed, missing ones empty and unranked, files equal to maps, errors named."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db

BERKANE, BOU_OULLI, ANERGUI, NATION = "02.113.01.09", "05.081.03.05", "05.081.09.09", "MA"
# HCP's printed figures for 2024, as text: "52" is not "52.0", an empty cell is not "0".
PRINTED = {
    "population_legal": {NATION: "36828330"},
    "population_municipal": {BERKANE: "98838", BOU_OULLI: "11992", ANERGUI: "3975", NATION: "36490591"},
    "households_count": {BERKANE: "27454", BOU_OULLI: "1866", ANERGUI: "911", NATION: "9275038"},
    "illiteracy_rate_10_plus": {BERKANE: "22.5", BOU_OULLI: "44.1", ANERGUI: "52", NATION: "24.8"},
    "schooling_rate_6_to_11": {BERKANE: "96.1", BOU_OULLI: "97.5", ANERGUI: "93.2", NATION: "95.8"},
    "disability_prevalence": {BERKANE: "6.4", BOU_OULLI: "3", ANERGUI: "5.4", NATION: "4.8"},
    "labour_unemployment_rate": {BERKANE: "26.2", BOU_OULLI: "15.7", ANERGUI: "22.3", NATION: "21.3"},
    "amenities_electricity": {BERKANE: "99.6", BOU_OULLI: "98.5", ANERGUI: "86", NATION: "97.1"},
    "amenities_running_water": {BERKANE: "99.2", BOU_OULLI: "92.9", ANERGUI: "26.1", NATION: "82.9"},
    "wastewater_public_sewer": {BERKANE: "99.1", BOU_OULLI: "1.6", ANERGUI: "0", NATION: "65.4"},
    "household_waste_in_the_open": {BERKANE: "0.4", BOU_OULLI: "98.4", ANERGUI: "99.6", NATION: "26.6"},
    "households_distance_to_paved_road_km": {BERKANE: "", BOU_OULLI: "2.4", ANERGUI: "2.2", NATION: "1.5"},
    "establishments_public_services": {BERKANE: "218", BOU_OULLI: "102", ANERGUI: "43", NATION: "147062"},
    "establishments_jobs": {BERKANE: "13019", BOU_OULLI: "144", ANERGUI: "37", NATION: "3585475"},
}


def read_csv(client: Client, code: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/indicators/{code}.csv", asked)
    assert answer.status_code == 200, answer.content
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def read_json(client: Client, path: str, **asked: str) -> Any:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("code", PRINTED)
def test_a_file_holds_figures_as_printed(client: Client, code: str) -> None:
    communes = read_csv(client, code, level="commune", year="2024")
    assert len(communes) == 1503
    assert list(communes[0]) == ["code", "name_fr", "name_ar", "value", "unit", "year", "source"]
    found = {row["code"]: row["value"] for row in communes}
    found |= {row["code"]: row["value"] for row in read_csv(client, code, level="country", year="2024")}
    assert {place: found[place] for place in PRINTED[code]} == PRINTED[code]


def test_a_province_is_as_printed(client: Client) -> None:
    rows = read_csv(client, "amenities_running_water", level="province", year="2024")
    found = {row["code"]: row["value"] for row in rows}
    assert len(rows) == 75
    assert [found[code] for code in ("02.113", "02.251", "05.081", "05.091", "05.301")] == [
        "91.7", "63.9", "86.3", "90.3", "73.3",
    ]  # fmt: skip


def test_milieu_and_sex_are_dimensions(client: Client) -> None:
    urban = read_csv(client, "wastewater_public_sewer", level="country", milieu="urban")
    women = read_csv(client, "illiteracy_rate_10_plus", level="country", sex="male")
    assert (urban[0]["value"], women[0]["value"]) == ("93.4", "17.2")


@pytest.mark.parametrize(("code", "sex"), [("population_municipal", "female"), ("amenities_toilet", "all")])
def test_csv_json_and_map_say_the_same(client: Client, code: str, sex: str) -> None:
    asked = {"level": "commune", "year": "2014", "sex": sex, "territory": "05"}
    table = {row["code"]: row["value"] for row in read_csv(client, code, **asked)}
    records = read_json(client, f"/indicators/{code}.json", **asked)["values"]
    drawn = read_json(client, "/api/choropleth/", indicator=code, **asked)["values"]
    assert len(table) == 135
    assert {r["code"]: "" if r["value"] is None else f"{r['value']}" for r in records} == table
    assert {c: "" if v is None else f"{v:.10g}" for c, v in drawn.items()} == table


def test_a_workbook_reads_from_right_to_left_in_arabic(client: Client) -> None:
    answer = client.get("/indicators/amenities_toilet.xlsx", {"level": "region", "lang": "ar"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.sheet_view.rightToLeft is True
    assert sheet.max_row == 13 and isinstance(sheet.cell(2, 4).value, int | float)


def test_missing_is_neither_zero_nor_ranked(client: Client) -> None:
    drawn = read_json(
        client,
        "/api/choropleth/",
        indicator="households_distance_to_paved_road_km",
        level="commune",
        year="2024",
    )
    blank = {code for code, value in drawn["values"].items() if value is None}
    assert len(blank) == drawn["nodata"] > 220 and BERKANE in blank
    assert all(drawn["classes"][code] == -1 for code in blank)
    assert not blank & drawn["ranks"].keys()
    assert sum(drawn["counts"]) + drawn["nodata"] == drawn["total"] == 1503


@pytest.mark.parametrize(
    ("indicator", "best"), [("amenities_running_water", max), ("household_waste_in_the_open", min)]
)
def test_rank_one_is_the_most_favourable(client: Client, indicator: str, best: Any) -> None:
    drawn = read_json(client, "/api/choropleth/", indicator=indicator, level="province", year="2024")
    first = [code for code, rank in drawn["ranks"].items() if rank == 1]
    assert {drawn["values"][code] for code in first} == {
        best(v for v in drawn["values"].values() if v is not None)
    }


@pytest.mark.parametrize("method", ["quantile", "jenks", "equal", "round"])
@pytest.mark.parametrize("classes", ["5", "6", "7"])
def test_classes_of_a_map_add_up(client: Client, method: str, classes: str) -> None:
    drawn = read_json(
        client,
        "/api/choropleth/",
        indicator="wastewater_public_sewer",
        level="commune",
        method=method,
        classes=classes,
    )
    assert len(drawn["colors"]) == len(drawn["counts"]) == len(drawn["breaks"]) - 1
    assert sum(drawn["counts"]) == drawn["total"] - drawn["nodata"]
    for code, number in drawn["classes"].items():
        if number >= 0:
            assert drawn["breaks"][number] <= drawn["values"][code] <= drawn["breaks"][number + 1]


def test_a_change_is_in_points_and_favourable_is_blue(client: Client) -> None:
    asked = {"level": "province", "year": "change"}
    water = read_json(client, "/api/choropleth/", indicator="amenities_running_water", **asked)
    slums = read_json(client, "/api/choropleth/", indicator="dwelling_type_basic_or_slum", **asked)
    assert water["indicator"]["unit"] == "points" and water["ramp"] == "change"
    assert water["colors"] == slums["colors"][::-1] and len(water["colors"]) == 7
    assert water["breaks"][3] < 0 < water["breaks"][4]
    before = read_json(
        client, "/api/choropleth/", indicator="amenities_running_water", level="province", year="2014"
    )
    after = read_json(
        client, "/api/choropleth/", indicator="amenities_running_water", level="province", year="2024"
    )
    for code, moved in water["values"].items():
        assert moved == pytest.approx(after["values"][code] - before["values"][code])


def test_casablanca_is_counted_once(client: Client) -> None:
    communes = read_csv(client, "population_legal", level="commune", territory="06.141", year="2024")
    parts = read_csv(client, "population_legal", level="arrondissement", territory="06.141", year="2024")
    assert {row["code"]: row["value"] for row in communes}["06.141.01.0"] == "3215935"
    assert sum(int(row["value"]) for row in parts) == 3_215_935
    assert not {row["code"] for row in communes} & {row["code"] for row in parts}


def test_a_profile_compares_and_ranks(client: Client) -> None:
    found = read_json(
        client,
        f"/api/territories/{ANERGUI}/profile.json",
        indicators="amenities_running_water,households_distance_to_paved_road_km",
    )
    water = found["figures"][0]
    assert water["values"] == {"2014": water["values"]["2014"], "2024": 26.1}
    assert (water["province"]["2024"], water["country"]["2024"]) == (86.3, 82.9)
    drawn = read_json(client, "/api/choropleth/", indicator="amenities_running_water", year="2024")
    assert water["rank"] == drawn["ranks"][ANERGUI] and water["of"] == len(drawn["ranks"])
    berkane = read_json(
        client,
        f"/api/territories/{BERKANE}/profile.json",
        indicators="households_distance_to_paved_road_km",
    )
    assert (berkane["figures"][0]["values"].get("2024"), berkane["figures"][0]["rank"]) == (None, None)


def test_why_this_figure(client: Client) -> None:
    told = read_json(
        client,
        "/api/indicators/amenities_running_water/explain",
        territory="05.081",
        year="2024",
        level="commune",
    )
    assert told["value"] == 86.3 and told["denominator"]["value"] > 100_000
    assert told["situation"] == "2024-09-01" and told["definition"] and "HCP" in told["source"]["title"]
    assert told["completeness"]["published"] == told["completeness"]["of"] == 44
    assert told["completeness"]["text"].startswith("44 sur 44")


def test_the_catalogue_lists_and_searches(client: Client) -> None:
    listed = read_json(client, "/indicators/", format="json")
    themes = {theme["slug"] for theme in listed["themes"]}
    assert len(listed["indicators"]) >= 40 and {i["theme"] for i in listed["indicators"]} <= themes
    every = read_json(client, "/indicators/", format="json", all="1")["indicators"]
    assert sum(not i["code"].startswith("raster_") for i in every) == 268
    water = next(i for i in listed["indicators"] if i["code"] == "amenities_running_water")
    assert water["years"] == [2014, 2024] and water["milieus"] == ["total", "urban", "rural"]
    assert {"region", "commune", "arrondissement"} <= set(water["levels"])
    page = client.get("/indicators/", {"q": "eau courante"}).content.decode()
    assert "amenities_running_water" in page and "labour_unemployment_rate" not in page


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/indicators/amenities_toilet.csv?colour=red", 400, "unknown_parameter", "colour"),
        ("/indicators/amenities_toilet.csv?year=1999", 400, "bad_parameter", "year"),
        ("/indicators/amenities_toilet.csv?level=planet", 400, "bad_parameter", "level"),
        ("/indicators/amenities_toilet.csv?milieu=sea", 400, "bad_parameter", "milieu"),
        ("/indicators/amenities_toilet.csv?territory=99", 400, "bad_parameter", "territory"),
        ("/indicators/amenities_toilet.pdf", 404, "not_found", "format"),
        ("/indicators/nothing.csv", 404, "not_found", "indicator"),
        ("/api/choropleth/", 400, "bad_parameter", "indicator"),
        ("/api/choropleth/?indicator=amenities_toilet&classes=40", 400, "bad_parameter", "method"),
        ("/api/choropleth/?indicator=household_waste_truck&year=change", 400, "bad_parameter", "year"),
        ("/api/territories/99.99/profile.json", 404, "not_found", "code"),
    ],
)
def test_errors_are_named(client: Client, path: str, status: int, code: str, parameter: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["code"], error["parameter"]) == (code, parameter)
    assert error["message_fr"] and error["message_ar"]


def test_public_figures_are_revalidated(client: Client) -> None:
    path = "/api/choropleth/?indicator=amenities_toilet&level=region"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path + "&lang=ar")["ETag"] != first["ETag"]
    cache.clear()
    assert client.get(path)["ETag"] == first["ETag"]
