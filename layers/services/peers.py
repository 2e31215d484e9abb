"""A territory among its peers: those of its milieu, of its class of population, or of its region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers import sql
from layers.errors import BadParameter
from layers.queries import indicators as queries

GROUPS = ("milieu", "class", "region")
# Upper ends of the classes, in inhabitants; communes and arrondissements on one side, what holds them on the other.
SMALL = (5_000, 10_000, 20_000, 50_000, 100_000)
LARGE = (200_000, 400_000, 800_000)


@dataclass(frozen=True)
class Standing:
    """`low`, `middle`, `high`: quartiles of the peers. `rank`: 1 is the most favourable of `of`."""

    value: float
    low: float
    middle: float
    high: float
    rank: int
    of: int


def bounds(level: str) -> tuple[int, ...]:
    return SMALL if level in {"commune", "arrondissement"} else LARGE


def standing(
    territory_id: int,
    level: str,
    by: str,
    infos: Sequence[queries.IndicatorInfo],
    year: int = 2024,
    milieu: int = 0,
    sex: int = 0,
) -> dict[str, Standing]:
    """By indicator code; one the territory has no figure of is left out."""
    if by not in GROUPS:
        raise BadParameter("peers", by, f"Attendu : {', '.join(GROUPS)}.")
    wanted = {info.id: info for info in infos}
    params = {
        "territory": territory_id,
        "level": level,
        "by": by,
        "bounds": list(bounds(level)),
        "indicators": list(wanted),
        "year": year,
        "milieu": milieu,
        "sex": sex,
    }
    found = {}
    for row in sql.rows("indicators/peers.sql", params):
        info = wanted[row["indicator_id"]]
        better = row["lower"] if info.direction == "bad" else row["higher"]
        found[info.code] = Standing(
            row["value"], row["low"], row["middle"], row["high"], better + 1, row["published"]
        )
    return {info.code: found[info.code] for info in infos if info.code in found}
