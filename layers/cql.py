"""CQL2 → parameterised SQL over allow-listed fields.

`cql2` parses; we compile its JSON ourselves because its own SQL inlines literals. Every operand is typed before it
meets another, so that whatever is malformed is refused here, by name, and never by PostgreSQL. Caps on length, nesting
and vertices keep a hostile filter from costing more than an honest one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import cql2

from layers import cql_shapes, cql_times
from layers.cql_operands import (
    BOOLEAN,
    DATE,
    GEOMETRY,
    NUMBER,
    TEXT,
    Binder,
    Operand,
    Refused,
    literal,
    of_field,
)
from layers.crs import CRS84, Crs
from layers.errors import BadParameter
from layers.layer import Field, Layer

MAX_LENGTH = 6000
MAX_NESTING = 40
MAX_NODES = 300

_COMPARE = frozenset({"=", "<>", "<", ">", "<=", ">="})
_ARITHMETIC = {"+": "({} + {})", "-": "({} - {})", "*": "({} * {})", "/": "({} / nullif({}, 0))"}
_ARITHMETIC |= {"%": "mod({}, nullif({}, 0))", "div": "div({}, nullif({}, 0))"}
# Both name the place of a record, whatever the layer.
_PLACE = frozenset({"geom", "geometry"})
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_PREFIXES = re.compile(r"\bnot\b|-\s*-|\^", re.IGNORECASE)
LANGUAGES = ("cql2-text", "cql2-json")


def compile_text(
    text: str, layer: Layer, fields: tuple[Field, ...], *, language: str = "", crs: Crs = CRS84, prefix: str = "c_"
) -> tuple[str, dict[str, Any]]:
    """SQL condition and its parameters for a CQL2 text or JSON; BadParameter on anything not allowed.

    `language`: one of LANGUAGES; without it, a text that opens with a brace is JSON.
    """
    try:
        tree = _parse(text, language or LANGUAGES[text.lstrip().startswith("{")])
        compiler = _Compiler(layer, fields, crs, prefix)
        condition = compiler.operand(tree, 0)
        if condition.kind != BOOLEAN:
            raise Refused("Le filtre n’est pas une condition.")
    except Refused as refused:
        raise BadParameter("filter", text, str(refused)) from refused
    return condition.sql, compiler.binder.params


def _parse(text: str, language: str) -> Any:
    if len(text) > MAX_LENGTH:
        raise Refused("Filtre trop long.")
    if _nesting(_QUOTED.sub("", text)) > MAX_NESTING:
        raise Refused("Filtre trop complexe.")
    try:
        parsed = cql2.parse_json(text) if language == "cql2-json" else cql2.parse_text(text)
        return parsed.to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as error:
        raise Refused("CQL2 illisible.") from error


def _nesting(text: str) -> int:
    """How deep brackets, negations and powers may go: the parser recurses on each and would exhaust its stack."""
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return max(deepest, len(_PREFIXES.findall(text)))


class _Compiler:
    """One walk over the JSON: each node becomes an Operand, SQL of a known kind."""

    def __init__(self, layer: Layer, fields: tuple[Field, ...], crs: Crs, prefix: str) -> None:
        self.layer, self.crs = layer, crs
        self.fields = {f.name: f for f in fields}
        self.binder = Binder(prefix)
        self.nodes = 0

    def operand(self, tree: Any, depth: int) -> Operand:
        self.nodes += 1
        if depth > MAX_NESTING or self.nodes > MAX_NODES:
            raise Refused("Filtre trop complexe.")
        if not isinstance(tree, dict):
            return literal(tree, self.binder)
        if "op" in tree:
            return self.operation(str(tree["op"]).lower(), tree.get("args", []), depth + 1)
        if "property" in tree:
            return self.property(tree["property"])
        if "date" in tree or "timestamp" in tree:
            return cql_times.instant(tree.get("date", tree.get("timestamp")), self.binder)
        if "interval" in tree:
            ends = tree["interval"]
            bounds = [end if isinstance(end, str) else self.operand(end, depth + 1) for end in ends]
            return cql_times.interval(bounds, self.binder)
        return cql_shapes.literal(tree, self.crs, self.binder)

    def property(self, name: Any) -> Operand:
        if name in _PLACE:
            return Operand(self.layer.geometry, GEOMETRY, is_place=True)
        if name not in self.fields:
            raise Refused(f"Champ inconnu : {name}.")
        return of_field(self.fields[name])

    def operation(self, op: str, args: Any, depth: int) -> Operand:
        if not isinstance(args, list):
            raise Refused(f"Arguments illisibles : {op}.")
        if op == "in":
            return self.membership(args, depth)
        operands = [self.operand(arg, depth) for arg in args]
        if op in {"and", "or"}:
            return _condition("(" + f" {op} ".join(_all(operands, BOOLEAN, op, least=2)) + ")")
        if op in cql_shapes.RELATIONS:
            return _condition(cql_shapes.relation(op, operands, self.layer))
        if op in cql_times.RELATIONS:
            return _condition(cql_times.relation(op, operands))
        if op in _ARITHMETIC:
            return Operand(_ARITHMETIC[op].format(*_numbers(operands, op)), NUMBER)
        if op in _COMPARE:
            return _condition(_compare(op, *_alike(operands, op, 2, self.binder)))
        rule = getattr(self, f"op_{op}", None)
        if rule is None:
            raise Refused(f"Opérateur non pris en charge : {op}.")
        found: Operand = rule(operands)
        return found

    def membership(self, args: list[Any], depth: int) -> Operand:
        if len(args) != 2 or not isinstance(args[1], list) or not args[1]:
            raise Refused("Liste attendue : in.")
        found = _alike([self.operand(a, depth) for a in (args[0], *args[1])], "in", 0, self.binder)
        return _condition(f"({found[0].sql} in ({', '.join(o.sql for o in found[1:])}))")

    def op_not(self, operands: list[Operand]) -> Operand:
        return _condition(f"(not {_all(operands, BOOLEAN, 'not', exactly=1)[0]})")

    def op_isnull(self, operands: list[Operand]) -> Operand:
        if len(operands) != 1 or operands[0].is_literal:
            raise Refused("Un champ est attendu : isNull.")
        return _condition(f"({operands[0].sql} is null)")

    def op_between(self, operands: list[Operand]) -> Operand:
        value, low, high = _alike(operands, "between", 3, self.binder)
        if value.kind not in {NUMBER, TEXT, DATE}:
            raise Refused("Comparaison impossible : between.")
        return _condition(f"({value.sql} between {low.sql} and {high.sql})")

    def op_like(self, operands: list[Operand]) -> Operand:
        text, pattern = _all(operands, TEXT, "like", exactly=2)
        written = operands[1].text
        if written is None:
            raise Refused("Le motif de like est un texte.")
        if (len(written) - len(written.rstrip("\\"))) % 2:
            raise Refused("Le motif de like finit par une barre oblique inverse seule.")
        return _condition(f"({text} like {pattern})")

    def op_casei(self, operands: list[Operand]) -> Operand:
        inner = _all(operands, TEXT, "casei", exactly=1)[0]
        return Operand(f'lower({inner} collate "default")', TEXT, operands[0].is_literal, operands[0].text)

    def op_accenti(self, operands: list[Operand]) -> Operand:
        inner = _all(operands, TEXT, "accenti", exactly=1)[0]
        return Operand(f"unaccent({inner})", TEXT, operands[0].is_literal, operands[0].text)


def _condition(sql: str) -> Operand:
    return Operand(sql, BOOLEAN)


def _all(operands: list[Operand], kind: str, op: str, *, exactly: int = 0, least: int = 1) -> list[str]:
    if len(operands) != (exactly or max(least, len(operands))):
        raise Refused(f"Nombre d’arguments : {op}.")
    if any(o.kind != kind for o in operands):
        raise Refused(f"Type d’argument : {op}.")
    return [o.sql for o in operands]


def _numbers(operands: list[Operand], op: str) -> list[str]:
    """As numeric, so that no sum of integers overflows its type."""
    return [f"{sql}::numeric" for sql in _all(operands, NUMBER, op, exactly=2)]


def _alike(operands: list[Operand], op: str, exactly: int, binder: Binder) -> list[Operand]:
    """Operands of one kind; a text compared with dates is read as a date."""
    if exactly and len(operands) != exactly:
        raise Refused(f"Nombre d’arguments : {op}.")
    if any(o.kind == DATE for o in operands):
        operands = [
            cql_times.instant(o.text, binder) if o.is_literal and o.text is not None else o for o in operands
        ]
    if len({o.kind for o in operands}) > 1 or operands[0].kind not in {NUMBER, TEXT, DATE, BOOLEAN}:
        raise Refused(f"Valeurs de types différents : {op}.")
    if operands[0].kind == TEXT and sum(not o.is_literal for o in operands) > 1:
        # Two columns of different collations do not compare by themselves.
        operands = [replace(o, sql=f'({o.sql} collate "C")') for o in operands]
    return operands


def _compare(op: str, left: Operand, right: Operand) -> str:
    if left.kind == BOOLEAN and op not in {"=", "<>"}:
        raise Refused(f"Comparaison impossible : {op}.")
    return f"({left.sql} {op} {right.sql})"
