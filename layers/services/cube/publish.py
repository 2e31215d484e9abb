"""Counting, masking and publishing a sensitive layer, one closed year at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from layers import registry, sql
from layers.cube import LEVELS, THRESHOLD, Cube
from layers.layer import Layer
from layers.models import CubeCell, CubePublication
from layers.query import LayerQuery
from layers.services.cube import grid as grids
from layers.services.cube.suppress import suppress

# After its last day a year stays open this long for late files.
CLOSING = dt.timedelta(days=90)
_BATCH = 5000


@dataclass(frozen=True)
class Report:
    layer: str
    year: int
    state: str  # published, kept
    cells: int = 0
    masked: int = 0


def layers_with_cube() -> list[Layer]:
    return [layer for layer in registry.layers().values() if layer.public_cube]


def publish(
    layer: Layer,
    *,
    today: dt.date | None = None,
    revise: Iterable[int] = (),
    complementary: bool = True,
) -> list[Report]:
    """Publishes the layer's closed years that are not published, or that hold invented records and changed.

    A year with real records is frozen once published; `revise` names those to count again, and then every cell that was
    masked stays masked. `complementary=False` is for the test of the attack only.
    """
    today = today or timezone.localdate()
    wanted = set(revise)
    version = sql.stamp(layer.version_table) or {"version": 0, "edition": ""}
    tree = {
        row["code"]: grids.Place(row["level"], row["parent"])
        for row in sql.rows("cubes/tree.sql", {"levels": list(LEVELS)})
    }
    by_year: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _count(layer):
        by_year[row["year"]].append(row)
    types = sorted({row["type"] for rows in by_year.values() for row in rows})
    reports = []
    for year, rows in sorted(by_year.items()):
        if dt.date(year + 1, 1, 1) + CLOSING > today:
            continue
        before = CubePublication.objects.filter(layer=layer.slug, year=year).first()
        if before and year not in wanted and not _stale(before, version["version"]):
            reports.append(Report(layer.slug, year, "kept"))
            continue
        grid = grids.build(_cube(layer), year, tree, rows, types)
        masked = suppress(grid, _kept(before, grid), complementary=complementary)
        _write(before, grid, masked, _publication(layer, year, rows, version))
        reports.append(Report(layer.slug, year, "published", len(grid.keys), int(masked.sum())))
    return reports


def _cube(layer: Layer) -> Cube:
    if layer.public_cube is None:
        msg = f"layer {layer.slug} has no public cube"
        raise ValueError(msg)
    return layer.public_cube


def _stale(before: CubePublication, version: int) -> bool:
    """Invented figures follow their data; real ones only lose the invented rows once counted with them."""
    if before.fictitious and not settings.FICTITIOUS_DATA:
        return True
    return not before.frozen and before.data_version != version


def _count(layer: Layer) -> list[dict[str, Any]]:
    """Every record, whoever may see it: only masked counts leave this module."""
    cube = _cube(layer)
    scope, params = LayerQuery.unrestricted(layer).scope()
    invented = next((f'"{f.name}"' for f in layer.fields if f.sql == layer.fictitious_column), None)
    text = sql.load("cubes/micro.sql").replace("{{scope}}", scope)
    text = text.replace("{{day}}", f'"{cube.period}"').replace("{{type}}", f'"{cube.type}"')
    text = text.replace("{{invented}}", f"s.{invented}" if invented else "false")
    return LayerQuery.read(text, params)


def _kept(before: CubePublication | None, grid: grids.Grid) -> np.ndarray | None:
    """Cells that must stay masked because an earlier publication of real figures masked them."""
    if before is None or not before.frozen:
        return None
    hidden = {
        grids.Key(*key) for key in before.cells.filter(value=None).values_list("territory", "period", "type")
    }
    return np.array([key in hidden for key in grid.keys])


def _publication(
    layer: Layer, year: int, rows: list[dict[str, Any]], version: Mapping[str, Any]
) -> CubePublication:
    unplaced = sum(row["n"] for row in rows if not row["country"])
    invented = sum(row["invented"] for row in rows)
    return CubePublication(
        layer=layer.slug,
        year=year,
        edition=version["edition"],
        data_version=version["version"],
        made_at=timezone.now(),
        fictitious=bool(invented),
        frozen=invented < sum(row["n"] for row in rows),
        unplaced=unplaced if unplaced >= THRESHOLD else None,
    )


@transaction.atomic
def _write(
    before: CubePublication | None, grid: grids.Grid, masked: np.ndarray, made: CubePublication
) -> None:
    if before:
        made.revision = before.revision + 1
        # Real figures published once stay so, even where invented ones were counted with them.
        made.frozen = made.frozen or before.frozen
        before.delete()
    made.save(force_insert=True)
    CubeCell.objects.bulk_create(
        (
            CubeCell(
                publication=made,
                territory=key.territory,
                level=grid.levels[number],
                period=key.period,
                type=key.type,
                value=None if masked[number] else int(grid.values[number]),
            )
            for number, key in enumerate(grid.keys)
        ),
        batch_size=_BATCH,
    )
