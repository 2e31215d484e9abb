"""Rasters on a printed map: one picture each, cut to the page, in the colours of their tiles or in greys."""

from __future__ import annotations

from rasterio.transform import Affine

from geo_platform.portal.printing import ink
from geo_platform.portal.printing.wanted import Cells
from layers.services import pdf, svg_map
from layers.services.raster import look, warped

# Pixels of a millimetre: 203 to the inch, finer than the cells of any raster at these scales need.
FINE = 8


def name(shown: Cells) -> str:
    return f"raster-{shown.of.raster.name}.png"


def colours(shown: Cells, grey: bool) -> list[str]:
    """In black and white from light to dark: the luminance of classes' own colours tells nobody which is which."""
    own = look.colours(shown.of.raster)
    if not grey:
        return own
    return [ink.level(0.95 - 0.75 * n / max(len(own) - 1, 1)) for n in range(len(own))]


def picture(frame: svg_map.Frame, shown: Cells, grey: bool) -> bytes:
    """PNG of the frame; empty where the raster says nothing there."""
    pixel = 1 / frame.scale / FINE
    place = Affine(pixel, 0, frame.left, 0, -pixel, frame.top)
    shape = (round(frame.height * FINE), round(frame.width * FINE))
    return warped.picture(shown.of, warped.cells(shown.of, place, shape), place, colours(shown, grey))


def drawn(frame: svg_map.Frame, shown: Cells) -> str:
    size = {"width": float(frame.width), "height": float(frame.height), "preserveAspectRatio": "none"}
    share = shown.opacity if shown.opacity < 1 else None
    return ink.tag("image", x=0, y=0, href=f"{pdf.SCHEME}{name(shown)}", opacity=share, **size)
