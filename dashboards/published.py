"""What anyone may read of a sensitive layer, on its board: counts of a year by commune, masked where they are small."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import frame, text
from dashboards.frame import Card, Legend, Page
from dashboards.places import Place
from dashboards.scopebar import KINGDOM
from layers.cube import THRESHOLD
from layers.indicators import classify
from layers.services.cube import read

BOUNDS = (THRESHOLD, 10, 25, 50, 100)
MASKED = f"<{THRESHOLD}"


def years(layer: str) -> list[str]:
    found, _cube = read.layer_with_cube(layer)
    return [str(row["year"]) for row in reversed(read.publications(found))]


def page(layer: str, place: Place, year: str, bar: list[Any], tabs: list[Any]) -> Page:
    """Nothing but the published cube is read: what is shown here gives nothing back that it masks."""
    answer = _answer(layer, place.code, year)
    cells = [row for row in answer["cells"] if row["name_fr"]]
    values = {row["territory"]: row["value"] for row in cells if row["level"] == "commune"}
    rows = [_row(row) for row in cells if row["level"] == "commune"]
    total = next((row for row in cells if row["territory"] == place.code), None)
    told = sum(value is not None for value in values.values())
    return Page(
        scope=(place.code, place.level, place.bbox),
        bar=bar,
        tabs=tabs,
        title=_("%(what)s, %(year)s : %(n)s communes publiées") % {
            "what": answer["title"], "year": year, "n": text.number(told)},
        evidence=_("dossiers déposés dans l’année ; « %(masked)s » : moins de cinq, ou caché pour qu’aucune valeur "
                   "si petite ne se déduise des autres") % {"masked": text.isolate(MASKED)},
        cards=(
            Card(_("Total"), _written(total["value"] if total else None), "", _("dans le périmètre")),
            Card(_("Communes publiées"), text.number(told), "", ""),
            Card(_("Communes masquées"), text.number(len(values) - told), "", MASKED),
        ),
        legend=Legend(
            _("Dossiers déposés dans l’année"),
            tuple(classify.colors("volume", len(BOUNDS))),
            frame.spans(BOUNDS, 1),
            {code: frame.class_of(n, BOUNDS) for code, n in values.items()},
            _("Valeur masquée"),
        ),
        columns=(
            {"field": "name", "headerName": _("Commune"), "flex": 1, "minWidth": 150},
            {"field": "written", "headerName": _("Dossiers"), "width": 120, "type": "rightAligned",
             "cellClass": "ag-right-aligned-cell shown"},
        ),
        rows=tuple(sorted(rows, key=lambda row: -(row["shown"] or 0))),
        heading=_("%(n)s communes") % {"n": text.number(len(rows))},
        aside=(frame.facts(((_("Source"), answer["source"]), (_("Masquage"), answer["masked"]["reason"]))),),
        fictitious=bool(answer["fictitious"]),
        files=_files(layer, place.code, year),
        unit=_("dossiers"),
    )  # fmt: skip


def _answer(layer: str, territory: str, year: str) -> dict[str, Any]:
    asked = {"period": [year], "type": [read.WHOLE]}
    if territory != KINGDOM:
        asked["territory"] = [territory]
    found, _cube = read.layer_with_cube(layer)
    return read.answer(read.Question.from_params(found, asked), get_language() or "fr")


def _written(value: int | None) -> str:
    return MASKED if value is None else text.number(value)


def _row(cell: dict[str, Any]) -> dict[str, Any]:
    value = cell["value"]
    return {
        "code": cell["territory"],
        "name": text.pick(cell, "name"),
        "shown": value,
        "written": _written(value),
    }


def _files(layer: str, territory: str, year: str) -> tuple[tuple[str, str], ...]:
    place = "" if territory == KINGDOM else f"&territory={territory}"
    words = f"?level=commune&period={year}&type={read.WHOLE}{place}&lang={get_language() or 'fr'}"
    return (("CSV", f"/api/cubes/{layer}.csv{words}"), ("JSON", f"/api/cubes/{layer}.json{words}"))
