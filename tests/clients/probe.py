"""Runs inside QGIS's own Python, without a screen: `probe.py <question> <arguments as JSON>` prints JSON.

Nothing of the platform is imported here: it is what a client sees.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QColor
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsCoordinateReferenceSystem,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)


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


def project(path: str, login: list[str] | None = None, count: bool = False) -> dict[str, Any]:
    """How QGIS opens a project: each layer's validity, provider, group and look."""
    if login:
        _sign_in(*login)
    opened = QgsProject.instance()
    loaded = opened.read(path)
    root = opened.layerTreeRoot()
    layers = {}
    for layer in opened.mapLayers().values():
        node = root.findLayer(layer.id())
        told: dict[str, Any] = {
            "valid": layer.isValid(),
            "name": layer.name(),
            "provider": layer.providerType(),
            "group": node.parent().name(),
            "shown": node.itemVisibilityChecked(),
            "license": layer.metadata().rights() or layer.metadata().licenses(),
            "source": layer.source(),
        }
        if isinstance(layer, QgsVectorLayer) and layer.isValid():
            told["look"] = _look(layer)
            told["count"] = sum(1 for _ in layer.getFeatures()) if count else layer.featureCount()
        elif isinstance(layer, QgsVectorTileLayer):
            told["rules"] = _rules(layer)
        layers[layer.id()] = told
    extent = opened.viewSettings().defaultViewExtent()
    return {
        "loaded": loaded,
        "title": opened.title(),
        "abstract": opened.metadata().abstract(),
        "crs": opened.crs().authid(),
        "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        "layers": layers,
    }


def _sign_in(name: str, password: str, identifier: str = "geoplat") -> None:
    manager = QgsApplication.authManager()
    manager.setMasterPassword("probe", True)
    config = QgsAuthMethodConfig("Basic")
    config.setId(identifier)
    config.setName("platform")
    config.setConfig("username", name)
    config.setConfig("password", password)
    assert manager.storeAuthenticationConfig(config)


def _rules(layer: QgsVectorTileLayer) -> list[list[Any]]:
    rules = layer.renderer().styles()
    return [[r.styleName(), r.filterExpression(), r.symbol().color().name(), int(r.geometryType())] for r in rules]


def tiles(url: str, style_url: str, box: list[float], size: list[int], picture: str) -> dict[str, Any]:
    """Vector tiles with the style of an address, as the connection dialog makes them, drawn over a box of EPSG:3857."""
    layer = QgsVectorTileLayer(f"type=xyz&url={url}&styleUrl={style_url}&zmin=0&zmax=16", "probe")
    message, loaded = layer.loadDefaultStyle()
    _draw([layer], box, size, picture)
    return {"valid": layer.isValid(), "loaded": loaded, "message": message, "rules": _rules(layer)}


def picture(path: str, box: list[float], size: list[int], picture: str, only: list[str]) -> dict[str, Any]:
    """Draws some layers of a project over a box of EPSG:3857."""
    opened = QgsProject.instance()
    opened.read(path)
    layers = [opened.mapLayer(identifier) for identifier in only]
    _draw(layers, box, size, picture)
    return {"valid": all(layer.isValid() for layer in layers)}


def colours(path: str, layer: str, points: list[list[float]], box: list[float], size: list[int]) -> list[str]:
    """The colours of a layer of a project at points of EPSG:3857, as it is drawn."""
    opened = QgsProject.instance()
    opened.read(path)
    image = _draw([opened.mapLayer(layer)], box, size, "")
    width, height = box[2] - box[0], box[3] - box[1]
    return [
        image.pixelColor(int((x - box[0]) / width * size[0]), int((box[3] - y) / height * size[1])).name()
        for x, y in points
    ]


def _draw(layers: list[Any], box: list[float], size: list[int], path: str) -> Any:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setExtent(QgsRectangle(*box))
    settings.setOutputSize(QSize(*size))
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setFlag(QgsMapSettings.Antialiasing, bool(path))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    if path:
        image.save(path)
    return image


def features(url: str, collection: str, username: str = "", password: str = "") -> dict[str, Any]:
    """A layer of an OGC API: is it valid, how many features does the server say, how many come?"""
    text = f"pagingEnabled='true' restrictToRequestBBOX='0' url='{url}' typename='{collection}' pageSize='200'"
    if username:
        text += f" username='{username}' password='{password}'"
    layer = QgsVectorLayer(text, "probe", "OAPIF")
    found: dict[str, Any] = {"valid": layer.isValid()}
    if layer.isValid():
        found["count"] = layer.dataProvider().featureCount()
        found["walked"] = sum(1 for _ in layer.getFeatures())
        found["fields"] = [field.name() for field in layer.fields()]
    return found


def geopackage(path: str, tables: list[str]) -> dict[str, Any]:
    """What QGIS makes of the tables of a GeoPackage opened as they are: the default style comes by itself."""
    found = {}
    for table in tables:
        layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
        look = _look(layer) if layer.isValid() and layer.isSpatial() else {}
        aliases = {f.name(): layer.attributeAlias(i) for i, f in enumerate(layer.fields())}
        ids = sorted(feature.id() for feature in layer.getFeatures())
        found[table] = {"aliases": aliases, **look, "valid": layer.isValid(), "ids": ids}
    return found


QUESTIONS = {f.__name__: f for f in (style, project, tiles, picture, colours, features, geopackage)}


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    answer = QUESTIONS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(answer))
    sys.stdout.flush()
    application.exitQgis()


if __name__ == "__main__":
    main()
