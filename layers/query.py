"""LayerQuery: parameters + access + as_of → one relation. Every map, table, export, tile and board starts here.

That is how what is exported equals what is seen: there is no second place where a filter could be forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.cache import caches

from layers import paging, sql
from layers.access import ANONYMOUS, Access, Viewer, access_to
from layers.crs import CRS84, Crs
from layers.errors import Forbidden, LoginNeeded
from layers.layer import Field, Layer
from layers.parameters import Asked

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000


@dataclass(frozen=True)
class LayerQuery:
    """A question to a layer, already checked: values typed, fields allowed, perimeter known.

    `crs`, `limit` and `after` say how its answer is wanted: system of coordinates, size of a page and where it starts.
    """

    layer: Layer
    access: Access
    conditions: tuple[str, ...] = ()
    params: tuple[tuple[str, Any], ...] = ()
    as_of: dt.datetime | None = None
    sort: tuple[tuple[str, bool], ...] = ()
    properties: tuple[Field, ...] = ()
    crs: Crs = CRS84
    limit: int | None = None
    after: str = ""
    # As it stood in the address: what is told of an answer, and asked again by a job.
    asked: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def from_params(cls, layer: Layer, params: Mapping[str, Iterable[str]], viewer: Viewer) -> LayerQuery:
        """`params`: name → values, as in a QueryDict's `lists()`. Raises UnknownParameter, BadParameter,
        LoginNeeded or Forbidden."""
        query = cls.of(layer, viewer)
        asked = Asked.read(query.layer, query.access.fields, params)
        return replace(
            query,
            conditions=tuple(asked.conditions),
            params=tuple(asked.params.items()),
            as_of=asked.as_of,
            sort=tuple(asked.sort),
            properties=asked.properties,
            crs=asked.crs,
            limit=asked.limit,
            after=asked.after,
            asked=tuple((name, tuple(texts)) for name, texts in asked.given.items()),
        )

    @classmethod
    def of(cls, layer: Layer, viewer: Viewer) -> LayerQuery:
        """All that the viewer may read of the layer."""
        access = access_to(viewer, layer)
        if not access.allowed:
            raise LoginNeeded if viewer.is_anonymous else Forbidden
        return cls(layer if access.places else layer.without_places(), access, properties=access.fields)

    @classmethod
    def unrestricted(cls, layer: Layer) -> LayerQuery:
        """Every record, whoever may see it: for figures that leave the platform's own hands added up or masked only."""
        return cls(layer, Access(True, None, layer.fields), properties=layer.fields)

    def where(self, condition: str, params: Mapping[str, Any]) -> LayerQuery:
        return replace(self, conditions=(*self.conditions, condition), params=(*self.params, *params.items()))

    def located(self) -> LayerQuery:
        """Only rows that may be drawn where they lie; the others are counted per commune on maps."""
        return self.where(self.layer.located, {})

    def unfiltered(self) -> LayerQuery:
        """Every row the viewer may read, at the same moment: the total a filtered count is told beside."""
        return replace(self, conditions=(), params=())

    def scope(self) -> tuple[str, dict[str, Any]]:
        """SQL and parameters of the relation `scope`: id, territory_id, geom, lies and every allowed field."""
        layer = self.layer
        columns = ", ".join(f'{f.sql} as "{f.name}"' for f in self.access.fields)
        hidden = (f"not {layer.fictitious_column}",) if self._hides_fiction else ()
        where, params = self._where(hidden)
        if self.as_of is not None:
            params["as_of"] = self.as_of
        text = (
            f"select {layer.id_column} as id, {layer.territory_column} as territory_id, "
            f"{layer.geometry} as geom, ({layer.located}) as lies, {columns} from {self._relation()} r where {where}"
        )
        return text, {**layer.relation_params, **params}

    def _where(self, more: Iterable[str] = ()) -> tuple[str, dict[str, Any]]:
        """What is asked, and the perimeter: SQL over `r`, and its parameters."""
        conditions, params = [*self.conditions, *more], dict(self.params)
        if self.access.territory_ids is not None:
            conditions.append(self.layer.read_by("perimeter"))
            params["perimeter"] = list(self.access.territory_ids)
        return " and ".join(f"({c})" for c in conditions) or "true", params

    @property
    def asks_by_territory_alone(self) -> bool:
        """Of now, and by nothing but territories: figures added up by territory then answer as the rows do."""
        names = {name for name, _texts in self.asked} - {"lang"}
        return self.as_of is None and names <= {"territory"} and len(self.conditions) == len(names)

    def over(self, table: str) -> tuple[str, dict[str, Any]]:
        """The same scope over a roll-up: its rows carry the `territory_id` of the layer's and no hidden fiction."""
        if not self.asks_by_territory_alone:
            msg = f"{table} cannot answer {self.asked}"
            raise ValueError(msg)
        where, params = self._where()
        return f"select r.* from {table} r where {where}", params

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
        return self.read(text.replace("{{scope}}", scope), {**scope_params, **(params or {})})

    def rows(self, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
        """Allowed, asked-for properties with `id`, in a stable order (ties broken by id)."""
        scope, params = self.scope()
        text = f"with scope as ({scope}) select {self._names} from scope order by {paging.order(self.sort)}"
        if limit is not None:
            text += " limit %(limit)s offset %(offset)s"
        return self.read(text, {**params, "limit": limit, "offset": offset})

    def page(self, limit: int | None = None, after: str | None = None) -> paging.Page:
        """Rows after a token, at most `limit`, and the token of what follows ("" at the end).

        A row is never served twice nor skipped while others come and go: a token is the last row's sort key, not a
        number of rows. It is signed and bound to the question: any other refuses it.
        """
        size = self.page_size if limit is None else limit
        text, params = self.page_sql(after)
        found = self.read(f"{text} limit %(limit)s", {**params, "limit": size + 1})
        following = self.token(found[size - 1]) if len(found) > size else ""
        shown = {"id", *(f.name for f in self.properties)}
        return paging.Page([{k: v for k, v in row.items() if k in shown} for row in found[:size]], following)

    @property
    def page_size(self) -> int:
        return min(self.limit or DEFAULT_LIMIT, MAX_LIMIT)

    def page_sql(self, after: str | None = None, columns: str = "") -> tuple[str, dict[str, Any]]:
        """SQL of the ordered rows after a token, without limit: asked-for properties and the sort key, or `columns`."""
        scope, params = self.scope()
        token = self.after if after is None else after
        where, last = "", dict[str, Any]()
        if token:
            condition, last = paging.after(self.sort, paging.read(token, self.fingerprint, self.sort))
            where = f"where {condition}"
        chosen = columns or ", ".join(dict.fromkeys([self._names, *(f'"{name}"' for name, _ in self.sort)]))
        text = f"select {chosen} from ({scope}) scope {where} order by {paging.order(self.sort)}"
        return text, {**params, **last}

    def token(self, row: Mapping[str, Any]) -> str:
        """What asks for the rows after this one; it must hold the sort key and `id`."""
        return paging.write([row[name] for name, _ in self.sort], row["id"], self.fingerprint)

    @property
    def _names(self) -> str:
        return ", ".join(["id", *(f'"{f.name}"' for f in self.properties)])

    @property
    def is_filtered(self) -> bool:
        """False when every row of the layer is wanted and allowed."""
        limited = self.as_of is not None or self.access.territory_ids is not None
        return bool(self.conditions) or limited or self._hides_fiction

    def count(self) -> int:
        """How many rows; counted once a version of the data, since a million take a second."""
        return int(self.remembered("count", lambda: self.select("count(*) as n")[0]["n"]))

    def has_fiction(self) -> bool:
        """Is one row of the scope invented?"""
        if not self.layer.fictitious_column:
            return False
        invented = self.where(self.layer.fictitious_column, {})
        return bool(self.remembered("fiction", lambda: bool(invented.select("id", "limit 1"))))

    def remembered(
        self, what: str, compute: Callable[[], Any], asked: object = "", beside: Iterable[str] = ()
    ) -> Any:
        """`compute()`, kept until the data, the question or the access behind it change.

        `asked`: what it asks more than this question does; `beside`: tables it reads beside the layer's own.
        """
        names = ",".join(f.name for f in self.properties)
        stamps = [(sql.stamp(table) or {}).get("version") for table in beside]
        digest = hashlib.sha256(f"{names}{asked}{stamps}".encode()).hexdigest()[:16]
        key = f"{what}:{self.version}:{self.fingerprint}:{digest}"
        found = caches["counts"].get(key)
        if found is None:
            found = compute()
            caches["counts"].set(key, found)
        return found

    def select(self, columns: str, tail: str = "") -> list[dict[str, Any]]:
        """`columns` of the scope; `tail`: what stands after it (grouping, order, limit)."""
        scope, params = self.scope()
        return self.read(f"select {columns} from ({scope}) scope {tail}", params)

    @staticmethod
    def read(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        return sql.read(text, params)

    @property
    def is_for_everyone(self) -> bool:
        """Would anyone, signed in or not, get this very answer?"""
        return self.access == access_to(ANONYMOUS, self.layer)

    @property
    def version(self) -> str:
        """Changes with the layer's rows, their limits or the current edition: what cached answers depend on."""
        found = sql.stamp(self.layer.table) or {}
        return "-".join(str(found.get(part)) for part in ("version", "changed_at", "edition"))

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
