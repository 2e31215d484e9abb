"""Progress sent from the field: the same report sent twice is one, another of the same day is a conflict to show."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from layers.errors import BadParameter, LoginNeeded
from layers.workflows import evidence, projects


@require_POST
def progress(request: HttpRequest, reference: str) -> JsonResponse:
    """201 for a new report, 200 for one already known, 409 with `existing` when the day has another statement."""
    if request.viewer.is_anonymous:
        raise LoginNeeded
    photo = request.FILES.get("photo")
    keep = evidence.photo(photo) if photo is not None else None
    report, new = projects.report_progress(request.viewer, reference, entry_of(request), keep)
    told = {"report": report.pk, "client_id": str(report.client_id), "status": report.status, "new": new}
    answer = JsonResponse(told, status=201 if new else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def entry_of(request: HttpRequest) -> projects.Entry:
    given = request.POST
    return projects.Entry(
        client_id=_uuid(given.get("client_id", "")),
        stated_on=_day(given.get("stated_on", "")),
        physical_pct=_percent(given.get("physical_pct", "")),
        comment=given.get("comment", ""),
        captured_at=_moment(given.get("captured_at", "")),
        lon=_degrees(given.get("lon", ""), "lon", 180),
        lat=_degrees(given.get("lat", ""), "lat", 90),
        accuracy_m=_degrees(given.get("accuracy_m", ""), "accuracy_m", 1e6),
        replace=given.get("replace") == "1",
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadParameter("client_id", text, "UUID") from error


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter("stated_on", text, "AAAA-MM-JJ") from error


def _percent(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".").strip())
    except InvalidOperation as error:
        raise BadParameter("physical_pct", text, "0–100") from error
    if not value.is_finite():
        raise BadParameter("physical_pct", text, "0–100")
    return value.quantize(Decimal("0.01"))


def _moment(text: str) -> dt.datetime | None:
    """The phone's clock, which may be wrong: never after now."""
    try:
        found = parse_datetime(text) if text else None
    except ValueError as error:
        raise BadParameter("captured_at", text) from error
    if found is None:
        return None
    aware = found if timezone.is_aware(found) else timezone.make_aware(found)
    return min(aware, timezone.now())


def _degrees(text: str, parameter: str, most: float) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise BadParameter(parameter, text) from error
    if not -most <= value <= most:
        raise BadParameter(parameter, text)
    return value
