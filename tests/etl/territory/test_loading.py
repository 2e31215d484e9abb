"""Loading again writes nothing; an operator's limits replace ours without losing what is attached."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import connection

from layers import territories

pytestmark = pytest.mark.django_db

# Two neighbours, and a bit of ground that changes hands between them.
BERKANE, NEIGHBOUR = "02.113.01.09", "02.113.05.17"
Write = Callable[[dict[str, Any]], Path]


def load(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("load_territories", *map(str, arguments), stdout=out)
    return out.getvalue()


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def limit(code: str, edition: str = "2024") -> Any:
    [(wkb,)] = rows(
        "select ST_AsBinary(l.geom) from layers_territoryversion v join layers_territorylimit l on l.id = v.limit_id"
        " where v.code = %s and v.edition_id = %s",
        code,
        edition,
    )
    return shapely.from_wkb(bytes(wkb))


def state() -> list[tuple[Any, ...]]:
    return rows(
        "select v.edition_id, v.code, v.territory_id, v.limit_id, v.search, md5(l.geom::text), l.vintage"
        " from layers_territoryversion v left join layers_territorylimit l on l.id = v.limit_id order by 1, 2"
    )


def touching(code: str) -> str:
    """A rural neighbour that shares a long edge."""
    [(found,)] = rows(
        "select o.code from layers_territoryversion v join layers_territorylimit l on l.id = v.limit_id"
        " join layers_territoryversion o on o.edition_id = v.edition_id and o.level = 'commune' and o.code <> v.code"
        " join layers_territorylimit ol on ol.id = o.limit_id and ST_Intersects(l.geom, ol.geom)"
        " where v.edition_id = '2024' and v.code = %s"
        " order by ST_Length(ST_Intersection(l.geom, ol.geom)) desc limit 1",
        code,
    )
    return str(found)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(limits: dict[str, Any], **options: Any) -> Path:
        path = tmp_path / "limits.gpkg"
        path.unlink(missing_ok=True)
        frame = geopandas.GeoDataFrame({"code": list(limits)}, geometry=list(limits.values()), crs=4326)
        frame.to_crs(options.get("crs", 4326)).to_file(path)
        return path

    return _write


@pytest.fixture
def exchanged() -> dict[str, Any]:
    """Berkane gives its northern tenth to a neighbour."""
    neighbour = touching(BERKANE)
    mine, other = limit(BERKANE), limit(neighbour)
    edge = shapely.intersection(mine, other)
    given = shapely.intersection(mine, shapely.buffer(edge, 0.003))
    return {BERKANE: shapely.difference(mine, given), neighbour: shapely.union(other, given)}


def test_a_second_load_writes_nothing() -> None:
    before = state()
    assert "déjà à jour" in load()
    assert state() == before


def test_a_load_after_a_change_of_recipe_keeps_every_id() -> None:
    before = state()
    rows("update layers_edition set content_hash = 'older' returning slug")
    rows("update layers_territoryversion set name_fr = 'Perdu' where code = %s returning id", BERKANE)
    rows(
        "update layers_territorylimit set area_m2 = 1, vintage = 1999 where id = (select limit_id from"
        " layers_territoryversion where code = %s and edition_id = '2024') returning id",
        BERKANE,
    )
    load()
    assert state() == before
    assert territories.search("berkane")[0]["name_fr"] == "Berkane"


def test_limits_replaced_in_an_edition_keep_territories_and_the_other_edition(
    write: Write, exchanged: dict[str, Any]
) -> None:
    ids = dict(rows("select code, territory_id from layers_territoryversion where edition_id = '2024'"))
    before_2014, before = limit(BERKANE, "2014"), limit(BERKANE)
    order = ("--limits", write(exchanged), "--edition", "2024", "--vintage", 2026, "--source", "Essai")
    load(*order)
    assert (
        dict(rows("select code, territory_id from layers_territoryversion where edition_id = '2024'")) == ids
    )
    assert limit(BERKANE).area < before.area
    assert limit(BERKANE, "2014").equals(before_2014)
    # The province holds the same ground as before: only an inner edge moved.
    assert limit("02.113").equals(limit("02.113", "2014"))
    assert territories.describe(BERKANE)["vintage"] == 2026  # type: ignore[index]
    assert territories.describe("02.113.01.01")["vintage"] == 2014  # type: ignore[index]
    assert rows("select count(*) from layers_territoryband where code = %s", BERKANE) == [(5,)]
    assert "déjà à jour" in load(*order)
    stored = state()
    rows("update layers_edition set content_hash = 'older' || substr(content_hash, 17) returning slug")
    assert "opérateur en place" in load()
    assert state() == stored


def test_a_new_edition_becomes_current_and_shares_what_did_not_change(
    write: Write, exchanged: dict[str, Any]
) -> None:
    load("--limits", write(exchanged), "--edition", "2026")
    assert rows("select slug from layers_edition where is_current") == [("2026",)]
    shared = rows(
        "select count(*) from layers_territoryversion a join layers_territoryversion b using (territory_id, limit_id)"
        " where a.edition_id = '2024' and b.edition_id = '2026'"
    )[0][0]
    # All but the two communes, the cercle of one of them, and at most the levels above where the edge ends.
    assert 2002 - 2 - 1 - 3 <= shared <= 2002 - 2 - 1
    assert territories.resolve_codes([BERKANE]) == [
        rows(
            "select territory_id from layers_territoryversion where code = %s and edition_id = '2014'",
            BERKANE,
        )[0][0]
    ]
    load()
    assert rows("select slug from layers_edition where is_current") == [("2026",)]


@pytest.mark.full
def test_a_file_in_merchich_lands_in_place(write: Write, exchanged: dict[str, Any]) -> None:
    load("--limits", write(exchanged, crs=26191), "--edition", "2026", "--draft")
    assert rows("select slug from layers_edition where is_current") == [("2024",)]
    assert shapely.hausdorff_distance(limit(BERKANE, "2026"), exchanged[BERKANE]) < 1e-4


@pytest.mark.full
def test_a_city_that_comes_whole_is_cut_by_its_arrondissements(write: Write) -> None:
    sale, bouknadel = "04.441.01.0", touching("04.441.01.0")
    city, other = limit(sale), limit(bouknadel)
    strip = shapely.intersection(other, shapely.buffer(city, 0.002))
    load("--limits", write({sale: shapely.union(city, strip), bouknadel: shapely.difference(other, strip)}))
    parts = rows(
        "select sum(l.area_m2), count(*) from layers_territoryversion v"
        " join layers_territorylimit l on l.id = v.limit_id"
        " join layers_territoryversion p on p.edition_id = v.edition_id and p.territory_id = v.parent_id"
        " where p.code = %s and v.edition_id = '2024' and v.level = 'arrondissement'",
        sale,
    )
    [(area,)] = rows(
        "select area_m2 from layers_territorylimit l join layers_territoryversion v on v.limit_id = l.id"
        " where v.code = %s and v.edition_id = '2024'",
        sale,
    )
    assert parts[0][1] == 5
    assert parts[0][0] == pytest.approx(area, rel=1e-9)
    assert limit(sale).area > city.area


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        ({"99.999.99.99": shapely.box(-7, 33, -6.9, 33.1)}, "territory_unknown_codes"),
        (
            {BERKANE: shapely.Polygon([(-2, 35), (-1, 36), (-1, 35), (-2, 36)])},
            "territory_invalid_geometries",
        ),
        ({"02.113": shapely.box(-2, 34, -1, 35)}, "territory_wrong_level"),
        ({BERKANE: shapely.box(-2.5, 34.8, -2.2, 35)}, "territory_overlap"),
        ({BERKANE: shapely.box(-2.321, 34.921, -2.319, 34.923)}, "territory_hole"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_writes_nothing(
    write: Write, limits: dict[str, Any], error: str
) -> None:
    before = state()
    with pytest.raises(CommandError, match=rf"\[{error}\]"):
        load("--limits", write(limits), "--edition", "2026")
    assert state() == before


def test_other_unreadable_files_are_named_too(write: Write, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"\[territory_file_unreadable\]"):
        load("--limits", tmp_path / "absent.gpkg")
    with pytest.raises(CommandError, match=r"\[territory_file_column\]"):
        load("--limits", write({BERKANE: limit(BERKANE)}), "--code-column", "codgeo")
    (tmp_path / "names.csv").write_text("code,name_fr\n99.999,Nulle part\n")
    with pytest.raises(CommandError, match=r"\[territory_unknown_codes\]"):
        load("--names", tmp_path / "names.csv")


def test_names_are_replaced_and_the_old_ones_still_answer(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    with names.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["code", "name_fr", "name_ar", "alias"], [BERKANE, "Abrkan", "", "Berkane-Ville|Abercane"]]
        )
    load("--names", names)
    for typed in ("abrkan", "berkane", "Abercane", "بركان"):
        assert BERKANE in {row["code"] for row in territories.search(typed)}, typed
    assert territories.describe(BERKANE)["name_fr"] == "Abrkan"  # type: ignore[index]
    assert rows("select distinct name_fr from layers_territoryband where code = %s", BERKANE) == [("Abrkan",)]


def test_codes_of_other_systems_come_from_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "gid.csv"
    file.write_text("system,edition,code,hcp_code\ngid,,400113,02.113.01.09.\n")
    load("--crosswalk", file)
    assert rows("select count(*) from layers_territorycode where system = 'gid' and code = '400113'") == [
        (1,)
    ]
    file.write_text("system,edition,code,hcp_code\ngid,,400113,02.999\n")
    with pytest.raises(CommandError, match=r"\[territory_unknown_codes\]"):
        load("--crosswalk", file)


@pytest.mark.full
def test_the_application_role_may_load() -> None:
    """Rights on rows are enough: nothing is created, not even a temporary table."""
    rows("update layers_edition set content_hash = 'older' returning slug")
    with connection.cursor() as cursor:
        cursor.execute("set role geo_app")
        try:
            load()
        finally:
            cursor.execute("reset role")
    assert rows("select count(*) from layers_edition where content_hash = 'older'") == [(0,)]
