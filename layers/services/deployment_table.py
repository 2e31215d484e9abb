"""The deployment board as a file: one row a cell of the screen, then the totals told without names."""

from __future__ import annotations

from typing import Any

from layers.models import Deployment
from layers.services import deployment
from layers.services.tables import FICTION, Column, Table

COLUMNS = (
    Column("family", "Famille", "العائلة"),
    Column("system", "Chantier", "الورش"),
    Column("system_name", "Intitulé", "التسمية"),
    Column("region", "Code de la région", "رمز الجهة"),
    Column("region_name", "Région", "الجهة"),
    Column("state", "État", "الوضعية"),
    Column("scope", "Portée du fait", "نطاق المعطى"),
    Column("date", "Date du fait", "تاريخ المعطى"),
    Column("collectivities", "Collectivités", "عدد الجماعات الترابية"),
    Column("known", "Collectivités documentées", "الجماعات الترابية الموثقة"),
    Column("operational", "Opérationnelles", "الجماعات الترابية المشغلة"),
    Column("share", "Part des collectivités, %", "نسبة الجماعات الترابية، %"),
    Column("people_share", "Part de la population, %", "نسبة الساكنة، %"),
    Column("origin", "Source", "المصدر"),
)
UNKNOWN = ("inconnu", "غير معروف")
PARTIAL = ("opérationnel en partie", "مشغل جزئيا")
UNNAMED = ("liste nominative non fournie", "لم تقدم اللائحة الاسمية")
_SCOPES = {
    "region": ("région entière", "الجهة بأكملها"),
    "collectivity": ("collectivités nommées", "جماعات ترابية مسماة"),
    "total": ("total national", "مجموع وطني"),
}
_STATES_AR = {
    str(Deployment.State.NOT_STARTED): "لم ينطلق",
    str(Deployment.State.PLANNED): "مبرمج",
    str(Deployment.State.TRAINING): "في طور التكوين",
    str(Deployment.State.PILOT): "تجريبي",
    str(Deployment.State.OPERATIONAL): "مشغل",
    str(Deployment.State.SUSPENDED): "متوقف",
}
_STATES_FR = {
    str(Deployment.State.NOT_STARTED): "non démarré",
    str(Deployment.State.PLANNED): "planifié",
    str(Deployment.State.TRAINING): "formation",
    str(Deployment.State.PILOT): "pilote",
    str(Deployment.State.OPERATIONAL): "opérationnel",
    str(Deployment.State.SUSPENDED): "suspendu",
}


def state(code: str, language: str) -> str:
    """The word of a cell, the same on screen and in files."""
    arabic = language == "ar"
    if not code:
        return UNKNOWN[arabic]
    if code == "PARTIEL":
        return PARTIAL[arabic]
    return (_STATES_AR if arabic else _STATES_FR)[code]


def unnamed(language: str) -> str:
    return UNNAMED[language == "ar"]


def table(answer: deployment.Answer, language: str) -> Table:
    arabic = language == "ar"
    rows: list[tuple[Any, ...]] = []
    for system in answer.systems:
        head = (
            (system.family_ar if arabic else system.family) or system.family,
            system.code,
            system.name_ar if arabic else system.name_fr,
        )
        rows += [(*head, *_cell(cell, language)) for cell in answer.of(system.code)]
        if system.total is not None:
            rows.append((*head, *_total(system, language)))
    notes: tuple[tuple[str, str], ...] = (
        ("Situation au", f"{answer.on:%d/%m/%Y}"),
        ("Part", "sur les seules collectivités nommées par une source : un minimum ; inconnu n’est pas zéro"),
        ("Population", f"légale, HCP, RGPH {deployment.POPULATION_YEAR}"),
    )
    if answer.fictitious:
        notes = (*notes, FICTION)
    return Table(f"deploiement-{answer.on:%Y-%m-%d}", COLUMNS, rows, notes, answer.fictitious)


def _cell(cell: deployment.Cell, language: str) -> tuple[Any, ...]:
    arabic = language == "ar"
    scope = "region" if cell.status else "collectivity" if cell.known else ""
    return (
        cell.region,
        cell.name_ar if arabic else cell.name_fr,
        state(cell.state, language),
        _SCOPES[scope][arabic] if scope else "",
        cell.status_date or (cell.latest.isoformat() if cell.latest else ""),
        cell.collectivities,
        # Unknown is an empty cell, never a zero.
        cell.known or None,
        cell.operational if cell.known else None,
        cell.share,
        cell.people_share,
        cell.origin,
    )


def _total(system: deployment.System, language: str) -> tuple[Any, ...]:
    arabic = language == "ar"
    return (
        "MA",
        "المملكة" if arabic else "Royaume",
        unnamed(language),
        _SCOPES["total"][arabic],
        system.total_date,
        system.total_of,
        None,
        system.total,
        system.total_share,
        None,
        system.total_origin,
    )
