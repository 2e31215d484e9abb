"""What leaves is written down first, by whoever keeps accounts: the platform above registers itself here.

Layers know nobody above them; without a keeper nothing is handed out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layers.access import Viewer
from layers.services.export.extraction import Extraction

Record = Callable[[Extraction, int], None]
ViewerOf = Callable[[int | None], Viewer]


@dataclass(frozen=True)
class Keeper:
    """`record` notes an extraction and its rows; `viewer_of` is who an account is today, for a job that runs later."""

    record: Record
    viewer_of: ViewerOf


_keeper: list[Keeper] = []


def keep(keeper: Keeper) -> None:
    _keeper[:] = [keeper]


def keeper() -> Keeper:
    if not _keeper:
        msg = "nobody keeps the log of exports: none is handed out"
        raise RuntimeError(msg)
    return _keeper[0]
