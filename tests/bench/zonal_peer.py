"""What rasterstats does with the same raster and shapes, in its own environment; prints its seconds and its means.

    python zonal_peer.py RASTER SHAPES(.npy of WKB) MEANS(.npy, written)
"""

import sys
import time
import warnings

import numpy as np
import rasterio
import shapely
from rasterstats import zonal_stats


def main(raster: str, shapes: str, means: str) -> None:
    warnings.simplefilter("ignore")
    outlines = list(shapely.from_wkb(np.load(shapes, allow_pickle=True)))
    with rasterio.open(raster) as file:
        bounds = file.bounds
    assert bounds.left < bounds.right
    begun = time.perf_counter()
    told = zonal_stats(outlines, raster, stats="mean", nodata=-9999)
    print(time.perf_counter() - begun)
    np.save(means, np.array([np.nan if row["mean"] is None else row["mean"] for row in told], float))


main(*sys.argv[1:])
