"""Outlines of a batch made fit to store: what is empty, of another kind, flat or crossing itself is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from etl.errors import Fault, Note, ValueDoubtful

Shapes = npt.NDArray[np.object_]
_LINE, _POLYGON, _MULTILINE, _MULTIPOLYGON = 1, 3, 5, 6
_NAMES = np.array(
    ["Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
     "GeometryCollection"], dtype=object,
)  # fmt: skip


@dataclass(frozen=True)
class Outlines:
    """Polygons of one or several parts, or None where there is nothing to store; doubts by position in the batch."""

    shapes: Shapes
    doubts: list[tuple[int, Fault]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def outlines(given: Shapes, column: str = "_wkt") -> Outlines:
    """Every sound polygon; a crossing outline repaired and said; the rest set aside and said."""
    shapes = np.array(given, dtype=object, copy=True)
    result = Outlines(shapes)

    def set_aside(where: npt.NDArray[np.bool_], code: str, **context: Any) -> None:
        for at in np.flatnonzero(where):
            told = {key: told[at] if isinstance(told, np.ndarray) else told for key, told in context.items()}
            result.doubts.append((int(at), ValueDoubtful(code, column=column, **told)))
        shapes[where] = None

    if (high := shapely.has_z(shapes)).any():
        heights = shapely.get_coordinates(shapes[high], include_z=True)[:, 2]
        shapes[:] = shapely.force_2d(shapes)
        # KML writes a height of zero to everything.
        if np.nan_to_num(heights).any():
            result.notes.append(Note("geometry_3d"))
    set_aside(~shapely.is_missing(shapes) & shapely.is_empty(shapes), "geometry_empty")
    if _close(shapes):
        result.notes.append(Note("geometry_closed"))
    _repair(shapes, result, column)
    kinds = shapely.get_type_id(shapes)
    other = (kinds >= 0) & (kinds != _POLYGON) & (kinds != _MULTIPOLYGON)
    set_aside(other, "geometry_type", value=_NAMES[kinds], expected="MultiPolygon")
    set_aside(~shapely.is_missing(shapes) & (shapely.area(shapes) == 0), "geometry_flat")
    return result


def _close(shapes: Shapes) -> bool:
    """A closed line is an outline: so do DXF drawings and GPS tracks write theirs."""
    kinds = shapely.get_type_id(shapes)
    if not np.isin(kinds, (_LINE, _MULTILINE)).any():
        return False
    alone = np.flatnonzero((kinds == _MULTILINE) & (shapely.get_num_geometries(shapes) == 1))
    shapes[alone] = shapely.get_geometry(shapes[alone], 0)
    closed = np.flatnonzero((shapely.get_type_id(shapes) == _LINE) & shapely.is_closed(shapes))
    enough = closed[shapely.get_num_points(shapes[closed]) >= 4]
    if len(enough):
        corners, owner = shapely.get_coordinates(shapes[enough], return_index=True)
        shapes[enough] = shapely.polygons(shapely.linearrings(corners, indices=owner))
    return bool(len(enough))


def _repair(shapes: Shapes, result: Outlines, column: str) -> None:
    """Crossing outlines keep the surface they enclose; lines and points left by the repair are dropped."""
    kinds = shapely.get_type_id(shapes)
    broken = np.flatnonzero(((kinds == _POLYGON) | (kinds == _MULTIPOLYGON)) & ~shapely.is_valid(shapes))
    if not len(broken):
        return
    reasons = shapely.is_valid_reason(shapes[broken])
    repaired = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    for at, reason, shape in zip(broken, reasons, repaired, strict=True):
        if shape.is_empty:
            # Nothing was enclosed: a line drawn there and back.
            result.doubts.append((int(at), ValueDoubtful("geometry_flat", column=column)))
            shapes[at] = None
            continue
        result.doubts.append((int(at), ValueDoubtful("geometry_repaired", value=reason, column=column)))
        shapes[at] = shape


def from_wkt(texts: npt.NDArray[np.object_], column: str = "_wkt") -> Outlines:
    """Outlines of a text column; empty texts have none, unreadable ones are named."""
    wanted = np.array([text or None for text in texts], dtype=object)
    read = shapely.from_wkt(wanted, on_invalid="ignore")
    lost = np.array([text is not None for text in wanted], dtype=bool) & shapely.is_missing(read)
    result = outlines(np.asarray(read, dtype=object), column)
    result.doubts.extend(
        (int(at), ValueDoubtful("geometry_unreadable", value=str(wanted[at])[:60], column=column))
        for at in np.flatnonzero(lost)
    )
    return result
