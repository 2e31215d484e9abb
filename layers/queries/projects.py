"""Read side of projects: register, books and progress, under the one rule, at any moment the platform remembers.

Query files name relations in braces: `{{scope}}` (who asks and what), `{{base}}` (a project with its figures),
`{{layers_…}}` (a table as it was known), `{{money}}` and `{{spending}}` (the books added up).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone

from layers import sql
from layers.models import LoadStamp
from layers.query import LayerQuery

# What the books added up rest on, and what any answer does.
BOOKS = ("projectlink", "progressstatement", "contract", "paymentorder", "paymentfile", "commitment")
SOURCES = (*BOOKS, "project", "projectphase", "contribution", "serviceorder", "convention", "programme", "budgetline",
           "territoryversion", "alert", "alertevent", "financethreshold")  # fmt: skip
_BRACES = re.compile(r"\{\{(\w+)\}\}")
_ROLLED = {"money": "layers_projectmoney", "spending": "layers_projectspending"}
_PARTS = ("base", "cause", "counted")
_STAMP = "project-money"


def stamp(names: tuple[str, ...] = SOURCES) -> str:
    """Changes with anything a figure of projects rests on."""
    found = sql.one("projects/stamp.sql", {"tables": [f"layers_{name}" for name in names]}) or {}
    return hashlib.sha256(str(found.get("stamp")).encode()).hexdigest()[:32]


def text_of(file: str, as_of: dt.datetime | None, scope: str = "") -> str:
    """A query file with its relations; at `as_of` (a parameter of the statement) each table as it was known then."""

    def relation(found: re.Match[str]) -> str:
        part = found[1]
        if part == "scope":
            return scope
        if part == "scope_before":
            return found[0]
        if part in _PARTS:
            return text_of(f"projects/{part}.sql", as_of, scope)
        if part in _ROLLED:
            if as_of is None:
                return _ROLLED[part]
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


def refresh() -> bool:
    """Adds the books up again if anything they rest on has changed. One at a time; the others wait and find it done."""
    wanted = stamp(BOOKS)
    if LoadStamp.objects.filter(name=_STAMP, content_hash=wanted).exists():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [_STAMP])
        if LoadStamp.objects.filter(name=_STAMP, content_hash=wanted).exists():
            return False
        for name, table in _ROLLED.items():
            columns = ", ".join(f.column for f in _fields(table) if not f.primary_key)
            cursor.execute(f"delete from {table}")
            cursor.execute(f"insert into {table} ({columns}) {text_of(f'projects/{name}.sql', None)}")
        LoadStamp.objects.update_or_create(name=_STAMP, defaults={"content_hash": wanted})
    return True


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
        if query.as_of is None:
            refresh()
        scope, scope_params = query.scope()
        text = text_of(file, query.as_of, scope)
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
