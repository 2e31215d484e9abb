"""The one set of parameters, read once: each becomes a condition, an order or a wish, or is refused by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from layers import cql
from layers.crs import CRS84, Crs, parse_bbox, parse_crs
from layers.errors import BadParameter, UnknownParameter
from layers.layer import Field, Layer
from layers.territories import resolve_codes
from layers.values import parse_interval, parse_moment, parse_value

LANGUAGES = ("fr", "ar")
# May be given several times; any other twice is a contradiction.
_REPEATED = frozenset({"territory", "filter", "sortby", "properties"})
# Read by whoever answers: the format, and whether a browser saves it.
_OTHERS = frozenset({"f", "download"})


@dataclass
class Asked:
    """What a request asks of a layer, checked."""

    layer: Layer
    fields: tuple[Field, ...]
    given: dict[str, list[str]]
    conditions: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    as_of: dt.datetime | None = None
    sort: list[tuple[str, bool]] = field(default_factory=list)
    properties: tuple[Field, ...] = ()
    crs: Crs = CRS84
    limit: int | None = None
    after: str = ""

    @classmethod
    def read(cls, layer: Layer, fields: tuple[Field, ...], params: Mapping[str, Iterable[str]]) -> Asked:
        """In the order of names, so that one question is one whatever the order it was written in."""
        given = {name: [v for v in params[name] if v != ""] for name in sorted(params)}
        asked = cls(layer, fields, {name: values for name, values in given.items() if values}, properties=fields)
        for name, values in given.items():
            asked._take(name, values)
        return asked

    def _take(self, name: str, values: list[str]) -> None:
        handler = _HANDLERS.get(name)
        known = next((f for f in self.fields if f.name == name), None)
        if handler is None and known is None and name not in _OTHERS:
            raise UnknownParameter(parameter=name, value=values[0] if values else "")
        if len(values) > 1 and known is None and name not in _REPEATED:
            raise BadParameter(name, values[1], "Donné deux fois.")
        if handler is not None and values:
            handler(self, values)
        elif known is not None and values:
            typed = [parse_value(known.type, name, value) for value in values]
            self.where(f"{known.sql} = any(%(p_{name})s)", {f"p_{name}": typed})

    def where(self, condition: str, params: Mapping[str, Any]) -> None:
        self.conditions.append(condition)
        self.params.update(params)

    def _territory(self, codes: list[str]) -> None:
        self.where(self.layer.under("territories"), {"territories": resolve_codes(codes)})

    def _bbox(self, values: list[str]) -> None:
        box, params = parse_bbox(values[0], self._system("bbox-crs"))
        self.where(self.layer.drawn_where(f"ST_Intersects({{geometry}}, {box})"), params)

    def _system(self, name: str) -> Crs:
        return parse_crs(name, self.given[name][0]) if name in self.given else CRS84

    def _datetime(self, values: list[str]) -> None:
        if not self.layer.time_column:
            raise BadParameter("datetime", values[0], "Cette couche n’a pas de date.")
        start, end = parse_interval("datetime", values[0])
        column = self.layer.time_column
        self.where(f"{column} >= %(t_start)s and {column} <= %(t_end)s", {"t_start": start, "t_end": end})

    def _as_of(self, values: list[str]) -> None:
        if not self.layer.history:
            raise BadParameter("as_of", values[0], "Cette couche ne garde pas d’historique.")
        self.as_of = parse_moment("as_of", values[0])

    def _filter(self, values: list[str]) -> None:
        language = self.given.get("filter-lang", [""])[0]
        system = self._system("filter-crs")
        for number, text in enumerate(values):
            condition, params = cql.compile_text(
                text, self.layer, self.fields, language=language, crs=system, prefix=f"c{number}_"
            )
            self.where(condition, params)

    def _filter_lang(self, values: list[str]) -> None:
        if values[0] not in cql.LANGUAGES:
            raise BadParameter("filter-lang", values[0], f"Attendu : {', '.join(cql.LANGUAGES)}.")

    def _sortby(self, values: list[str]) -> None:
        allowed = {f.name for f in self.fields}
        for item in ",".join(values).split(","):
            # A plus sign in an address is a space.
            name = item.strip().removeprefix("-").removeprefix("+")
            if name not in allowed:
                raise BadParameter("sortby", item)
            if name not in {known for known, _ in self.sort}:
                self.sort.append((name, item.strip().startswith("-")))

    def _properties(self, values: list[str]) -> None:
        wanted = [name.strip() for name in ",".join(values).split(",")]
        by_name = {f.name: f for f in self.fields}
        for name in wanted:
            if name not in by_name and name != "id":
                raise BadParameter("properties", name or values[0])
        self.properties = tuple(by_name[name] for name in dict.fromkeys(wanted) if name in by_name)

    def _limit(self, values: list[str]) -> None:
        if not (values[0].isascii() and values[0].isdigit() and int(values[0][:10]) > 0):
            raise BadParameter("limit", values[0], "Attendu : un entier positif.")
        self.limit = int(values[0][:10])

    def _crs(self, values: list[str]) -> None:
        self.crs = self._system("crs")

    def _after(self, values: list[str]) -> None:
        self.after = values[0]

    def _lang(self, values: list[str]) -> None:
        if values[0] not in LANGUAGES:
            raise BadParameter("lang", values[0], f"Attendu : {', '.join(LANGUAGES)}.")


def _checked(name: str) -> Callable[[Asked, list[str]], None]:
    """A system that only another parameter uses: wrong by itself it is refused all the same."""

    def check(asked: Asked, values: list[str]) -> None:
        asked._system(name)

    return check


_HANDLERS: dict[str, Callable[[Asked, list[str]], None]] = {
    "territory": Asked._territory,
    "bbox": Asked._bbox,
    "bbox-crs": _checked("bbox-crs"),
    "datetime": Asked._datetime,
    "as_of": Asked._as_of,
    "filter": Asked._filter,
    "filter-lang": Asked._filter_lang,
    "filter-crs": _checked("filter-crs"),
    "sortby": Asked._sortby,
    "properties": Asked._properties,
    "limit": Asked._limit,
    "next": Asked._after,
    "crs": Asked._crs,
    "lang": Asked._lang,
}
