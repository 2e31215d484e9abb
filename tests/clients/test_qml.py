"""QGIS reads the style of every layer and of a choropleth: same kind of drawing, same colours, same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers import registry
from layers.services import qgis_symbols, qml

pytestmark = pytest.mark.full
SHAPES = {"point": "Point", "line": "LineString", "polygon": "Polygon"}


@pytest.mark.parametrize("slug", registry.layers())
def test_qgis_reads_the_style_of_a_layer(slug: str, qgis: Callable[..., Any], tmp_path: Path) -> None:
    layer = registry.get(slug)
    path = tmp_path / "style.qml"
    path.write_text(qml.qml(layer, "ar"))
    fields = [f.name for f in layer.fields]
    geometry = SHAPES[qgis_symbols.geometry_of(layer)]
    found = qgis("style", path=str(path), geometry=geometry, fields=fields)
    assert found["loaded"], found["message"]
    look = layer.style
    if look.palette:
        assert found["attribute"] == look.by
        seen = [(value, color) for value, color, _ in found["classes"]]
        assert seen == [(v, c.lower()) for v, c, *_ in look.palette] + [("", look.fill.lower())]
        assert found["classes"][0][2] == look.palette[0][3]
    else:
        assert found["renderer"] == "singleSymbol"
        assert found["color"] == (look.fill or look.color).lower()
    visible = {f.name: f for f in layer.fields_up_to(layer.sensitivity)}
    for name in fields:
        alias = found["aliases"][name]
        assert alias.startswith(visible[name].title_ar) if name in visible else alias == ""
    assert round(found["min_scale"]) == (int(qml.scale_of(layer.min_zoom)) if layer.min_zoom else 0)
    assert found["labels"] == qml.label_expression(layer, "ar", visible)


def test_qgis_reads_the_classes_of_a_choropleth(qgis: Callable[..., Any], tmp_path: Path) -> None:
    drawing = {
        "breaks": [1.5, 10.25, 10.3, 99.0],
        "colors": ["#EFF4BA", "#3DB4A6", "#123560"],
        "indicator": {"decimals": 1, "short": "Taux", "title": "Taux entier"},
    }
    path = tmp_path / "style.qml"
    path.write_text(qml.choropleth(drawing, "fr"))
    found = qgis("style", path=str(path), geometry="Polygon", fields=["code"])
    assert found["loaded"] and found["renderer"] == "graduatedSymbol" and found["attribute"] == "value"
    assert [low for low, _, _ in found["classes"]] == drawing["breaks"][:-1]
    assert [color for *_, color in found["classes"]] == [c.lower() for c in drawing["colors"]]
    # A value on a threshold belongs to the class above it, as on the map; QGIS takes the first class that holds it.
    uppers = [high for _, high, _ in found["classes"]]
    assert all(high < low for high, low in zip(uppers, drawing["breaks"][1:-1], strict=False))
    assert uppers[-1] == drawing["breaks"][-1]
    assert found["aliases"]["value"] == "Taux"
