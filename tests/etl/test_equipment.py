"""Equipment and networks: dated norms, what disagrees, and tiles that draw each thing where it lies or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.gis.geos import MultiLineString

from etl import law
from fixtures.equipment import corpus
from fixtures.networks import corpus as lines
from layers import registry
from layers.access import ANONYMOUS
from layers.models import Equipment, EquipmentCategory, Network
from layers.services import style
from tests.etl import civic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def test_norms_are_drafts_with_dates_and_keep_their_ranges(db: None) -> None:
    law.load_once()
    assert law.load_once() == 0
    school = EquipmentCategory.objects.get(code="ENS-EP", valid_to=None)
    assert (school.threshold_inhabitants, school.surface_min_m2, school.surface_max_m2) == (8000, 3000, 5000)
    assert (school.radius_min_m, school.radius_max_m, school.name_ar) == (500, 800, "مدرسة ابتدائية")
    assert set(EquipmentCategory.objects.values_list("status", flat=True)) == {"to_validate"}
    rural = EquipmentCategory.objects.get(code="SAN-CSR1")
    assert (rural.grid, rural.threshold_inhabitants, rural.threshold_max_inhabitants) == ("rural", 7000, 15000)


def test_yes_no_names_and_years_are_read(tmp_path: Path) -> None:
    civic.load("equipment", tmp_path, corpus.text(corpus.row(1, eau="نعم", assainissement="", internet="1")))
    one = Equipment.objects.get()
    assert (one.has_water, one.has_electricity, one.has_sewer, one.has_internet) == (True, True, None, True)
    assert (one.capacity, one.capacity_unit, one.opened_year, one.condition) == (12, "CLASSES", 1998, "BON")


def test_twins_grids_and_codes_out_of_force_are_said(tmp_path: Path) -> None:
    law.load_once()
    same = {"nom_fr": "École Al Amal", "longitude": "-6,35", "latitude": "32,34"}
    rows = [
        corpus.row(1, **same),
        corpus.row(2, **same),
        corpus.row(3, nom_fr="École Al Amal", latitude="32,35"),
        corpus.row(4, code="SAN-DR", unite_capacite="lits"),
    ]
    civic.load("equipment", tmp_path, corpus.text(*rows))
    assert civic.discrepancies("equipment") == [
        ("equipment_grid_disagrees", "EQ-05-000004"),
        ("equipment_twin", "EQ-05-000002"),
    ]
    EquipmentCategory.objects.filter(code="ENS-EP").update(valid_from="2025-06-01")
    civic.load("equipment", tmp_path, corpus.text(rows[0]))
    assert ("civic_category_not_in_force", "EQ-05-000001") in civic.discrepancies("equipment")


def test_a_tile_draws_points_where_they_lie_and_the_rest_once_per_commune(tmp_path: Path) -> None:
    rows = [corpus.row(1), corpus.row(2), *(corpus.row(n, longitude="", latitude="") for n in (3, 4, 5))]
    civic.load("equipment", tmp_path, corpus.text(*rows))
    question = civic.query("equipment", ANONYMOUS)
    label = Equipment.objects.filter(geom=None).first()
    assert label is not None and question.count() == 5
    near = civic.tile_at(question, -6.35, 32.34, 10)
    single = [p for p in near if "n" not in p]
    assert sorted(p["reference"] for p in single) == ["EQ-05-000001", "EQ-05-000002"]
    assert {p["location_precision"] for p in single} == {"exact"} and "land_reference" not in single[0]
    assert [(p["code"], p["n"]) for p in near if "n" in p] == [(civic.BENI_MELLAL, 3)]
    far = civic.tile_at(question, -6.35, 32.34, 5)
    province = civic.BENI_MELLAL.rsplit(".", 2)[0]
    assert [(p["code"], p["n"], p["type"]) for p in far] == [(province, 5, "Point")]
    filtered = civic.query("equipment", ANONYMOUS, reference=["EQ-05-000003"])
    assert [p["n"] for p in civic.tile_at(filtered, -6.35, 32.34, 10)] == [1]


def test_land_titles_are_for_those_who_may_see_them(tmp_path: Path) -> None:
    civic.load("equipment", tmp_path, corpus.text(corpus.row(1)))
    assert "land_reference" not in civic.query("equipment", ANONYMOUS).rows()[0]
    assert civic.query("equipment", civic.viewer("05")).rows()[0]["land_reference"] == "T12345/10"


def test_road_codes_take_the_register_s_form_and_signs_theirs(tmp_path: Path) -> None:
    rows = [
        lines.row(1, code_route="RP 6000"),
        lines.row(2, classe="route nationale", code_route="RN2"),
        lines.row(3, classe="RR", code_route="R601"),
        lines.row(4, classe="AUTOROUTE", code_route="A2"),
        lines.row(5, nature="كهرباء", classe="", code_route=""),
    ]
    report = civic.load("networks", tmp_path, lines.text(*rows))
    assert report.doubts == []
    found = civic.query("networks", ANONYMOUS).rows()
    assert [(row["road_code"], row["road_sign"], row["drawn_as"]) for row in found] == [
        ("P6000", "RP6000", "RP"),
        ("N2", "RN2", "RN"),
        ("R601", "RR601", "RR"),
        ("A2", "A2", "AUTOROUTE"),
        ("", "", "electricity"),
    ]


def test_lengths_and_classes_that_disagree_are_said(tmp_path: Path) -> None:
    rows = [lines.row(n) for n in (1, 2)] + [lines.row(3, classe="COMMUNALE"), lines.row(4, longueur_m="9000")]
    civic.load("networks", tmp_path, lines.text(*rows))
    drawn = MultiLineString.from_ewkt("SRID=4326;MULTILINESTRING((-6.36 32.33, -6.35 32.34, -6.345 32.341))")
    Network.objects.update(geom=drawn)
    report = civic.load("networks", tmp_path, lines.text(rows[0]))
    assert report.discrepancies == 2
    assert civic.discrepancies("networks") == [
        ("network_class_varies", "RT-05-000003"),
        ("network_length_disagrees", "RT-05-000004"),
    ]


def test_lines_are_drawn_at_every_zoom_and_coloured_as_the_official_legend(tmp_path: Path) -> None:
    civic.load("networks", tmp_path, lines.text(lines.row(1), lines.row(2, wkt="")))
    drawn = MultiLineString.from_ewkt("SRID=4326;MULTILINESTRING((-6.5 32.3, -6.2 32.4))")
    Network.objects.filter(reference="RT-05-000001").update(geom=drawn, location_precision="exact")
    Network.objects.filter(reference="RT-05-000002").update(geom=None, location_precision="commune")
    found = civic.tile_at(civic.query("networks", ANONYMOUS), -6.35, 32.34, 6)
    assert sorted((p["type"], p.get("drawn_as", ""), p.get("n", 0)) for p in found) == [
        ("LineString", "RP", 0),
        ("Point", "", 1),
    ]
    layers = style.drawn(registry.get("networks"))
    assert [layer["type"] for layer in layers] == ["line", "line", "circle"]
    color = layers[1]["paint"]["line-color"]
    assert color[:2] == ["match", ["get", "drawn_as"]]
    legend = {name: shade for names, shade in zip(color[2:-1:2], color[3::2], strict=True) for name in names}
    assert legend["AUTOROUTE"] != legend["RN"] != legend["RR"] != legend["RP"]
