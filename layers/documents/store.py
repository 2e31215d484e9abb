"""Documents handed in: measured, read in the locked child, kept where no address leads, never overwritten."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from layers import sql
from layers.documents import reading
from layers.documents.reading import MAX_BYTES, Reading
from layers.errors import RequestError
from layers.models import Document, DocumentVersion
from layers.text import fold

INDEXED = 300_000  # characters: a vector of words holds a megabyte


class DocumentTooLarge(RequestError):
    code, status = "document_too_large", 413
    message_fr = "Fichier de plus de {limit} Mo."
    message_ar = "ملف يتجاوز {limit} ميغابايت."


class DocumentEmpty(RequestError):
    code = "document_empty"
    message_fr = "Aucun fichier, ou fichier vide."
    message_ar = "لا يوجد ملف أو الملف فارغ."


class File(Protocol):
    """What a web framework calls an uploaded file."""

    name: str | None
    size: int | None

    def chunks(self) -> Any: ...


@dataclass(frozen=True)
class About:
    """What is said of a document by whoever hands it in."""

    subject_kind: str
    subject: str
    kind: str
    title_fr: str = ""
    title_ar: str = ""
    reference: str = ""
    dated_on: Any = None
    fictitious: bool = False
    field_report_id: int | None = None


def safe_name(given: str) -> str:
    """Letters of any script, digits and plain marks: no folder, no hidden file, no invisible character."""
    base = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    return re.sub(r"[^\w.\- ()]", "_", base).strip(" .")[-120:] or "document"


def keep(file: File, about: About, author_id: int | None, office: str) -> tuple[Document, Reading]:
    """A new document with its first version; refused files leave nothing behind."""
    document = Document(author_id=author_id, office=office, **vars(about))
    with transaction.atomic():
        document.save(force_insert=True)
        _, found = add_version(document, file, author_id, office)
    return document, found


def add_version(
    document: Document, file: File, author_id: int | None, office: str
) -> tuple[DocumentVersion, Reading]:
    """The next version of a document. The same content as the last one makes none."""
    version = DocumentVersion(id=uuid.uuid4(), document=document, author_id=author_id, office=office)
    version.name = safe_name(file.name or "")
    with ExitStack() as given_up:
        given_up.callback(discard, version)
        version.sha256, version.size = _write(version.path, file)
        found = reading.read(version.path)
        if found.media_type.startswith("image/") and found.picture:
            # A photo is kept as it looks: what its camera wrote beside it is a person's business.
            _replace(version, found.picture)
        elif found.picture:
            preview_path(version).write_bytes(found.picture)
        version.media_type = "image/jpeg" if found.media_type.startswith("image/") else found.media_type
        _save(version, found)
        given_up.pop_all()
    return version, found


def _save(version: DocumentVersion, found: Reading) -> None:
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=version.document_id)
        last = document.versions.order_by("-number").first()
        version.number = last.number + 1 if last else 1
        version.text = found.text
        version.reading = DocumentVersion.Reading.READ if found.text else DocumentVersion.Reading.EMPTY
        version.save(force_insert=True)
        index(version)


def index(version: DocumentVersion) -> None:
    document = version.document
    title = " ".join(
        (document.title_fr, document.title_ar, document.reference, document.subject, version.name)
    )
    text = version.text[:INDEXED]
    params = {"version": version.pk, "title": title, "text": text}
    params |= {"folded_title": fold(title), "folded_text": fold(text)}
    with connection.cursor() as cursor:
        cursor.execute(sql.load("documents/index.sql"), params)


def preview_path(version: DocumentVersion) -> Path:
    return version.path.with_suffix(".jpg")


def picture_of(version: DocumentVersion) -> Path | None:
    """A JPEG made in the child: the photo itself, or the first page."""
    path = version.path if version.media_type == "image/jpeg" else preview_path(version)
    return path if path.is_file() else None


def discard(version: DocumentVersion) -> None:
    for path in (version.path, preview_path(version)):
        path.unlink(missing_ok=True)


def _write(path: Path, file: File) -> tuple[str, int]:
    if not file.size:
        raise DocumentEmpty
    if file.size > MAX_BYTES:
        raise DocumentTooLarge(limit=MAX_BYTES // 2**20)
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        for chunk in file.chunks():
            digest.update(chunk)
            size += len(chunk)
            handle.write(chunk)
    return digest.hexdigest(), size


def _replace(version: DocumentVersion, content: bytes) -> None:
    version.path.write_bytes(content)
    version.sha256, version.size = hashlib.sha256(content).hexdigest(), len(content)


def discard_document(document: Document) -> None:
    """The files of a document that will not stand; its rows go with the transaction that is given up."""
    for version in document.versions.all():
        discard(version)
