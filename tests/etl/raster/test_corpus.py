"""Every wrong raster gives its named fault, in both languages, and leaves nothing; odd ones load and say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from etl.errors import FileUnreadable
from etl.rasters.declaration import Declaration, classes_of
from etl.rasters.register import register
from layers.models import Raster, RasterVersion
from layers.services.raster import reading
from tests.etl.raster.corpus import CASES, SMALL, Case
from tests.layers.raster import made

pytestmark = pytest.mark.django_db


def load(case: Case, folder: Path) -> RasterVersion:
    declaration = Declaration.of(made.said(**case.said))
    return register(case.write(folder / "given.tif"), declaration)


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, settings: Any) -> Path:
    settings.RASTER_DIR = tmp_path / "rasters"
    return tmp_path


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.fault])
def test_what_is_wrong_is_named_and_nothing_stays(name: str, apart: Path) -> None:
    case = CASES[name]
    with pytest.raises(FileUnreadable) as refused:
        load(case, apart)
    fault = refused.value
    assert fault.code == case.fault
    for language in ("fr", "ar"):
        assert fault.text(language) and "{" not in fault.text(language)
        assert fault.suggestion(language)
    assert not Raster.objects.filter(name="essai").exists()
    assert not list((apart / "rasters").rglob("*.tif"))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.fault])
def test_what_is_odd_loads_and_says_how(name: str, apart: Path) -> None:
    case = CASES[name]
    version = load(case, apart)
    codes = {note["code"] for note in version.notes} - {"raster_no_nodata", "sandbox_weak"}
    assert set(case.notes) <= {note["code"] for note in version.notes}
    assert codes <= set(case.notes)
    assert all(note["fr"] and note["ar"] for note in version.notes)


def grid(version: RasterVersion) -> np.ndarray:
    with rasterio.open(reading.folder(version) / "grid.tif") as file:
        return file.read(1)


@pytest.mark.parametrize("name", ["no crs, given", "two bands, one chosen", "south first"])
def test_cells_come_through_unchanged(name: str, apart: Path) -> None:
    np.testing.assert_array_equal(grid(load(CASES[name], apart)), SMALL)


def test_holes_are_holes_whatever_wrote_them(apart: Path) -> None:
    for name in ("nan holes", "infinite holes", "-9999 said"):
        cells = grid(load(CASES[name], apart))
        assert np.isnan(cells[:5]).all()
        np.testing.assert_array_equal(cells[5:], SMALL[5:])


def test_scale_and_offset_are_applied(apart: Path) -> None:
    np.testing.assert_allclose(grid(load(CASES["scaled"], apart)), (SMALL / 10).astype(np.int16) * 10.0 + 5)


def test_only_the_kingdom_is_kept(apart: Path) -> None:
    version = load(CASES["larger than the Kingdom"], apart)
    west, south, east, north = version.bounds
    assert west > -19.1 and east < 1 and south > 18 and north < 38.1


def test_a_new_file_replaces_the_old_at_once_and_two_versions_stay(apart: Path) -> None:
    for number in range(1, 5):
        path = made.write(apart / f"{number}.tif", SMALL * number)
        version = register(path, Declaration.of(made.said()))
        assert version.number == number and Raster.objects.get(name="essai").current_id == version.pk
    kept = RasterVersion.objects.filter(raster__name="essai").order_by("number")
    assert list(kept.values_list("number", flat=True)) == [3, 4]
    assert len(list((apart / "rasters" / "essai").iterdir())) == 2


def test_a_refused_file_leaves_the_version_in_service(apart: Path) -> None:
    version = register(made.write(apart / "good.tif", SMALL), Declaration.of(made.said()))
    with pytest.raises(FileUnreadable):
        load(CASES["truncated"], apart)
    assert Raster.objects.get(name="essai").current_id == version.pk
    assert len(list((apart / "rasters").glob(".new-*"))) == 0


def test_a_cancel_stops_between_strips(apart: Path) -> None:
    def stop(share: float, message: str) -> None:
        if share > 0.1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        register(made.write(apart / "good.tif", SMALL), Declaration.of(made.said()), progress=stop)
    assert not Raster.objects.filter(name="essai").exists()
    assert not list((apart / "rasters").rglob("*.tif"))


def test_a_table_of_classes_is_read_from_a_spreadsheet() -> None:
    text = "\ufeffcode;fr;ar;color\n1;Forêt;غابة;#2d6a4f\n2;Eau;ماء;#457b9d\n"
    assert classes_of(text)[0] == {"code": 1, "fr": "Forêt", "ar": "غابة", "color": "#2D6A4F"}
    for wrong in ("code,fr\n1,x\n", "code,fr,ar,color\nx,y,z,#000000\n"):
        with pytest.raises(FileUnreadable):
            classes_of(wrong)
