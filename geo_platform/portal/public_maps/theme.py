"""The subject of a public map as plain data: rows, classes, colours, legend. Drawings, tables and previews read it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from geo_platform.portal.numbers import named, number, signed, with_unit
from layers import registry
from layers.cube import OTHERS
from layers.queries import indicators as figures
from layers.services import choropleth
from layers.services.cube import read as cubes

if TYPE_CHECKING:
    from geo_platform.portal.models import PublicMap

YEARS = ("2014", "2024", "change")
NO_DATA = -1
# Counts are circles (area follows the number) in the first category's colour; a masked one is hollow.
CIRCLE = "#285E9F"


@dataclass(frozen=True)
class Row:
    """`cls`: class of a choropleth, NO_DATA without one. `value` None: not published, or masked."""

    code: str
    name: str
    value: float | None
    text: str
    cls: int = NO_DATA


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    color: str
    text: str
    count: int | None = None


@dataclass(frozen=True)
class Theme:
    kind: str  # choropleth, circles, none
    level: str = ""
    title: str = ""
    unit: str = ""
    rows: tuple[Row, ...] = ()
    colors: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    source: str = ""
    note: str = ""
    fictitious: bool = False
    change: bool = False
    missing: str = ""
    decimals: int = 0
    by_code: dict[str, Row] = field(default_factory=dict, hash=False)


def of(shown: PublicMap, language: str) -> Theme:
    if shown.indicator:
        return of_indicator(shown, language)
    if shown.cube_layer:
        return of_cube(shown, language)
    return Theme("none")


def of_indicator(shown: PublicMap, language: str, level: str = "") -> Theme:
    info = figures.indicator(shown.indicator)
    change = shown.year == "change"
    question = figures.Question(
        info,
        2024 if change else int(shown.year),
        level or shown.level,
        territory=shown.territory,
        other_year=2014 if change else None,
    )
    drawn = choropleth.draw(question, choropleth.Drawing(shown.method, shown.classes), language)
    about = drawn["indicator"]
    decimals, unit = about["decimals"], about["unit_label"]
    said = signed if change else number
    rows = tuple(
        Row(
            row["code"],
            named(row),
            row["value"],
            _figure(row["value"], decimals, unit, change),
            drawn["classes"][row["code"]],
        )
        for row in figures.values(question)
    )
    keys = [
        Key(color, f"{said(low, decimals)} – {said(high, decimals)}", count)
        for color, (low, high), count in zip(
            drawn["colors"], itertools.pairwise(drawn["breaks"]), drawn["counts"], strict=True
        )
    ]
    return Theme(
        "choropleth",
        question.level,
        about["title"],
        f"{unit} · 2014 → 2024" if change else f"{unit} · {shown.year}",
        rows,
        tuple(drawn["colors"]),
        tuple(keys),
        drawn["source"]["title"],
        _("Valeurs publiées."),
        change=change,
        missing=_("Sans donnée") if drawn["nodata"] else "",
        decimals=decimals,
        by_code={row.code: row for row in rows},
    )


def _figure(value: float | None, decimals: int, unit: str, change: bool) -> str:
    if value is None:
        return _("sans donnée")
    return f"{signed(value, decimals)} {unit}" if change else with_unit(value, decimals, unit)


def of_cube(shown: PublicMap, language: str) -> Theme:
    layer, _cube = cubes.layer_with_cube(shown.cube_layer)
    params = {
        "territory": [shown.territory] if shown.territory else [],
        "level": [shown.level],
        "period": [shown.cube_period],
        "type": [shown.cube_type or cubes.WHOLE],
    }
    cells = cubes.cells(cubes.Question.from_params(layer, params))
    rows = tuple(_cell(cell) for cell in cells)
    made = [row for row in cubes.publications(layer) if shown.cube_period.startswith(str(row["year"]))]
    situation = f"{made[0]['made_at']:%d/%m/%Y}" if made else ""
    masked = sum(row.value is None for row in rows)
    return Theme(
        "circles",
        shown.level,
        layer.title(language),
        f"{_('dossiers')} · {shown.cube_period} · {cubes.type_title(layer, shown.cube_type, language)}",
        rows,
        source=layer.source_ar if language == "ar" else layer.source_fr,
        note=f"{_('Chiffres arrêtés le')} {situation}. {cubes.REASON_AR if language == 'ar' else cubes.REASON_FR}",
        fictitious=any(row["fictitious"] for row in made),
        missing=_("Masqué") if masked else "",
        by_code={row.code: row for row in rows},
    )


def _cell(cell: dict[str, Any]) -> Row:
    name = named(cell)
    if cell["territory"].endswith(OTHERS):
        name = f"{name} ({_('non précisé')})"
    text = number(cell["value"]) if cell["value"] is not None else _("masqué")
    return Row(cell["territory"], name, cell["value"], text)


def layer_title(slug: str, language: str) -> str:
    return registry.get(slug).title(language)
