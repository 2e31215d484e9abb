"""The tile of a sensitive layer for everyone: one mark a territory, from the published cells and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from isal import igzip

from layers import sql
from layers.cube import LEVELS
from layers.errors import BadParameter, NotFound
from layers.services.cube import read
from layers.services.tiles import MAX_ZOOM

# The level drawn up to a zoom; finer zooms show communes.
_LEVEL_UP_TO = ((5, "region"), (7, "province"))


def tile(question: read.Question, z: int, x: int, y: int) -> bytes:
    """Gzipped MVT. One period (the last published year unless asked) and one type (all unless asked)."""
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"{z}/{x}/{y}", parameter="tile")
    period, kind = _one("period", question.periods), _one("type", question.types) or ""
    params = {
        "layer": question.layer.slug,
        "slug": question.layer.slug,
        "fiction": settings.FICTITIOUS_DATA,
        "level": _level(question, z, period or "", kind),
        "period": period or _last_year(question),
        "type": kind,
        "z": z,
        "x": x,
        "y": y,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.load("cubes/tile.sql"), params)
        return igzip.compress(bytes(cursor.fetchone()[0]), mtime=0)


def _one(name: str, values: tuple[str, ...]) -> str | None:
    if len(values) > 1:
        raise BadParameter(name, values[1], "Une seule valeur par tuile.")
    return values[0] if values else None


def _last_year(question: read.Question) -> str:
    published = read.publications(question.layer)
    return str(published[-1]["year"]) if published else ""


def _level(question: read.Question, z: int, period: str, kind: str) -> str:
    """The level of the zoom, or the finest one published for this period and type."""
    wanted = next((level for zoom, level in _LEVEL_UP_TO if z <= zoom), LEVELS[-1])
    cube = question.layer.public_cube
    grain = "quarter" if "-" in period else "year"
    held = [level for level in LEVELS if cube and cube.holds(level, grain, bool(kind))]
    return min(wanted, held[-1], key=LEVELS.index)
