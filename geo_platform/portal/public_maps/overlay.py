"""A layer drawn over a public map: what an anonymous visitor may see of it, in the registry's own colours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from geo_platform.portal.numbers import MISSING, number, with_unit
from geo_platform.portal.public_maps.shapes import Extent
from geo_platform.portal.public_maps.theme import Key
from layers import registry, sql
from layers.access import ANONYMOUS
from layers.layer import Field, Layer
from layers.query import LayerQuery
from layers.services.provenance import Provenance, provenance

if TYPE_CHECKING:
    from geo_platform.portal.models import PublicMapLayer

# What a phone draws without effort and a page carries in its weight.
MOST = 1500


@dataclass(frozen=True)
class Overlay:
    """`features`: GeoJSON with `color` and the chosen fields as text; `told`: what matches, from where."""

    slug: str
    title: str
    kind: str
    features: tuple[dict[str, Any], ...]
    fields: tuple[tuple[str, str], ...]
    keys: tuple[Key, ...]
    told: Provenance

    @property
    def rows(self) -> list[list[str]]:
        return [[f["properties"][name] for name, _title in self.fields] for f in self.features]

    @property
    def filtered(self) -> bool:
        return "filter=" in self.told.filter_cql

    @property
    def left_out(self) -> int:
        return self.told.matched - len(self.features)


def read(chosen: PublicMapLayer, extent: Extent, language: str) -> Overlay:
    layer = registry.get(chosen.layer)
    params = {
        "territory": [extent.code] if extent.code else [],
        "filter": [chosen.filter] if chosen.filter else [],
        "sortby": [chosen.sortby] if chosen.sortby else [],
    }
    query = LayerQuery.from_params(layer, params, ANONYMOUS)
    fields = tuple(f for name in chosen.field_names if (f := layer.field(name)) in query.access.fields and f)
    colors = {value: color for value, color, _fr, _ar in layer.style.palette}
    features, used = [], set()
    for row in _drawn(query, extent):
        value = row["properties"].get(layer.style.by)
        used.add(value)
        color = colors.get(value, layer.style.fill or layer.style.color)
        said = {f.name: _said(f, row["properties"].get(f.name), language) for f in fields}
        features.append(
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": row["geometry"],
                "properties": {**said, "color": color},
            }
        )
    return Overlay(
        layer.slug,
        layer.title(language),
        layer.style.kind,
        tuple(features),
        tuple((f.name, f.title(language)) for f in fields),
        tuple(_keys(layer, used, language)),
        provenance(query, language),
    )


def _drawn(query: LayerQuery, extent: Extent) -> list[dict[str, Any]]:
    scope, params = query.located().scope()
    order = "".join(f's."{name}" {"desc" if down else "asc"} nulls last, ' for name, down in query.sort)
    text = sql.load("features/drawn.sql").replace("{{scope}}", scope).replace("{{order}}", order)
    more = {"tolerance": extent.tolerance, "digits": extent.digits + 1, "limit": MOST}
    return query.read(text, {**params, **more})


def _keys(layer: Layer, used: set[Any], language: str) -> list[Key]:
    """Only the colours that are on the map."""
    keys = [
        Key(color, ar if language == "ar" else fr)
        for value, color, fr, ar in layer.style.palette
        if value in used
    ]
    return keys or [Key(layer.style.fill or layer.style.color, layer.title(language))]


def _said(field: Field, value: Any, language: str) -> str:
    """A value in words, as the table and the popups write it."""
    if value is None or value == "":
        return MISSING
    arabic = language == "ar"
    titles = {code: (fr, ar) for code, fr, ar in field.values}
    if value in titles:
        return titles[value][arabic]
    if field.type == "boolean":
        return _("oui") if value else _("non")
    if field.type == "date":
        return f"{dt.date.fromisoformat(str(value)[:10]):%d/%m/%Y}"
    if field.type == "number":
        return with_unit(float(value), 0 if float(value).is_integer() else 1, field.unit)
    if field.type == "integer" and "year" not in field.name:
        return with_unit(float(value), 0, field.unit) if field.unit else number(float(value))
    return str(value)
