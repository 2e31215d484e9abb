"""The pictures of the user's guide to QGIS, made from the running product into .local/screenshots; looked at, they are
put into docs/img."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.services import qgis_project

pytestmark = pytest.mark.full


def test_the_page_and_the_choropleth(
    server: Any, page: Any, qgis: Callable[..., Any], screenshots: Path, tmp_path: Path
) -> None:
    page.goto(f"{server.url}/qgis/")
    page.screenshot(path=screenshots / "qgis-page.png")
    project = tmp_path / "project.qgz"
    address = f"{server.url}/export/project.qgz?indicator=population_legal"
    with urllib.request.urlopen(address, timeout=120) as answer:
        project.write_bytes(answer.read())
    picture = screenshots / "qgis-choropleth.png"
    layers = [qgis_project.identifier(name) for name in ("regions", "population_legal")]
    box = [-2_000_000.0, 2_300_000.0, 0.0, 4_350_000.0]
    assert qgis("picture", path=str(project), box=box, size=[960, 984], picture=str(picture), only=layers)["valid"]
    assert picture.stat().st_size > 50_000
