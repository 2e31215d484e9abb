"""Two desks: alerts to handle, and what GID and the register do not yet tell alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboards import text
from dashboards.projects import alerts as alert_panel
from dashboards.projects import source, words
from dashboards.projects.question import Question
from dashboards.scopebar import KINGDOM
from geo_platform.accounts import perimeter
from geo_platform.projects.answers import conditional
from layers import alert_words
from layers.access import ROLES, Viewer, can
from layers.errors import BadParameter, Forbidden, NotFound
from layers.models import Alert, AlertEvent
from layers.queries import projects
from layers.services import alerts
from layers.workflows import matching

MOST = 200


def office(viewer: Viewer) -> str:
    """On whose behalf: role and place, never a person's name."""
    role = next((str(ROLES[g.role].title) for g in viewer.grants if g.role in ROLES), "")
    return f"{role}, {perimeter.label(perimeter.perimeters(viewer))}"


def _asked(request: HttpRequest) -> source.Source:
    return source.of(Question(territory=request.GET.get("territory", "")), request.viewer)


@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    asked, code = _asked(request), request.GET.get("code", "")
    rows = asked.rows("alerts_shown", most=5000)
    counts: dict[str, int] = {row["code"]: row["n"] for row in rows}
    shown = [row for row in rows if not code or row["code"] == code][:MOST]
    context = {
        "place": asked.place,
        "fictitious": _fictitious(asked),
        "total": text.number(len(rows)),
        "kinds": [
            (one, alert_words.title(one), n) for one, n in sorted(counts.items(), key=lambda p: (-p[1], p[0]))
        ],
        "code": code,
        "rows": [_told(row) for row in shown],
        "source_line": _("Situation du %(day)s.") % {"day": text.day(asked.on)},
    }
    return conditional(request, render(request, "projects/alerts.html", context))


def _fictitious(asked: source.Source) -> bool:
    return bool(asked.totals().get(None, {}).get("fictitious"))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "name": alert_words.title(row["code"]),
        "measure": alert_panel.plain(row),
        "project": words.title(row),
        "state_title": Alert.State(row["state"]).label,
    }


def _readable(request: HttpRequest, number: int) -> tuple[Alert, dict[str, Any]]:
    """The alert, if the viewer reads its project."""
    found = Alert.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(str(number), "alert")
    query = source.of(Question(territory=KINGDOM), request.viewer).query
    held = query.where("r.reference = %(reference)s", {"reference": found.project_reference})
    project = held.select("reference, title_fr, title_ar, territory_id")
    if not project:
        raise NotFound(str(number), "alert")
    return found, project[0]


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, number: int) -> HttpResponse:
    found, project = _readable(request, number)
    may = matching.may_decide(request.viewer, project["territory_id"])
    if request.method == "POST":
        if not may:
            raise Forbidden()
        alerts.handle(found, int(request.viewer.user_id or 0), office(request.viewer), _changes(request))
        return redirect("projects:alert", number)
    context = {
        "alert": found,
        "name": alert_words.title(found.code),
        "measure": alert_panel.plain({"code": found.code, "value": found.value}),
        "project": project,
        "title": words.title(project),
        "may": may,
        "states": [one for one in Alert.State.choices if one[0] != Alert.State.CLOSED],
        "events": [_step(event) for event in found.events.order_by("-id")],
        "fictitious": found.fictitious,
    }
    return conditional(request, render(request, "projects/alert.html", context))


def _step(event: AlertEvent) -> AlertEvent:
    """With what was done, in words."""
    titles = {**dict(Alert.State.choices), "raised": _("constatée"), "changed": _("modifiée")}
    event.title = titles.get(event.kind, event.kind)
    return event


def _changes(request: HttpRequest) -> dict[str, Any]:
    due = request.POST.get("due_on", "")
    try:
        due_on = dt.date.fromisoformat(due) if due else None
    except ValueError as error:
        raise BadParameter("due_on", due, "Attendu : AAAA-MM-JJ.") from error
    told = {name: request.POST.get(name, "").strip() for name in ("state", "owner", "comment")}
    return {**told, "due_on": due_on}


@require_safe
def reconciliation(request: HttpRequest) -> HttpResponse:
    """The sum always adds up: shared out + not shared out = what GID ordered."""
    asked = _asked(request)
    place: dict[str, Any] = {"place": asked.place.id, "perimeter": _perimeter(asked)}
    whole = projects.run(asked.query, "projects/reconciled.sql", **place)[0]
    context = {
        "place": asked.place,
        "fictitious": _fictitious(asked),
        "whole": whole,
        "unmatched": projects.run(asked.query, "projects/unmatched.sql", most=MOST, **place),
        "unlinked": projects.run(asked.query, "projects/unlinked.sql", most=MOST),
        "shares": projects.run(asked.query, "projects/shares.sql"),
        "may": any(can(request.viewer, action) for action in matching.ACTIONS),
        "source_line": _("Situation du %(day)s.") % {"day": text.day(asked.on)},
    }
    return conditional(request, render(request, "projects/reconciliation.html", context))


def _perimeter(asked: source.Source) -> list[int] | None:
    held = asked.query.access.territory_ids
    return None if held is None else list(held)


@require_POST
def match(request: HttpRequest) -> HttpResponse:
    number, reference = request.POST.get("number", ""), request.POST.get("reference", "").strip()
    matching.share(request.viewer, number, reference, request.POST.get("share", ""), office(request.viewer))
    answer = redirect("projects:reconciliation")
    if territory := request.POST.get("territory"):
        answer["Location"] += f"?territory={territory}"
    return answer
