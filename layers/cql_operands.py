"""What a CQL2 node compiles to: SQL of a known kind, its literals bound as parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers.layer import Field
from layers.values import sensible

TEXT, NUMBER, DATE, BOOLEAN, GEOMETRY, INTERVAL = "text", "number", "date", "boolean", "geometry", "interval"
_KINDS = {"code": TEXT, "integer": NUMBER}


class Refused(Exception):
    """Why a filter is not allowed, for the reader."""


@dataclass(frozen=True)
class Operand:
    """`text`: what a text literal says; `is_place`: it is the record's own geometry; `bounds`: of an interval."""

    sql: str
    kind: str
    is_literal: bool = False
    text: str | None = None
    is_place: bool = False
    bounds: tuple[str, str] | None = None


class Binder:
    """Values handed to the driver by name, never written into SQL."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.params: dict[str, Any] = {}

    def bind(self, value: Any) -> str:
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"


def of_field(field: Field) -> Operand:
    return Operand(field.sql, _KINDS.get(field.type, field.type))


def literal(value: Any, binder: Binder) -> Operand:
    """A JSON scalar. Null is no value to compare with: isNull asks for it."""
    if isinstance(value, bool):
        return Operand(binder.bind(value), BOOLEAN, True)
    if isinstance(value, int | float):
        try:
            return Operand(binder.bind(sensible(value)), NUMBER, True)
        except ValueError as error:
            raise Refused("Nombre hors limites.") from error
    if isinstance(value, str):
        if "\x00" in value:
            raise Refused("Texte illisible.")
        return Operand(f"{binder.bind(value)}::text", TEXT, True, value)
    raise Refused("Valeur non prise en charge." if value is not None else "Une valeur nulle se demande par isNull.")
