"""/api/deployment/matrix.{csv,xlsx}: the deployment board of a day as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers.api.questions import known
from layers.errors import NotFound
from layers.services import deployment, tables
from layers.services.deployment_table import table


@require_safe
def matrix(request: HttpRequest, extension: str) -> HttpResponse:
    """Public: no collectivity's person is in it. `as_of` (or `datetime`): the day the facts are known of."""
    if extension not in tables.WRITERS:
        raise NotFound(extension, parameter="format")
    known(request, frozenset({"as_of", "datetime", "lang"}))
    on = deployment.parse_day(request.GET.get("as_of") or request.GET.get("datetime"))
    language = get_language() or "fr"
    made = table(deployment.assess(on), language)
    content, kind = tables.WRITERS[extension](made, language)
    response = HttpResponse(content, content_type=kind)
    name = f"{made.name}{'-fictif' if made.fictitious else ''}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, max-age=60"
    return response
