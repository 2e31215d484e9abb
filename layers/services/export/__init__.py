"""A filtered layer as a file. One writer a format; rows and fields are those of LayerQuery, never filtered again.

    extraction = Extraction(query, "gpkg", "fr", purpose="…", user_id=7)
    with begin(extraction) as begun:        # counts, in the snapshot the rows are read from
        begun.write(path)                   # logged first, then written
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from layers.access import Viewer, exporting
from layers.crs import Crs
from layers.errors import BadParameter, Forbidden, LoginNeeded, NotFound, RequestError
from layers.layer import Layer
from layers.query import LayerQuery
from layers.services.export import columnar, ledger, text, vector, workbook
from layers.services.export.extraction import Extraction, Task, Tell, file_name
from layers.services.export.session import Session
from layers.services.provenance import Provenance, count, provenance

PURPOSE = "purpose"


@dataclass(frozen=True)
class Format:
    """`located_only`: rows without a place of their own are left out, and said. `any_crs`: not only degrees."""

    extension: str
    content_type: str
    write: Callable[[Task], None]
    located_only: bool = False
    any_crs: bool = True
    rows: int | None = None


FORMATS = {
    format.extension: format
    for format in (
        Format("gpkg", "application/geopackage+sqlite3", vector.gpkg),
        Format("geojson", "application/geo+json", text.geojson, any_crs=False),
        Format("csv", "text/csv; charset=utf-8", text.csv, any_crs=False),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.xlsx,
               any_crs=False, rows=workbook.ROWS),
        Format("fgb", "application/flatgeobuf", vector.fgb, located_only=True),
        Format("parquet", "application/vnd.apache.parquet", columnar.parquet),
        Format("shp.zip", "application/zip", vector.shp_zip, located_only=True),
    )
}  # fmt: skip


class ExportForbidden(Forbidden):
    code = "export_forbidden"
    message_fr = "Votre rôle ne permet pas d’emporter ces lignes. {hint}"
    message_ar = "دوركم لا يسمح باستخراج هذه الأسطر. {hint}"


class PurposeNeeded(RequestError):
    code = "purpose_needed"
    message_fr = "Dites à quoi servira l’extraction (paramètre « {parameter} ») : champs réservés ({value})."
    message_ar = "بينوا الغرض من الاستخراج (المعلمة «{parameter}»): حقول محدودة الاطلاع ({value})."


def format_of(extension: str) -> Format:
    found = FORMATS.get(extension)
    if found is None:
        raise NotFound(extension, parameter="format")
    return found


def ask(
    layer: Layer,
    params: dict[str, list[str]],
    viewer: Viewer,
    extension: str,
    language: str,
    number: uuid.UUID | None = None,
) -> Extraction:
    """The extraction a request means, with every right checked; errors name parameter and value."""
    wanted = format_of(extension)
    for name in ("limit", "next"):
        if any(params.get(name, [])):
            raise BadParameter(name, params[name][-1], "Une extraction prend toutes les lignes.")
    purpose = " ".join(params.get(PURPOSE, [""])[-1].split())[:500]
    question = {name: values for name, values in params.items() if name != PURPOSE}
    query = _allowed(layer, question, viewer)
    crs = _crs(wanted, query, params)
    extraction = Extraction(query, extension, language, crs, purpose, viewer.user_id, number or uuid.uuid4())
    if extraction.restricted and not purpose:
        kept = ", ".join(extraction.title(f) for f in extraction.restricted)
        raise PurposeNeeded(parameter=PURPOSE, value=kept)
    return extraction


def _crs(wanted: Format, query: LayerQuery, params: dict[str, list[str]]) -> Crs:
    text = params.get("crs", [""])[-1]
    if text and not wanted.any_crs and not query.crs.is_degrees:
        raise BadParameter("crs", text, f"Le format « {wanted.extension} » est en degrés WGS84.")
    # Files put x first, whatever the name of the system says.
    return replace(query.crs, latitude_first=False)


def _allowed(layer: Layer, question: dict[str, list[str]], viewer: Viewer) -> LayerQuery:
    """The rows of the screen, when all of them may be taken away; the fields that the right to export reaches."""
    seen = LayerQuery.from_params(layer, question, viewer)
    taker = exporting(viewer)
    if taker == viewer:
        return seen
    try:
        taken = LayerQuery.from_params(layer, question, taker)
    except (LoginNeeded, Forbidden) as error:
        raise ExportForbidden(hint="") from error
    if taken.access.territory_ids != seen.access.territory_ids and taken.count() != seen.count():
        raise ExportForbidden(hint="Restreignez le territoire à votre périmètre d’extraction.")
    names = {f.name for f in seen.properties}
    return replace(taken, properties=tuple(f for f in taken.properties if f.name in names))


@dataclass(frozen=True)
class Begun:
    """An extraction whose snapshot is open and counted."""

    extraction: Extraction
    session: Session
    provenance: Provenance

    @property
    def format(self) -> Format:
        return format_of(self.extraction.format)

    @property
    def name(self) -> str:
        return file_name(self.extraction, self.provenance, self.extraction.format)

    @property
    def rows(self) -> int:
        return self.provenance.located if self.format.located_only else self.provenance.matched

    @property
    def is_long(self) -> bool:
        """Too long for a request: it is a job's."""
        return self.provenance.matched > settings.EXPORT_DIRECT_ROWS

    def refuse_too_long(self) -> None:
        limit = self.format.rows
        if limit is not None and self.rows > limit:
            raise workbook.SheetTooLong(parameter="format", value=self.rows, limit=limit)

    def write(self, path: Path, tell: Tell = lambda rows: None) -> None:
        """Logged, then written: what cannot be accounted for does not leave."""
        self.refuse_too_long()
        ledger.keeper().record(self.extraction, self.rows)
        with override(self.extraction.language):
            self.format.write(Task(self.extraction, self.session, self.provenance, path, tell))


@contextmanager
def begin(extraction: Extraction) -> Iterator[Begun]:
    with Session() as session:
        tally = count(extraction.query, session.one)
        told = provenance(extraction.query, extraction.language, tally)
        yield Begun(extraction, session, extraction.signed(told))


def kept_for() -> dt.timedelta:
    return dt.timedelta(days=settings.EXPORT_KEPT_DAYS)
