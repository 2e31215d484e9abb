"""The ranking and the files behind it, as tables: enough for anyone to measure and rank again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from layers.indicators.ranking import METHOD, shown
from layers.queries import permits
from layers.query import LayerQuery
from layers.services.permits import ranking
from layers.services.permits.asked import Quarter, kind_of
from layers.services.tables import FICTION, PLACE, Column, Table

STATUS = Column("status", "Statut", "الوضعية")
RANKED = (
    Column("rank", "Rang national", "الرتبة الوطنية"),
    Column("rank_region", "Rang régional", "الرتبة الجهوية"),
    *PLACE[:-1],
    Column("stratum", "Strate", "الفئة"),
    Column("population", "Population municipale 2024", "الساكنة البلدية 2024"),
    Column("n", "Dossiers décidés", "الملفات المبتوت فيها"),
    Column("delay", "Délai classé, jours", "الأجل المعتمد للترتيب، أيام"),
    Column("mean", "Délai moyen, jours", "متوسط الأجل، أيام"),
    Column("median", "Médiane, jours", "الوسيط، أيام"),
    Column("p90", "P90, jours", "المئين 90، أيام"),
    Column("working_mean", "Délai moyen, jours ouvrables", "متوسط الأجل، أيام العمل"),
    Column("global_mean", "Délai global moyen, jours", "متوسط الأجل الإجمالي، أيام"),
    Column("share", "Dans le délai légal, %", "داخل الأجل القانوني، %"),
    Column("processed", "Taux de traitement, %", "نسبة المعالجة، %"),
    Column("pending", "En instance", "قيد الدراسة"),
    Column("overdue", "En instance hors délai", "قيد الدراسة خارج الأجل"),
    Column("waiting", "En instance comptés dans le délai classé", "قيد الدراسة المحتسبة"),
    Column("returns", "Allers-retours par dossier", "عدد الإرجاعات لكل ملف"),
)
FILES = (
    Column("reference", "Référence", "المرجع"),
    PLACE[0],
    Column("name_fr", "Commune", "الجماعة"),
    Column("type_code", "Type", "النوع"),
    Column("procedure", "Procédure", "المسطرة"),
    Column("state", "État", "الحالة"),
    Column("deposited_on", "Dépôt", "الإيداع"),
    Column("decided_on", "Décision", "القرار"),
    Column("moves", "Retours et reprises", "الإرجاع والاستئناف"),
    Column("days", "Délai administration, jours", "أجل الإدارة، أيام"),
    Column("working_days", "Délai administration, jours ouvrables", "أجل الإدارة، أيام العمل"),
    Column("global_days", "Délai global, jours", "الأجل الإجمالي، أيام"),
    Column("returns", "Allers-retours", "عدد الإرجاعات"),
    Column("legal_days", "Délai légal", "الأجل القانوني"),
    Column("legal_unit", "Unité du délai légal", "وحدة الأجل القانوني"),
    Column("late", "Hors délai", "خارج الأجل"),
)
HOLIDAYS = (
    Column("day", "Jour", "اليوم"),
    *PLACE[1:3],
    STATUS,
    Column("source", "Source", "المصدر"),
)
TERMS = (
    Column("type_code", "Type", "النوع"),
    Column("procedure", "Procédure", "المسطرة"),
    Column("valid_from", "Dépôts du", "الإيداعات من"),
    Column("valid_to", "au", "إلى"),
    Column("days", "Délai", "الأجل"),
    Column("unit", "Unité", "الوحدة"),
    Column("source", "Texte", "النص"),
    STATUS,
)


def percent(value: Fraction | None) -> float | None:
    return shown(value, times=100)


def ranked(query: LayerQuery, kind: str, quarter: Quarter, stratum: str, territory: str) -> Table:
    answer = ranking.assess(query, kind, quarter, stratum)
    rows = [_ranked(one) for one in answer.places]
    notes = (
        ("Trimestre", str(quarter)),
        ("Rang", f"parmi les places d’au moins {METHOD.minimum} dossiers décidés du Royaume, de la région"),
        ("Strate", stratum or "toutes"),
        ("Délai", "jours calendaires auprès de l’administration, du dépôt à la décision, retours exclus"),
        ("Non situés", str(answer.unplaced)),
    )
    return _table(f"classement-{kind}-{quarter}-{territory or 'MA'}", RANKED, rows, notes, answer.fictitious)


def figures(one: ranking.Place) -> dict[str, Any]:
    """What is said of a place, on the screen and in its file alike."""
    found = one.standing
    return {
        "code": one.code,
        "rank": one.rank,
        "rank_region": one.rank_region,
        "stratum": one.stratum,
        "n": found.n,
        "delay": shown(found.delay),
        "mean": shown(found.mean),
        "median": shown(found.median),
        "p90": shown(found.high),
        "working_mean": shown(one.working_mean),
        "global_mean": shown(one.global_mean),
        "share": percent(found.share),
        "processed": percent(one.processed),
        "pending": one.pending,
        "overdue": one.overdue,
        "waiting": found.waiting,
        "returns": shown(one.returns, 2),
    }


def _ranked(one: ranking.Place) -> tuple[Any, ...]:
    row = {**one.names, "province": one.names["province_fr"], **figures(one)}
    return tuple(row[column.name] for column in RANKED)


def files(query: LayerQuery, kind: str, quarter: Quarter, territory: str) -> Table:
    kind_of(kind)
    rows = permits.files(query, kind, quarter.first, quarter.last, None)
    written = [tuple(row[column.name] for column in FILES) for row in rows]
    fictitious = query.has_fiction()
    return _table(
        f"dossiers-{kind}-{quarter}-{territory or 'MA'}",
        FILES,
        written,
        (("Trimestre", str(quarter)),),
        fictitious,
    )


def holidays() -> Table:
    return _parameters("jours-feries", HOLIDAYS, permits.holidays())


def terms() -> Table:
    return _parameters("delais-legaux", TERMS, permits.terms())


def _parameters(name: str, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> Table:
    return _table(name, columns, [tuple(row[column.name] for column in columns) for row in rows], (), 0)


def _table(
    name: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Any, ...]],
    notes: tuple[tuple[str, str], ...],
    fictitious: int,
) -> Table:
    return Table(name, columns, rows, (*notes, FICTION) if fictitious else notes, bool(fictitious))
