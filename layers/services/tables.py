"""A computed table as a file: the rows of the screen, in the reader's language, with what they rest on."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from layers.services import needs as need_service
from layers.services import reach
from layers.services.files import plain, safe
from layers.services.works import Delivery


@dataclass(frozen=True)
class Column:
    name: str
    title_fr: str
    title_ar: str

    def title(self, language: str) -> str:
        return self.title_ar if language == "ar" else self.title_fr


@dataclass(frozen=True)
class Table:
    """`notes`: (title, text) pairs, French; they are written under a workbook's rows, and a CSV stays data only."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    notes: tuple[tuple[str, str], ...]
    fictitious: bool


PLACE = (
    Column("code", "Code HCP", "رمز المندوبية"),
    Column("name_fr", "Nom (français)", "الاسم بالفرنسية"),
    Column("name_ar", "Nom (arabe)", "الاسم بالعربية"),
    Column("province", "Province", "الإقليم"),
    Column("population", "Population", "الساكنة"),
)
FICTION = ("Avertissement", "DONNÉES FICTIVES / معطيات تجريبية")


def needs(answer: need_service.Answer, asked: need_service.Asked) -> Table:
    columns = (
        *PLACE,
        Column("existing", "Existants", "الموجود"),
        Column("need", "Besoin", "الحاجة"),
        Column("deficit", "Déficit", "الخصاص"),
        Column("coming", "En construction", "في طور البناء"),
        Column("deficit_after", "Déficit après travaux", "الخصاص بعد الأشغال"),
        Column("rate", "Taux de couverture, %", "نسبة التغطية، %"),
    )
    rows = [
        (
            p.code,
            p.name_fr,
            p.name_ar,
            p.province_fr,
            p.population,
            p.existing,
            p.need,
            p.deficit,
            p.coming,
            p.deficit_after,
            None if p.rate is None else round(p.rate, 1),
        )
        for p in answer.places
    ]
    notes = (
        ("Équipement", str(answer.category["name_fr"])),
        ("Norme", f"un pour {answer.norm.threshold} habitants" if answer.norm.threshold else "sans seuil"),
        ("Texte et statut", f"{answer.norm.source} ({answer.norm.status})"),
        ("Population", f"municipale, HCP, RGPH 2024, horizon {asked.horizon}"),
        ("Travaux comptés jusqu’en", str(asked.until or "non comptés")),
        ("Non situés", str(answer.unplaced)),
    )
    return _table(f"besoins-{asked.category}", asked.territory, columns, rows, notes, answer.fictitious)


def access(answer: reach.Answer, asked: reach.Asked) -> Table:
    columns = (
        *PLACE,
        Column("served", "Population desservie", "الساكنة المستفيدة"),
        Column("least", "Au moins", "على الأقل"),
        Column("most", "Au plus", "على الأكثر"),
        Column("rate", "Part desservie, %", "نسبة الاستفادة، %"),
        Column("mean_km", "Distance moyenne, km", "متوسط المسافة، كلم"),
    )
    rows = [
        (
            p.code,
            p.name_fr,
            p.name_ar,
            p.province_fr,
            p.people,
            p.served,
            p.least,
            p.most,
            None if p.rate is None else round(p.rate, 1),
            p.mean_km,
        )
        for p in answer.places
    ]
    notes = (
        ("Équipement", str(answer.category["name_fr"])),
        ("Rayon", f"{answer.radius_m:g} m, {_way(answer, asked)}"),
        ("Population", f"municipale, HCP, RGPH 2024 ; répartition : {', '.join(answer.methods)}"),
        ("Équipements situés / non situés", f"{answer.facilities} / {answer.unplaced}"),
    )
    return _table(f"desserte-{asked.category}", asked.territory, columns, rows, notes, answer.fictitious)


def _way(answer: reach.Answer, asked: reach.Asked) -> str:
    if asked.by == "line":
        return f"ligne droite × {asked.detour:g}"
    return (
        f"par la route ({answer.roads_km:.0f} km chargés), ligne droite × {asked.detour:g} jusqu’à elle ; "
        f"sans route qui y mène : {answer.stranded} habitants, non desservis"
    )


def works(found: list[Delivery], category: str, territory: str, until: int) -> Table:
    """Equipment to come with the project that delivers each, as far as its reader may know it."""
    columns = (
        Column("equipment", "Équipement", "المرفق"),
        Column("name_fr", "Nom (français)", "الاسم بالفرنسية"),
        Column("name_ar", "Nom (arabe)", "الاسم بالعربية"),
        Column("code", "Code HCP", "رمز المندوبية"),
        Column("place", "Commune", "الجماعة"),
        Column("project", "Projet", "المشروع"),
        Column("title", "Intitulé du projet", "اسم المشروع"),
        Column("due", "Année de livraison", "سنة الإنجاز"),
    )
    rows = [
        (one.equipment, one.name_fr, one.name_ar, one.code, one.place_fr, one.project, one.title_fr, one.due)
        for one in found
    ]
    notes = (("Travaux comptés jusqu’en", str(until)),)
    return _table(f"travaux-{category}", territory, columns, rows, notes, sum(one.fictitious for one in found))


def sites(asked: dict[str, Any], answer: dict[str, Any]) -> Table:
    """The sites in the order of what each adds."""
    gain = "Habitants gagnés" if asked["goal"] == "cover" else "Milliers de km épargnés"
    gain_ar = "ساكنة إضافية" if asked["goal"] == "cover" else "آلاف الكيلومترات الموفرة"
    columns = (
        Column("rank", "Rang", "الرتبة"),
        *PLACE[:3],
        Column("lon", "Longitude", "خط الطول"),
        Column("lat", "Latitude", "خط العرض"),
        Column("gain", gain, gain_ar),
    )
    names = ("n", "code", "name_fr", "name_ar", "lon", "lat", "gain")
    rows = [tuple(site[name] for name in names) for site in answer["sites"]]
    proof = "optimum prouvé" if answer["optimal"] else f"écart à la borne : {answer['gap']} %"
    notes = (
        ("Équipement", answer["category"]["name_fr"]),
        ("Rayon", f"{answer['radius_m']:g} m, ligne droite × {asked['detour']:g}"),
        ("Population", f"municipale, HCP, RGPH 2024 ; répartition : {', '.join(answer['methods'])}"),
        ("Desservie avant / après", f"{answer['before']} / {answer['after']} sur {answer['people']}"),
        ("Candidats", f"{answer['candidates']} ({asked['rule']})"),
        ("Preuve", proof),
    )
    return _table(f"sites-{asked['category']}", asked["territory"], columns, rows, notes, answer["fictitious"])


def _table(
    name: str,
    territory: str,
    columns: tuple[Column, ...],
    rows: Sequence[Sequence[Any]],
    notes: tuple[tuple[str, str], ...],
    fictitious: int,
) -> Table:
    said = (*notes, FICTION) if fictitious else notes
    return Table(f"{name}-{territory or 'MA'}", columns, rows, said, bool(fictitious))


def as_csv(table: Table, language: str) -> tuple[bytes, str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(_written(cell) for cell in row)
    return ("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8"


def as_xlsx(table: Table, language: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Données" if language != "ar" else "معطيات")
    bold = book.add_format({"bold": True})
    if language == "ar":
        sheet.right_to_left()
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(table.columns) - 1, 16)
    sheet.write_row(0, 0, [column.title(language) for column in table.columns], bold)
    for number, row in enumerate(table.rows, 1):
        sheet.write_row(number, 0, [_cell(value) for value in row])
    for number, (title, text) in enumerate(table.notes, len(table.rows) + 2):
        sheet.write(number, 0, title, bold)
        sheet.write(number, 1, text)
    book.close()
    return out.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _written(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return safe(cell) if isinstance(cell, str) else plain(cell)


def _cell(value: Any) -> Any:
    """Days are written as in a CSV: a workbook would show their serial number."""
    return value.isoformat() if isinstance(value, dt.date) else value


WRITERS: dict[str, Callable[[Table, str], tuple[bytes, str]]] = {"csv": as_csv, "xlsx": as_xlsx}


def download(table: Table, extension: str, language: str, day: dt.date) -> HttpResponse:
    """For its reader alone: what it holds depends on what he may see."""
    content, kind = WRITERS[extension](table, language)
    response = HttpResponse(content, content_type=kind)
    name = f"{table.name}-{day:%Y%m%d}{'-fictif' if table.fictitious else ''}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
