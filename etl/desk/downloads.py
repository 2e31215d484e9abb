"""Refused rows as their file had them, with why beside each; anomalies as a list. CSV for Excel, or a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from etl import quarantine
from etl.desk import access, ledger
from etl.desk.editor import MASK
from etl.models import Anomaly, ImportRun, RejectedRow
from etl.workbook import CONTENT_TYPE

# In brackets: the reader knows no such heading, so the corrected file can be handed in as it is.
ADDED = {"fr": ("[code]", "[motif]", "[suggestion]"), "ar": ("[الرمز]", "[السبب]", "[الاقتراح]")}
LISTED = {
    "fr": ("Feuille", "Ligne", "Clé", "Code", "Colonne", "Valeur", "Motif", "Suggestion"),
    "ar": ("الورقة", "السطر", "المفتاح", "الرمز", "العمود", "القيمة", "السبب", "الاقتراح"),
}
_NUMBER = re.compile(r"^[+-]?[\d\s.,]+$")
_MAX_CELL = 32_767
SAMPLE = 1000

Lines = Iterable[list[str]]


def inert(text: str) -> str:
    """A spreadsheet runs what begins like a formula; a negative number is none."""
    if text[:1] in {"=", "@", "\t", "\r"} or (text[:1] in {"+", "-"} and not _NUMBER.match(text)):
        return f"'{text}"
    return text


def _kept(entry: ImportRun) -> QuerySet[RejectedRow]:
    """Refused rows still to treat."""
    return RejectedRow.objects.filter(run=entry, status=RejectedRow.Status.OPEN, cells__isnull=False)


def _sheets(entry: ImportRun, personal: bool, language: str, only: str | None) -> Iterator[tuple[str, Lines]]:
    """(name, lines with their headings) for each sheet of the file that has refused rows still to treat."""
    kept = _kept(entry)
    rows = kept.select_related("cells", "run").order_by("sheet", "line")
    for name in kept.order_by("sheet").values_list("sheet", flat=True).distinct():
        if only is None or name == only:
            yield name, _lines(rows.filter(sheet=name), personal, language)


def _lines(rows: QuerySet[RejectedRow], personal: bool, language: str) -> Iterator[list[str]]:
    """A column is left out for who may not read it; in a shifted row, what stands further on may be personal too."""
    start = list(rows[:SAMPLE])
    headers = start[0].cells.headers
    left_out = min((quarantine.sealed(row) for row in start), key=len)
    usual: list[int] = min((row.cells.personal for row in start), key=len)
    left_out |= set() if personal else set(usual)
    places = [at for at in range(len(headers)) if at not in left_out]
    yield [*(headers[at] for at in places), *ADDED[language]]
    for row in rows.iterator(chunk_size=2000):
        cells = row.cells.current
        hidden = quarantine.sealed(row) | (set() if personal else set(row.cells.personal))
        said = (row.code, getattr(row, f"message_{language}"), getattr(row, f"suggestion_{language}"))
        yield [*(MASK if at in hidden else cells[at] if at < len(cells) else "" for at in places), *said]


def _csv(lines: Lines) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([inert(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(sheets: Iterable[tuple[str, Lines]], language: str) -> bytes:
    book = Workbook(write_only=True)
    for number, (name, lines) in enumerate(sheets, 1):
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31] or f"{number}")
        sheet.sheet_view.rightToLeft = language == "ar"
        sheet.freeze_panes = "A2"
        for line in lines:
            cells = []
            for text in line:
                cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:_MAX_CELL])
                # Typed as text, a formula stays the text it was.
                cell.data_type, cell.number_format = "s", "@"
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@never_cache
def refused(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    entry = access.run_of(request, pk)
    language = access.language()
    sheets = list(_sheets(entry, access.reads_personal(request.viewer), language, request.GET.get("sheet")))
    if not sheets or form not in {"csv", "xlsx"}:
        raise Http404
    name = f"import-{entry.pk}-refus.{form}"
    sheets = sheets if form == "xlsx" else sheets[:1]
    rows = _kept(entry).filter(sheet__in=[sheet for sheet, _ in sheets]).count()
    ledger.tell(request, entry, f"refused.{form}", rows, sheet=request.GET.get("sheet"))
    if form == "xlsx":
        return _attachment(_xlsx(sheets, language), CONTENT_TYPE, name)
    return _attachment(_csv(sheets[0][1]), "text/csv; charset=utf-8", name)


@require_safe
@never_cache
def anomalies(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access.run_of(request, pk)
    language = access.language()
    found = Anomaly.objects.filter(run=entry).order_by("sheet", "line", "pk").iterator(chunk_size=2000)
    lines = (
        [a.sheet, str(a.line), a.key, a.code, a.column, a.value,
         getattr(a, f"message_{language}"), getattr(a, f"suggestion_{language}")]
        for a in found
    )  # fmt: skip
    listed = [list(LISTED[language]), *lines]
    ledger.tell(request, entry, "anomalies.csv", len(listed) - 1)
    content = _csv(listed)
    return _attachment(content, "text/csv; charset=utf-8", f"import-{entry.pk}-anomalies.csv")
