"""What a trial would change, cell by cell: the stored value beside the file's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from psycopg2.sql import SQL, Composable, Identifier, Literal

from etl.stored import Target

ROWS_SHOWN = 50
# A drawing is told by a point and its number of vertices: enough to see that it moved, short enough for a cell.
_DRAWN = """
case when {v} is null then null when geometrytype({v}) = 'POINT'
    then round(st_y({v})::numeric, 6) || ', ' || round(st_x({v})::numeric, 6)
    else round(st_y(st_pointonsurface({v}))::numeric, 6) || ', ' || round(st_x(st_pointonsurface({v}))::numeric, 6)
        || ' · ' || st_npoints({v}) end
"""


def changes(target: Target, key: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """The first ROWS_SHOWN staged rows that update a stored one: `{"key", "line", "cells": [[name, before, after]]}`.

    To be asked between classification and merge. `names`: columns of the target to compare; texts are those PostgreSQL
    gives, null where nothing is stored or said.
    """
    drawn = {name for name, _, kind, _ in target.columns if kind.startswith("geometry")}
    pairs = [
        SQL("({}, {}, {})").format(
            Literal(name), _text("f", name, name in drawn), _text("s", name, name in drawn)
        )
        for name in names
    ]
    if not pairs:
        return []
    statement = SQL(
        "select s.{key}, s.line, (select json_agg(json_build_array(n, b, a)) from (values {pairs}) v(n, b, a) "
        "where b is distinct from a) from {stage} s join {target} f on f.id = s.id where s.outcome = 'updated' "
        "order by s.line limit {shown}"
    ).format(
        key=Identifier(key),
        pairs=SQL(", ").join(pairs),
        stage=Identifier(f"{target.name}_stage"),
        target=Identifier(target.name),
        shown=Literal(ROWS_SHOWN),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [{"key": key, "line": line, "cells": cells or []} for key, line, cells in cursor.fetchall()]


def _text(alias: str, name: str, drawn: bool) -> Composable:
    value = Identifier(alias, name)
    return SQL(_DRAWN).format(v=value) if drawn else SQL("{}::text").format(value)
