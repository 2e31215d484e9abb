"""The figures of a level as CSV, JSON or XLSX: same rows, same order, same text as published."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from openpyxl import Workbook

from layers.indicators import catalog
from layers.queries import indicators as queries
from layers.queries.indicators import Question

COLUMNS = ("code", "name_fr", "name_ar", "value", "unit", "year", "source")
HEADERS_AR = ("الرمز", "الاسم بالفرنسية", "الاسم بالعربية", "القيمة", "الوحدة", "السنة", "المصدر")
# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: float | None) -> str:
    """22.5 → "22.5", 36828330.0 → "36828330", None → "": as HCP printed it."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def safe(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _records(question: Question, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    change = question.other_year is not None
    slug = "points" if change and question.indicator.unit == "percent" else question.indicator.unit
    unit = catalog.UNITS.get(slug)
    label = unit.fr if unit else slug
    year = f"{question.other_year}-{question.year}" if change else str(question.year)
    source = f"HCP, RGPH {year}" if question.indicator.is_census else safe(question.indicator.source)
    return [
        {
            "code": row["code"],
            "name_fr": safe(row["name_fr"]),
            "name_ar": safe(row["name_ar"]),
            "value": row["value"],
            "unit": label,
            "year": year,
            "source": source,
        }
        for row in rows
    ]


def _name(question: Question, extension: str) -> str:
    place = question.territory or "MA"
    return f"{question.indicator.code}-{question.level}-{place}-{question.year}.{extension}"


def as_csv(question: Question, rows: list[dict[str, Any]], language: str) -> HttpResponse:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for record in _records(question, rows):
        writer.writerow(record | {"value": plain(record["value"])})
    # With a byte-order mark, because Excel reads a bare UTF-8 file as Windows-1252 and breaks the Arabic.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(question, "csv")}"'
    return response


def as_json(question: Question, rows: list[dict[str, Any]], language: str) -> JsonResponse:
    def exact(value: float | None) -> float | int | None:
        return int(value) if value is not None and value == int(value) else value

    covered = queries.coverage(question)
    records = [
        record | {"value": exact(record["value"])} | covered.get(record["code"], {})
        for record in _records(question, rows)
    ]
    return JsonResponse({"indicator": question.indicator.code, "level": question.level, "values": records})


def as_xlsx(question: Question, rows: list[dict[str, Any]], language: str) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(question.indicator.code[:31])
    sheet.sheet_view.rightToLeft = language == "ar"
    sheet.append(HEADERS_AR if language == "ar" else COLUMNS)
    for record in _records(question, rows):
        sheet.append([record[column] for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(out.getvalue(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{_name(question, "xlsx")}"'
    return response


WRITERS: dict[str, Callable[[Question, list[dict[str, Any]], str], HttpResponse]] = {
    "csv": as_csv,
    "json": as_json,
    "xlsx": as_xlsx,
}
