"""The parcel a record names and the parcel its point lies in: either tells what the other leaves out.

A record without coordinates lies on the parcel it names. One with coordinates is linked to the parcel it names, when
that one is known, else to the one its point lies in; a point outside the parcel it names is flagged, and stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.batch import Batch
from etl.errors import ValueDoubtful
from etl.land_columns import in_one_form
from etl.parcels import Parcels, lowest
from layers import sql
from layers.models import Permit

if TYPE_CHECKING:
    from etl.locate import Places, Points

DECLARED, POSITION = map(str, Permit.ParcelMethod)
# Metres a point may lie beside its parcel without being doubted: what the datum shift and a telephone leave open.
NEAR_M = 10.0


class Land:
    """`free` returns when the connection may be used."""

    def __init__(self, free: Callable[[], None]) -> None:
        self._free = free
        self._parcels = Parcels(self._copy)

    def _ask(self, file: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        self._free()
        return sql.rows(file, params)

    def _copy(self, file: str, params: dict[str, Any], to: sql.Writable) -> None:
        self._free()
        sql.copied(file, params, to)

    def place(self, batch: Batch, points: Points, declared: Places) -> None:
        """A record without coordinates lies on the first parcel it names that is where the record says."""
        rows, references = _named(batch, ~points.known & ~batch.refused)
        if not len(rows):
            return
        wanted = pc.unique(references).to_pylist()
        known = {row["reference"]: row for row in self._ask("location/parcels.sql", {"references": wanted})}
        links: dict[int, tuple[str, str]] = {}
        for row, reference in zip(rows.tolist(), references.to_pylist(), strict=True):
            parcel, place = known.get(reference), declared.of(row)
            near = parcel is not None and (place is None or place.commune_id == parcel["commune_id"])
            if parcel is not None and near and row not in links:
                points.put(row, parcel["lon"], parcel["lat"], "parcel", "parcel")
                links[row] = (reference, DECLARED)
        _write(batch, links)

    def link(self, batch: Batch, points: Points, doubted: np.ndarray) -> None:
        """`doubted`: rows whose point is not believed already, of which nothing more is said."""
        pointed = points.known & points.exact & ~batch.refused
        rows, references = _named(batch, pointed)
        inside, found = self._inside(batch, points, pointed)
        links = {row: (reference, POSITION) for row, reference in lowest(inside, found).items()}
        if len(rows):
            holding = pc.is_in(_pair(rows, references), _pair(inside, found)).to_numpy(False)
            sure = lowest(rows[holding], references.filter(pa.array(holding)))
            links |= {row: (reference, DECLARED) for row, reference in sure.items()}
            asked = ~np.isin(rows, list(sure))
            for row, reference, metres in self._distances(rows[asked], references.filter(pa.array(asked)), points):
                if metres > NEAR_M and not doubted[row]:
                    batch.add(row, ValueDoubtful("point_outside_parcel", value=reference, column=batch.table.land,
                              metres=f"{metres:.0f}", found=links.get(row, ("—",))[0]))  # fmt: skip
                links[row] = (reference, DECLARED)
        _write(batch, links)

    def _inside(self, batch: Batch, points: Points, pointed: np.ndarray) -> tuple[np.ndarray, pa.Array]:
        """Rows and the parcels their points lie in, for a table that keeps them."""
        rows = np.flatnonzero(pointed if _kept(batch) else np.zeros(len(batch), bool))
        at, found = self._parcels.at(points.lon[rows], points.lat[rows])
        return rows[at], found

    def _distances(self, rows: np.ndarray, references: pa.Array, points: Points) -> list[tuple[int, str, float]]:
        """Of the parcels a row names, the nearest that is known."""
        if not len(rows):
            return []
        asked = {"numbers": rows.tolist(), "references": references.to_pylist(),
                 "lon": points.lon[rows].tolist(), "lat": points.lat[rows].tolist()}  # fmt: skip
        nearest: dict[int, tuple[int, str, float]] = {}
        for row in self._ask("location/parcel_distances.sql", asked):
            nearest.setdefault(row["number"], (row["number"], row["reference"], row["metres"]))
        return list(nearest.values())


def _named(batch: Batch, wanted: np.ndarray) -> tuple[np.ndarray, pa.Array]:
    """Readable references of the wanted rows, in the order of the file."""
    column = batch.columns.get(batch.table.land) if batch.table.land else None
    if column is None:
        return np.empty(0, np.int64), pa.array([], pa.string())
    rows, texts = np.arange(len(batch)), column
    if pa.types.is_list(column.type):
        rows, texts = pc.list_parent_indices(column).to_numpy(False), pc.list_flatten(column)
    kept = np.flatnonzero(wanted[rows] & texts.is_valid().to_numpy(False))
    references = in_one_form(texts.take(pa.array(kept)))
    readable = references.is_valid()
    return rows[kept][readable.to_numpy(False)], references.filter(readable)


def _kept(batch: Batch) -> bool:
    return any(field.attname == "parcel_reference" for field in batch.table.model._meta.local_concrete_fields)


def _pair(rows: np.ndarray, references: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pc.cast(pa.array(rows, pa.int64()), pa.string()), references, " ")


def _write(batch: Batch, links: dict[int, tuple[str, str]]) -> None:
    if _kept(batch):
        for n, name in enumerate(("parcel_reference", "parcel_method")):
            batch.put(name, {row: link[n] for row, link in links.items()}, pa.string())
