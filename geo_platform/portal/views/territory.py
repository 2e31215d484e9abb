"""The public page of a territory and its figures as CSV. Published figures only; no person's data."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo_platform.accounts.export_log import log_export
from geo_platform.portal import maps
from geo_platform.portal import sheet as page
from geo_platform.portal import territory_pdf as territory_pdf_of
from geo_platform.portal.shell import route_url
from geo_platform.portal.views.home import described
from layers import territories
from layers.access import can
from layers.models import Indicator, Milieu, Sex
from layers.queries import sheet

CSV_COLUMNS = ("indicator", "title_fr", "title_ar", "unit", "year", "milieu", "sex", "code", "name_fr", "name_ar",
               "value", "source")  # fmt: skip


def _found(request: HttpRequest, code: str, route: str) -> tuple[dict[str, Any] | None, HttpResponse | None]:
    """The territory, or the answer to give instead: moved for good (old code), or unknown."""
    territory = territories.describe(code)
    if territory is None:
        return None, missing(request, code)
    if territory["code"] != code:
        answer = redirect(route, code=territory["code"], permanent=True)
        if request.GET:
            answer["Location"] += f"?{request.GET.urlencode()}"
        return None, answer
    return territory, None


def missing(request: HttpRequest, code: str) -> HttpResponse:
    near = territories.search(code, limit=8) if len(code) < 60 else []
    context = {"q": code, "results": [described(row) for row in near]}
    return render(request, "portal/territory_missing.html", context, status=404)


@require_safe
def territory(request: HttpRequest, code: str) -> HttpResponse:
    found, instead = _found(request, code, "portal:territory")
    if found is None:
        return instead
    above = page.references(found)
    figures = sheet.figures([code, *(step["code"] for step in above)], {*page.KEY, *page.COMPARED})
    comparison = page.comparison(found, figures, above)
    get = lambda name, year=page.NOW: figures.get(code, name, year)  # noqa: E731
    context = {
        "territory": found,
        "line": page.line_above(found),
        "crumbs": found["breadcrumb"][:-1],
        "above": above,
        "legal": get("population_legal"),
        "legal_change": figures.change(code, "population_legal"),
        "municipal": get("population_municipal"),
        "households": get("households_count"),
        "household_size": get("households_average_size"),
        "water": get(page.RATE),
        "water_before": get(page.RATE, page.BEFORE),
        "electricity": get("amenities_electricity"),
        "electricity_before": get("amenities_electricity", page.BEFORE),
        "comparison": comparison,
        "incomparable": page.incomparable(comparison),
        "population": page.population(found, figures),
        "lists": page.child_lists(found),
        "summaries": territory_pdf_of.counted(found["code"], request.viewer),
        "place": maps.place_map(found),
        # A city's arrondissements are few enough to be asked one by one.
        "batch": found["level"] == "province" and can(request.viewer, "export"),
        "map_url": f"{route_url('portal:map')}?territory={code}",
        "rate": page.measures((page.RATE,)).get(page.RATE),
        "source_line": _("Situation au 01/09/2024, publiée par le HCP. Limites 2014, indicatives."),
    }
    response = render(request, "portal/territory.html", context)
    # Counts are those this reader may see.
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def territory_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Public figures, and counts of the records that the reader may see: his own, hence never kept by a proxy."""
    found, instead = _found(request, code, "portal:territory-pdf")
    if found is None:
        return instead
    response = HttpResponse(territory_pdf_of.document(found, request.viewer), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="fiche-{found["code"]}-{timezone.localdate():%Y%m%d}.pdf"'
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Authorization"
    if not request.viewer.is_anonymous:
        log_export(request.user, "sheet", layer="territories", filters={"territory": found["code"]})
    return response


@require_safe
def figures_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Every curated figure published about one territory, both years, milieux and sexes, in HCP's own numbers."""
    found, instead = _found(request, code, "portal:territory-csv")
    if found is None:
        return instead
    indicators = {
        row.code: row for row in Indicator.objects.filter(curated=True, access=Indicator.Access.PUBLIC)
    }
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="territoire-{found["code"]}.csv"'
    writer = csv.writer(response)
    writer.writerow(CSV_COLUMNS)
    for row in sheet.figures([code]).rows:
        about = indicators[row["indicator"]]
        value = f"{row['value']:.10g}"
        writer.writerow(
            [about.code, about.title_fr, about.title_ar, about.unit, row["year"],
             Milieu(row["milieu"]).name.lower(), Sex(row["sex"]).name.lower(),
             code, found["name_fr"], found["name_ar"], value, about.source]
        )  # fmt: skip
    return response
