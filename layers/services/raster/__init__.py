"""Rasters: put in order once (`prepare`), drawn (`tile`), told (`value`), measured (layers.indicators.zonal)."""
