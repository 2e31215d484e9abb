"""The weekly board of a region or a province on one page: the figures of the pilotage board, for paper and workbook."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.projects import frame as board_frame
from dashboards.projects import panels, source, words
from dashboards.projects.question import GROUPS, Question
from dashboards.projects.source import Source
from layers import alert_words, territories
from layers.access import Grant, Viewer
from layers.services import pdf, svg_map
from layers.services.waiting import waiting

WIDTH, HEIGHT = 240, 190
AREAS = 6
# How many lines each list may have: the first that leaves one page is taken. The ten worst delays always stand.
ROWS = (("deadlines", "alerts", "decisions"), ((8, 8, 4), (7, 7, 3), (6, 6, 2), (4, 5, 1)))


def board(code: str, viewer: Viewer) -> Source:
    return source.of(Question(territory=code), viewer)


def office(code: str) -> Viewer:
    """The reader a territory's board is made for: its own authority, and nothing beyond."""
    return Viewer(0, (Grant("wali", territories.resolve_codes([code])[0]),))


def context(asked: Source) -> dict[str, Any]:
    totals, before = asked.totals(), asked.states_before()
    whole = totals.get(None) or {"n": 0}
    name = _("Royaume") if asked.place.level == "country" else asked.place.name
    return {
        "title": _("Tableau de bord hebdomadaire des projets : %(place)s") % {"place": name},
        "place": name,
        "whole": whole,
        "cards": _cards(totals, before),
        "money": _money(whole, asked.totals_before()),
        "waiting": _waiting(asked),
        "delays": [_delay(row) for row in asked.delays()],
        "changes": [_change(row) for row in asked.changes() if (row["slip_days"] or 0) > 0][:5],
        "partners": [_partner(row) for row in asked.contributions()[:6]],
        "matrix": _matrix(asked),
        "deadlines": [_deadline(row) for row in asked.deadlines()],
        "alerts": _alerts(asked),
        "decisions": _decisions(asked),
        "map": drawing(asked),
        "legend": _legend(asked),
        "situation": _situation(asked),
        "on": text.day(asked.on),
        "fictitious": bool(whole.get("fictitious")),
        "printed": _("Imprimé le %(day)s") % {"day": f"{timezone.localdate():%d/%m/%Y}"},
        "page_width": 210,
        "page_height": 297,
    }


def _situation(asked: Source) -> str:
    whole = asked.totals().get(None)
    return board_frame.evidence(asked, whole) if whole else ""


def _cards(totals: dict[str | None, dict[str, Any]], before: dict[str, int]) -> list[dict[str, str]]:
    whole = totals.get(None) or {"n": 0, "cost_mad": 0, "study": 0, "tender": 0, "troubled": 0}
    earlier = sum(before.values()) if before else None
    found = [_card(_("Projets"), whole["n"], whole["cost_mad"], earlier)]
    for group in ("done", "running", "waiting"):
        row = totals.get(group) or {"n": 0, "cost_mad": 0}
        past = sum(before.get(state, 0) for state in GROUPS[group]) if before else None
        found.append(_card(words.group_name(group), row["n"], row["cost_mad"], past))
    study = {"name": _("En étude ou en appel d’offres"), "n": text.number(whole["study"] + whole["tender"])}
    trouble = {"name": _("En difficulté ou suspendus"), "n": text.number(whole["troubled"])}
    return [*found, {**study, "foot": ""}, {**trouble, "foot": ""}]


def _card(name: str, n: int, cost: Any, before: int | None) -> dict[str, str]:
    foot = f"{words.millions(cost)} {_('MDH')}"
    if before is not None:
        foot += f" · {text.isolate(text.signed(n - before))} {_('en 7 j')}"
    return {"name": name, "n": text.number(n), "foot": foot}


def _money(whole: dict[str, Any], before: dict[str, Any]) -> list[dict[str, str]]:
    """Rates over the actual cost, and what a week added; what is not known is said so, never zero."""
    cost = whole.get("cost_mad") or 0
    found = []
    for name, field in (
        (_("Engagé"), "committed_mad"),
        (_("Ordonnancé"), "ordered_mad"),
        (_("Payé"), "paid_mad"),
    ):
        value = whole.get(field)
        share = words.percent(100 * value / cost) if value is not None and cost else "–"
        shown = f"{words.millions(value) if value is not None else '–'} {_('MDH')}"
        past = before.get(field)
        if value is not None and past is not None:
            shown += f" · {text.isolate(text.signed(float(value - past) / words.MILLION, 1))} {_('en 7 j')}"
        found.append({"name": name, "value": shown, "share": share})
    physical, past = whole.get("physical_all_pct"), before.get("physical_all_pct")
    gain = ""
    if physical is not None and past is not None:
        gain = f"{text.isolate(text.signed(float(physical - past), 1))} {_('points')} {_('en 7 j')}"
    return [*found, {"name": _("Avancement physique"), "value": gain, "share": words.percent(physical)}]


def _waiting(asked: Source) -> list[dict[str, Any]]:
    """Permits and complaints beyond their delay, of the layers that this reader reads."""
    names = {"permits": _("Autorisations hors délai"), "complaints": _("Réclamations hors délai")}
    code = [] if asked.place.level == "country" else [asked.place.code]
    return [
        {
            "name": names[one.layer],
            "late": one.late,
            "open": one.open,
            "shown": f"{text.number(one.late)} / {text.number(one.open)}",
        }
        for one in waiting(asked.viewer, code, asked.on)
    ]


def _delay(row: dict[str, Any]) -> dict[str, str]:
    return {
        "title": words.title(row),
        "area": words.area(row),
        "days": text.number(row["delay_days"]),
        "cause": words.cause(row),
        "responsible": row["responsible"],
        "physical": words.percent(row["physical_pct"], 0),
        "cost": words.millions(row["cost_mad"]),
    }


def _change(row: dict[str, Any]) -> dict[str, str]:
    return {"title": words.title(row), "slip": words.days(row["slip_days"]), "cause": words.cause(row)}


def _partner(row: dict[str, Any]) -> dict[str, str]:
    return {
        "name": words.nature_name(row["nature"]),
        "paid": words.millions(row["paid_mad"] or 0),
        "due": words.millions(row["due_mad"]),
        "rate": words.percent(100 * (row["paid_mad"] or 0) / row["due_mad"], 0),
    }


def _matrix(asked: Source) -> dict[str, Any]:
    rows = asked.matrix()
    areas = [row for row in rows if row["every_programme"] and not row["every_area"]][: AREAS + 2]
    cells = {(row["programme_type"], row["area_code"]): row for row in rows if not row["every_area"]}
    programmes = sorted((row for row in rows if row["every_area"]), key=lambda row: row["every_programme"])
    lines = []
    for row in programmes:
        code = row["programme_type"]
        line = [_cell(cells.get((code, area["area_code"]))) for area in areas]
        lines.append({"name": code or _("Total"), "cells": line, "total": _cell(row)})
    return {"areas": [words.area(area) or _("Tout le périmètre") for area in areas], "lines": lines}


def _cell(row: dict[str, Any] | None) -> dict[str, str]:
    if row is None:
        return {"n": "", "cost": "", "physical": ""}
    physical = words.percent(row["physical_pct"], 0)
    return {"n": text.number(row["n"]), "cost": words.millions(row["cost_mad"]), "physical": physical}


def _deadline(row: dict[str, Any]) -> dict[str, str]:
    return {"day": text.day(row["due_on"]), "what": panels.deadline(row), "title": words.title(row)}


def _alerts(asked: Source) -> list[dict[str, Any]]:
    counts: dict[str, int] = {row["code"]: row["n"] for row in asked.alerts()}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"name": alert_words.title(code), "n": text.number(n)} for code, n in ranked]


def _decisions(asked: Source) -> list[dict[str, Any]]:
    """What people decided on alerts that are still alive: who answers, by when."""
    decided = [row for row in asked.alerts() if row["comment"] or row["due_on"]]
    return [
        {
            "title": alert_words.title(row["code"]),
            "project": words.title(row),
            "comment": row["comment"],
            "owner": row["owner"],
            "due": text.day(row["due_on"]) if row["due_on"] else "",
        }
        for row in decided
    ]


def _legend(asked: Source) -> list[dict[str, str]]:
    held = {row["state"] for row in asked.rows("located")}
    return [
        {"color": words.COLORS[code], "sign": words.SIGNS[code], "name": words.state_name(code)}
        for code in words.COLORS
        if code in held
    ]


def drawing(asked: Source) -> SafeString | None:
    frame = svg_map.frame_of(asked.place.code, WIDTH, HEIGHT, 8)
    if frame is None:
        return None
    inner = asked.area_level
    marks = []
    for row in asked.rows("located"):
        x, y = frame.at(row["x"], row["y"])
        look = {"color": words.COLORS.get(row["state"], "#8B948F"), "sign": words.SIGNS.get(row["state"], "")}
        marks.append({"x": f"{x:.1f}", "y": f"{y:.1f}", **look})
    drawn = {
        "width": WIDTH,
        "height": HEIGHT,
        "around": svg_map.shapes(frame, "region"),
        "areas": svg_map.shapes(frame, inner),
        "marks": marks,
    }
    return mark_safe(render_to_string("projects/_weekly_map.svg", drawn))  # noqa: S308 (our own template, escaped)


def as_pdf(asked: Source) -> bytes:
    """One page, whatever the territory has to tell: its lists are shortened until it is."""
    whole = context(asked)
    names, most = ROWS
    for rows in most:
        shown = {name: whole[name][:n] for name, n in zip(names, rows, strict=True)}
        made = pdf.render("projects/weekly_pdf.html", {**whole, **shown})
        if pdf.pages(made) == 1:
            break
    return made
