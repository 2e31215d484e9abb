"""The workbooks of bulk accounts: the template to fill, the file handed in, the passwords given back once."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import translation
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from etl.errors import FileUnreadable
from etl.sandbox import Limits, open_file
from etl.sandbox.limits import TYPED
from etl.sandbox.process import RawSheet
from geo_platform.accounts.bulk import COLUMNS, RowFault, read_header
from geo_platform.accounts.models import User, known_themes
from layers.access import ROLES
from layers.errors import PlatformError

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAXIMUM_BYTES = 2 * 1024 * 1024
LIMITS = Limits(memory_mb=1024, cpu_s=30, file_mb=2, unpacked_mb=40)


class Unreadable(PlatformError):
    code, status = "unreadable_workbook", 400
    message_fr = "Ce fichier n’est pas un classeur XLSX lisible de moins de 2 Mo. Rien n’a été écrit."
    message_ar = "هذا الملف ليس مصنف XLSX مقروءا بأقل من 2 ميغابايت. لم يكتب أي شيء."


def rows(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number as the spreadsheet shows it, cells by column name); empty rows are passed over.

    Read in the locked child (docs/sandbox.md). A formula is the text it was written as: nobody computed it here.
    """
    data = file.read(MAXIMUM_BYTES + 1)
    if len(data) > MAXIMUM_BYTES or not data.startswith(b"PK"):
        raise Unreadable
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comptes.xlsx"
        path.write_bytes(data)
        try:
            with open_file(path, limits=LIMITS, timeout_s=30) as sheets:
                yield from _rows(next(sheets))
        except FileUnreadable as error:
            if error.code == "file_empty":
                raise RowFault(1, None, "", "feuille vide.", "ورقة فارغة.") from error
            raise Unreadable from error


def _rows(sheet: RawSheet) -> Iterator[tuple[int, dict[str, Any]]]:
    header: dict[int, Any] | None = None
    for batch in sheet.batches():
        columns = [batch.column(name).to_pylist() for name in batch.schema.names if name.startswith("c")]
        for number, *texts in zip(batch.column("line").to_pylist(), *columns, strict=True):
            cells = [_cell(text) for text in texts]
            if header is None:
                header = read_header(cells)
            elif any(cells):
                yield number, {column.name: cells[i] for i, column in header.items()}


def _cell(text: str | None) -> str | None:
    """A date typed by the spreadsheet loses its hour."""
    return text[1:].partition("T")[0] if text and text.startswith(TYPED) else text


def _titles(sheet: Worksheet, titles: list[str]) -> None:
    sheet.append(titles)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for index, title in enumerate(titles, start=1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = max(14, len(title) + 4)


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, title: str, titles: list[str]) -> Worksheet:
    arabic = get_language() == "ar"
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_view.rightToLeft = arabic
    _titles(sheet, titles)
    return sheet


def template() -> bytes:
    """Titles in the reader's language, then what may be written in the columns that take a fixed list."""
    arabic = get_language() == "ar"
    book = Workbook()
    book.remove(book.active)
    sheet = _sheet(
        book, "حسابات" if arabic else "Comptes", [c.title_ar if arabic else c.title_fr for c in COLUMNS]
    )
    # Codes are text: a spreadsheet that reads 02.411 as a number loses the zero.
    for column in range(1, len(COLUMNS) + 1):
        for row in range(2, 202):
            sheet.cell(row, column).number_format = "@"
    lists = _sheet(book, "قوائم" if arabic else "Listes", ["Rôle", "Français", "العربية"])
    for slug, role in ROLES.items():
        with translation.override("fr"):
            french = str(role.title)
        with translation.override("ar"):
            lists.append([slug, french, str(role.title)])
    themes = _sheet(book, "مواضيع" if arabic else "Thèmes", ["Thème"])
    for theme in sorted(known_themes()):
        themes.append([theme])
    return _bytes(book)


def password_sheet(given: list[tuple[User, str]]) -> bytes:
    """The only copy: passwords are not stored anywhere in clear."""
    arabic = get_language() == "ar"
    book = Workbook()
    book.remove(book.active)
    titles = (
        ["اسم المستخدم", "الاسم", "كلمة المرور الأولى"]
        if arabic
        else ["Identifiant", "Nom", "Premier mot de passe"]
    )
    sheet = _sheet(book, "Comptes" if not arabic else "حسابات", titles)
    for user, password in given:
        sheet.append([user.username, user.get_full_name(), password])
        # Names come from a file: one that starts with = must not become a formula.
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    return _bytes(book)
