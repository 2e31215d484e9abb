"""64-bit digests of rows, by column: equal digest, equal row. Two different rows share one in 10^19 pairs of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.typed import few

_EMPTY = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)


def of_column(array: pa.Array) -> np.ndarray:
    """One digest a value (uint64); null has its own."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_list(array.type):
        array = pc.binary_join(array, "\x1f")
    if pa.types.is_decimal(array.type):
        array = pc.cast(array, pa.string())
    null = array.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_string(array.type) or pa.types.is_binary(array.type):
        if array.null_count == len(array):
            return np.full(len(array), _EMPTY)
        coded = few(array)
        if coded is None:
            plain = pc.fill_null(array, "" if pa.types.is_string(array.type) else b"")
            texts = pd.util.hash_array(plain.to_numpy(zero_copy_only=False), categorize=False)
            return np.where(null, _EMPTY, texts)
        distinct = pd.util.hash_array(coded.dictionary.to_numpy(zero_copy_only=False), categorize=False)
        found = np.append(distinct, _EMPTY)[
            pc.fill_null(coded.indices, len(distinct)).to_numpy(zero_copy_only=False)
        ]
    else:
        if pa.types.is_date32(array.type):
            array = pc.cast(array, pa.int32())
        plain = pc.fill_null(array if pa.types.is_floating(array.type) else pc.cast(array, pa.int64()), 0)
        found = pd.util.hash_array(plain.to_numpy(zero_copy_only=False))
    return np.where(null, _EMPTY, found)


def combine(parts: Iterable[np.ndarray]) -> np.ndarray:
    """Order matters: the same values under other columns are another row."""
    total: np.ndarray | None = None
    for part in parts:
        total = part.copy() if total is None else mixed(total * _STEP + part)
    assert total is not None
    return total


def mixed(x: np.ndarray) -> np.ndarray:
    """splitmix64's finish: spreads every bit, so that sums of columns do not cancel."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


# Keys in order, and beside each its line and the digest of its row.
Run = tuple[np.ndarray, np.ndarray, np.ndarray]


class Seen:
    """Keys met so far in a file, in twenty bytes each, to say of a repeated one where the first stood.

    They lie in sorted runs, and a run is joined to the one before when it has grown to its size: a million keys are
    sorted a dozen times in all, not once a batch.
    """

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def repeated(self, keys: np.ndarray, lines: np.ndarray, content: np.ndarray) -> list[tuple[int, int, bool]]:
        """(position, line of the first, same content) of each key already met, in file order; the others are kept."""
        order = np.argsort(keys, kind="stable")
        own = (keys[order], lines[order].astype(np.int32), content[order])
        firsts = np.searchsorted(own[0], own[0], "left")
        line, said = own[1][firsts], own[2][firsts]
        again = firsts != np.arange(len(keys))
        for run in self._runs:
            at = np.minimum(np.searchsorted(run[0], own[0]), len(run[0]) - 1)
            known = np.flatnonzero(run[0][at] == own[0])
            line[known], said[known], again[known] = run[1][at[known]], run[2][at[known]], True
        self._keep((own[0][~again], own[1][~again], own[2][~again]))
        found = np.flatnonzero(again)
        same = said[found] == own[2][found]
        return sorted(zip(order[found].tolist(), line[found].tolist(), same.tolist(), strict=True))

    def _keep(self, fresh: Run) -> None:
        if len(fresh[0]):
            self._runs.append(fresh)
        while len(self._runs) > 1 and len(self._runs[-1][0]) >= len(self._runs[-2][0]):
            late, early = self._runs.pop(), self._runs.pop()
            keys, lines, content = (np.concatenate(parts) for parts in zip(early, late, strict=True))
            order = np.argsort(keys, kind="stable")
            self._runs.append((keys[order], lines[order], content[order]))
