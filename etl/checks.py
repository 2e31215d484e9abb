"""Rules that need more than one row: SQL over what is stored, after the load and in its transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator

from etl.errors import ValueDoubtful
from etl.models import Discrepancy
from etl.source import Source
from layers import sql


def refresh(source: Source) -> int:
    """Replaces the discrepancies of a source by those its checks find now. Nothing is dropped from the tables."""
    Discrepancy.objects.filter(source=source.slug).delete()
    return len(Discrepancy.objects.bulk_create(_found(source), batch_size=1000))


def _found(source: Source) -> Iterator[Discrepancy]:
    for file in source.checks:
        for row in sql.rows(file, {}):
            # Django hands jsonb over as text, json as what it says.
            context = json.loads(told) if isinstance(told := row["context"] or {}, str) else told
            fault = ValueDoubtful(row["code"], value=row["value"], column=row["column_name"], **context)
            yield Discrepancy(
                source=source.slug,
                table=row["table_name"],
                key=row["key"],
                code=fault.code,
                column=fault.column,
                value=fault.value,
                message_fr=fault.text("fr"),
                message_ar=fault.text("ar"),
                suggestion_fr=fault.suggestion("fr"),
                suggestion_ar=fault.suggestion("ar"),
            )
