"""Runs inside QGIS's own Python, without a screen: `probe.py <question> <arguments as JSON>` prints JSON.

Nothing of the platform is imported here: it is what a client sees.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from qgis.core import QgsApplication, QgsVectorLayer


def style(path: str, geometry: str, fields: list[str]) -> dict[str, Any]:
    """What QGIS makes of a QML put on a layer of that geometry."""
    columns = "".join(f"&field={name}:string" for name in fields)
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:4326{columns}&field=value:double", "probe", "memory")
    message, loaded = layer.loadNamedStyle(path)
    return {"loaded": loaded, "message": message, **_look(layer)}


def _look(layer: QgsVectorLayer) -> dict[str, Any]:
    renderer = layer.renderer()
    found: dict[str, Any] = {
        "renderer": renderer.type(),
        "aliases": {f.name(): layer.attributeAlias(i) for i, f in enumerate(layer.fields())},
        "labels": layer.labeling().settings().fieldName if layer.labelsEnabled() else "",
        "min_scale": layer.minimumScale() if layer.hasScaleBasedVisibility() else 0,
    }
    if renderer.type() == "categorizedSymbol":
        found["attribute"] = renderer.classAttribute()
        found["classes"] = [[c.value(), c.symbol().color().name(), c.label()] for c in renderer.categories()]
    elif renderer.type() == "graduatedSymbol":
        found["attribute"] = renderer.classAttribute()
        found["classes"] = [
            [r.lowerValue(), r.upperValue(), r.symbol().color().name()] for r in renderer.ranges()
        ]
    else:
        symbol = renderer.symbol()
        found["color"], found["opacity"] = symbol.color().name(), symbol.opacity()
        found["parts"] = [[part.layerType(), part.strokeColor().name()] for part in symbol.symbolLayers()]
    return found


QUESTIONS = {"style": style}


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    answer = QUESTIONS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(answer))
    sys.stdout.flush()
    application.exitQgis()


if __name__ == "__main__":
    main()
