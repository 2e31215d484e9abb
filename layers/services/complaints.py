"""How services answer complaints: two clocks, the stock that waits too long, and what people say of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from layers import registry
from layers.access import Viewer
from layers.errors import BadParameter, Forbidden, PlatformError
from layers.indicators.ranking import shown
from layers.layer import Sensitivity
from layers.queries import complaints, neighbours, permits
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
    rows = complaints.board(query, year, category)
    units = permits.units()
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


def near(
    query: LayerQuery, viewer: Viewer, year: int, category: str = "", limit: int | None = None
) -> list[dict[str, Any]]:
    """Equipment and projects that complaints are nearest to, most complaints first."""
    if not may_see_each(query):
        return []
    try:
        seen = LayerQuery.of(registry.get("projects"), viewer)
        projects = [row["id"] for row in seen.select("id")] if seen.access.places else []
    except PlatformError:
        projects = []
    return neighbours.near(query, sorted(projects), year, category, limit)


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


@dataclass(frozen=True)
class Asked:
    """What a file of the board is asked: `viewer` may see projects beside."""

    query: LayerQuery
    viewer: Viewer
    year: int
    category: str
    territory: str


def by_commune(asked: Asked) -> Table:
    answer = assess(asked.query, asked.year, asked.category)
    rows = [
        (
            one.code,
            *(one.names[name] for name in ("name_fr", "name_ar", "province_fr", "population")),
            *figures(one),
        )
        for one in answer.communes
    ]
    return _table(asked, "reclamations", (*PLACE, *FIGURES), rows, answer)


def by_category(asked: Asked) -> Table:
    answer = assess(asked.query, asked.year, asked.category)
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
    return _table(asked, "reclamations-categories", columns, rows, answer)


NEAR = (
    Column("code", "Référence", "المرجع"),
    Column("kind", "Nature", "الطبيعة"),
    Column("name_fr", "Nom (français)", "الاسم بالفرنسية"),
    Column("name_ar", "Nom (arabe)", "الاسم بالعربية"),
    Column("lon", "Longitude", "خط الطول"),
    Column("lat", "Latitude", "خط العرض"),
    Column("n", "Réclamations", "الشكايات"),
    Column("category", "Catégorie la plus fréquente", "الصنف الأكثر تكرارا"),
)


def by_neighbour(asked: Asked) -> Table:
    """Where complaints lie is nobody's to take away who may not read one."""
    if not may_see_each(asked.query):
        raise Forbidden
    found = near(asked.query, asked.viewer, asked.year, asked.category)
    rows = [tuple(row[column.name] for column in NEAR) for row in found]
    near_by = ("Distance", f"{neighbours.RADIUS_M} m ou moins, l’équipement ou le projet le plus proche")
    return _table(asked, "reclamations-pres-de", NEAR, rows, assess(asked.query, asked.year, asked.category), near_by)


def _table(
    asked: Asked,
    name: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Any, ...]],
    answer: Answer,
    *more: tuple[str, str],
) -> Table:
    fictitious = bool(answer.whole.row["fictitious"])
    notes = (("Année", str(asked.year)), ("Sans commune connue", str(answer.unplaced)), *more)
    name = f"{name}-{asked.year}-{asked.territory or 'MA'}"
    return Table(name, columns, rows, (*notes, FICTION) if fictitious else notes, fictitious)
