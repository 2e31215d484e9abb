"""The weekly board as a workbook: the same figures as the page, one sheet a part."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.projects import alerts as alert_panel
from dashboards.projects import panels, words
from dashboards.projects.source import Source
from geo_platform.projects import weekly
from layers import alert_words


def as_xlsx(asked: Source) -> bytes:
    """The same figures as cells: one sheet a part."""
    told, out = weekly.context(asked), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for name, heads, rows in _sheets(asked, told):
        sheet = book.add_worksheet(name[:31])
        if text.arabic():
            sheet.right_to_left()
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(heads), 18)
        sheet.write(0, 0, told["title"], bold)
        sheet.write(1, 0, told["situation"])
        if told["fictitious"]:
            sheet.write(2, 0, "DONNÉES FICTIVES / معطيات تجريبية", bold)
        sheet.write_row(3, 0, heads, bold)
        for at, row in enumerate(rows, 4):
            sheet.write_row(at, 0, row)
        sheet.freeze_panes(4, 1)
    book.close()
    return out.getvalue()


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)


def _sheets(asked: Source, told: dict[str, Any]) -> list[tuple[str, list[str], list[list[Any]]]]:
    amounts = ("cost_mad", "committed_mad", "ordered_mad", "paid_mad", "physical_all_pct")
    groups = [
        [words.group_name(group) if group else _("Total"), row["n"], *(_number(row[name]) for name in amounts)]
        for group, row in asked.totals().items()
    ]
    late = [
        [words.title(r), r["reference"], words.area(r), r["delay_days"], words.cause(r), r["responsible"],
         _number(r["physical_pct"]), _number(r["cost_mad"])]
        for r in asked.delays()
    ]  # fmt: skip
    money = [
        [words.nature_name(r["nature"]), _number(r["due_mad"]), _number(r["paid_mad"])]
        for r in asked.contributions()
    ]
    cross = [
        [r["programme_type"] or _("Total"), words.area(r) or _("Total"), r["n"], _number(r["cost_mad"]),
         _number(r["paid_mad"]), _number(r["physical_pct"])]
        for r in asked.matrix()
    ]  # fmt: skip
    due = [
        [text.day(r["due_on"]), panels.deadline(r), words.title(r), r["responsible"]]
        for r in asked.deadlines()
    ]
    alive = [
        [alert_words.title(r["code"]), words.title(r), str(alert_panel.plain(r)), r["owner"]]
        for r in asked.alerts()
    ]
    cost, days = _("Coût, DH"), _("Retard, j")
    physical = _("Physique, %")
    state, project, area = _("État"), _("Projet"), _("Territoire")
    number, committed, ordered, paid = _("Nombre"), _("Engagé, DH"), _("Ordonnancé, DH"), _("Payé, DH")
    owner, cause = _("Responsable"), _("Cause")
    return [
        (_("Synthèse"), [state, number, cost, committed, ordered, paid, physical], groups),
        (_("Retards"), [project, _("Référence"), area, days, cause, owner, physical, cost], late),
        (_("Contributions"), [_("Partenaire"), _("Dû, DH"), _("Versé, DH")], money),
        (_("Programmes"), [_("Programme"), area, number, cost, paid, physical], cross),
        (_("Échéances"), [_("Date"), _("Échéance"), project, owner], due),
        (_("Alertes"), [_("Alerte"), project, _("Mesure"), owner], alive),
        (_("Hors délai"), [_("Nature"), _("Hors délai"), _("En instance")],
         [[one["name"], one["late"], one["open"]] for one in told["waiting"]]),
    ]
