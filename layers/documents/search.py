"""Documents found: by words in French or Arabic, by class, by what they belong to; only those the viewer may read."""

from __future__ import annotations

from typing import Any

from layers.access import Viewer
from layers.documents.layer import documents
from layers.errors import NotFound
from layers.models import Document
from layers.text import fold

MOST = 200


def found(
    viewer: Viewer,
    words: str = "",
    kind: str = "",
    subject_kind: str = "",
    subject: str = "",
    most: int = MOST,
) -> list[dict[str, Any]]:
    params = {
        "words": words.strip(),
        "folded": fold(words),
        "kind": kind,
        "subject_kind": subject_kind,
        "subject": subject,
        "most": most,
    }
    return documents(viewer).run("documents/list.sql", params)


def one(viewer: Viewer, identifier: Any) -> tuple[Document, dict[str, Any]]:
    """A document the viewer may read; NotFound for one that is not there and for one he may not read."""
    rows = documents(viewer).where("r.id = %(document)s", {"document": str(identifier)}).rows()
    if not rows:
        raise NotFound(identifier, "document")
    return Document.objects.get(pk=identifier), rows[0]
