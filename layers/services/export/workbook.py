"""XLSX: typed cells under titles in the reader's language, right to left in Arabic, provenance on a second sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import xlsxwriter
from django.utils.translation import override

from layers.errors import PlatformError
from layers.services.export import relation
from layers.services.export.extraction import Task
from layers.services.export.text import LAT, LON, PLACE

ROWS = 1_048_575
_TEXT_MAX = 32_767
PROVENANCE_SHEET = "_Provenance"


class SheetTooLong(PlatformError):
    code, status = "sheet_too_long", 413
    message_fr = "Une feuille Excel s’arrête à {limit} lignes ; il y en a {value}. Prenez « gpkg » ou « csv »."
    message_ar = "تتوقف ورقة إكسل عند {limit} سطرا؛ وعدد الأسطر هنا {value}. اختر صيغة «gpkg» أو «csv»."


def xlsx(task: Task) -> None:
    told, extraction = task.provenance, task.extraction
    options = {"constant_memory": True, "nan_inf_to_errors": True, "tmpdir": str(task.path.parent)}
    with xlsxwriter.Workbook(str(task.path), options) as book, override(extraction.language):
        book.set_properties({"title": told.title, "subject": told.fictitious_mark, "comments": told.sentence()})
        _rows(book, task)
        _provenance(book, task)


def _sheet(book: Any, name: str, task: Task) -> Any:
    sheet = book.add_worksheet(name)
    if task.extraction.language == "ar":
        sheet.right_to_left()
    return sheet


def _rows(book: Any, task: Task) -> None:
    extraction = task.extraction
    sheet = _sheet(book, extraction.query.layer.slug[:31], task)
    bold = book.add_format({"bold": True, "bg_color": "#E9E4D8", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    headings = ["id", *(_heading(task, n) for n in range(len(extraction.fields))), LON, LAT]
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, min(max(len(heading) + 2, 11), 36))
        sheet.write_string(0, column, heading, bold)
    reader = relation.all_rows(task, PLACE)
    writers = [_writer(sheet, field.type, day) for field in reader.schema]
    line = 1
    for batch in reader:
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            for column, value in enumerate(values):
                if value is not None:
                    writers[column](line, column, value)
            line += 1
    sheet.autofilter(0, 0, max(line - 1, 1), len(headings) - 1)


def _heading(task: Task, at: int) -> str:
    field = task.extraction.fields[at]
    title = task.extraction.title(field)
    return f"{title} ({field.unit})" if field.unit else title


def _writer(sheet: Any, kind: Any, day: Any) -> Callable[[int, int, Any], Any]:
    """Text is written as text, whatever it begins with."""
    if pa.types.is_date(kind):
        return lambda row, column, value: sheet.write_datetime(row, column, _moment(value), day)
    if pa.types.is_boolean(kind):
        return sheet.write_boolean
    if pa.types.is_string(kind):
        return lambda row, column, value: sheet.write_string(row, column, value[:_TEXT_MAX])
    return sheet.write_number


def _moment(value: dt.date) -> dt.datetime:
    return dt.datetime.combine(value, dt.time(), None)


def _provenance(book: Any, task: Task) -> None:
    told = task.provenance
    sheet = _sheet(book, PROVENANCE_SHEET, task)
    bold = book.add_format({"bold": True, "valign": "top"})
    warn = book.add_format({"bold": True, "font_color": "#8A1F11"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    line = 0
    if told.fictitious:
        sheet.write_string(0, 0, told.fictitious_mark, warn)
        line = 1
    for title, text in told.lines():
        sheet.write_string(line, 0, title, bold)
        sheet.write_string(line, 1, text[:_TEXT_MAX], wrapped)
        line += 1
