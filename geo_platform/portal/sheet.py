"""What a territory's page says, put together from published figures: no figure is computed here but changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo_platform.portal.numbers import named
from layers.models import Indicator, Kind, Level, Milieu, Sex
from layers.queries import sheet
from layers.queries.sheet import Figures

NOW, BEFORE = 2024, 2014
_ALL, MALE, FEMALE = Sex.values
RATE = "amenities_running_water"
KEY = (
    "population_legal",
    "population_municipal",
    "households_count",
    "households_average_size",
    "amenities_running_water",
    "amenities_electricity",
)
COMPARED = (
    "amenities_running_water",
    "amenities_electricity",
    "amenities_toilet",
    "wastewater_public_sewer",
    "cooking_fuel_firewood",
    "illiteracy_rate_10_plus",
    "schooling_rate_6_to_11",
    "labour_activity_rate",
    "labour_unemployment_rate",
    "occupancy_owner",
    "households_distance_to_paved_road_km",
)
COLUMNS = ("commune", "province", "region", "country")
VOWELS = "aeiouyâàéèêëîïôöùûü"


def of(name: str) -> str:
    """French elision before a name of place: d’Azilal, de Casablanca, de l’Oriental."""
    if name.startswith(("L'", "L’")):
        return f"de l’{name[2:]}"
    return f"d’{name}" if name[:1].lower() in VOWELS.replace("y", "") else f"de {name}"


def kind_label(territory: dict[str, Any]) -> str:
    return str(Kind(territory["kind"]).label)


def line_above(territory: dict[str, Any]) -> str:
    """ "Commune rurale, province d’Azilal": what it is and in what, in one line."""
    above = [step for step in territory["breadcrumb"] if step["level"] in COLUMNS[:3]]
    parents = [step for step in above if step["code"] != territory["code"]]
    if not parents:
        return kind_label(territory)
    parent = parents[-1]
    name = named(parent)
    within = _within(parent) % {"name": name if get_language() == "ar" else of(name)}
    return f"{kind_label(territory)}{_(', ')}{within}"


def _within(parent: dict[str, Any]) -> str:
    phrases = {
        "prefecture": _("préfecture %(name)s"),
        "province": _("province %(name)s"),
        "region": _("région %(name)s"),
    }
    return phrases.get(parent["kind"]) or _("commune %(name)s")


@dataclass(frozen=True)
class Measure:
    """An indicator as the page writes it."""

    row: Indicator

    @property
    def short(self) -> str:
        return (self.row.short_ar if get_language() == "ar" else self.row.short_fr) or self.row.title_fr

    @property
    def title(self) -> str:
        return (self.row.title_ar if get_language() == "ar" else self.row.title_fr) or self.row.title_fr

    @property
    def definition(self) -> str:
        return self.row.definition_ar if get_language() == "ar" else self.row.definition_fr

    @property
    def is_rate(self) -> bool:
        return self.row.unit.startswith("percent")

    @property
    def sign(self) -> str:
        """The unit beside a number; a count of people or households is named by its title."""
        return "%" if self.is_rate else _("km") if self.row.unit == "km" else ""


def measures(codes: tuple[str, ...]) -> dict[str, Measure]:
    found = {row.code: Measure(row) for row in Indicator.objects.filter(code__in=codes)}
    return {code: found[code] for code in codes if code in found}


def references(territory: dict[str, Any]) -> list[dict[str, Any]]:
    """The territories it is compared with, nearest first; none for the Kingdom itself."""
    wide = [step for step in territory["breadcrumb"] if step["level"] in COLUMNS]
    found = [step for step in reversed(wide) if step["code"] != territory["code"]]
    for step in found:
        # A commune is called by its level here: whether a city is urban is its own page's affair.
        step["label"] = Level(step["level"]).label if step["level"] == "commune" else kind_label(step)
    return found


def comparison(
    territory: dict[str, Any], figures: Figures, above: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """One row an indicator: then, now, and the same for each territory above. Absent indicators make no row."""
    code = territory["code"]
    rows = []
    for indicator, measure in measures(COMPARED).items():
        now = figures.get(code, indicator, NOW)
        others = [figures.get(step["code"], indicator, NOW) for step in above]
        rows.append(
            {
                "measure": measure,
                "before": figures.get(code, indicator, BEFORE) if measure.row.comparable else None,
                "now": now,
                "others": others,
                "strip": _strip(now, others) if measure.is_rate else None,
            }
        )
    return rows


def incomparable(rows: list[dict[str, Any]]) -> str:
    return _(", ").join(row["measure"].short for row in rows if not row["measure"].row.comparable)


def _strip(now: float | None, others: list[float | None]) -> dict[str, str]:
    """Positions on a 0–100 line: here, the nearest territory above, the Kingdom. A missing one is not drawn."""
    marks = {
        "here": now,
        "near": others[0] if len(others) > 1 else None,
        "kingdom": others[-1] if others else None,
    }
    return {name: f"{value * 1.84 + 4:.1f}" for name, value in marks.items() if value is not None}


def population(territory: dict[str, Any], figures: Figures) -> list[dict[str, Any]]:
    """Municipal population by milieu and sex. A territory of one milieu only has one row: the total."""
    rows = []
    for milieu, label in Milieu.choices:
        cells = {
            "before": figures.get(territory["code"], "population_municipal", BEFORE, milieu),
            "now": figures.get(territory["code"], "population_municipal", NOW, milieu),
            "male": figures.get(territory["code"], "population_municipal", NOW, milieu, MALE),
            "female": figures.get(territory["code"], "population_municipal", NOW, milieu, FEMALE),
        }
        if cells["now"] is not None:
            rows.append({"label": label, **cells})
    return rows if len(rows) > 2 else rows[:1]


def child_lists(territory: dict[str, Any]) -> list[dict[str, Any]]:
    """Lists by level, in the order the levels are declared; a city's arrondissements stand in their own list."""
    rows = sheet.children(territory["code"], territory["level"], RATE)
    lists = []
    for level in sheet.CHILD_LEVELS.get(territory["level"], ()):
        of_level = [row for row in rows if row["level"] == level]
        if of_level:
            cercles = any(row["cercle_fr"] for row in of_level)
            lists.append({"level": level, "title": _TITLES[level](), "rows": of_level, "cercles": cercles})
    return lists


_TITLES = {
    "region": lambda: _("Régions"),
    "province": lambda: _("Provinces et préfectures"),
    "commune": lambda: _("Communes"),
    "arrondissement": lambda: _("Arrondissements"),
    "urban_centre": lambda: _("Centres urbains"),
}
