"""CQL2 → parameterised SQL over allow-listed fields.

`cql2` parses and validates; we compile its JSON ourselves because its own SQL inlines literals. Caps on length, depth
and vertices keep a hostile filter from costing more than an honest one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import cql2

from layers.errors import BadParameter
from layers.layer import Field

MAX_LENGTH = 4000
MAX_DEPTH = 12
MAX_NODES = 300
MAX_VERTICES = 2000

_COMPARE = {"=": "=", "<>": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_ARITHMETIC = {"+": "+", "-": "-", "*": "*", "/": "/"}
_SPATIAL = {
    "s_intersects": "ST_Intersects",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_disjoint": "ST_Disjoint",
    "s_touches": "ST_Touches",
    "s_crosses": "ST_Crosses",
    "s_overlaps": "ST_Overlaps",
    "s_equals": "ST_Equals",
}
_TEMPORAL = {"t_after": ">", "t_before": "<", "t_equals": "="}


def compile_text(
    text: str, fields: Iterable[Field], geometry: str, prefix: str = "c_"
) -> tuple[str, dict[str, Any]]:
    """SQL condition and its parameters for a CQL2 text or JSON; BadParameter on anything not allowed."""
    if len(text) > MAX_LENGTH:
        raise BadParameter("filter", text[:60], "Filtre trop long.")
    try:
        parsed = cql2.parse_json(text) if text.lstrip().startswith("{") else cql2.parse_text(text)
        tree = parsed.to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError, json.JSONDecodeError) as error:
        raise BadParameter("filter", text, "CQL2 illisible.") from error
    compiler = _Compiler({f.name: f for f in fields}, geometry, prefix, text)
    return compiler.node(tree, 0), compiler.params


class _Compiler:
    def __init__(self, fields: dict[str, Field], geometry: str, prefix: str, text: str) -> None:
        self.fields, self.geometry, self.prefix, self.text = fields, geometry, prefix, text
        self.params: dict[str, Any] = {}
        self.nodes = 0

    def refuse(self, hint: str) -> BadParameter:
        return BadParameter("filter", self.text, hint)

    def bind(self, value: Any) -> str:
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    def node(self, tree: Any, depth: int) -> str:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise self.refuse("Filtre trop complexe.")
        if not isinstance(tree, dict):
            return self.literal(tree)
        if "property" in tree:
            return self.property(tree["property"])
        if "op" in tree:
            return self.operation(tree["op"].lower(), tree.get("args", []), depth + 1)
        if "date" in tree:
            return f"{self.bind(tree['date'])}::date"
        if "timestamp" in tree:
            return f"{self.bind(tree['timestamp'])}::timestamptz"
        return self.shape(tree)

    def literal(self, value: Any) -> str:
        if isinstance(value, bool | int | float | str):
            return self.bind(value)
        raise self.refuse("Valeur non prise en charge.")

    def property(self, name: str) -> str:
        if name in {"geom", "geometry"}:
            return self.geometry
        if name not in self.fields:
            raise self.refuse(f"Champ inconnu : {name}.")
        return self.fields[name].sql

    def shape(self, tree: dict[str, Any]) -> str:
        if "bbox" in tree:
            west, south, *_, east, north = tree["bbox"] if len(tree["bbox"]) == 4 else (0, 0, 0, 0)
            return "ST_MakeEnvelope({}, {}, {}, {}, 4326)".format(
                *(self.bind(float(v)) for v in (west, south, east, north))
            )
        if "coordinates" not in tree:
            raise self.refuse("Géométrie illisible.")
        text = json.dumps(tree)
        if text.count("[") > MAX_VERTICES:
            raise self.refuse("Géométrie trop détaillée.")
        return f"ST_SetSRID(ST_GeomFromGeoJSON({self.bind(text)}), 4326)"

    def operation(self, op: str, args: list[Any], depth: int) -> str:
        if op in {"and", "or"}:
            return "(" + f" {op} ".join(self.node(a, depth) for a in args) + ")"
        table: Callable[[list[str]], str] | None = self.table(op)
        if op == "in":
            items = ", ".join(self.node(item, depth) for item in args[1])
            return f"{self.node(args[0], depth)} in ({items or 'null'})"
        if table is None:
            raise self.refuse(f"Opérateur non pris en charge : {op}.")
        try:
            return table([self.node(a, depth) for a in args])
        except IndexError as error:
            raise self.refuse(f"Arguments manquants : {op}.") from error

    def table(self, op: str) -> Callable[[list[str]], str] | None:
        if op in _COMPARE or op in _ARITHMETIC or op in _TEMPORAL:
            sign = _COMPARE.get(op) or _ARITHMETIC.get(op) or _TEMPORAL[op]
            return lambda a: f"({a[0]} {sign} {a[1]})"
        if op in _SPATIAL:
            return lambda a: f"{_SPATIAL[op]}({a[0]}, {a[1]})"
        return {
            "not": lambda a: f"(not {a[0]})",
            "isnull": lambda a: f"({a[0]} is null)",
            "like": lambda a: f"({a[0]} like {a[1]})",
            "between": lambda a: f"({a[0]} between {a[1]} and {a[2]})",
            "casei": lambda a: f"lower({a[0]}::text)",
            "accenti": lambda a: f"unaccent({a[0]}::text)",
        }.get(op)
