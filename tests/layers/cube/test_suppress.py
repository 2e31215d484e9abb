"""Masking on small tables, where every cell can be attacked."""

from __future__ import annotations

import numpy as np
import pytest

from layers.cube import LEVELS, Cube, Table
from layers.services.cube import attack
from layers.services.cube.grid import Grid, Place, build
from layers.services.cube.suppress import small, suppress
from tests.layers.cube.attacker import Attacker

CUBE = Cube("day", "kind")
TYPES = ("A", "B", "C")


def kingdom(regions: int = 3, provinces: int = 2, communes: int = 4) -> dict[str, Place]:
    tree = {"MA": Place("country", None)}
    for r in range(regions):
        tree[f"{r}"] = Place("region", "MA")
        for p in range(provinces):
            tree[f"{r}.{p}"] = Place("province", f"{r}")
            for c in range(communes):
                tree[f"{r}.{p}.{c}"] = Place("commune", f"{r}.{p}")
    return tree


def records(tree: dict[str, Place], seed: int, mean: float = 0.8) -> list[dict[str, object]]:
    """Few here, many there, some known to their province only and some to no place at all."""
    chance = np.random.default_rng(seed)
    rows = []
    for code in [c for c, place in tree.items() if place.level == "commune"] + ["0.1", ""]:
        weight = mean * chance.choice([0.1, 1, 8])
        parts = code.split(".") if code else []
        chain = (
            ["MA", parts[0], ".".join(parts[:2]), code if len(parts) == 3 else None] if parts else [None] * 4
        )
        for quarter in (1, 2, 3, 4):
            for kind in (*TYPES, ""):
                if n := int(chance.poisson(weight)):
                    places = dict(zip(LEVELS, chain, strict=True))
                    rows.append({"year": 2024, "quarter": quarter, "type": kind, "n": n, **places})
    return rows


def made(seed: int, mean: float = 0.8) -> tuple[Grid, dict[str, str | None]]:
    tree = kingdom()
    grid = build(CUBE, 2024, tree, records(tree, seed, mean))
    return grid, {code: place.parent for code, place in tree.items()}


def published(grid: Grid, masked: np.ndarray) -> dict[tuple[str, str, str], int | None]:
    return {tuple(k): None if m else int(v) for k, v, m in zip(grid.keys, grid.values, masked, strict=True)}


def test_a_grid_holds_what_the_tables_declare_and_its_sums_are_true() -> None:
    grid, _ = made(1)
    assert not (grid.sums @ grid.values).any()
    seen = {
        (level, "-" in key.period, bool(key.type)) for key, level in zip(grid.keys, grid.levels, strict=True)
    }
    assert ("commune", False, False) in seen and ("region", True, True) in seen
    assert ("commune", False, True) not in seen and ("province", True, False) not in seen
    assert any(key.territory == "0.1.X" for key in grid.keys), "records of the province alone are a cell"
    assert any(key.type == "-" for key in grid.keys), "records without a type are a type"


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.full) for n in range(1, 6))])
def test_no_cell_under_five_is_recovered(seed: int) -> None:
    grid, parents = made(seed, mean=(0.2, 0.8, 2.0)[seed % 3])
    masked = suppress(grid)
    assert masked[small(grid.values)].all() and not masked.all()
    attacker = Attacker(published(grid, masked), parents)
    cells = [tuple(grid.keys[n]) for n in np.flatnonzero(small(grid.values))]
    assert [cell for cell in cells if attacker.recovers(cell)] == []


def test_the_attack_does_recover_cells_that_only_primary_suppression_hides() -> None:
    """The canary: were complementary suppression to stop, the tests above would fail."""
    grid, parents = made(1)
    attacker = Attacker(published(grid, suppress(grid, complementary=False)), parents)
    cells = [tuple(grid.keys[n]) for n in np.flatnonzero(small(grid.values))]
    assert any(np.ptp(attacker.bounds(cell)) < 1e-6 for cell in cells), "one is known exactly"
    assert sum(attacker.recovers(cell) for cell in cells) > 5


def test_the_publishers_own_audit_says_the_same() -> None:
    grid, parents = made(2)
    masked = suppress(grid, complementary=False)
    system, attacker = attack.system(grid, masked), Attacker(published(grid, masked), parents)
    for number in np.flatnonzero(masked)[::7]:
        cell = int(number)
        theirs = attacker.bounds(tuple(grid.keys[cell]))
        assert (system.least(cell), system.most(cell)) == pytest.approx(theirs, abs=1e-6)


def test_what_was_masked_stays_masked() -> None:
    grid, _ = made(3)
    keep = np.zeros(len(grid.keys), dtype=bool)
    keep[int(np.argmax(grid.values))] = True
    assert suppress(grid, keep)[keep].all()


def test_tables_that_share_more_than_a_chain_are_refused() -> None:
    with pytest.raises(ValueError, match="chain"):
        Cube(
            "day",
            "kind",
            (Table("commune", typed=True), Table("province"), Table("region", "quarter", typed=True)),
        )
