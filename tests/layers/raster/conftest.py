from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.rasters.declaration import Declaration
from etl.rasters.register import register
from layers.models import RasterVersion
from tests.layers.raster import made


@pytest.fixture
def registered(tmp_path: Path, settings: Any) -> Callable[..., RasterVersion]:
    """registered(cells, name=…, bounds=…, profile={…}): a raster in service, in a folder of this test."""
    settings.RASTER_DIR = tmp_path / "rasters"

    def put(cells: np.ndarray, bounds: Any = made.BOX, profile: Any = None, **more: Any) -> RasterVersion:
        path = made.write(tmp_path / "given.tif", cells, bounds, **(profile or {}))
        return register(path, Declaration.of(made.said(**more)))

    return put
