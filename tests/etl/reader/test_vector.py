"""Vector files in the locked child: every format, layers, neighbours."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely

from tests.etl.reader.hands import read, refused


def frame(crs: int | str | None = 4326) -> Any:
    import geopandas as gpd

    points = [shapely.Point(-6.3, 32.3), shapely.Point(-6.4, 32.4), None]
    return gpd.GeoDataFrame(
        {"titre": ["T1", "T2", None], "الاسم": ["قطعة", "دوار", "ب"]}, geometry=points, crs=crs
    )


@pytest.mark.parametrize("driver", ["GPKG", "GeoJSON", "KML", "GPX", "DXF", "FlatGeobuf"])
def test_each_vector_format_gives_its_geometries(tmp_path: Path, driver: str) -> None:
    data = frame().iloc[:2]
    if driver in {"GPX", "DXF"}:
        data = data[["geometry"]]
    right = tmp_path / ("a.fgb" if driver == "FlatGeobuf" else f"a.{driver.lower()}")
    data.to_file(right, driver=driver)
    # The name is the sender's opinion.
    lying = right.rename(tmp_path / "fichier.txt")
    [(sheet, table)] = read(lying)
    assert (sheet.kind, sheet.srid, table.num_rows) == ("vector", None if driver == "DXF" else 4326, 2)
    found = {
        tuple(round(v, 6) for v in shapely.get_coordinates(g)[0])
        for g in shapely.from_wkb(table["geometry"].to_pylist())
    }
    assert found == {(-6.3, 32.3), (-6.4, 32.4)}
    if "الاسم" in data.columns and driver != "KML":
        assert set(table[f"c{sheet.columns.index('الاسم')}"].to_pylist()) == {"قطعة", "دوار"}


@pytest.mark.parametrize(("crs", "srid"), [(4326, 4326), ("OGC:CRS84", 4326), (26192, 26192), (None, None)])
def test_geoparquet_gives_its_geometries_and_its_system(tmp_path: Path, crs: Any, srid: int | None) -> None:
    path = tmp_path / "a.parquet"
    frame(crs).to_parquet(path, write_covering_bbox=True)
    [(sheet, table)] = read(path.rename(tmp_path / "fichier.txt"))
    assert (sheet.kind, sheet.srid, sheet.columns) == ("vector", srid, ["titre", "الاسم"])
    assert table["c1"].to_pylist() == ["قطعة", "دوار", "ب"] and table["line"].to_pylist() == [1, 2, 3]
    first, _, nowhere = table["geometry"].to_pylist()
    assert shapely.from_wkb(first).coords[0] == (-6.3, 32.3) and nowhere is None


def test_a_parquet_file_without_geography_or_cut_short_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame().drop(columns="geometry").to_parquet(path)
    assert refused(path).code == "vector_unreadable"
    frame().to_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    assert refused(path).code == "vector_unreadable"


def shapefile(folder: Path, stem: str) -> Path:
    inner = folder / "s"
    inner.mkdir()
    frame(26191).rename(columns={"الاسم": "nom"}).to_file(inner / f"{stem}.shp", encoding="windows-1256")
    (inner / f"{stem}.cpg").unlink()
    path = folder / "lot.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(inner.iterdir()):
            archive.write(part, f"dossier/{part.name}")
        archive.writestr("lisez-moi.pdf", "x")
    return path


def test_a_zipped_shapefile_with_arabic_names_and_no_declared_encoding(tmp_path: Path) -> None:
    [(sheet, table)] = read(shapefile(tmp_path, "قطع أرضية"))
    assert (sheet.name, sheet.srid, sheet.columns) == ("قطع أرضية", 26191, ["titre", "nom"])
    assert table["c1"].to_pylist() == ["قطعة", "دوار", "ب"]
    assert [note.code for note in sheet.notes] == ["archive_members_ignored"]
    assert refused(tmp_path / "lot.zip", layer="autre").code == "layer_missing"


def test_a_shapefile_from_the_console_comes_with_its_neighbours(tmp_path: Path) -> None:
    shapefile(tmp_path, "lot")
    [(sheet, _)] = read(tmp_path / "s" / "lot.shp")
    assert (sheet.name, sheet.columns) == ("lot", ["titre", "nom"])
    (tmp_path / "s" / "lot.dbf").unlink()
    assert refused(tmp_path / "s" / "lot.shp").code == "shapefile_incomplete"


def test_layers_are_read_one_by_one_or_by_name(tmp_path: Path) -> None:
    for layer in ("un", "deux"):
        frame().to_file(tmp_path / "a.gpkg", layer=layer)
    assert [sheet.name for sheet, _ in read(tmp_path / "a.gpkg")] == ["un", "deux"]
    assert [sheet.name for sheet, _ in read(tmp_path / "a.gpkg", layer="deux")] == ["deux"]
    assert refused(tmp_path / "a.gpkg", layer="trois").context["found"] == "un, deux"
