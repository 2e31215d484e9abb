"""What can be done to a project: report progress, validate or refuse it, remark, raise a risk, close it.

Each command checks that the project is the viewer's to read and the deed his to do, writes, and leaves an event.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from layers.access import Viewer
from layers.errors import BadParameter, Conflict, NotFound
from layers.models import FieldReport, ProgressStatement, Project, ProjectComment, ProjectEvent, ProjectRisk
from layers.queries.project_sheet import project_query
from layers.workflows.office import Actor, acting

MAX_TEXT = 2000
# Remarks and risks are anyone's who may report or validate.
SPEAK = ("report", "validate")
Status = FieldReport.Status
# Ends the key of a statement validated here: no import has it, none writes over it (layers/sql/projects/counted.sql).
FIELD = "/field"


class StatementExists(Conflict):
    """Another statement stands for the same day; `existing` says which, so that a person can choose."""

    code = "statement_exists"
    message_fr = "Une autre situation existe pour ce jour : {percent} % ({office})."
    message_ar = "توجد وضعية أخرى لهذا اليوم: {percent} % ({office})."

    def __init__(self, existing: dict[str, Any]) -> None:
        self.existing = existing
        super().__init__(percent=existing["physical_pct"], office=existing["office"])

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        told = super().as_json(language)
        told["error"]["existing"] = {**self.existing, "physical_pct": str(self.existing["physical_pct"])}
        return told


class AlreadyDecided(Conflict):
    code = "already_decided"
    message_fr = "Cette situation a déjà été traitée : {status}."
    message_ar = "سبقت معالجة هذه الوضعية: {status}."


class OwnReport(Conflict):
    code, status = "own_report", 403
    message_fr = "Une situation est validée par un autre que celui qui l’a saisie."
    message_ar = "لا يصادق على الوضعية من أدخلها."


@dataclass(frozen=True)
class Entry:
    """Progress as entered. `replace`: the person was shown the other statement of the day and keeps his own."""

    client_id: uuid.UUID
    stated_on: dt.date
    physical_pct: Decimal
    comment: str = ""
    captured_at: dt.datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    replace: bool = False


def project_of(viewer: Viewer, reference: str) -> Project:
    """The project, when the viewer may read it."""
    rows = project_query(viewer, reference).select("id")
    if not rows:
        raise NotFound(reference, "reference")
    return Project.objects.get(pk=rows[0]["id"])


def report_progress(
    viewer: Viewer,
    reference: str,
    entry: Entry,
    evidence: Callable[[FieldReport, Actor, bool], None] | None = None,
) -> tuple[FieldReport, bool]:
    """The report and whether it is new: the same `client_id` sent again is the same report.

    `evidence` keeps the photo, in the same transaction: a report never stands without the photo it was sent with.
    """
    project = project_of(viewer, reference)
    actor = acting(viewer, ("report",), project.territory_id)
    known = FieldReport.objects.filter(client_id=entry.client_id).first()
    if known is not None:
        return _same(known, actor, reference), False
    _check(entry)
    with transaction.atomic():
        # Two sendings of one phone, or two people of one day, wait for each other here.
        Project.objects.select_for_update().get(pk=project.pk)
        known = FieldReport.objects.filter(client_id=entry.client_id).first()
        if known is not None:
            return _same(known, actor, reference), False
        existing = statement_of(reference, entry.stated_on)
        if existing and not entry.replace:
            raise StatementExists(existing)
        report = _written(entry, reference, actor)
        if evidence is not None:
            evidence(report, actor, project.fictitious)
        detail = {"report": report.pk, "day": f"{entry.stated_on}", "percent": f"{entry.physical_pct}"}
        _event(project.reference, "progress_reported", actor, detail)
    return report, True


def _same(known: FieldReport, actor: Actor, reference: str) -> FieldReport:
    if known.author_id != actor.user_id or known.project_reference != reference:
        raise BadParameter("client_id", known.client_id)
    return known


def _check(entry: Entry) -> None:
    if not 0 <= entry.physical_pct <= 100:
        raise BadParameter("physical_pct", entry.physical_pct, "0–100")
    if entry.stated_on > timezone.localdate():
        raise BadParameter("stated_on", entry.stated_on)
    if len(entry.comment) > MAX_TEXT:
        raise BadParameter("comment", entry.comment[:40])


def _written(entry: Entry, reference: str, actor: Actor) -> FieldReport:
    placed = entry.lon is not None and entry.lat is not None
    return FieldReport.objects.create(
        client_id=entry.client_id,
        project_reference=reference,
        stated_on=entry.stated_on,
        physical_pct=entry.physical_pct,
        comment=entry.comment.strip(),
        author_id=actor.user_id,
        office=actor.office,
        captured_at=entry.captured_at or timezone.now(),
        position=Point(entry.lon, entry.lat, srid=4326) if placed else None,
        position_accuracy_m=entry.accuracy_m,
    )


def statement_of(reference: str, day: dt.date) -> dict[str, Any] | None:
    """What is already said of a day: a report awaiting validation, else the register's own statement."""
    report = FieldReport.objects.filter(
        project_reference=reference, stated_on=day, status=Status.DRAFT
    ).last()
    if report is not None:
        return {"physical_pct": report.physical_pct, "office": report.office, "status": str(Status.DRAFT)}
    stated = ProgressStatement.objects.filter(project_reference=reference, stated_on=day)
    row = stated.order_by("-key").first()  # the platform's own key is the longer one
    if row is None:
        return None
    return {"physical_pct": row.physical_pct, "office": row.author, "status": row.status}


def validate(viewer: Viewer, report_id: int) -> FieldReport:
    """From here on the statement counts: it stands beside the register's of that day, under the office that made it."""
    with transaction.atomic():
        report, project, actor = _to_decide(viewer, report_id)
        _decided(report, str(Status.VALIDATED), actor)
        others = FieldReport.objects.filter(
            project_reference=report.project_reference, stated_on=report.stated_on, status=Status.DRAFT
        )
        for other in others:
            _decided(other, str(Status.REPLACED), actor)
        ProgressStatement.objects.update_or_create(
            key=f"{report.project_reference}/{report.stated_on}{FIELD}",
            defaults={
                "project_reference": report.project_reference,
                "stated_on": report.stated_on,
                "physical_pct": report.physical_pct,
                "author": report.office,
                "status": "VALIDE",
                "comment": report.comment,
                "fictitious": project.fictitious,
                "source_run": None,
                "row_hash": report.pk,
            },
        )
        _event(report.project_reference, "progress_validated", actor, _about(report))
    return report


def refuse(viewer: Viewer, report_id: int, reason: str) -> FieldReport:
    """Back to whoever entered it, with the reason; it never counted."""
    told = reason.strip()
    if not told or len(told) > MAX_TEXT:
        raise BadParameter("reason", reason[:40])
    with transaction.atomic():
        report, _, actor = _to_decide(viewer, report_id)
        _decided(report, str(Status.REFUSED), actor, told)
        _event(report.project_reference, "progress_refused", actor, {**_about(report), "reason": told})
    return report


def _to_decide(viewer: Viewer, report_id: int) -> tuple[FieldReport, Project, Actor]:
    report = FieldReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotFound(report_id, "report")
    project = project_of(viewer, report.project_reference)
    actor = acting(viewer, ("validate",), project.territory_id)
    if report.status != Status.DRAFT:
        raise AlreadyDecided(status=Status(report.status).label)
    if report.author_id == actor.user_id:
        raise OwnReport
    return report, project, actor


def _decided(report: FieldReport, status: str, actor: Actor, reason: str = "") -> None:
    report.status, report.reason = status, reason
    report.decided_by_id, report.decided_office, report.decided_at = (
        actor.user_id,
        actor.office,
        timezone.now(),
    )
    report.save()


def _about(report: FieldReport) -> dict[str, Any]:
    return {"report": report.pk, "day": f"{report.stated_on}", "percent": f"{report.physical_pct}"}


def comment(viewer: Viewer, reference: str, text: str) -> ProjectComment:
    project = project_of(viewer, reference)
    actor = acting(viewer, SPEAK, project.territory_id)
    with transaction.atomic():
        made = ProjectComment.objects.create(
            project_reference=reference,
            text=_said(text, "text"),
            author_id=actor.user_id,
            office=actor.office,
        )
        _event(reference, "comment_written", actor, {"comment": made.pk})
    return made


@dataclass(frozen=True)
class Risk:
    kind: str
    text: str
    level: int
    action: str = ""
    owner_office: str = ""
    due_on: dt.date | None = None


def raise_risk(viewer: Viewer, reference: str, risk: Risk) -> ProjectRisk:
    project = project_of(viewer, reference)
    actor = acting(viewer, SPEAK, project.territory_id)
    if risk.kind not in ProjectRisk.Kind.values:
        raise BadParameter("kind", risk.kind)
    if risk.level not in ProjectRisk.Level.values:
        raise BadParameter("level", risk.level)
    fields = {**vars(risk), "text": _said(risk.text, "text"), "action": risk.action.strip()[:MAX_TEXT]}
    with transaction.atomic():
        made = ProjectRisk.objects.create(
            project_reference=reference, author_id=actor.user_id, office=actor.office, **fields
        )
        _event(reference, "risk_raised", actor, {"risk": made.pk, "kind": made.kind, "level": made.level})
    return made


def close_risk(viewer: Viewer, reference: str, risk_id: int, note: str) -> ProjectRisk:
    project = project_of(viewer, reference)
    actor = acting(viewer, SPEAK, project.territory_id)
    with transaction.atomic():
        found = (
            ProjectRisk.objects.select_for_update().filter(pk=risk_id, project_reference=reference).first()
        )
        if found is None:
            raise NotFound(risk_id, "risk")
        if found.closed_at is None:
            found.closed_at, found.closing_note = timezone.now(), _said(note, "note")
            found.save()
            _event(reference, "risk_closed", actor, {"risk": found.pk, "note": found.closing_note})
    return found


def _said(text: str, parameter: str) -> str:
    told = text.strip()
    if not told or len(told) > MAX_TEXT:
        raise BadParameter(parameter, text[:40])
    return told


def _event(reference: str, kind: str, actor: Actor, detail: dict[str, Any]) -> None:
    ProjectEvent.objects.create(
        project_reference=reference, kind=kind, actor_id=actor.user_id, office=actor.office, detail=detail
    )
