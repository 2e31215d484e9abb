"""The workbook a person fills: a sheet a table, lists to choose from, how to fill it, one example row.

Sheets named with a leading underscore help the person and hold no rows: the reader passes over them.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from etl.sheets import HELPER_SHEET as HELPER
from etl.source import Column, Source, Table
from etl.workbook_help import FORMATS, HELP, STEPS, form_of
from layers import sql

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGES = ("fr", "ar")
ROWS = 5000
GUIDE_WIDTHS = (34, 14, 44, 40, 30, 32)
# What a landscape page holds of a table before its letters grow too small, in widths of a digit.
PAPER_WIDTH = 200
OBLIGATORY = PatternFill("solid", fgColor="2F3F96")
OPTIONAL = PatternFill("solid", fgColor="EAECE8")
EXAMPLE = PatternFill("solid", fgColor="FAFAF8")
_LINE = Side(style="thin", color="C9CEC9")
EDGE = Border(bottom=Side(style="thin", color="8B948F"), left=_LINE, right=_LINE)
# Where a column of the file is answered by the sheet of communes.
COMMUNE_COLUMNS = {"_place_code": "A", "_place_name": "B", "_province": "D"}
_ARABIC_COMMUNE_COLUMNS = {"_place_code": "A", "_place_name": "C", "_province": "E"}


FRENCH = Alignment(horizontal="left", indent=1, readingOrder=1)
ARABIC = Alignment(horizontal="right", indent=1, readingOrder=2)


@dataclass(frozen=True)
class Lists:
    """Where the choices of each column stand in the helper sheets, as ranges."""

    communes: dict[str, str]
    words: dict[tuple[str, ...], str]


def template(source: Source, language: str = "fr") -> bytes:
    book = Workbook()
    book.remove(book.active)
    sheets = [book.create_sheet(_title(table.title(language), book)) for table in source.tables]
    guide = book.create_sheet(HELPER + HELP["guide"][language])
    lists = Lists(_communes(book, language), _words(book, source, language))
    for sheet, table in zip(sheets, source.tables, strict=True):
        _fill(sheet, table, lists, language)
    _guide(guide, source)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = language == "ar"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(wanted: str, book: Workbook) -> str:
    """What Excel takes as a sheet's name: 31 characters, each name once."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:31].strip()
    taken = {sheet.title for sheet in book.worksheets}
    return plain if plain not in taken else f"{plain[:27]} {len(taken) + 1}"


def _fill(sheet: Any, table: Table, lists: Lists, language: str) -> None:
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        # Text in the whole column: Excel turns no code into a number and no reference into a date.
        sheet.column_dimensions[letter].number_format = "@"
        head = _head(sheet, number, column, language)
        sheet.column_dimensions[letter].width = min(40, max(14, len(head) + 5, len(column.example) + 5))
        # Codes and dates are Latin: unless told, they stand away from an Arabic heading.
        side = Alignment(horizontal="right" if language == "ar" else "left", indent=1)
        sheet.column_dimensions[letter].alignment = side
        example = sheet.cell(2, number, column.example or None)
        example.number_format, example.font, example.fill = "@", Font(italic=True, color="545D5A"), EXAMPLE
        example.alignment, example.border = side, EDGE
        _choices(sheet, letter, column, lists, language)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    # A wide table goes on several sheets, each with its key: on one, no one could read it.
    width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, len(table.columns) + 1))
    _paper(sheet, fit=width < PAPER_WIDTH)


def _paper(sheet: Any, fit: bool = True) -> None:
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = fit


def _head(sheet: Any, number: int, column: Column, language: str) -> str:
    obligatory = column.required or column.filled
    own, other = (
        (column.title_ar, column.title_fr) if language == "ar" else (column.title_fr, column.title_ar)
    )
    head = sheet.cell(1, number, f"{own} *" if obligatory else own)
    head.font = Font(bold=True, color="FFFFFF" if obligatory else "151C1B")
    head.fill, head.border = OBLIGATORY if obligatory else OPTIONAL, EDGE
    head.alignment = Alignment(horizontal="right" if language == "ar" else "left", vertical="center", indent=1,
                               wrap_text=True, readingOrder=2 if language == "ar" else 1)  # fmt: skip
    said = [
        other,
        HELP["obligatory" if obligatory else "optional"][language],
        FORMATS[form_of(column)][language],
    ]
    if column.personal:
        said.append(HELP["personal"][language])
    head.comment = Comment("\n".join(said), "geo", height=110, width=260)
    return str(head.value)


def _choices(sheet: Any, letter: str, column: Column, lists: Lists, language: str) -> None:
    """A drop-down; another value is warned of, not forbidden: an alias or a former code is read as well."""
    known = getattr(column.convert, "known", ())
    ranged = lists.words.get(tuple(known)) or lists.communes.get(column.into)
    if not ranged:
        return
    choice = DataValidation(type="list", formula1=ranged, allow_blank=True, errorStyle="warning")
    choice.errorTitle, choice.error = HELP["list_title"][language], HELP["list"][language]
    choice.showErrorMessage = True
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{ROWS}")


def _communes(book: Workbook, language: str) -> dict[str, str]:
    """The sheet of communes; its code, names and province columns answer the columns of the same meaning."""
    sheet = book.create_sheet(HELPER + HELP["communes"][language])
    _headed(sheet, [HELP[name][language] for name in
                    ("code", "name_fr", "name_ar", "province", "province_ar", "region", "region_ar")])  # fmt: skip
    found = sql.rows("location/communes.sql", {})
    for row in found:
        sheet.append([row["code"], row["name_fr"], row["name_ar"], row["province_fr"], row["province_ar"],
                      row["region_fr"], row["region_ar"]])  # fmt: skip
    for letter, width in zip("ABCDEFG", (14, 30, 26, 30, 26, 28, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell, alignment in zip(row, (FRENCH, FRENCH, ARABIC, FRENCH, ARABIC, FRENCH, ARABIC), strict=True):
            cell.alignment = alignment
    sheet.print_title_rows = "1:1"
    _paper(sheet)
    sheet.auto_filter.ref = f"A1:G{len(found) + 1}"
    provinces = _provinces(sheet, found, language)
    columns = _ARABIC_COMMUNE_COLUMNS if language == "ar" else COMMUNE_COLUMNS
    ranges = {into: _range(sheet, letter, len(found)) for into, letter in columns.items()}
    return ranges | {"_province": provinces}


def _provinces(sheet: Any, found: list[dict[str, Any]], language: str) -> str:
    """Each province once, beside the communes: a drop-down of 1,503 lines with 75 names would be unusable."""
    names = sorted({row[f"province_{language}"] for row in found if row[f"province_{language}"]})
    sheet.cell(1, 9, HELP["provinces"][language]).font = Font(bold=True)
    sheet.column_dimensions["I"].width = 32
    for line, name in enumerate(names, 2):
        sheet.cell(line, 9, name)
    return _range(sheet, "I", len(names))


def _words(book: Workbook, source: Source, language: str) -> dict[tuple[str, ...], str]:
    """The closed lists of the source, a column each."""
    sheet = book.create_sheet(HELPER + HELP["lists"][language])
    ranges: dict[tuple[str, ...], str] = {}
    for column in (column for table in source.tables for column in table.columns):
        known = tuple(getattr(column.convert, "known", ()))
        if not known or known in ranges:
            continue
        number = len(ranges) + 1
        title = column.title_ar if language == "ar" else column.title_fr
        sheet.cell(1, number, title).font = Font(bold=True)
        for line, value in enumerate(known, 2):
            sheet.cell(line, number, value).number_format = "@"
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(18, len(title) + 3, *(len(value) + 3 for value in known))
        ranges[known] = _range(sheet, letter, len(known))
    if not ranges:
        book.remove(sheet)
    else:
        sheet.freeze_panes = "A2"
    return ranges


def _range(sheet: Any, letter: str, count: int) -> str:
    quoted = sheet.title.replace("'", "''")
    return f"'{quoted}'!${letter}$2:${letter}${count + 1}"


def _headed(sheet: Any, titles: list[str]) -> None:
    sheet.append(titles)
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill, cell.border = Font(bold=True), OPTIONAL, EDGE
    sheet.freeze_panes = "A2"


def _guide(sheet: Any, source: Source) -> None:
    """Both languages side by side, then every column: what it holds, whether it may stay empty, an example."""
    french, arabic = (
        Alignment(horizontal="left", indent=1, wrap_text=True, vertical="top", readingOrder=1),
        Alignment(horizontal="right", indent=1, wrap_text=True, vertical="top", readingOrder=2),
    )
    lines = [(source.title_fr, source.title_ar), *STEPS]
    for number, (fr, ar) in enumerate(lines, 1):
        for column, text, alignment in ((1, fr, french), (4, ar, arabic)):
            cell = sheet.cell(number, column, text)
            cell.alignment, cell.font = alignment, Font(bold=number == 1, size=14 if number == 1 else 11)
        _joined(sheet, number)
        sheet.row_dimensions[number].height = 24 if number == 1 else 34
    for table in source.tables:
        sheet.append([])
        sheet.append([table.title_fr, None, None, table.title_ar])
        for cell, alignment in zip(sheet[sheet.max_row], (french, french, french, arabic), strict=False):
            cell.font, cell.alignment = Font(bold=True, size=12), alignment
        _joined(sheet, sheet.max_row)
        _headed(
            sheet, ["Colonne", "Obligatoire ?", "Ce qu’on y écrit", "ما يكتب فيه", "مثال / Exemple", "العمود"]
        )
        for cell, alignment in zip(sheet[sheet.max_row], (french, french, french, arabic, french, arabic), strict=True):
            cell.alignment = alignment
        for declared in table.columns:
            _described(sheet, declared, french, arabic)
    sheet.freeze_panes = None
    for letter, width in zip("ABCDEF", GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _paper(sheet)


def _joined(sheet: Any, row: int) -> None:
    """A line of text in French, and in Arabic beside it."""
    for first, last in ((1, 3), (4, 6)):
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def _described(sheet: Any, column: Column, french: Alignment, arabic: Alignment) -> None:
    obligatory = column.required or column.filled
    form = FORMATS[form_of(column)]
    known = ", ".join(getattr(column.convert, "known", ()))
    sheet.append(
        [
            column.title_fr,
            "oui / نعم" if obligatory else "non / لا",
            f"{form['fr']} : {known}" if known else form["fr"],
            f"{form['ar']}: {known}" if known else form["ar"],
            column.example or None,
            column.title_ar,
        ]
    )
    cells = sheet[sheet.max_row]
    for cell, alignment in zip(cells, (french, french, french, arabic, french, arabic), strict=True):
        cell.alignment, cell.number_format = alignment, "@"
        cell.font = Font(bold=obligatory and cell.column in {1, 6})
    # A program that opens the file does not measure wrapped lines again.
    lines = (1.15 * len(str(cell.value or "")) / width for cell, width in zip(cells, GUIDE_WIDTHS, strict=True))
    sheet.row_dimensions[sheet.max_row].height = 15 * max(map(ceil, lines)) + 2
