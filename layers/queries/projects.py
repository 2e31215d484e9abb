"""Read side of projects: register, books and progress, under the one rule, at any moment the platform remembers.

Query files name relations in braces: `{{scope}}` (who asks and what), `{{base}}` (a project with its figures),
`{{layers_…}}` (a table as it was known), and roll-ups by their names: where one cannot answer, its own file does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.apps import apps
from django.core.cache import caches
from django.utils import timezone

from layers import sql
from layers.queries import project_rollup
from layers.queries.project_rollup import ROLLUPS, everything
from layers.query import LayerQuery

SOURCES = ("project", "projectlink", "projectphase", "progressstatement", "contribution", "contract", "paymentorder",
           "paymentfile", "commitment", "serviceorder", "convention", "programme", "budgetline",
           "territoryversion", "alert", "alertevent", "financethreshold")  # fmt: skip
_BRACES = re.compile(r"\{\{(\w+)\}\}")
_PARTS = ("base", "cause", "areas", "counted")
GATHERED = {name: one for name, one in ROLLUPS.items() if one.filters is not None}


def stamp() -> str:
    """Changes with anything a figure of projects rests on."""
    found = sql.one("projects/stamp.sql", {"tables": [f"layers_{name}" for name in SOURCES]}) or {}
    return hashlib.sha256(str(found.get("stamp")).encode()).hexdigest()[:32]


def text_of(
    file: str, as_of: dt.datetime | None, scope: str = "", rolled: Mapping[str, str] | None = None
) -> str:
    """A query file with its relations; at `as_of` (a parameter of the statement) each table as it was known then.

    `rolled`: the parts that a roll-up answers, with its statement.
    """

    def relation(found: re.Match[str]) -> str:
        part = found[1]
        if part == "scope":
            return scope
        if part == "scope_before":
            return found[0]
        if part in _PARTS or part in GATHERED:
            return (rolled or {}).get(part) or text_of(f"projects/{part}.sql", as_of, scope)
        if part in ROLLUPS:
            if as_of is None:
                return ROLLUPS[part].table
            return f"({text_of(f'projects/{part}.sql', as_of)})"
        return part if as_of is None else _as_known(part)

    return _BRACES.sub(relation, sql.load(file))


def _fields(table: str) -> Any:
    return apps.get_model("layers", table.removeprefix("layers_"))._meta.local_concrete_fields


@cache
def _as_known(table: str) -> str:
    columns = ", ".join(f'"{f.column}"' for f in _fields(table) if f.column != "recorded_from")
    return (
        f"(select {columns} from {table} where recorded_from <= %(as_of)s union all "
        f"select {columns} from {table}_history where recorded_from <= %(as_of)s and recorded_to > %(as_of)s)"
    )


def refresh(on: dt.date | None = None) -> list[str]:
    """Makes the roll-ups fit what is now known; answers the names of those made again."""

    def statement(name: str) -> str:
        text = text_of(f"projects/{name}.sql", None)
        return f"with scope as ({everything()}) select * from ({text}) told" if name in GATHERED else text

    return project_rollup.refresh(on or situation_on(), statement)


def rest_on(tables: Iterable[str]) -> bool:
    """Does a roll-up rest on one of these tables?"""
    return not {f"layers_{name}" for one in ROLLUPS.values() for name in one.sources}.isdisjoint(tables)


def situation_on(until: dt.date | None = None) -> dt.date:
    """The latest day that the register or the books tell of, as everyone knows it now."""
    day = until or timezone.localdate()
    found: dt.date | None = sql.rows("projects/situation_now.sql", {"until": day})[0]["situation_on"]
    return found or day


def run(
    query: LayerQuery, file: str, before: dt.datetime | None = None, **params: Any
) -> list[dict[str, Any]]:
    """Rows of a query file for a viewer's question; kept until what it rests on changes.

    `before`: the same question at an earlier moment, which the file names `{{scope_before}}`.
    """
    current = stamp()
    asked = hashlib.sha256(repr((before, sorted(params.items()))).encode()).hexdigest()[:16]
    key = f"projects:{file}:{current}:{query.fingerprint}:{asked}"
    found = caches["counts"].get(key)
    if found is None:
        scope, scope_params = query.scope()
        rolled, rolled_params = _rolled(query, file, params)
        scope_params = {**scope_params, **rolled_params}
        text = text_of(file, query.as_of, scope, rolled)
        if before is not None:
            earlier, earlier_params = replace(query, as_of=before).scope()
            text = text.replace("{{scope_before}}", earlier.replace("%(as_of)s", "%(before)s"))
            scope_params |= {**earlier_params, **scope_params, "before": before}
        found = query.read(text, {**scope_params, **params})
        caches["counts"].set(key, found)
    return found


def known(query: LayerQuery, file: str, **params: Any) -> list[dict[str, Any]]:
    """Rows of a query file as the platform knew them at the moment asked, `until` (null: now); read anew each time."""
    scope, scope_params = query.scope()
    text = text_of(file, query.as_of, scope)
    return query.read(text, {**scope_params, "until": query.as_of, **params})


def _rolled(query: LayerQuery, file: str, params: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """What roll-ups answer of a file, now that they fit; nothing of another day, nor by commune."""
    if query.as_of is not None:
        return {}, {}
    on = situation_on()
    refresh(on)
    parts = set(_BRACES.findall(sql.load(file)))
    too_fine = "areas" in parts and params.get("area_level") == "commune"
    if too_fine or params.get("on", on) != on:
        return {}, {}
    found = {part: project_rollup.scope(query, part) for part in parts & GATHERED.keys()}
    texts = {part: scope[0] for part, scope in found.items() if scope}
    return texts, {name: value for scope in found.values() if scope for name, value in scope[1].items()}


def situation(query: LayerQuery) -> Mapping[str, Any]:
    """The latest day the register or the books tell of, never after the moment asked: figures are as of that day."""
    until = (query.as_of or timezone.now()).astimezone(timezone.get_default_timezone()).date()
    key = f"projects:situation:{stamp()}:{until}:{query.as_of.timestamp() if query.as_of else 0}"
    found = caches["counts"].get(key)
    if found is None:
        params = {"until": until, "as_of": query.as_of}
        found = query.read(text_of("projects/situation.sql", query.as_of), params)[0]
        caches["counts"].set(key, found)
    return {**found, "situation_on": found["situation_on"] or until, "until": until}
