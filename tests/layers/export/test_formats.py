"""Every format holds the rows of the question and no other, the fields of the viewer and no other."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from layers import projections, registry
from layers.layer import Sensitivity
from layers.services import export
from layers.services.export import text
from tests.layers.export.hands import PROVINCE, REGION, make, rows, tables, viewer

pytestmark = pytest.mark.django_db
LAYERS = ("permits", "projects", "complaints", "communes", "networks")
QUESTION = {"territory": PROVINCE}


@pytest.mark.parametrize("extension", export.FORMATS)
@pytest.mark.parametrize("layer", LAYERS)
def test_the_file_holds_the_rows_of_the_question(tmp_path: Path, layer: str, extension: str) -> None:
    made = make(tmp_path, layer, extension, **QUESTION)
    ids = [row["id"] for row in rows(made.path)]
    expected = made.located if export.FORMATS[extension].located_only else made.wanted
    assert sorted(ids) == sorted(expected)
    assert made.told.matched == len(made.wanted) and made.told.not_located == len(made.wanted) - len(made.located)


@pytest.mark.parametrize("extension", export.FORMATS)
def test_an_empty_answer_is_a_valid_empty_file(tmp_path: Path, extension: str) -> None:
    made = make(tmp_path, "equipment", extension, reference="AUCUN")
    assert rows(made.path) == []


@pytest.mark.parametrize("extension", export.FORMATS)
def test_fields_the_viewer_may_not_read_are_nowhere(tmp_path: Path, extension: str) -> None:
    made = make(tmp_path, "permits", extension, viewer("region", REGION), state="DELIVRE")
    layer = registry.get("permits")
    hidden = [f for f in layer.fields if f.sensitivity >= Sensitivity.RESTRICTED]
    found = rows(made.path)
    assert hidden and not any({f.name for f in hidden} & row.keys() for row in found)
    content = made.path.read_bytes()
    if extension in {"xlsx", "shp.zip"}:
        with zipfile.ZipFile(made.path) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    for field in hidden:
        for told in (field.title_fr, field.title_ar):
            assert told.encode() not in content, told
    # A value of such a field, as every demonstration address has it.
    assert b"lotissement fictif" not in content


def test_rows_of_a_geopackage_are_split_by_what_they_are(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "gpkg", **QUESTION)
    found = tables(made.path)
    assert set(found) == {"permits_points", "permits_sans_geometrie"}
    assert {row["id"] for row in found["permits_points"]} == made.located
    assert not {row["id"] for row in found["permits_sans_geometrie"]} & made.located
    info = pyogrio.read_info(made.path, layer="permits_points")
    assert info["geometry_type"] == "Point" and info["fid_column"] == "id"


def test_a_geopackage_says_what_it_is(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "gpkg", language="ar", territory=REGION, state="DELIVRE")
    with closing(sqlite3.connect(made.path)) as base:
        assert base.execute("pragma user_version").fetchone() == (10200,)
        aliases = dict(base.execute("select column_name, name from gpkg_data_columns where table_name like '%points'"))
        assert aliases["deposited_on"] == "تاريخ الإيداع"
        styles = base.execute("select f_table_name, styleQML, useAsDefault from layer_styles").fetchall()
        assert {name for name, *_ in styles} == {"permits_points", "permits_sans_geometrie"}
        assert all(default for *_, default in styles) and all("تاريخ الإيداع" in qml for _, qml, _ in styles)
        told = json.loads(base.execute("select metadata from gpkg_metadata").fetchone()[0])
        assert told["filter_cql"] == f"state=DELIVRE & territory={REGION}" and told["matched"] == made.told.matched
        assert told["extraction"] == str(made.extraction.id) and told["fictitious"] == told["matched"]
        lines = dict(base.execute("select item, value from provenance"))
        assert lines["معرف الاستخراج"] == told["extraction"] and "الحالة" in lines["التصفية"]


def test_geometry_comes_in_the_system_asked_for_with_the_shift(tmp_path: Path) -> None:
    degrees = make(tmp_path, "equipment", "fgb", **QUESTION)
    points = {row["id"]: row["geometry"] for row in pyogrio.read_dataframe(degrees.path).to_dict("records")}
    for extension in ("gpkg", "shp.zip", "parquet"):
        made = make(tmp_path, "equipment", extension, crs="26191", **QUESTION)
        if extension == "parquet":
            table = pq.read_table(made.path)
            moved = dict(zip(table["id"].to_pylist(), shapely.from_wkb(table["geometry"].to_pylist()), strict=True))
            moved = {number: shape for number, shape in moved.items() if shape is not None}
        else:
            path = f"/vsizip/{made.path}/equipment_points.shp" if extension == "shp.zip" else made.path
            frame = pyogrio.read_dataframe(path, **({} if extension == "shp.zip" else {"layer": "equipment_points"}),
                                           fid_as_index=True)  # fmt: skip
            numbers = frame["id"] if extension == "shp.zip" else frame.index
            assert projections.srid_of_crs(frame.crs) == 26191
            moved = dict(zip(numbers, frame.geometry, strict=True))
        assert set(moved) == set(points)
        for number, point in list(points.items())[:20]:
            x, y = projections.from_wgs84(point.x, point.y, 26191)
            assert abs(moved[number].x - x) < 1e-3 and abs(moved[number].y - y) < 1e-3


def test_parquet_is_geoparquet(tmp_path: Path) -> None:
    made = make(tmp_path, "communes", "parquet", territory=REGION)
    told = json.loads(pq.read_metadata(made.path).metadata[b"geo"])
    column = told["columns"]["geometry"]
    assert told["version"] == "1.1.0" and told["primary_column"] == "geometry" and column["encoding"] == "WKB"
    assert column["geometry_types"] == ["MultiPolygon"] and column["crs"]["id"]["code"] == 4326
    west, south, east, north = column["bbox"]
    assert -8 < west < east < -4 and 30 < south < north < 34
    assert len(geopandas.read_parquet(made.path)) == 135
    assert pq.ParquetFile(made.path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_geojson_is_of_its_standard(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "geojson", **QUESTION)
    told = json.loads(made.path.read_text())
    assert told["type"] == "FeatureCollection" and "crs" not in told
    placed = {feature["id"] for feature in told["features"] if feature["geometry"]}
    assert placed == made.located
    assert told["provenance"]["not_located"] == len(told["features"]) - len(placed)


def test_a_workbook_reads_in_its_language(tmp_path: Path) -> None:
    made = make(tmp_path, "equipment", "xlsx", language="ar", **QUESTION)
    book = openpyxl.load_workbook(made.path)
    sheet, provenance = book.worksheets
    assert sheet.sheet_view.rightToLeft and provenance.sheet_view.rightToLeft
    head = [cell.value for cell in sheet[1]]
    assert head[0] == "id" and "الاسم بالعربية" in head
    first = dict(zip(head, sheet[2], strict=True))
    assert isinstance(first["id"].value, int) and first["التاريخ"].is_date
    told = {row[0]: row[1] for row in provenance.iter_rows(values_only=True, max_col=2)}
    assert told["معرف الاستخراج"] == str(made.extraction.id) and "DONNÉES FICTIVES / معطيات تجريبية" in told


def test_csv_opens_in_a_french_excel(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "csv", **QUESTION)
    raw = made.path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid;") and raw.count(b"\r\n") == made.told.matched + 1
    found = rows(made.path)
    assert any("," in row["plot_area_m2"] for row in found) and all("." not in row["plot_area_m2"] for row in found)
    assert all((row["lon"] == "") == (row["id"] not in made.located) for row in found)


def test_no_cell_is_a_formula_and_none_is_lost() -> None:
    cells = ["=1+1", "+212 5", "-3", "@SUM(A1)", "\tx", "\rx", "'=1", "'quoted", "Douar Aït", "", None]
    escaped = text.safe(pa.array(cells, pa.string())).to_pylist()
    assert all(cell is None or cell[:1] not in tuple("=+-@\t\r") for cell in escaped)
    assert [cell[1:] if cell and cell != kept else cell for cell, kept in zip(escaped, cells, strict=True)] == cells


def test_the_name_says_layer_place_date_and_fiction(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "csv", territory="05.081")
    assert made.name.startswith("permits_05.081_20") and made.name.endswith("_fictif.csv")
    assert make(tmp_path, "communes", "csv").name.startswith("communes_MA_20")
    assert "fictif" not in make(tmp_path, "communes", "csv").name


def test_asked_properties_come_alone_but_for_the_mark_of_fiction(tmp_path: Path) -> None:
    found = rows(make(tmp_path, "permits", "csv", properties="reference,state", **QUESTION).path)
    assert set(found[0]) == {"id", "reference", "state", "fictitious", "lon", "lat"}


def test_names_of_a_shapefile_are_told_in_full(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "shp.zip", **QUESTION)
    with zipfile.ZipFile(made.path) as archive:
        told = archive.read("colonnes.csv").decode("utf-8-sig").splitlines()
        readme = archive.read("LISEZ-MOI.txt").decode("utf-8-sig")
    short = {line.split(";")[1]: line.split(";")[0] for line in told[1:]}
    assert short["location_precision"] != short["location_method"] and all(len(name) <= 10 for name in short.values())
    assert set(rows(made.path)[0]) == set(short.values())
    assert readme.startswith("DONNÉES FICTIVES") and f"Non localisées : {made.told.not_located}" in readme
