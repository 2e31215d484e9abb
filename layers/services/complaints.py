"""How services answer complaints: two clocks, the stock that waits too long, and what people say of the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from layers import registry
from layers.access import Viewer
from layers.errors import BadParameter, PlatformError
from layers.indicators.ranking import shown
from layers.layer import Sensitivity
from layers.queries import complaints, permits
from layers.query import LayerQuery
from layers.services.tables import FICTION, PLACE, Column, Table

LAYER = "complaints"
PEOPLE = 10_000


@dataclass(frozen=True)
class Line:
    """A commune, a category or the whole. `names` holds names and, of a commune, its municipal population of 2024."""

    code: str
    names: Mapping[str, Any]
    row: Mapping[str, Any]

    def part(self, kept: str, of: str) -> Fraction | None:
        return Fraction(100 * self.row[kept], self.row[of]) if self.row[of] else None

    @property
    def acknowledged(self) -> Fraction | None:
        return self.part("acknowledged", "acknowledge_due")

    @property
    def answered(self) -> Fraction | None:
        return self.part("answered", "answer_due")

    @property
    def reopened(self) -> Fraction | None:
        return self.part("reopened", "n")

    @property
    def satisfaction(self) -> Fraction | None:
        return Fraction(self.row["satisfaction"], self.row["rated"]) if self.row["rated"] else None

    @property
    def per_people(self) -> Fraction | None:
        people = self.names.get("population")
        return Fraction(self.row["n"] * PEOPLE, round(people)) if people else None


@dataclass(frozen=True)
class Answer:
    communes: tuple[Line, ...]
    categories: tuple[Line, ...]
    whole: Line
    unplaced: int


def assess(query: LayerQuery, year: int, category: str = "") -> Answer:
    """`query`: the complaints its viewer may see. Situation at the end of the year."""
    names = {row["code"]: row for row in complaints.categories()}
    if category and category not in names:
        raise BadParameter("category", category)
    rows = complaints.board(query, dt.date(year, 1, 1), dt.date(year, 12, 31), category)
    units = permits.units(query)
    places = [row for row in rows if row["by_place"] and row["code"] in units]
    kinds = [row for row in rows if row["by_category"]]
    unknown = {"name_fr": "Non précisé", "name_ar": "غير محدد"}
    return Answer(
        tuple(Line(row["code"], units[row["code"]], row) for row in places),
        tuple(Line(row["category"], names.get(row["category"], unknown), row) for row in kinds),
        Line("", {}, next(row for row in rows if not row["by_place"] and not row["by_category"])),
        sum(row["n"] for row in rows if row["by_place"] and row["code"] is None),
    )


def may_see_each(query: LayerQuery) -> bool:
    """Where complaints lie is told, as counts, only to who may read a complaint itself."""
    return any(field.sensitivity >= Sensitivity.RESTRICTED for field in query.access.fields)


def near(query: LayerQuery, viewer: Viewer, year: int, category: str = "") -> list[dict[str, Any]]:
    if not may_see_each(query):
        return []
    try:
        projects = [row["id"] for row in LayerQuery.of(registry.get("projects"), viewer).select("id")]
    except PlatformError:
        projects = []
    return complaints.near(query, projects, dt.date(year, 1, 1), dt.date(year, 12, 31), category)


FIGURES = (
    Column("n", "Déposées", "المودعة"),
    Column(
        "per_people",
        "Pour 10 000 habitants (population municipale 2024)",
        "لكل 10 000 نسمة (الساكنة البلدية 2024)",
    ),
    Column("acknowledged", "Accusées dans le délai, %", "الإشعار داخل الأجل، %"),
    Column("answered", "Traitées dans le délai, %", "المعالجة داخل الأجل، %"),
    Column("stock", "En stock", "قيد المعالجة"),
    Column("stock_old", "En stock au-delà du délai", "قيد المعالجة خارج الأجل"),
    Column("reopened", "Rouvertes, %", "المعاد فتحها، %"),
    Column("satisfaction", "Satisfaction, 1 à 5", "الرضى، من 1 إلى 5"),
)


def figures(line: Line) -> tuple[Any, ...]:
    return (
        line.row["n"],
        shown(line.per_people, 1),
        shown(line.acknowledged),
        shown(line.answered),
        line.row["stock"],
        line.row["stock_old"],
        shown(line.reopened),
        shown(line.satisfaction, 2),
    )


def by_commune(query: LayerQuery, year: int, category: str, territory: str) -> Table:
    answer = assess(query, year, category)
    rows = [
        (
            one.code,
            *(one.names[name] for name in ("name_fr", "name_ar", "province_fr", "population")),
            *figures(one),
        )
        for one in answer.communes
    ]
    return _table(f"reclamations-{year}-{territory or 'MA'}", (*PLACE, *FIGURES), rows, answer)


def by_category(query: LayerQuery, year: int, category: str, territory: str) -> Table:
    answer = assess(query, year, category)
    columns = (PLACE[0], PLACE[1], PLACE[2], *(one for one in FIGURES if one.name != "per_people"))
    rows = [
        (
            one.code,
            one.names["name_fr"],
            one.names["name_ar"],
            *(v for n, v in enumerate(figures(one)) if n != 1),
        )
        for one in answer.categories
    ]
    return _table(f"reclamations-categories-{year}-{territory or 'MA'}", columns, rows, answer)


def _table(name: str, columns: tuple[Column, ...], rows: list[tuple[Any, ...]], answer: Answer) -> Table:
    fictitious = bool(answer.whole.row["fictitious"])
    notes = (("Sans commune connue", str(answer.unplaced)),)
    return Table(name, columns, rows, (*notes, FICTION) if fictitious else notes, fictitious)
