"""Derived indicators: a formula over published ones, checked for units before it is ever computed.

A formula is arithmetic over indicator codes: `establishments_public_services / population_municipal * 10000`. It is
read by Python's own parser and walked here: names, numbers, + − × ÷ and parentheses, nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.errors import BadParameter

Values = npt.NDArray[np.float64]
# Unit → what it is made of: {base: power}. Percentages, points and plain numbers have no dimension.
Dimension = tuple[tuple[str, int], ...]
PURE: Dimension = ()
MAX_LENGTH = 400

DIMENSIONS: Mapping[str, Dimension] = {
    "percent": PURE,
    "points": PURE,
    "percent_change": PURE,
    "ratio": PURE,
    "people": (("people", 1),),
    "households": (("households", 1),),
    "dwellings": (("dwellings", 1),),
    "count": (("count", 1),),
    "jobs": (("jobs", 1),),
    "km": (("km", 1),),
    "years": (("years", 1),),
    "people_per_household": (("households", -1), ("people", 1)),
    "jobs_per_1000": (("jobs", 1), ("people", -1)),
    "per_1000": (("count", 1), ("people", -1)),
    "per_10000": (("count", 1), ("people", -1)),
    "people_per_dwelling": (("dwellings", -1), ("people", 1)),
}


@dataclass(frozen=True)
class Formula:
    """A formula that has been read: `codes` in the order met, `dimension` of its result."""

    text: str
    codes: tuple[str, ...]
    dimension: Dimension
    tree: ast.expr

    def compute(self, inputs: Mapping[str, Values]) -> Values:
        """Element by element. A missing input, or a division by zero, is missing (NaN): never zero."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = np.asarray(_evaluate(self.tree, inputs), dtype=np.float64)
        if found.ndim == 0 and inputs:
            found = np.full(len(next(iter(inputs.values()))), float(found))
        return np.where(np.isfinite(found), found, np.nan)


def read(text: str, units: Mapping[str, str], unit: str) -> Formula:
    """`units`: indicator code → unit of what may be named; `unit`: what the result claims to be.

    BadParameter when it is not arithmetic, names an unknown indicator, adds unlike things, or is not of that unit.
    """
    if len(text) > MAX_LENGTH:
        raise BadParameter("formula", text[:60], "Formule trop longue.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadParameter(
            "formula", text, "Formule illisible : codes, nombres, + − * / et parenthèses."
        ) from error
    reader = _Reader(text, units)
    dimension = reader.dimension(tree)
    wanted = DIMENSIONS.get(unit)
    if wanted is None:
        raise BadParameter("unit", unit, f"Unités connues : {', '.join(sorted(DIMENSIONS))}.")
    if dimension != wanted:
        hint = f"La formule donne « {_spell(dimension)} », l’unité annoncée est « {_spell(wanted)} »."
        raise BadParameter("formula", text, hint)
    return Formula(text.strip(), tuple(reader.codes), dimension, tree)


class _Reader:
    """Walks the tree once for names and dimensions."""

    def __init__(self, text: str, units: Mapping[str, str]) -> None:
        self.text, self.units = text, units
        self.codes: dict[str, None] = {}

    def refuse(self, hint: str) -> BadParameter:
        return BadParameter("formula", self.text, hint)

    def dimension(self, node: ast.expr) -> Dimension:
        match node:
            case ast.Constant(value=bool()):
                raise self.refuse("Nombres et codes d’indicateurs seulement.")
            case ast.Constant(value=int() | float()):
                return PURE
            case ast.Name(id=code):
                return self.named(code)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                return self.dimension(operand)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                return self.alike(self.dimension(left), self.dimension(right))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return _times(self.dimension(left), self.dimension(right), 1)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return _times(self.dimension(left), self.dimension(right), -1)
        raise self.refuse("Opération non prise en charge : + − * / et parenthèses seulement.")

    def named(self, code: str) -> Dimension:
        unit = self.units.get(code)
        if unit is None:
            raise self.refuse(f"Indicateur inconnu : {code}.")
        if unit not in DIMENSIONS:
            raise self.refuse(f"L’unité de {code} ({unit}) ne se combine pas.")
        self.codes[code] = None
        return DIMENSIONS[unit]

    def alike(self, left: Dimension, right: Dimension) -> Dimension:
        if left != right:
            raise self.refuse(f"On n’additionne pas « {_spell(left)} » et « {_spell(right)} ».")
        return left


def _times(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left)
    for base, power in right:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def _spell(dimension: Dimension) -> str:
    return " · ".join(base if power == 1 else f"{base}^{power}" for base, power in dimension) or "nombre"


_ARITHMETIC: Mapping[type[ast.operator], Callable[[Values, Values], Values]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}


def _evaluate(node: ast.expr, inputs: Mapping[str, Values]) -> Values:
    match node:
        case ast.Constant(value=int() | float() as value):
            return np.float64(value)  # type: ignore[return-value]
        case ast.Name(id=code):
            return inputs[code]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, inputs)
        case ast.UnaryOp(operand=operand):
            return _evaluate(operand, inputs)
        case ast.BinOp(left=left, op=op, right=right):
            return _ARITHMETIC[type(op)](_evaluate(left, inputs), _evaluate(right, inputs))
    raise TypeError(node)  # unreachable: `read` has walked the same tree
