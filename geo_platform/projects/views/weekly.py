"""The weekly board of a territory: as it stands now, and every issue that was sent."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from geo_platform.projects import weekly, weekly_book
from layers.errors import BadParameter, NotFound
from layers.models import WeeklyBoard
from layers.workflows import matching

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def board(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """`week=2026-11-23`: the issue of that week, byte for byte; without it, the board of this moment."""
    if extension not in TYPES:
        raise NotFound(extension, "format")
    asked = weekly.board(code, request.viewer)
    held = asked.query.access.territory_ids
    whole = held is None or not matching.above(asked.place.id).isdisjoint(held)
    week = request.GET.get("week", "")
    # An issue was made with the sight of its territory's own authority: only who reads all of it may have it.
    if not whole and (week or not asked.totals()[None]["n"]):
        raise NotFound(code, "territory")
    language = get_language() or "fr"
    if week:
        kept = WeeklyBoard.objects.filter(territory_code=code, language=language, week_on=_day(week)).first()
        if kept is None:
            raise NotFound(week, "week")
        body, day = bytes(getattr(kept, extension)), kept.week_on
    else:
        body, day = (weekly.as_pdf if extension == "pdf" else weekly_book.as_xlsx)(asked), asked.on
    answer = HttpResponse(body, content_type=TYPES[extension])
    answer["Content-Disposition"] = f'inline; filename="projets-{code}-{day:%Y%m%d}-{language}.{extension}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError as error:
        raise BadParameter("week", written, "Attendu : AAAA-MM-JJ.") from error
