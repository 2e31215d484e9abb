"""A file of figures someone brings: one row a territory, by HCP code or commune name → figures, and refusals by name.

Read in the locked child like any file, placed like any record; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np

from etl import readers, sheets, typed
from etl.batch import Batch
from etl.columns import code, number, text
from etl.errors import FileUnreadable, Finding, RowRefused
from etl.locate import Locator, Points
from etl.mapping import mapped
from etl.source import Column, Source, Table
from layers.models import IndicatorValue

MAX_BYTES = 5 * 2**20
MAX_ROWS = 20_000
PLACE_CODE = Column("_place_code", "Code HCP", "رمز المندوبية", code,
                    ("code", "code commune", "code commune hcp", "code_hcp"), example="05.091.01.01")  # fmt: skip
PLACE_NAME = Column("_place_name", "Territoire", "المجال الترابي", text,
                    ("commune", "nom", "nom commune", "nom_fr", "name_fr", "الجماعة", "الاسم"))  # fmt: skip
PROVINCE = Column("_province", "Province", "الإقليم", text, ("prefecture", "العمالة"))
VALUE_ALIASES = ("value", "valeurs", "taux", "nombre", "القيم", "النسبة", "العدد")


@dataclass
class Reading:
    """`values`: territory → figure, in the file's order; `lines`: where each was read; `blank`: rows with none."""

    values: dict[int, float] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    blank: int = 0
    rows: int = 0


def source(unit: str, heading: str = "") -> Source:
    """`heading`: how the file calls its figures, when it is none of the usual words."""
    bounds = (Decimal(0), Decimal(100)) if unit == "percent" else (None, None)
    value = Column("value", "Valeur", "القيمة", number(*bounds), VALUE_ALIASES, required=True, example="42,5")
    table = Table(
        name="figures",
        title_fr="Indicateur",
        title_ar="المؤشر",
        model=IndicatorValue,
        key="_place_code",
        columns=(PLACE_CODE, PLACE_NAME, PROVINCE, value),
        any_level=True,
    )
    found = Source("own", "Indicateur", "المؤشر", (table,))
    return mapped(found, {heading: "value"} if heading else {})


def read(path: Path, unit: str, heading: str = "", within: Collection[int] | None = None) -> Reading:
    """`within`: the territories this person may speak of, None for all. FileUnreadable when nothing can be read."""
    wanted, found, matched = source(unit, heading), Reading(), False
    locator = Locator(any_level=True)
    with readers.opened(path, wanted) as raws:
        for raw in raws:
            if raw.kind != "table":
                raise FileUnreadable("own_no_table")
            headed = sheets.head(raw, wanted)
            if headed is None:
                continue
            matched = True
            if (headed.rows or 0) > MAX_ROWS:
                raise FileUnreadable("own_too_long", value=headed.rows, limit=MAX_ROWS)
            for batch in headed.batches():
                _read(batch, headed, locator, path.name, found, within)
    if not matched:
        raise FileUnreadable("header_missing")
    if not found.rows:
        raise FileUnreadable("no_rows")
    return found


def _read(
    batch: Batch,
    headed: sheets.Headed,
    locator: Locator,
    file: str,
    found: Reading,
    within: Collection[int] | None,
) -> None:
    hints, empty = headed.hints(), np.zeros(len(batch), bool)
    for column, at in headed.places:
        read_ = typed.convert(
            batch.raw.column(f"c{at}"), column, hints[column.into], typed.arrow_type(None, column)
        )
        batch.columns[column.into] = read_.values
        for row, fault in read_.faults:
            batch.add(row, fault.named(column.into))
        if column.into == "value":
            empty = read_.empty
    locator.locate(batch, Points.none(len(batch)))
    _keep(batch, headed, empty, file, found, within)


def _keep(
    batch: Batch,
    headed: sheets.Headed,
    empty: np.ndarray,
    file: str,
    found: Reading,
    within: Collection[int] | None,
) -> None:
    titles = headed.titles()
    ids, values = batch.columns["territory_id"].to_pylist(), batch.columns["value"].to_pylist()
    for row, line in enumerate(batch.lines.tolist()):
        found.rows += 1
        place, value = ids[row], values[row]
        if place is not None and not batch.refused[row]:
            _judge(batch, row, place, found, within)
        faults = batch.faults.get(row, [])
        for fault in faults:
            fault.column = titles.get(fault.column, fault.column)
        told = [Finding(fault, file, line, _key(batch, row), headed.name) for fault in faults]
        if place is None or batch.refused[row] or (value is None and not empty[row]):
            found.refused += told[:1]
        elif value is None:
            found.blank += 1
        else:
            found.doubts += told
            found.values[place], found.lines[place] = float(value), line


def _judge(batch: Batch, row: int, place: int, found: Reading, within: Collection[int] | None) -> None:
    if place in found.lines:
        batch.add(row, RowRefused("own_twice", value=_key(batch, row), first=found.lines[place]))
    elif within is not None and place not in within:
        batch.add(row, RowRefused("own_outside", value=_key(batch, row)))


def _key(batch: Batch, row: int) -> str:
    return batch.text("_place_code")[row].as_py() or batch.text("_place_name")[row].as_py()
