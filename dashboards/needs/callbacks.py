"""Address → page → screen. Every figure comes from one Page; the browser only paints."""

from __future__ import annotations

from typing import Any

from dash import Dash, html
from django.utils.translation import gettext as _

from dashboards import drawing, frame, grid, places, scopebar, text
from dashboards.equipment.model import LEVELS
from dashboards.equipment.question import choose
from dashboards.equipment.words import counted, level_name
from dashboards.frame import Page
from dashboards.needs import access_view, need_view, site_view, source, words
from dashboards.needs.question import HORIZONS, RADII_M, Question, parse
from dashboards.needs.view import View
from dashboards.parts import select

VIEWS = {"need": need_view.build, "access": access_view.build, "site": site_view.build}


def _view(asked: Question) -> View:
    place = places.place(asked.territory)
    levels = tuple(one for one in LEVELS if one in place.child_levels and one != "arrondissement") or (
        place.level,
    )
    preferred = "province" if place.level == "country" else "commune"
    # Sites are chosen for people, who are counted by commune whatever the perimeter.
    level = "commune" if asked.view == "site" else choose(asked.level, levels, preferred)
    question = asked.with_(territory=place.code, level=level)
    return VIEWS[question.view](question, place, levels)


# -- the bar


def _bar(view: View) -> list[Any]:
    question, place = view.question, view.place

    def inside(code: str) -> str:
        return question.with_(territory=code, level="", sel="").query()

    return scopebar.bar("needs", place, inside, _choices(view), (*view.files, *_pictures(view)))


def _pictures(view: View) -> list[tuple[str, str]]:
    """Of the map as it stands; there is none before there are rows."""
    if not view.rows:
        return []
    return drawing.files("needs", view.question.query())


def _choices(view: View) -> list[Any]:
    question = view.question
    sectors: dict[str, list[tuple[str, str]]] = {}
    for row in source.categories():
        sectors.setdefault(row["sector"].capitalize(), []).append((row["code"], text.pick(row, "name")))
    deliveries = [(str(y), _("travaux d’ici %(y)s") % {"y": y}) for y in HORIZONS if 2025 < y < 2032]
    works = [("", _("sans les travaux")), *deliveries]
    found: list[Any] = [
        select(_("Équipement"), "category", question.category, list(sectors.items())),
        select(_("Travaux en cours"), "until", question.until, [("", works)]),
    ]
    if question.view != "site":
        levels = [(one, level_name(one)) for one in view.levels]
        found.insert(1, select(_("Niveau"), "level", question.level, [("", levels)]))
    if question.view == "need":
        years = [(str(y), _("population %(y)s") % {"y": y}) for y in (2024, 2026, 2028, 2030, 2035, 2040)]
        ways = [("own", _("Chacun")), ("province", _("Partagé"))]
        found.append(select(_("Population"), "horizon", question.horizon, [("", years)]))
        found.append(
            scopebar.segment(
                _("Somme des déficits"), ways, question.way, lambda way: question.with_(way=way).query()
            )
        )
    if question.view in ("access", "site"):
        radii = [("", _("rayon de la norme"))] + [(str(r), words.distance(r)) for r in RADII_M]
        found.append(select(_("Rayon"), "radius", question.radius, [("", radii)]))
        detours = [(value, f"× {value.replace('.', ',')}") for value in ("1", "1.3", "1.6")]
        found.append(
            scopebar.segment(
                _("Détour"), detours, question.detour, lambda d: question.with_(detour=d).query()
            )
        )
    if question.view == "access" and source.network():
        ways = [("line", _("À vol d’oiseau")), ("road", _("Par la route"))]
        found.append(scopebar.segment(_("Chemin"), ways, question.by, lambda by: question.with_(by=by).query()))
    return found


def _tabs(question: Question) -> list[Any]:
    census = html.A(
        _("Indicateurs du recensement"), href=f"/dashboards/equipment/?territory={question.territory}"
    )
    names = (
        ("need", _("Besoins et déficits")),
        ("access", _("Desserte de la population")),
        ("site", _("Prochains sites")),
    )
    return [census, *scopebar.tabs(names, question.view, lambda view: question.with_(view=view).query())]


# -- the page


def _notice(view: View) -> Any:
    if view.empty:
        return frame.empty(
            _("Aucun équipement de cette catégorie n’est chargé pour ce périmètre"),
            _("Les besoins ci-dessous sont ceux de la norme seule. Déposez l’inventaire de vos services."),
            "/imports/equipment/template.xlsx",
        )
    return view.above


def _columns(view: View) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"field": "name", "headerName": _("Nom"), "flex": 1, "minWidth": 104}]
    if view.place.level in ("country", "region") and any(row["above"] for row in view.rows):
        found.append({"field": "above", "headerName": _("Province"), "width": 110, "cellClass": "mut"})
    order = "asc" if view.question.view == "access" else "desc"
    for number, column in enumerate(view.columns):
        more: dict[str, Any] = {"cellClass": "shown", "sort": order} if number == 0 else {"cellClass": "mut"}
        found.append(grid.column(column.field, column.title, column.width, column.decimals, **more))
    return found


def _heading(view: View) -> str:
    if not view.rows:
        return _("Le résultat par commune s’affichera ici")
    return counted(view.question.level, len(view.rows))


def load(search: str) -> Page:
    view = _view(parse(search))
    place = view.place
    return Page(
        scope=(place.code, place.level, place.bbox),
        bar=_bar(view),
        tabs=_tabs(view.question),
        title=view.title,
        evidence=view.evidence,
        cards=view.cards,
        legend=view.legend if view.rows else None,
        columns=tuple(_columns(view)),
        rows=view.rows,
        heading=_heading(view),
        aside=(
            html.Header(html.H2(_("Pourquoi ces chiffres ?")), className="pad"),
            frame.facts((*view.facts, words.rows(view.question))),
        ),
        notice=_notice(view),
        files=view.files,
        unit=view.unit,
        decimals=view.columns[0].decimals or 0,
        level=view.question.level,
        marks=view.marks,
        fictitious=view.fictitious,
    )


def register(app: Dash) -> None:
    frame.register(app, "needs", load)
