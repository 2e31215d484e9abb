"""/practices/: good practices and proposals of walis and governors, read by every account with a grant."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from layers.access import ROLES
from layers.errors import BadParameter
from layers.models import Chantier, Practice, TerritoryVersion
from layers.workflows import practices as workflow
from layers.workflows.practices import Draft


@require_http_methods(["GET", "HEAD", "POST"])
def practices(request: HttpRequest) -> HttpResponse:
    refused, draft = None, Draft("practice", "", "")
    if request.method == "POST":
        draft = Draft(
            **{
                name: request.POST.get(name, "")
                for name in ("kind", "title", "body", "system_code", "territory")
            }
        )
        try:
            workflow.send(request.viewer, draft)
        except BadParameter as error:
            refused = error
        else:
            messages.success(request, _("Envoyée à la DGCT et partagée."))
            return redirect("portal:practices")
    status, system = request.GET.get("status", ""), request.GET.get("system", "")
    context = {
        "practices": _told(list(workflow.shared(request.viewer, status, system)[:200]), request),
        "systems": _systems(),
        "statuses": Practice.Status.choices,
        "kinds": Practice.Kind.choices,
        "status": status,
        "system": system,
        "can_send": workflow.can_send(request.viewer),
        "draft": draft,
        "refused": refused.text(get_language() or "fr") if refused else "",
    }
    response = render(request, "portal/practices.html", context, status=400 if refused else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def decide(request: HttpRequest, practice: int) -> HttpResponse:
    try:
        workflow.decide(
            request.viewer, practice, request.POST.get("status", ""), request.POST.get("note", "")
        )
    except BadParameter as error:
        messages.error(request, error.text(get_language() or "fr"))
    return redirect("portal:practices")


def _systems() -> list[tuple[str, str]]:
    arabic = get_language() == "ar"
    found = Chantier.objects.filter(valid_to=None).order_by("id")
    return [(one.code, one.name_ar if arabic else one.name_fr) for one in found]


def _told(found: list[Practice], request: HttpRequest) -> list[dict[str, Any]]:
    """Signed by role and place: a name would say who holds an office, which the office itself does not need."""
    places = {
        one.territory_id: one.name_ar if get_language() == "ar" and one.name_ar else one.name_fr
        for one in TerritoryVersion.objects.filter(
            edition__is_current=True, territory__in=[p.territory_id for p in found]
        )
    }
    systems = dict(_systems())
    deciding = workflow.can_decide(request.viewer)
    labels = dict(Practice.Status.choices)
    return [
        {
            "practice": one,
            "role": ROLES[one.author_role].title if one.author_role in ROLES else one.author_role,
            "place": places.get(one.territory_id, _("Royaume")),
            "system": systems.get(one.system_code, ""),
            "events": [(event.at, labels[event.after], event.note) for event in one.events.all()],
            "next": [(code, labels[code]) for code in workflow.next_of(one)] if deciding else [],
        }
        for one in found
    ]
