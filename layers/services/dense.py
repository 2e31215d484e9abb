"""How the records of a tile are counted where they are too many to draw: by the rows, or by an index of cells alone.

A layer of points declares `by_cell` when it has such an index (a migration: `layers_cell` and what a count asks for).
Only the live table has one: a question about the past reads rows.
"""

from __future__ import annotations

from layers import sql
from layers.query import LayerQuery

# Cells are tiles of this zoom.
_ZOOM = 16
_NOBODY = "select 0::bigint as records"


def fragments(query: LayerQuery, z: int) -> dict[str, str]:
    """Of features/tile.sql: `crowd`, how many records at least; `dense`, where each of them lies."""
    if query.layer.by_cell and query.as_of is None and z <= _ZOOM:
        return {"crowd": sql.load("features/crowd.sql"), "dense": sql.load("features/dense_points.sql")}
    return {"crowd": _NOBODY, "dense": sql.load("features/dense.sql")}


def cells(z: int, x: int, y: int) -> dict[str, int]:
    """First and last cell of a tile; none asks for those of a tile smaller than a cell."""
    side = 2 * max(0, _ZOOM - z)
    first = (_spread(x) | _spread(y) << 1) << side
    return {"tile_first_cell": first, "tile_last_cell": first + (1 << side) - 1}


def _spread(number: int) -> int:
    """Its bits, a zero between each: the number read in base four."""
    return int(f"{number:b}", 4)
