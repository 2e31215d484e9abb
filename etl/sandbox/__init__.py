"""Uploaded files are opened only in a spawned child without network, memory to waste or sight of our secrets.

    with open_file(path, forms) as sheets:
        for sheet in sheets:
            for batch in sheet.batches(): ...

See docs/sandbox.md. The child imports this package: nothing heavy may load here before it is locked down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.sandbox.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from etl.sandbox.process import RawSheet

__all__ = ["DEFAULT", "Limits", "open_file", "open_raster"]


def open_file(
    path: Path,
    forms: Collection[str] = (),
    *,
    layer: str = "",
    timeout_s: float = 300,
    limits: Limits | None = None,
) -> AbstractContextManager[Iterator[RawSheet]]:
    """The sheets or layers of a file, as the child reads them; FileUnreadable names what stops it.

    `forms`: heading forms (etl.headings) that may be met; `timeout_s`: how long the child may keep us waiting in all.
    """
    from etl.sandbox.process import opened

    return opened(path, forms, layer, timeout_s, limits or DEFAULT)


def open_raster(
    path: Path, options: dict[str, Any], *, timeout_s: float = 600, limits: Limits | None = None
) -> AbstractContextManager[Iterator[RawSheet]]:
    """One band of a GeoTIFF as one sheet of strips (`etl.sandbox.raster`); FileUnreadable names what stops it."""
    from etl.sandbox.process import opened

    return opened(path, (), "", timeout_s, limits or DEFAULT, raster=options)
