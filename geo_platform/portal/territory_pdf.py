"""A territory's sheet on two pages A4: what the page says, and counts of records as far as the reader may know."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo_platform.portal import sheet as page
from geo_platform.portal import territory_map
from geo_platform.portal.numbers import named
from layers.access import Viewer
from layers.queries import sheet
from layers.services import pdf, summaries
from layers.services.summaries import Summary

MOST_CHILDREN, MOST_PARTS = 8, 6


def document(territory: dict[str, Any], viewer: Viewer) -> bytes:
    return pdf.render("portal/territory_pdf.html", context(territory, viewer))


def context(territory: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    code, above = territory["code"], page.references(territory)
    figures = sheet.figures([code, *(step["code"] for step in above)], {*page.KEY, *page.COMPARED})
    comparison = page.comparison(territory, figures, above)
    shown = counted(code, viewer)
    return {
        "title": named(territory),
        "territory": territory,
        "line": page.line_above(territory),
        "above": above,
        "cards": cards(code, figures, above),
        "comparison": comparison,
        "incomparable": page.incomparable(comparison),
        "population": page.population(territory, figures),
        "map": territory_map.draw(territory),
        "least": least_served(territory),
        "columns": [shown[::2], shown[1::2]],
        "page_width": 210,
        "page_height": 297,
        "printed": _("Imprimé le {day}").format(day=f"{timezone.localtime():%d/%m/%Y %H:%M}"),
        "fictitious": any(one["told"].fictitious for one in shown),
    }


def counted(code: str, viewer: Viewer) -> list[dict[str, Any]]:
    """One block a layer the reader may count."""
    return [_shown(one) for one in summaries.of_place(code, viewer, get_language() or "fr")]


def cards(code: str, figures: sheet.Figures, above: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Four figures, each beside its own in 2014 and in the territories above; a count has no such neighbours."""
    wide = [step for step in above if step["level"] in page.COLUMNS]
    found = []
    for indicator, measure in page.measures(page.KEY).items():
        if indicator in {"population_municipal", "households_average_size"}:
            continue
        others = [(step, figures.get(step["code"], indicator, page.NOW)) for step in wide] if measure.is_rate else []
        found.append(
            {
                "measure": measure,
                "now": figures.get(code, indicator, page.NOW),
                "before": figures.get(code, indicator, page.BEFORE),
                "change": None if measure.is_rate else figures.change(code, indicator),
                "others": [{"label": step["label"], "value": value} for step, value in others],
            }
        )
    return found


def least_served(territory: dict[str, Any]) -> dict[str, Any] | None:
    """Among the territories it is made of, those with the least running water; a city's arrondissements stand apart."""
    lists = page.child_lists(territory)
    if not lists:
        return None
    known = [row for row in lists[0]["rows"] if row["rate"] is not None]
    rows = sorted(known, key=lambda row: (row["rate"], row["code"]))[:MOST_CHILDREN]
    return {"title": lists[0]["title"], "rows": rows, "of": len(lists[0]["rows"])} if rows else None


def _shown(one: Summary) -> dict[str, Any]:
    """The most frequent values; the rest are added up in one line, so that the table still gives the total."""
    shown, rest = one.parts[:MOST_PARTS], one.parts[MOST_PARTS:]
    lines = [{"name": part.name, "count": part.count} for part in shown]
    if rest:
        lines.append({"name": _("autres"), "count": sum(part.count for part in rest)})
    millions = None if one.amount is None else one.amount / 1e6
    return {"summary": one, "lines": lines, "millions": millions, "told": one.told}
