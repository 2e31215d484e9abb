"""The rasters as the list of layers tells them: same shape as a layer, with the source its picture comes from."""

from __future__ import annotations

from typing import Any

from layers.access import Viewer, access_to
from layers.models import Raster
from layers.services.raster import look

# Zooms beyond the picture's that are still drawn by the server, so that cells are seen with their true edges.
NEAR = 2


def listed(viewer: Viewer, language: str) -> list[dict[str, Any]]:
    """Every raster in service; a refused one is told as restricted, and nothing more."""
    rasters = Raster.objects.select_related("current").exclude(current=None)
    return [_entry(raster, access_to(viewer, raster).allowed, language) for raster in rasters]


def _entry(raster: Raster, allowed: bool, language: str) -> dict[str, Any]:
    version = raster.current
    assert version is not None
    drawn = {"id": f"{raster.name}-0", "type": "raster", "source": raster.name,
             "paint": {"raster-opacity": 1, "raster-fade-duration": 0, "raster-resampling": "nearest"}}  # fmt: skip
    return {
        "slug": raster.name,
        "title": raster.title(language),
        "theme": raster.theme,
        "kind": "raster",
        "allowed": allowed,
        "count": None,
        "fictitious": False,
        "min_zoom": 0,
        "max_zoom": version.max_zoom + NEAR,
        "label": [],
        "legend": look.legend(raster, language) if allowed else {"kind": "raster", "key": []},
        "drawn": [drawn] if allowed else [],
        "sources": {raster.name: source(raster)} if allowed else {},
        "bounds": version.bounds if allowed else None,
        "resolution_m": round(version.resolution_m, 1),
        "source": raster.source(language),
    }


def source(raster: Raster, root: str = "") -> dict[str, Any]:
    """A MapLibre raster source; the version in the address keeps an old picture from being taken for the new one."""
    version = raster.current
    assert version is not None
    mark = f"?v={version.pk}-{int(raster.updated_at.timestamp()):x}"
    return {
        "type": "raster",
        "tiles": [f"{root}/raster/{raster.name}/{{z}}/{{x}}/{{y}}.png{mark}"],
        "tileSize": 256,
        "minzoom": 0,
        "maxzoom": version.max_zoom + NEAR,
        "bounds": version.bounds,
        "attribution": raster.source_fr,
    }
