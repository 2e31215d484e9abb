"""An operator's own map backgrounds, from GEO_MAP_BACKGROUNDS: the only foreign addresses a page may reach.

JSON list of {"title_fr", "title_ar", "kind", "url", "attribution", "opacity"}; kinds:
  xyz      https://…/{z}/{x}/{y}.png
  wms      https://…/wms?layers=ortho          (GetMap 1.3.0 in EPSG:3857 is completed by the map)
  wmts     https://…/{TileMatrix}/{TileRow}/{TileCol}.png   (REST template of a GoogleMapsCompatible matrix set)
  pmtiles  https://…/ortho.pmtiles             (raster archive, read by ranges)
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

KINDS = ("xyz", "wms", "wmts", "pmtiles")
_WMTS = {"{TileMatrix}": "{z}", "{TileRow}": "{y}", "{TileCol}": "{x}"}
_NEEDED = {"xyz": ("{z}", "{x}", "{y}"), "wmts": tuple(_WMTS), "wms": ("layers=",), "pmtiles": ()}
DEFAULT_OPACITY = 0.6


class BackgroundError(ValueError):
    """Which background is wrong, and why: said at start, not on a blank map."""


def parse(text: str) -> list[dict[str, Any]]:
    """Backgrounds as the map takes them; BackgroundError names the first wrong one."""
    try:
        declared = json.loads(text or "[]")
    except json.JSONDecodeError as error:
        raise BackgroundError(f"not JSON: {error}") from error
    if not isinstance(declared, list):
        raise BackgroundError("a list is expected")
    return [_one(number, entry) for number, entry in enumerate(declared, 1)]


def _one(number: int, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise BackgroundError(f"{number}: an object is expected")
    kind, url = entry.get("kind"), str(entry.get("url", ""))
    if kind not in KINDS:
        raise BackgroundError(f"{number}: kind is one of {', '.join(KINDS)}, not {kind!r}")
    if urlsplit(url).scheme not in ("https", "http") or not urlsplit(url).netloc:
        raise BackgroundError(f"{number}: url needs http(s) and a host: {url!r}")
    missing = [part for part in _NEEDED[kind] if part not in url]
    if missing:
        raise BackgroundError(f"{number}: url of kind {kind} needs {missing[0]}: {url!r}")
    if not entry.get("title_fr") or not entry.get("title_ar"):
        raise BackgroundError(f"{number}: title_fr and title_ar are needed")
    for token, ours in _WMTS.items():
        url = url.replace(token, ours)
    return {
        "title_fr": str(entry["title_fr"]),
        "title_ar": str(entry["title_ar"]),
        "kind": "xyz" if kind == "wmts" else kind,
        "url": url,
        "attribution": str(entry.get("attribution", "")),
        "opacity": float(entry.get("opacity", DEFAULT_OPACITY)),
    }


def origins(backgrounds: list[dict[str, Any]]) -> tuple[str, ...]:
    """Scheme and host of each: what the content security policy opens, and nothing more."""
    parts = (urlsplit(background["url"]) for background in backgrounds)
    return tuple(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))
