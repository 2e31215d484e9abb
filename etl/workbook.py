"""The workbook a person fills: headings in French, their Arabic and French titles as notes, one example row."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from etl.source import Source, Table

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template(source: Source) -> bytes:
    """A sheet a table; obligatory columns in bold; every cell text, so that Excel turns no code into a date."""
    book = Workbook()
    book.remove(book.active)
    for table in source.tables:
        _fill(book.create_sheet(table.name), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, table: Table) -> None:
    for number, column in enumerate(table.columns, 1):
        head = sheet.cell(1, number, column.title_fr)
        head.font = Font(bold=column.required)
        head.comment = Comment(column.title_ar, "plateforme")
        sheet.cell(2, number, column.example or None)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.title_fr) + 2)
        for row in range(2, 52):
            sheet.cell(row, number).number_format = "@"
    sheet.freeze_panes = "B2"
