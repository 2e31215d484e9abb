"""LayerQuery: parameters + access + as_of → one relation. Every map, table, export, tile and board starts here.

That is how what is exported equals what is seen: there is no second place where a filter could be forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection

from layers import cql, crs, sql
from layers.access import Access, Viewer, access_to
from layers.errors import BadParameter, Forbidden, LoginNeeded, UnknownParameter
from layers.layer import Field, Layer
from layers.territories import resolve_codes
from layers.values import parse_interval, parse_moment, parse_value

# Parsed by the caller (language, paging, output CRS), accepted here so that one URL serves every path.
PASSED_THROUGH = frozenset({"lang", "f", "crs", "next", "limit", "download"})


@dataclass(frozen=True)
class LayerQuery:
    """A question to a layer, already checked: values typed, fields allowed, perimeter known."""

    layer: Layer
    access: Access
    conditions: tuple[str, ...] = ()
    params: tuple[tuple[str, Any], ...] = ()
    as_of: dt.datetime | None = None
    sort: tuple[tuple[str, bool], ...] = ()
    properties: tuple[Field, ...] = ()

    @classmethod
    def from_params(cls, layer: Layer, params: Mapping[str, Iterable[str]], viewer: Viewer) -> LayerQuery:
        """`params`: name → values, as in a QueryDict's `lists()`. Raises UnknownParameter, BadParameter,
        LoginNeeded or Forbidden."""
        access = access_to(viewer, layer)
        if not access.allowed:
            raise LoginNeeded if viewer.is_anonymous else Forbidden
        query = cls(layer, access, properties=access.fields)
        for name, values in params.items():
            query = query._with_parameter(name, [v for v in values if v != ""])
        return query

    def _with_parameter(self, name: str, values: list[str]) -> LayerQuery:
        if not values or name in PASSED_THROUGH:
            return self
        handler = _HANDLERS.get(name)
        if handler is not None:
            return handler(self, values)
        field = next((f for f in self.access.fields if f.name == name), None)
        if field is None:
            raise UnknownParameter(parameter=name, value=values[0])
        typed = [parse_value(field.type, name, value) for value in values]
        return self.where(f"{field.sql} = any(%(p_{name})s)", {f"p_{name}": typed})

    def where(self, condition: str, params: Mapping[str, Any]) -> LayerQuery:
        return replace(self, conditions=(*self.conditions, condition), params=(*self.params, *params.items()))

    def _territory(self, codes: list[str]) -> LayerQuery:
        return self.where(_under(self.layer, "territories"), {"territories": resolve_codes(codes)})

    def _bbox(self, values: list[str]) -> LayerQuery:
        west, south, east, north = crs.parse_bbox(values[0])
        envelope = "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
        params = {"west": west, "south": south, "east": east, "north": north}
        return self.where(f"ST_Intersects({self.layer.geometry}, {envelope})", params)

    def _datetime(self, values: list[str]) -> LayerQuery:
        if not self.layer.time_column:
            raise BadParameter("datetime", values[0], "Cette couche n’a pas de date.")
        start, end = parse_interval("datetime", values[0])
        column = self.layer.time_column
        condition = f"{column} >= %(t_start)s and {column} <= %(t_end)s"
        return self.where(condition, {"t_start": start, "t_end": end})

    def _as_of(self, values: list[str]) -> LayerQuery:
        if not self.layer.history:
            raise BadParameter("as_of", values[0], "Cette couche ne garde pas d’historique.")
        return replace(self, as_of=parse_moment("as_of", values[0]))

    def _filter(self, values: list[str]) -> LayerQuery:
        query = self
        for number, text in enumerate(values):
            condition, params = cql.compile_text(text, self.access.fields, self.layer.geometry, f"c{number}_")
            query = query.where(condition, params)
        return query

    def _sortby(self, values: list[str]) -> LayerQuery:
        allowed = {f.name for f in self.access.fields}
        sort = []
        for item in ",".join(values).split(","):
            name = item.strip().lstrip("+-")
            if name not in allowed:
                raise BadParameter("sortby", item)
            sort.append((name, item.strip().startswith("-")))
        return replace(self, sort=tuple(sort))

    def _properties(self, values: list[str]) -> LayerQuery:
        wanted = [name.strip() for name in ",".join(values).split(",") if name.strip()]
        by_name = {f.name: f for f in self.access.fields}
        unknown = [name for name in wanted if name not in by_name]
        if unknown:
            raise BadParameter("properties", unknown[0])
        return replace(self, properties=tuple(by_name[name] for name in wanted))

    def scope(self) -> tuple[str, dict[str, Any]]:
        """SQL and parameters of the relation `scope`: id, territory_id, geom and every allowed field."""
        layer = self.layer
        columns = ", ".join(f'{f.sql} as "{f.name}"' for f in self.access.fields)
        conditions = list(self.conditions)
        if self._hides_fiction:
            conditions.append(f"not {layer.fictitious_column}")
        params: dict[str, Any] = {**layer.relation_params, **dict(self.params)}
        if self.access.territory_ids is not None:
            conditions.append(_under(layer, "perimeter"))
            params["perimeter"] = list(self.access.territory_ids)
        if self.as_of is not None:
            params["as_of"] = self.as_of
        where = " and ".join(f"({c})" for c in conditions) or "true"
        text = (
            f"select {layer.id_column} as id, {layer.territory_column} as territory_id, "
            f"{layer.geometry} as geom, {columns} from {self._relation()} r where {where}"
        )
        return text, params

    @property
    def _hides_fiction(self) -> bool:
        """Outside a demonstration, rows invented for one are nobody's to see: here, so in every path at once."""
        return bool(self.layer.fictitious_column) and not settings.FICTITIOUS_DATA

    def _relation(self) -> str:
        layer = self.layer
        if layer.relation_file:
            return f"({sql.load(layer.relation_file)})"
        if self.as_of is None:
            return layer.table
        columns = ", ".join(
            f'"{f.column}"' for f in layer.model._meta.local_concrete_fields if f.column != "recorded_from"
        )
        return (
            f"(select {columns} from {layer.table} where recorded_from <= %(as_of)s union all "
            f"select {columns} from {layer.table}_history "
            f"where recorded_from <= %(as_of)s and recorded_to > %(as_of)s)"
        )

    def run(self, file: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Rows of a query file that begins with `with scope as ({{scope}})`."""
        scope, scope_params = self.scope()
        text = sql.load(file)
        if "{{scope}}" not in text:
            msg = f"{file} does not start from scope"
            raise ValueError(msg)
        with connection.cursor() as cursor:
            cursor.execute(text.replace("{{scope}}", scope), {**scope_params, **(params or {})})
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def rows(self, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
        """Allowed, asked-for properties with `id`, in a stable order (ties broken by id)."""
        scope, params = self.scope()
        names = ", ".join(f'"{f.name}"' for f in self.properties)
        order = "".join(f'"{name}" {"desc" if down else "asc"} nulls last, ' for name, down in self.sort)
        text = f"with scope as ({scope}) select id, {names or 'id'} from scope order by {order}id"
        if limit is not None:
            text += " limit %(limit)s offset %(offset)s"
        with connection.cursor() as cursor:
            cursor.execute(text, {**params, "limit": limit, "offset": offset})
            columns = [column.name for column in cursor.description]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    @property
    def is_filtered(self) -> bool:
        """False when every row of the layer is wanted and allowed."""
        limited = self.as_of is not None or self.access.territory_ids is not None
        return bool(self.conditions) or limited or self._hides_fiction

    def count(self) -> int:
        scope, params = self.scope()
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from ({scope}) s", params)
            return int(cursor.fetchone()[0])

    def has_fiction(self) -> bool:
        """Is one row of the scope invented?"""
        if not self.layer.fictitious_column:
            return False
        scope, params = self.where(self.layer.fictitious_column, {}).scope()
        with connection.cursor() as cursor:
            cursor.execute(f"select exists ({scope})", params)
            return bool(cursor.fetchone()[0])

    @property
    def fingerprint(self) -> str:
        """Cache identity: same text only for the same rows and fields of the same question."""
        question = json.dumps(
            [self.layer.slug, self.conditions, self.params, self.as_of, self.sort, self._hides_fiction],
            default=str,
            sort_keys=True,
        )
        digest = hashlib.sha256(question.encode()).hexdigest()[:16]
        return f"{digest}-{self.access.fingerprint}"


def _under(layer: Layer, parameter: str) -> str:
    """Rows at or under the territories of `parameter` (ids), in the current edition."""
    return (
        f"{layer.territory_column} in (select c.descendant_id from layers_territoryclosure c "
        "join layers_edition e on e.slug = c.edition_id and e.is_current "
        f"where c.ancestor_id = any(%({parameter})s))"
    )


_HANDLERS = {
    "territory": LayerQuery._territory,
    "bbox": LayerQuery._bbox,
    "bbox-crs": lambda query, values: crs.refuse_unless_wgs84(query, values[0]),
    "datetime": LayerQuery._datetime,
    "as_of": LayerQuery._as_of,
    "filter": LayerQuery._filter,
    "filter-lang": lambda query, values: query,
    "sortby": LayerQuery._sortby,
    "properties": LayerQuery._properties,
}
