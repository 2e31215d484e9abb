"""What is done to refused rows: corrected, set aside with a reason, taken back, replayed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from etl import quarantine
from etl.desk import access
from etl.desk.editor import cells, find
from etl.models import ImportRun, RejectedRow
from layers.errors import PlatformError

Status = RejectedRow.Status
MAX_REASON = 500


def _back(request: HttpRequest, entry: ImportRun, row: int | None = None) -> HttpResponse:
    """To the list one came from, on the row that comes next."""
    kept = {name: request.POST.get(name, "") for name in ("reason", "status", "page")}
    params: dict[str, Any] = {name: value for name, value in kept.items() if value}
    if row:
        params["row"] = row
    query = f"?{urlencode(params)}" if params else ""
    # A browser does not honour autofocus under an address with a fragment: the editor goes without.
    return redirect(f"{reverse('etl:run', args=[entry.pk])}{query}{'' if row else '#rows'}")


def _say(request: HttpRequest, text: str, level: int = messages.SUCCESS) -> None:
    messages.add_message(request, level, text, fail_silently=True)


@require_POST
def row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    entry = access.run_of(request, pk)
    refused = find(entry, str(row))
    actions = {"save": _save, "replay": _save_and_replay, "drop": _drop, "undo": _undo}
    action = actions.get(request.POST.get("action", "save"), _save)
    return action(request, entry, refused)


def _corrected(request: HttpRequest, refused: RejectedRow) -> list[str]:
    """The form's cells; one that the reader may not see keeps its value."""
    shown = cells(refused, access.reads_personal(request.viewer))
    typed = [
        cell.value if cell.hidden else request.POST.get(f"cell-{cell.at}", cell.value).strip()
        for cell in shown
    ]
    width = len(refused.cells.headers)
    while len(typed) > max(width, 1) and not typed[-1]:
        typed.pop()
    return typed


def _save(request: HttpRequest, entry: ImportRun, refused: RejectedRow) -> HttpResponse:
    if refused.status == Status.OPEN:
        quarantine.correct(refused, _corrected(request, refused))
        _say(request, _("Ligne %(line)s enregistrée. Elle attend d’être rejouée.") % {"line": refused.line})
    return _back(request, entry, _next(request, entry, refused))


def _save_and_replay(request: HttpRequest, entry: ImportRun, refused: RejectedRow) -> HttpResponse:
    if refused.status != Status.OPEN:
        return _back(request, entry, refused.pk)
    quarantine.correct(refused, _corrected(request, refused))
    refused = find(entry, str(refused.pk))
    following = _next(request, entry, refused)
    try:
        outcome = quarantine.replay(entry, [refused], request.viewer.user_id)
    except PlatformError as error:
        _say(request, error.text(access.language()), messages.ERROR)
        return _back(request, entry, refused.pk)
    _told(request, outcome)
    return _back(request, entry, refused.pk if outcome.refused else following)


def _next(request: HttpRequest, entry: ImportRun, refused: RejectedRow) -> int | None:
    """The next open row of the same list, after this one."""
    rows = RejectedRow.objects.filter(run=entry, status=Status.OPEN, cells__corrected=None).exclude(
        pk=refused.pk
    )
    if request.POST.get("reason"):
        rows = rows.filter(code=request.POST["reason"])
    order = ("sheet", "line")
    after = rows.filter(sheet=refused.sheet, line__gt=refused.line).order_by(*order)
    found = after.first() or rows.order_by(*order).first()
    return found.pk if found else None


def _drop(request: HttpRequest, entry: ImportRun, refused: RejectedRow) -> HttpResponse:
    reason = " ".join(request.POST.get("why", "").split())[:MAX_REASON]
    if not reason:
        _say(
            request, _("Dites pourquoi la ligne est abandonnée : le motif est gardé avec elle."), messages.ERROR
        )
        return _back(request, entry, refused.pk)
    if quarantine.drop(refused, reason, request.viewer.user_id):
        _say(request, _("Ligne %(line)s abandonnée.") % {"line": refused.line})
    return _back(request, entry, _next(request, entry, refused))


def _undo(request: HttpRequest, entry: ImportRun, refused: RejectedRow) -> HttpResponse:
    if quarantine.reopen(refused, request.viewer.user_id):
        _say(request, _("Ligne %(line)s de nouveau à traiter.") % {"line": refused.line})
    return _back(request, entry, refused.pk)


def _told(request: HttpRequest, outcome: quarantine.Outcome) -> None:
    if outcome.fixed:
        _say(request, _("Lignes chargées : %(n)s.") % {"n": outcome.fixed})
    if outcome.refused:
        text = _("Lignes encore refusées, avec leur nouveau motif : %(n)s.") % {"n": outcome.refused}
        _say(request, text, messages.WARNING)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Every corrected row of the import that waits."""
    entry = access.run_of(request, pk)
    try:
        _told(request, quarantine.replay(entry, quarantine.waiting(entry), request.viewer.user_id))
    except PlatformError as error:
        _say(request, error.text(access.language()), messages.ERROR)
    return _back(request, entry)
