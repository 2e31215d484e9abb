"""Codes of other systems (Rokhas letters, GID ordonnateurs) that an operator brings as CSV.

Columns: system, edition (may be empty), code, hcp_code. The files of fixtures/crosswalk are loaded by default.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction

from etl.territory import store
from etl.territory.errors import MissingColumn, UnknownCodes, UnreadableFile
from layers import sql

COLUMNS = ("system", "edition", "code", "hcp_code")
SYSTEMS = ("rokhas", "gid")


def load(files: Iterable[Path]) -> int:
    """Adds the codes of these files to the crosswalk; answers how many rows changed."""
    rows = [row for file in files for row in read(file)]
    if not rows:
        return 0
    wanted = sorted({row["hcp_code"] for row in rows})
    found = {r["code"]: r["territory_id"] for r in sql.rows("territory/resolve.sql", {"codes": wanted})}
    if unknown := [code for code in wanted if code not in found]:
        raise UnknownCodes(edition="HCP", codes=", ".join(unknown[:20]))
    with transaction.atomic(), connection.cursor() as cursor:
        values = {(r["system"], r["edition"], r["code"]): found[r["hcp_code"]] for r in rows}
        return store.upsert_codes(cursor.cursor, [(*key, territory) for key, territory in values.items()])


def read(file: Path) -> list[dict[str, str]]:
    """The rows of one file, cleaned of blanks and of the trailing dot HCP prints."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            lines = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(detail=f"{file.name} ({error})") from error
    for column in COLUMNS:
        if lines and column not in lines[0]:
            raise MissingColumn(column=column, found=", ".join(lines[0]))
    cleaned = [{column: (line[column] or "").strip() for column in COLUMNS} for line in lines]
    for row in cleaned:
        if row["system"] not in SYSTEMS:
            raise UnreadableFile(detail=f"{file.name}, system « {row['system']} » ({', '.join(SYSTEMS)})")
        row["hcp_code"] = row["hcp_code"].rstrip(".")
    return cleaned
