"""Figures of groupings HCP does not publish (a basin, a choice of communes), each rate by its own denominator.

Never shown where HCP publishes the level: its own figure is. A result says "calculé" and how much it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from layers import sql
from layers.errors import BadParameter
from layers.indicators.catalog import ADDITIVE, DENOMINATOR_2014
from layers.models import Indicator

LABEL = {"fr": "calculé", "ar": "محسوب"}


@dataclass(frozen=True)
class Part:
    """A territory that contributes: its figure and what weights it; None is not published."""

    code: str
    value: float | None
    weight: float | None = None


@dataclass(frozen=True)
class RollUp:
    """`value` None: nothing to compute from. `covered`: share of denominator (of parts, for a sum) with a figure."""

    value: float | None
    used: tuple[str, ...]
    missing: tuple[str, ...]
    covered: float

    @property
    def complete(self) -> bool:
        return not self.missing


def add(parts: Iterable[Part]) -> RollUp:
    """Sum of counts. A missing one is left out and said: it is not zero."""
    kept, lost = _split(parts, lambda part: part.value is not None)
    total = len(kept) + len(lost)
    value = sum(part.value or 0.0 for part in kept) if kept else None
    return RollUp(value, _codes(kept), _codes(lost), len(kept) / total if total else 0.0)


def weigh(parts: Iterable[Part]) -> RollUp:
    """Mean of rates by their denominator. A place where nobody is counted weighs nothing and is not missing."""
    inhabited = [part for part in parts if part.weight is None or part.weight > 0]
    kept, lost = _split(inhabited, lambda part: part.value is not None and part.weight is not None)
    weight = sum(part.weight or 0.0 for part in kept)
    whole = weight + sum(part.weight or 0.0 for part in lost)
    value = sum((part.value or 0.0) * (part.weight or 0.0) for part in kept) / weight if weight else None
    return RollUp(value, _codes(kept), _codes(lost), weight / whole if whole else 0.0)


def _split(parts: Iterable[Part], known: Callable[[Part], bool]) -> tuple[list[Part], list[Part]]:
    kept: list[Part] = []
    lost: list[Part] = []
    for part in parts:
        (kept if known(part) else lost).append(part)
    return kept, lost


def _codes(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(part.code for part in parts)


def denominator(indicator: Indicator, year: int) -> str:
    """Code of the weight in a census; 2014 names some of them differently. Empty when there is none."""
    renamed = DENOMINATOR_2014 if year == 2014 else {}
    return renamed.get(indicator.denominator, indicator.denominator)


def by_group(
    code: str, year: int, groups: Mapping[str, str], milieu: int = 0, sex: int = 0
) -> dict[str, RollUp]:
    """Roll-up of communes into groups; `groups`: commune code → group.

    A city that HCP publishes by arrondissement only (2014) enters by its arrondissements, never by both.
    BadParameter for a rate whose denominator HCP does not publish.
    """
    indicator = Indicator.objects.get(code=code)
    weight = denominator(indicator, year)
    additive = indicator.unit in ADDITIVE
    if not additive and not weight:
        hint = "Le dénominateur de ce taux n’est pas publié : aucun regroupement possible."
        raise BadParameter("indicator", code, hint)
    ids = dict(Indicator.objects.filter(code__in=[code, weight]).values_list("code", "id"))
    params = {"indicator": ids[code], "weight": ids.get(weight), "year": year, "milieu": milieu, "sex": sex}
    parts: dict[str, list[Part]] = {}
    for row in sql.rows("indicators/rollup_parts.sql", params):
        group = groups.get(row["commune"])
        if group is not None:
            parts.setdefault(group, []).append(Part(row["code"], row["value"], row["weight"]))
    return {group: (add if additive else weigh)(found) for group, found in parts.items()}
