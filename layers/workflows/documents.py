"""What can be done to documents: hand one in, add a version, withdraw it. A version is never changed nor deleted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from layers import sql
from layers.access import Viewer
from layers.documents import search, store
from layers.documents.store import About, File
from layers.errors import BadParameter, NotFound
from layers.models import Document, DocumentVersion, ProjectEvent
from layers.workflows.office import Actor, acting, may
from layers.workflows.projects import MAX_TEXT, project_of

DEPOSIT = ("report", "correct", "import", "validate")


def hand_in(viewer: Viewer, about: About, file: File) -> Document:
    """A new document; the viewer must be able to act where its subject lies."""
    if about.kind not in Document.Kind.values:
        raise BadParameter("kind", about.kind)
    place = place_of(viewer, about.subject_kind, about.subject)
    actor = acting(viewer, DEPOSIT, place)
    with transaction.atomic():
        document, _ = store.keep(file, about, actor.user_id, actor.office)
        _event(document, "document_added", actor)
    return document


def add_version(viewer: Viewer, identifier: Any, file: File) -> DocumentVersion:
    document, actor = _mine(viewer, identifier)
    with transaction.atomic():
        version, _ = store.add_version(document, file, actor.user_id, actor.office)
        _event(document, "document_added", actor, version=version.number)
    return version


def withdraw(viewer: Viewer, identifier: Any, reason: str) -> Document:
    """It leaves every list; its versions stay for whoever keeps the archive."""
    told = reason.strip()
    if not told or len(told) > MAX_TEXT:
        raise BadParameter("reason", reason[:40])
    document, actor = _mine(viewer, identifier)
    with transaction.atomic():
        document.withdrawn_at, document.withdrawn_reason = timezone.now(), told
        document.save()
        _event(document, "document_withdrawn", actor, reason=told)
    return document


def may_deposit(viewer: Viewer, place: int | None) -> bool:
    return any(may(viewer, action, place) for action in DEPOSIT)


def _mine(viewer: Viewer, identifier: Any) -> tuple[Document, Actor]:
    document, row = search.one(viewer, identifier)
    place = place_of(viewer, row["subject_kind"], row["subject"])
    return document, acting(viewer, DEPOSIT, place)


def place_of(viewer: Viewer, subject_kind: str, subject: str) -> int | None:
    """Territory of what a document belongs to; None is the Kingdom. NotFound for what the viewer cannot see."""
    if subject_kind == str(Document.Subject.PROJECT):
        return project_of(viewer, subject).territory_id
    if subject_kind not in Document.Subject.values:
        raise BadParameter("subject_kind", subject_kind)
    found = sql.one("documents/place.sql", {"subject_kind": subject_kind, "subject": subject})
    if found is None:
        raise NotFound(subject, "subject")
    place: int | None = found["territory_id"]
    return place


def _event(document: Document, kind: str, actor: Actor, **detail: Any) -> None:
    if document.subject_kind == str(Document.Subject.PROJECT):
        told = {"document": str(document.pk), "title": document.title_fr or document.title_ar, **detail}
        ProjectEvent.objects.create(
            project_reference=document.subject,
            kind=kind,
            actor_id=actor.user_id,
            office=actor.office,
            detail=told,
        )
