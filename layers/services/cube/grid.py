"""One year of a cube as cells and the sums that tie them: what is published, and what an attacker would solve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from layers.cube import LEVELS, OTHERS, TOTAL, UNKNOWN, Cube


class Key(NamedTuple):
    territory: str
    period: str
    type: str


@dataclass(frozen=True)
class Place:
    level: str
    parent: str | None


@dataclass(frozen=True)
class Grid:
    """Cells with a count, and equations: row r of `sums` says that a total minus its parts is nought."""

    keys: tuple[Key, ...]
    levels: tuple[str, ...]
    values: np.ndarray
    sums: sparse.csr_matrix


def periods_of(year: int) -> tuple[str, tuple[str, ...]]:
    return str(year), tuple(f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4))


def with_others(tree: Mapping[str, Place], micro: Iterable[Mapping[str, Any]]) -> dict[str, Place]:
    """The tree and, where records are known to a parent only, a child of it that holds them."""
    found = dict(tree)
    for row in micro:
        found |= {code: place for code, place in _leaf(row) if code not in found}
    return found


def _leaf(row: Mapping[str, Any]) -> list[tuple[str, Place]]:
    """A record's territories from the country to the finest level, filled with `OTHERS` where it stops short."""
    chain, parent = [], None
    for level in LEVELS:
        code = row[level] or (f"{parent}{OTHERS}" if parent else None)
        if code:
            chain.append((code, Place(level, parent)))
            parent = code
    return chain


def build(
    cube: Cube,
    year: int,
    tree: Mapping[str, Place],
    micro: Iterable[Mapping[str, Any]],
    types: Iterable[str] = (),
) -> Grid:
    """Every cell of the year, noughts included, for these types and those met. Records without a place are in none."""
    rows = [row for row in micro if row["country"]]
    places = with_others(tree, rows)
    whole, quarters = periods_of(year)
    kinds = sorted({*(kind or UNKNOWN for kind in types), *(row["type"] or UNKNOWN for row in rows)})
    counts = _counts(rows, year)
    keys = [
        Key(code, period, kind)
        for code, place in places.items()
        for period in (whole, *quarters)
        for kind in (TOTAL, *kinds)
        if cube.holds(place.level, "year" if period == whole else "quarter", kind != TOTAL)
    ]
    index = {key: number for number, key in enumerate(keys)}
    return Grid(
        tuple(keys),
        tuple(places[key.territory].level for key in keys),
        np.array([counts.get(key, 0) for key in keys], dtype=np.int64),
        _matrix(_equations(index, places, (whole, quarters), kinds), len(keys)),
    )


def _counts(rows: Iterable[Mapping[str, Any]], year: int) -> dict[Key, int]:
    whole, quarters = periods_of(year)
    counts: dict[Key, int] = defaultdict(int)
    for row in rows:
        for code, _place in _leaf(row):
            for period in (whole, quarters[row["quarter"] - 1]):
                for kind in (TOTAL, row["type"] or UNKNOWN):
                    counts[Key(code, period, kind)] += row["n"]
    return counts


def _equations(
    index: Mapping[Key, int],
    places: Mapping[str, Place],
    periods: tuple[str, tuple[str, ...]],
    types: list[str],
) -> Iterable[tuple[int, list[int]]]:
    """(total, parts) along each dimension in which every part is a cell too."""
    whole, quarters = periods
    children: dict[str, list[str]] = defaultdict(list)
    for code, place in places.items():
        if place.parent:
            children[place.parent].append(code)
    for key, number in index.items():
        splits = [[key._replace(territory=code) for code in children[key.territory]]]
        if key.period == whole:
            splits.append([key._replace(period=quarter) for quarter in quarters])
        if key.type == TOTAL:
            splits.append([key._replace(type=kind) for kind in types])
        for parts in splits:
            if parts and all(part in index for part in parts):
                yield number, [index[part] for part in parts]


def _matrix(equations: Iterable[tuple[int, list[int]]], width: int) -> sparse.csr_matrix:
    rows, columns, data, count = [], [], [], 0
    for total, parts in equations:
        rows += [count] * (1 + len(parts))
        columns += [total, *parts]
        data += [1.0] + [-1.0] * len(parts)
        count += 1
    return sparse.csr_matrix((data, (rows, columns)), shape=(count, width))
