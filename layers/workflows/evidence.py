"""The photo sent with a report of progress: a document of the project, shown beside the report."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.gis.geos import Point

from layers.documents import store
from layers.documents.store import About, File
from layers.errors import RequestError
from layers.models import Document, FieldReport
from layers.workflows.office import Actor


class NotAPhoto(RequestError):
    code, status = "not_a_photo", 422
    message_fr = "Ce fichier n’est pas une photo : JPEG, PNG ou WebP."
    message_ar = "هذا الملف ليس صورة: JPEG أو PNG أو WebP."


def photo(file: File) -> Callable[[FieldReport, Actor, bool], None]:
    """Keeps the photo with its report. Where the phone gave no position, the camera's own stands."""

    def attach(report: FieldReport, actor: Actor, fictitious: bool) -> None:
        about = About(
            subject_kind=str(Document.Subject.PROJECT),
            subject=report.project_reference,
            kind=str(Document.Kind.PHOTO),
            title_fr=f"Situation du {report.stated_on:%d/%m/%Y}",
            title_ar=f"وضعية {report.stated_on:%d/%m/%Y}",
            dated_on=report.stated_on,
            fictitious=fictitious,
            field_report_id=report.pk,
        )
        document, found = store.keep(file, about, actor.user_id, actor.office)
        if not found.media_type.startswith("image/"):
            store.discard_document(document)
            raise NotAPhoto
        if report.position is None and found.lon is not None and found.lat is not None:
            report.position = Point(found.lon, found.lat, srid=4326)
            report.save(update_fields=["position"])

    return attach
