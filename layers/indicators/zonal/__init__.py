"""Statistics of a raster per territory, exact: every cell counts for the part of it that lies inside."""
