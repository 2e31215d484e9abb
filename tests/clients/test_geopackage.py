"""The exported GeoPackage as GDAL 3.6 and QGIS 3.22 read it: no warning, default style, titles, the very ids."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers import registry
from tests.layers.export.hands import PROVINCE, make, tables

pytestmark = [pytest.mark.full, pytest.mark.django_db]


@pytest.mark.parametrize("slug", registry.layers())
def test_qgis_opens_it_with_its_style_and_titles(slug: str, qgis: Callable[..., Any], tmp_path: Path) -> None:
    made = make(tmp_path, slug, "gpkg", language="ar", territory=PROVINCE)
    names = list(tables(made.path))
    found = qgis("geopackage", path=str(made.path), tables=names)
    assert sorted(number for table in found.values() for number in table["ids"]) == sorted(made.wanted)
    for table in found.values():
        assert table["valid"]
        for field in made.extraction.fields:
            assert table["aliases"][field.name].startswith(field.title_ar)
    look = registry.get(slug).style
    for table in (t for t in found.values() if "renderer" in t):
        assert table["renderer"] == ("categorizedSymbol" if look.palette else "singleSymbol")
        if look.palette:
            assert [c for _, c, _ in table["classes"]][:-1] == [color.lower() for _, color, *_ in look.palette]


def test_debians_gdal_reads_it_without_a_warning(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "gpkg", territory=PROVINCE)
    done = subprocess.run(["ogrinfo", "-ro", "-al", "-so", made.path], capture_output=True, text=True, check=True)
    assert done.stderr == "" and f"Feature Count: {len(made.located)}" in done.stdout
    assert "deposited_on: Date" in done.stdout and "DONNÉES FICTIVES" in done.stdout
