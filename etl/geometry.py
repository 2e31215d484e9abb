"""Shapes of a batch: from the file's geometry or a WKT column to what the target stores: WGS84, valid, measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyproj
import shapely
from django.contrib.gis.db.models import GeometryField

from etl import rings
from etl.area import area_m2
from etl.batch import Batch
from etl.crs import Reading
from etl.errors import Note, ValueDoubtful
from etl.locate import Points
from etl.shapes import outlines
from layers.projections import WGS84

# shapely's type ids: which ones a model's geometry takes, and what a single part is wrapped into.
_POINT, _LINE, _POLYGON, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON, _COLLECTION = 0, 1, 3, 4, 5, 6, 7
_TAKEN = {
    "POINT": {_POINT},
    "MULTIPOINT": {_POINT, _MULTIPOINT},
    "LINESTRING": {_LINE},
    "MULTILINESTRING": {_LINE, _MULTILINE},
    "POLYGON": {_POLYGON},
    "MULTIPOLYGON": {_POLYGON, _MULTIPOLYGON},
    "GEOMETRY": {_POINT, _LINE, _POLYGON, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON},
}
# A WKB of one part becomes a WKB of a multi with one part by this prefix: little-endian, type, one part.
_WRAP = {(single, f"MULTI{name}"): bytes([1, multi, 0, 0, 0, 1, 0, 0, 0]) for single, multi, name in (
    (_POINT, 4, "POINT"), (_LINE, 5, "LINESTRING"), (_POLYGON, 6, "POLYGON"))}  # fmt: skip
# Points a whole file is judged by (etl.survey).
SAMPLE = 2_000
_GEOD = pyproj.Geod(ellps="WGS84")


def field(batch: Batch) -> GeometryField | None:
    """The model's own place; another geometry column is filled by its converter."""
    found = (f for f in batch.table.model._meta.local_concrete_fields if f.attname == "geom")
    return next((f for f in found if isinstance(f, GeometryField)), None)


class Shapes:
    """What a batch draws: a vector's geometry, or a WKT column, or a pair of coordinates."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.points = Points.none(len(batch))
        self.field = field(batch)
        self.notes: list[Note] = []
        self._shapes: np.ndarray | None = None
        self._read: np.ndarray | None = None
        # Rows whose outline is surely sound as it came: not drawn until somebody asks.
        self._rings = rings.Rings(len(batch), [])

    @property
    def _column(self) -> str:
        return "_wkt" if "_wkt" in self.batch.columns else "geom"

    def read(self) -> None:
        """Shapes as the file gives them; faults for those that cannot be kept as they came."""
        self._read = self._given()
        if self.field is not None and self._read is not None:
            self._shapes = self._fitting(self._read)

    def sample(self) -> np.ndarray | None:
        """Row, x, y of what is drawn, in the file's own system; None when nothing is."""
        if self._shapes is not None:
            rows = np.flatnonzero(~shapely.is_missing(self._shapes) | self._rings.mask)
            rows = rows[:: max(1, len(rows) // SAMPLE)]
            spot = shapely.centroid(self._drawn(rows))
            found = np.column_stack([rows, shapely.get_x(spot), shapely.get_y(spot)])
        else:
            pairs = [self.batch.columns.get(name) for name in ("_lon", "_lat")]
            if pairs[0] is None or pairs[1] is None:
                return None
            x, y = (pc.fill_null(pc.cast(pair, pa.float64()), np.nan).to_numpy() for pair in pairs)
            found = np.column_stack([np.arange(len(x)), x, y])
        found = found[np.isfinite(found).all(axis=1) & (np.abs(found[:, 1:]) > 0).any(axis=1)]
        return found if len(found) else None

    def transform(self, reading: Reading) -> None:
        """Brings everything to WGS84, and finds the position each row is located by."""
        if self._shapes is None:
            self._transform_pairs(reading)
            return
        if reading != Reading(WGS84):
            self._shapes = reading.shapes(self._drawn(np.arange(len(self.batch))))
            self._rings = rings.Rings(len(self.batch), [])
        here = np.flatnonzero(~shapely.is_missing(self._shapes))
        lon, lat = _middle(self._shapes[here])
        self.points.put(here, lon, lat, "exact", "geometry")
        west, south, east, north = self._rings.boxes().T
        here = np.flatnonzero(self._rings.mask)
        self.points.put(here, ((west + east) / 2)[here], ((south + north) / 2)[here], "exact", "geometry")

    def _drawn(self, rows: np.ndarray) -> np.ndarray:
        """Shapes of these rows, the surely sound ones drawn now."""
        assert self._shapes is not None
        found, plain = self._shapes[rows], self._rings.mask[rows]
        if plain.any():
            came = self.batch.raw.column("geometry").take(pa.array(rows[plain]))
            found[plain] = shapely.from_wkb(came.to_numpy(False))
        return found

    def _transform_pairs(self, reading: Reading) -> None:
        if reading == Reading(WGS84):
            return
        pairs = (self.batch.columns[name] for name in ("_lon", "_lat"))
        x, y = (pc.fill_null(pc.cast(pair, pa.float64()), np.nan).to_numpy() for pair in pairs)
        for name, values in zip(("_lon", "_lat"), reading.lonlat(x, y), strict=True):
            self.batch.columns[name] = pa.array(values, pa.float64(), from_pandas=True)

    def _given(self) -> np.ndarray | None:
        """A vector's own geometry, else the WKT column."""
        raw = self.batch.raw
        if "geometry" in raw.schema.names:
            others = raw.column("geometry")
            if self.field is not None and self.field.geom_type == "MULTIPOLYGON":
                self._rings = rings.read(others)
                others = pc.if_else(pa.array(self._rings.mask), pa.scalar(None, pa.binary()), others)
            return self._parsed(shapely.from_wkb(others.to_numpy(False), on_invalid="ignore"),
                                others.is_valid().to_numpy(False))  # fmt: skip
        if "_wkt" in self.batch.columns:
            told = self.batch.columns["_wkt"]
            return self._parsed(
                shapely.from_wkt(told.to_numpy(False), on_invalid="ignore"), told.is_valid().to_numpy(False)
            )
        return None

    def _parsed(self, shapes: np.ndarray, given: np.ndarray) -> np.ndarray:
        self._doubt(given & shapely.is_missing(shapes), "geometry_unreadable")
        if self.field is not None and self.field.geom_type != "MULTIPOLYGON":
            self._doubt(shapely.is_empty(shapes), "geometry_empty")
            shapes = shapely.force_2d(_without(shapes, shapely.is_empty(shapes)))
        return shapes

    def _fitting(self, shapes: np.ndarray) -> np.ndarray:
        """Shapes of a type the model takes; a point of another kind of thing still says where it is."""
        assert self.field is not None
        if self.field.geom_type == "MULTIPOLYGON":
            found = outlines(shapes, self._column)
            self.notes += found.notes
            for row, fault in found.doubts:
                if not self.batch.refused[row]:
                    self.batch.add(row, fault)
            return found.shapes
        kinds = shapely.get_type_id(shapes)
        wrong = (kinds >= 0) & ~np.isin(kinds, list(_TAKEN[self.field.geom_type]))
        for row in np.flatnonzero(wrong & ~self.batch.refused).tolist():
            self.batch.add(row, ValueDoubtful("geometry_type", value=shapes[row].geom_type, column=self._column,
                           expected=self.field.geom_type))  # fmt: skip
        return self._valid(_without(shapes, wrong))

    def _valid(self, shapes: np.ndarray) -> np.ndarray:
        broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
        for row in np.flatnonzero(broken & ~self.batch.refused).tolist():
            reason = shapely.is_valid_reason(shapes[row])
            self.batch.add(row, ValueDoubtful("geometry_repaired", value=reason, column=self._column))
        if broken.any():
            shapes = shapes.copy()
            shapes[broken] = [_repaired(shape) for shape in shapes[broken]]
        return shapes

    def _doubt(self, mask: np.ndarray, code: str) -> None:
        for row in np.flatnonzero(mask & ~self.batch.refused).tolist():
            self.batch.add(row, ValueDoubtful(code, column=self._column))

    def write(self) -> None:
        """Adds the geometry and its measures to the batch's columns; call it when the points are settled."""
        if self.field is None:
            return
        if self._shapes is None:
            drawn = (
                self.points.known
                if self.field.geom_type in {"POINT", "GEOMETRY"}
                else np.zeros(len(self.batch), bool)
            )
            self.batch.columns["geom"] = _point_wkb(self.points.lon, self.points.lat, drawn)
            return
        kept, plain = _without(self._shapes, ~self.points.known), self._rings.mask & self.points.known
        kinds = np.where(plain, _POLYGON, shapely.get_type_id(kept))
        self.batch.columns["geom"] = _wkb(kept, kinds, self._as_came(kept, plain), self.field.geom_type)
        fields = {f.attname for f in self.batch.table.model._meta.local_concrete_fields}
        for name in fields & _MEASURES.keys() - self.batch.columns.keys():
            values = _MEASURES[name](kept)
            if plain.any():
                values = np.where(plain, self._rings.areas_m2(), values)
            self.batch.columns[name] = pa.array(np.round(values, 2), pa.float64(), mask=kinds < 0)

    def _as_came(self, shapes: np.ndarray, plain: np.ndarray) -> pa.Array | None:
        """The file's own bytes where the shape is the very one read: most are, and writing them again takes time."""
        if "geometry" not in self.batch.raw.schema.names or self._read is None:
            return None
        same, drawn = plain.copy(), np.flatnonzero(~shapely.is_missing(shapes))
        same[drawn] = [shape is came for shape, came in zip(shapes[drawn], self._read[drawn], strict=True)]
        raw = self.batch.raw.column("geometry")
        kept = pc.and_(pc.starts_with(raw, pattern=b"\x01"), pa.array(same))
        return pc.if_else(kept, raw, pa.scalar(None, pa.binary()))


def _without(shapes: np.ndarray, mask: np.ndarray) -> np.ndarray:
    found = shapes.copy()
    found[mask] = None
    return found


def _middle(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where a shape is looked up: the middle of its box, eight times cheaper than a centroid; half-way along a line."""
    west, south, east, north = shapely.bounds(shapes).T
    lon, lat = (west + east) / 2, (south + north) / 2
    lines = np.flatnonzero(np.isin(shapely.get_type_id(shapes), [_LINE, _MULTILINE]))
    if len(lines):
        half = shapely.line_interpolate_point(shapely.get_geometry(shapes[lines], 0), 0.5, normalized=True)
        lon[lines], lat[lines] = shapely.get_x(half), shapely.get_y(half)
    return lon, lat


def _repaired(shape: Any) -> Any:
    """The parts of the same dimension of what make_valid gives."""
    found = shapely.make_valid(shape)
    wanted = shapely.get_dimensions(shape)
    parts = [part for part in shapely.get_parts(found) if shapely.get_dimensions(part) == wanted]
    return shapely.union_all(parts) if parts else None


def _wkb(shapes: np.ndarray, kinds: np.ndarray, given: pa.Array | None, kind: str) -> pa.Array:
    """`given`: bytes known already, null where the shape has to be written."""
    if given is None:
        plain = pa.array(shapely.to_wkb(shapes, byte_order=1), pa.binary())
    elif not given.null_count:
        plain = given
    else:
        rows = np.flatnonzero(given.is_null().to_numpy(zero_copy_only=False))
        order = np.arange(len(shapes))
        order[rows] = len(shapes) + np.arange(len(rows))
        written = pa.array(shapely.to_wkb(shapes[rows], byte_order=1), pa.binary())
        plain = pa.concat_arrays([given, written]).take(pa.array(order))
    for (single, multi), prefix in _WRAP.items():
        if multi == kind and (kinds == single).any():
            wrapped = pc.binary_join_element_wise(prefix, plain, b"")
            plain = wrapped if (kinds == single).all() else pc.if_else(pa.array(kinds == single), wrapped, plain)
    return plain


def _point_wkb(lon: np.ndarray, lat: np.ndarray, drawn: np.ndarray) -> pa.Array:
    packed = np.zeros(len(lon), dtype=[("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
    packed["order"], packed["kind"], packed["x"], packed["y"] = 1, 1, lon, lat
    width = packed.dtype.itemsize
    offsets = np.arange(0, (len(lon) + 1) * width, width, dtype=np.int32)
    found = pa.Array.from_buffers(
        pa.binary(), len(lon), [None, pa.py_buffer(offsets), pa.py_buffer(packed.tobytes())]
    )
    return pc.if_else(pa.array(drawn), found, pa.scalar(None, pa.binary()))


def _length_m(shapes: np.ndarray) -> np.ndarray:
    """Geodesic metres on WGS84, segment by segment."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    parts = _part_of(shapes)
    total = np.zeros(len(shapes))
    if len(coordinates) > 1:
        (lon, lat), (lon2, lat2) = coordinates[:-1].T, coordinates[1:].T
        _, _, metres = _GEOD.inv(lon, lat, lon2, lat2)
        same = parts[:-1] == parts[1:]
        total += np.bincount(owner[:-1][same], weights=metres[same], minlength=len(shapes))
    return total


def _part_of(shapes: np.ndarray) -> np.ndarray:
    """For each coordinate the number of the line it belongs to: two lines of one road are not joined."""
    lines = shapely.get_parts(shapes)
    return np.repeat(np.arange(len(lines)), shapely.get_num_coordinates(lines))


_MEASURES = {"area_m2": area_m2, "length_m": _length_m}
