"""Population of a year to come, from the two censuses.

Geometric growth between the censuses of 2014 and 2024, prolonged: the method HCP itself uses between censuses for
small areas. It supposes that what happened for ten years goes on; it is a working assumption, said as such wherever
it is shown, and never an official projection.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from layers.errors import BadParameter

Values = npt.NDArray[np.float64]
FIRST, LAST = 2014, 2024
HORIZON = 2050
# A place that doubled in ten years because a town was built there will not double again every ten years.
MAX_YEARLY_GROWTH = 0.05


def project(before: Values, after: Values, year: int) -> Values:
    """`before`, `after`: inhabitants in 2014 and 2024, NaN when not published. Inhabitants of `year`, NaN likewise.

    A place without a figure of 2014 keeps that of 2024; BadParameter outside 2024–2050.
    """
    if not LAST <= year <= HORIZON:
        raise BadParameter("projection", str(year), f"De {LAST} à {HORIZON}.")
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = (after / before) ** (1.0 / (LAST - FIRST)) - 1.0
    usable = np.isfinite(growth)
    growth = np.clip(np.where(usable, growth, 0.0), -MAX_YEARLY_GROWTH, MAX_YEARLY_GROWTH)
    return np.asarray(after * (1.0 + growth) ** (year - LAST))
