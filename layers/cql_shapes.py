"""Space in CQL2: geometries of a filter, and their relations to where a record is drawn."""

from __future__ import annotations

import json
from typing import Any

import shapely
from shapely.errors import GEOSException

from layers.cql_operands import GEOMETRY, Binder, Operand, Refused
from layers.crs import Crs, to_stored
from layers.errors import BadParameter
from layers.layer import Layer

MAX_VERTICES = 2000
RELATIONS = {
    "s_contains": "ST_Contains",
    "s_crosses": "ST_Crosses",
    "s_disjoint": "ST_Disjoint",
    "s_equals": "ST_Equals",
    "s_intersects": "ST_Intersects",
    "s_overlaps": "ST_Overlaps",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
}


def literal(tree: dict[str, Any], crs: Crs, binder: Binder) -> Operand:
    """A GeoJSON geometry or a box, in `crs`, bound in degrees."""
    shape = _box(tree["bbox"], crs) if "bbox" in tree else _shape(tree)
    if shape.geom_type == "GeometryCollection" or shape.is_empty:
        raise Refused("Géométrie vide ou composite.")
    if shapely.get_num_coordinates(shape) > MAX_VERTICES:
        raise Refused("Géométrie trop détaillée.")
    try:
        stored = to_stored("filter", "", shape, crs)
    except BadParameter as error:
        raise Refused(error.context["hint"]) from error
    return Operand(f"ST_GeomFromEWKB({binder.bind(stored)})", GEOMETRY, True)


def _box(numbers: Any, crs: Crs) -> shapely.Geometry:
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4:
        raise Refused("Une emprise a quatre nombres.")
    # The box is drawn in the order of its system's axes; `to_stored` turns it with the rest.
    west, south, east, north = numbers
    if west > east or south > north:
        raise Refused("Emprise inversée ou à cheval sur l’antiméridien.")
    ring = shapely.box(west, south, east, north)
    return ring if crs.is_degrees else shapely.segmentize(ring, max(east - west, north - south, 1.0) / 16)


def _shape(tree: dict[str, Any]) -> shapely.Geometry:
    try:
        return shapely.from_geojson(json.dumps(tree))
    except (GEOSException, ValueError) as error:
        raise Refused("Géométrie illisible.") from error


def relation(op: str, operands: list[Operand], layer: Layer) -> str:
    """SQL of a relation. A record without a place of its own answers from where it is counted on the map."""
    if len(operands) != 2:
        raise Refused(f"Nombre d’arguments : {op}.")
    if any(o.kind != GEOMETRY for o in operands):
        raise Refused(f"Une géométrie est attendue : {op}.")
    left, right = ("{geometry}" if o.is_place else o.sql for o in operands)
    condition = f"{RELATIONS[op]}({left}, {right})"
    return f"({layer.drawn_where(condition)})" if any(o.is_place for o in operands) else condition
