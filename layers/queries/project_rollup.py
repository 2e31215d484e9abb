"""Roll-ups of projects: what each rests on, made again when that changes, and which questions they may answer.

Each is the relation of one query file. Whoever reads first after a change makes again only what the change touches, and
an import does so before it ends: a progress entered in the field never adds up the payment orders again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import connection, models, transaction

from layers import registry, sql
from layers.layer import Field, Layer
from layers.models import (
    LoadStamp,
    ProjectBook,
    ProjectDue,
    ProjectMoney,
    ProjectMonth,
    ProjectOption,
    ProjectSpending,
    ProjectSum,
)
from layers.parameters import Asked
from layers.query import LayerQuery

LAYER = "projects"
_GATHERED_LEVELS = ("country", "region", "province")
_REGISTER = ("project", "territoryversion")
_MONEY = ("paymentorder", "commitment", "paymentfile", "contract", "projectlink", "progressstatement")


@dataclass(frozen=True)
class Rollup:
    """`sources`: tables it rests on. `filters`: of the board's parameters, those it can tell apart beside territory;
    None when it is no answer by itself but a part of others. `dated`: does the day of the situation count?"""

    model: type[models.Model]
    sources: tuple[str, ...]
    filters: frozenset[str] | None = None
    dated: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f.column for f in self.model._meta.local_concrete_fields if not f.primary_key)


_BY_STATE = frozenset({"programme_type", "state"})
# In the order they are made: a later one may read an earlier one.
ROLLUPS = {
    "books": Rollup(ProjectBook, ("paymentorder", "commitment", "paymentfile")),
    "money": Rollup(ProjectMoney, _MONEY),
    "spending": Rollup(ProjectSpending, ("paymentorder", "projectlink")),
    "sums": Rollup(ProjectSum, (*_REGISTER, *_MONEY), _BY_STATE, dated=True),
    "months": Rollup(ProjectMonth, (*_REGISTER, *_MONEY), _BY_STATE),
    "dues": Rollup(ProjectDue, (*_REGISTER, "contribution"), _BY_STATE, dated=True),
    "options": Rollup(ProjectOption, _REGISTER, frozenset()),
}


def _stamps(on: dt.date) -> dict[str, str]:
    """Of each roll-up, a digest of what it should now rest on."""
    tables = sorted({f"layers_{name}" for rollup in ROLLUPS.values() for name in rollup.sources})
    known = {row["table_name"]: row["told"] for row in sql.rows("projects/versions.sql", {"tables": tables})}
    found = {}
    for name, rollup in ROLLUPS.items():
        told = [known.get(f"layers_{source}", "") for source in sorted(rollup.sources)]
        text = repr((told, known[""] if rollup.filters is not None else "", on if rollup.dated else ""))
        found[f"project-{name}"] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _stale(wanted: Mapping[str, str]) -> list[str]:
    held = dict(LoadStamp.objects.filter(name__in=wanted).values_list("name", "content_hash"))
    return [name for name in ROLLUPS if held.get(f"project-{name}") != wanted[f"project-{name}"]]


def refresh(on: dt.date, statement: Callable[[str], str]) -> list[str]:
    """Makes again what no longer fits, each by its statement; one at a time, the others wait and find it done.
    Answers the names of those made."""
    wanted = _stamps(on)
    if not _stale(wanted):
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # Two million orders take longer than a page may.
        cursor.execute("set local statement_timeout = 0; select pg_advisory_xact_lock(hashtext('project-rollups'))")
        stale = _stale(wanted)
        for name in stale:
            rollup = ROLLUPS[name]
            columns = ", ".join(rollup.columns)
            cursor.execute(f"delete from {rollup.table}")
            rows = f"select {columns} from ({statement(name)}) told"
            cursor.execute(f"insert into {rollup.table} ({columns}) {rows}", {"on": on})
            stamp = f"project-{name}"
            LoadStamp.objects.update_or_create(name=stamp, defaults={"content_hash": wanted[stamp]})
    return stale


def everything() -> str:
    """The scope of roll-ups: every project, at its province, invented or not; who asks is asked when they are read."""
    layer = registry.get(LAYER)
    columns = ", ".join(f'{f.sql} as "{f.name}"' for f in layer.fields)
    return (
        f"select r.id, coalesce(p.territory_id, r.territory_id) as territory_id, ({layer.located}) as lies, {columns} "
        f"from {layer.table} r left join ({sql.load('projects/provinces.sql')}) p on p.descendant_id = r.territory_id"
    )


@cache
def _layer(name: str) -> Layer:
    """The roll-up as a layer: the same theme, sensitivity and rule, of its own columns."""
    rollup = ROLLUPS[name]
    fields = tuple(Field(column, column, column) for column in rollup.columns if column != "territory_id")
    return replace(
        registry.get(LAYER),
        model=rollup.model,
        fields=fields,
        geometry="null::geometry",
        lies="false",
        time_column="",
        history=False,
        partners_of="",
    )


def scope(query: LayerQuery, name: str) -> tuple[str, dict[str, Any]] | None:
    """The question asked of a roll-up, under the same rule; None when only the projects themselves can answer it."""
    rollup = ROLLUPS[name]
    asked = {parameter: values for parameter, values in query.asked if parameter != "lang"}
    known = rollup.filters is not None and set(asked) <= {"territory", *rollup.filters}
    # A condition that no parameter asks was added by whoever holds the query.
    if not known or query.as_of is not None or len(query.conditions) != len(asked):
        return None
    layer = _layer(name)
    found = Asked.read(layer, layer.fields, asked)
    held, wanted = query.access.territory_ids, found.params.get("territories", ())
    if not _gathered(frozenset({*wanted, *(held or ())})) or (held is not None and _partnered(held, wanted)):
        return None
    access = replace(query.access, fields=layer.fields)
    rolled = LayerQuery(layer, access, tuple(found.conditions), tuple(found.params.items()))
    return rolled.scope()


def _partnered(held: Iterable[int], wanted: Iterable[int]) -> bool:
    """Sums of territories cannot tell the projects that a perimeter reads as a named partner."""
    asked = {"perimeter": list(held), "asked": list(wanted)}
    return bool(sql.rows("projects/partnered.sql", asked)[0]["partnered"])


def _gathered(ids: frozenset[int]) -> bool:
    """Is each of these a province or wider? What lies below is not told apart."""
    if not ids:
        return True
    asked = {"ids": list(ids), "levels": list(_GATHERED_LEVELS)}
    return bool(sql.rows("projects/gathered.sql", asked)[0]["n"] == len(ids))
