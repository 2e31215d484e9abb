"""Lists of the board: worst delays, what changed, what falls due, what partners owe, programmes by area."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.parts import icon, link, ltr
from dashboards.projects import words
from dashboards.projects.source import DAYS, Source

COLUMNS = 12


def _sheet(row: dict[str, Any]) -> html.A:
    return html.A(words.title(row), href=f"/projects/{row['reference']}/", title=row["reference"])


def _head(title: str, more: str = "", *end: Any) -> html.Header:
    return html.Header([html.H2(title), html.Span(more, className="tiny"), html.Span(className="grow"), *end])


def _none(said: str) -> html.P:
    return html.P(said, className="pad sub")


def _table(heads: list[tuple[str, str]], rows: list[list[Any]], label: str) -> html.Div:
    """`heads`: (title, class); classes are those of cells."""
    kinds = [kind for _title, kind in heads]
    head = html.Tr([html.Th(title, className=kind, scope="col") for title, kind in heads])
    body = [
        html.Tr([html.Td(cell, className=kind) for cell, kind in zip(row, kinds, strict=True)])
        for row in rows
    ]
    table = html.Table(
        [html.Caption(label, className="vh"), html.Thead(head), html.Tbody(body)], className="t"
    )
    return html.Div(table, className="scroll-x", tabIndex=0, role="region", **{"aria-label": label})


def delays(source: Source) -> list[Any]:
    rows, late = source.delays(), (source.totals().get(None) or {}).get("late", 0)
    title = _("Plus grands retards")
    if not rows:
        return [_head(title), _none(_("Aucun projet en cours ou à venir n’est en retard à cette date."))]
    more = _("%(n)s sur %(all)s projets en retard") % {"n": len(rows), "all": text.number(late)}
    heads = [
        (_("Projet"), "text"),
        (_("Territoire"), "mut"),
        (_("État"), ""),
        (_("Retard, j"), "num strong"),
        (_("Cause"), "text"),
        (_("Responsable"), "text"),
        (_("Physique, %"), "num"),
        (_("MDH"), "num"),
    ]
    cells = [
        [
            _sheet(row),
            words.area(row),
            words.state_tag(row["state"]),
            ltr(text.number(row["delay_days"])),
            _told(words.cause(row)),
            _told(row["responsible"]),
            ltr(text.number(_float(row["physical_pct"]), 0) or "–"),
            ltr(words.millions(row["cost_mad"])),
        ]
        for row in rows
    ]
    return [_head(title, more), _table(heads, cells, title)]


def _told(said: str) -> html.Span:
    """A text that its column may cut: whole under the pointer."""
    return html.Span(said, title=said)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def changes(source: Source) -> list[Any]:
    """Since a week: what slipped first, then what moved otherwise."""
    title = _("Ce qui a changé en 7 jours")
    known = source.states_before()
    if not known:
        since = _("Le registre n’était pas encore suivi il y a 7 jours : rien à comparer.")
        return [_head(title), _none(since)]
    rows = source.changes()
    slipped = [row for row in rows if (row["slip_days"] or 0) > 0]
    more = _("%(n)s projets ont glissé") % {"n": len(slipped)} if slipped else ""
    if not rows:
        return [_head(title), _none(_("Aucun changement dans ce périmètre."))]
    items = [html.Li(_change(row)) for row in rows]
    return [_head(title, more), html.Ul(items, className="events")]


def _change(row: dict[str, Any]) -> list[Any]:
    said: list[Any] = []
    slip = row["slip_days"] or 0
    if row["is_new"]:
        said.append(html.Span(_("Nouveau projet au registre")))
    if slip:
        word = _("a glissé de %(n)s") if slip > 0 else _("avancé de %(n)s")
        moved = html.B(word % {"n": words.days(abs(slip))}, className="bad" if slip > 0 else "good")
        ends = ltr(f"{text.day(row['end_before'])} → {text.day(row['end_on'])}")
        said.append(html.Span([moved, " ", ends]))
    if not row["is_new"] and row["state"] != row["state_before"]:
        before, now = words.state_name(row["state_before"]), words.state_tag(row["state"])
        said.append(html.Span([before, " ", icon("next", "gi-s flip"), " ", now]))
    if row["cost_before"] is not None and row["cost_mad"] != row["cost_before"]:
        costs = ltr(f"{words.millions(row['cost_before'])} → {words.millions(row['cost_mad'])}")
        said.append(html.Span([_("coût"), " ", costs, " ", _("MDH")]))
    why = [html.Span(words.cause(row), className="why-late"), " · "] if slip > 0 else []
    foot = html.Span([*why, row["responsible"]], className="tiny")
    return [_sheet(row), html.Span(said, className="said"), foot]


def deadlines(source: Source) -> list[Any]:
    title = _("Échéances à 30 jours")
    rows = source.deadlines()
    last = source.on + dt.timedelta(days=DAYS)
    until = _("du %(first)s au %(last)s") % {"first": text.day(source.on), "last": text.day(last)}
    if not rows:
        return [_head(title, until), _none(_("Aucune échéance dans ce périmètre."))]
    items = [
        html.Li(
            [
                ltr(text.day(row["due_on"]), className="when"),
                html.Span([html.B(deadline(row)), " ", _sheet(row)], className="what"),
                html.Span(row["responsible"], className="tiny"),
            ]
        )
        for row in rows
    ]
    return [_head(title, until), html.Ul(items, className="events dated")]


def deadline(row: dict[str, Any]) -> str:
    if row["kind"] == "phase":
        return words.phase_name(row["detail"]).capitalize()
    told = {
        "contract": _("Fin du marché %(what)s"),
        "convention": _("Fin de la convention %(what)s"),
        "contribution": _("Contribution : %(what)s"),
    }[row["kind"]]
    return told % {"what": text.isolate(row["detail"]) if row["kind"] != "contribution" else row["detail"]}


def partners(source: Source) -> list[Any]:
    """What each kind of partner owes by now, and has paid in."""
    title, rows = _("Contributions échues"), source.contributions()
    if not rows:
        return [_head(title), _none(_("Aucune contribution échue dans ce périmètre."))]
    greatest = max(float(row["due_mad"]) for row in rows)
    items = []
    for row in rows[:6]:
        due, paid = float(row["due_mad"]), float(row["paid_mad"] or 0)
        figures = ltr(f"{words.millions(paid)} / {words.millions(due)}")
        bar = html.Div(
            html.I(style={"width": f"{100 * min(1, paid / due):.1f}%"}),
            className="bar",
            style={"width": f"{100 * due / greatest:.1f}%"},
        )
        items.append(html.Li([html.Span([words.nature_name(row["nature"]), figures]), bar]))
    worst = max(rows, key=lambda row: row["late_mad"] or 0)
    foot = None
    if worst["late_mad"]:
        said = _("%(who)s : %(sum)s MDH, %(days)s") % {
            "who": words.nature_name(worst["nature"]),
            "sum": words.millions(worst["late_mad"]),
            "days": words.days(worst["late_days"] or 0),
        }
        foot = html.Footer([html.Span(_("À relancer"), className="tag watch"), html.Span(said)])
    return [_head(title, _("versé / dû, MDH")), html.Ul(items, className="dues", tabIndex="0"), foot]


def matrix(source: Source) -> list[Any]:
    """Programmes down, areas across: number, cost, works. A cell is a filter."""
    rows = source.matrix()
    title = _("Programmes et territoires")
    areas = [row for row in rows if row["every_programme"] and not row["every_area"]][:COLUMNS]
    programmes = [row for row in rows if row["every_area"] and not row["every_programme"]]
    if not programmes:
        return [_head(title), _none(_("Aucun projet dans ce périmètre."))]
    cells = {(row["programme_type"], row["area_code"]): row for row in rows if not row["every_area"]}
    question = source.question
    heads: list[tuple[Any, str]] = [(_("Programme"), "")]
    for row in areas:
        name = words.area(row) or _("Tout le périmètre")
        shown = (
            link(name, question.with_(territory=row["area_code"], sel="").query())
            if row["area_code"]
            else name
        )
        heads.append((shown, "num"))
    heads.append((_("Total"), "num"))
    body = []
    whole = next(row for row in rows if row["every_area"] and row["every_programme"])
    for row in [*programmes, whole]:
        code = row["programme_type"]
        name = (
            link(words.programme_name(code), question.toggled("programme_type", code))
            if code
            else html.B(_("Total"))
        )
        line: list[Any] = [name]
        for column in areas:
            found = cells.get((code, column["area_code"]))
            href = question.with_(
                territory=column["area_code"] or question.territory, programme_type=code or "", sel=""
            ).query()
            line.append(_cell(found, href))
        body.append([*line, _cell(row, "")])
    said = _("nombre, coût en MDH, avancement physique")
    return [_head(title, said), _table(heads, body, title)]


def _cell(row: dict[str, Any] | None, href: str) -> Any:
    if row is None:
        return html.Span("·", className="none")
    physical = words.percent(row["physical_pct"], 0)
    said = [
        html.B(ltr(text.number(row["n"]))),
        html.Small([ltr(words.millions(row["cost_mad"])), " · ", ltr(physical)]),
    ]
    return link(said, href, className="cell") if href else html.Span(said, className="cell")
