"""Around the figures: perimeter and filters, title and its evidence, why these figures, the map's own words."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import scopebar, text
from dashboards.parts import icon, ltr, select
from dashboards.projects import words
from dashboards.projects.question import GROUPS, moments
from dashboards.projects.source import LAYER, Source

FORMATS = ("xlsx", "csv", "gpkg")


def file_url(source: Source, extension: str) -> str:
    language = get_language() or "fr"
    asked = source.question.layer_query
    return f"/export/{LAYER}.{extension}?{asked + '&' if asked else ''}lang={language}"


def bar(source: Source) -> list[Any]:
    question, place = source.question, source.place

    def inside(code: str) -> str:
        return question.with_(territory=code, sel="").query()

    files = [(name.upper(), file_url(source, name)) for name in FORMATS] + _weekly(place.code)
    return scopebar.bar("projects", place, inside, _choices(source), files)


def _weekly(code: str) -> list[tuple[str, str]]:
    """The one page of the week, for paper and as a workbook."""
    name, language = _("Fiche hebdomadaire"), get_language() or "fr"
    return [
        (f"{name} {kind.upper()}", f"/projects/weekly/{code}.{kind}?lang={language}")
        for kind in ("pdf", "xlsx")
    ]


def _choices(source: Source) -> list[Any]:
    question, known = source.question, source.choices()

    def listed(name: str, naming: Any = str) -> list[tuple[str, str]]:
        return [(value, f"{naming(value)} ({text.number(n)})") for value, n in known.get(name, [])]

    states = [(group, words.group_name(group)) for group in GROUPS]
    years = sorted(listed("year"), reverse=True)
    days = moments(source.situation["until"])
    past = [(day, _("lundi %(day)s") % {"day": f"{day[8:]}/{day[5:7]}/{day[:4]}"}) for day in days]
    if question.as_of and question.as_of not in days:
        past.append((question.as_of, question.as_of[:10]))
    programmes = [("", _("Programmes")), *listed("programme", words.programme_name)]
    return [
        select(_("Programme"), "programme_type", question.programme_type, [("", programmes)]),
        select(_("Secteur"), "sector", question.sector, [("", [("", _("Secteurs")), *listed("sector")])]),
        select(
            _("Maître d’ouvrage"), "owner_name", question.owner_name,
            [("", [("", _("Maîtres d’ouvrage")), *listed("owner")])],
        ),
        select(
            _("État"), "state", question.state,
            [("", [("", _("États"))]), (_("Groupes"), states), (_("États"), listed("state", words.state_name))],
        ),
        select(_("Démarrage"), "start_year", question.start_year, [("", [("", _("Années")), *years])]),
        select(_("Connu au"), "as_of", question.as_of, [("", [("", _("À ce jour")), *past])]),
    ]  # fmt: skip


def notice(source: Source) -> Any:
    whole = source.totals().get(None)
    if not whole or not whole["n"]:
        return html.Div(
            [
                html.B(_("Aucun projet pour ce choix")),
                html.Span(_("Retirez un filtre, ou déposez le classeur des projets de votre territoire.")),
                html.A(_("Télécharger le modèle"), href="/imports/projects/template.xlsx", className="btn"),
            ],
            className="empty",
            role="status",
        )
    if whole["fictitious"]:
        said = _("Projets, montants et avancements inventés pour la démonstration. Limites réelles.")
        mark = [html.B("DONNÉES FICTIVES"), html.Span("معطيات تجريبية", lang="ar"), html.Span(said)]
        return html.Div(mark, className="fict", role="note")
    return None


def head(source: Source) -> list[Any]:
    whole = source.totals().get(None)
    name = _("Royaume") if source.place.level == "country" else source.place.name
    if not whole or not whole["n"]:
        return [html.Div([html.H1(_("%(place)s : aucun projet") % {"place": name})])]
    title = _("%(place)s : %(late)s en retard sur %(n)s, %(cost)s MDH") % {
        "place": name,
        "late": text.number(whole["late"]),
        "n": words.counted(whole["n"]),
        "cost": words.millions(whole["cost_mad"]),
    }
    return [html.Div([html.H1(title), html.P(evidence(source, whole), className="sub")]), _why(source, whole)]


def evidence(source: Source, whole: dict[str, Any]) -> str:
    """Each source with its own day and its lag; what is late, unplaced or outside GID is counted."""
    situation, until = source.situation, source.situation["until"]
    said = []
    if situation["ordered_on"]:
        lag = (until - situation["ordered_on"]).days
        said.append(
            _("GID : situation au %(day)s, J-%(n)s") % {"day": text.day(situation["ordered_on"]), "n": lag}
        )
    if situation["stated_on"]:
        said.append(_("Avancements : dernier relevé %(day)s") % {"day": text.day(situation["stated_on"])})
    if whole["stale"]:
        said.append(_("%(n)s non actualisés depuis plus de 30 j") % {"n": words.counted(whole["stale"])})
    if whole["unplaced"]:
        said.append(_("non localisés : %(n)s") % {"n": text.number(whole["unplaced"])})
    if whole["outside"]:
        said.append(
            _("hors GID : %(n)s, %(cost)s MDH")
            % {"n": words.counted(whole["outside"]), "cost": words.millions(whole["cost_outside_mad"])}
        )
    if whole["declared"]:
        said.append(
            _("montants déclarés, non rapprochés GID : %(n)s") % {"n": words.counted(whole["declared"])}
        )
    return " · ".join(said)


def _why(source: Source, whole: dict[str, Any]) -> html.Details:
    facts = [
        (_("Périmètre"), _("Projets dont le territoire chef de file est dans le périmètre, selon vos droits.")),
        (_("Situation"), ltr(text.day(source.on))),
        (_("Achevés, en cours, non entamés"),
         _("État déclaré au registre ; suspendus et en difficulté comptés en cours.")),
        (_("Avancement physique"), _("Dernier relevé de chaque projet, pondéré par le coût actualisé.")),
        (_("Engagé, ordonnancé, payé"),
         _("GID, par les quotes-parts des marchés et des lignes ; un ordre de paiement ne compte qu’une fois.")),
        (_("Hors GID"), _("Montants déclarés par l’opérateur (AREP, Al Omrane, ONEE…), jamais mis à zéro.")),
        (_("Écart"), _("Travaux liquidés bruts, hors avances et révisions, rapportés aux marchés, moins le physique.")),
        (_("Retard"), _("De la fin prévue à la fin révisée, ou à la date de situation si elle est dépassée.")),
        (_("Fictifs"), text.number(whole["fictitious"])),
    ]  # fmt: skip
    pairs = [part for name, value in facts for part in (html.Dt(name), html.Dd(value))]
    box = html.Div(
        [html.Header(_("Pourquoi ces chiffres ?")), html.Dl(pairs)],
        className="pop",
        role="dialog",
        **{"aria-label": _("Pourquoi ces chiffres ?")},
    )
    summary = html.Summary([icon("help"), _("Pourquoi ces chiffres ?")], className="why")
    return html.Details([summary, box], className="menu why-menu")


def painted(source: Source) -> dict[str, Any]:
    """The areas that hold projects, and which records are drawn over them, under the very question of the board."""
    question = source.question
    areas = [
        row
        for row in source.matrix()
        if row["every_programme"] and not row["every_area"] and row["area_code"]
    ]
    records = [{"slug": slug, "question": f"?{question.layer_query}"} for slug in (LAYER, "sites")]
    return {
        "level": source.area_level,
        "scope": {"code": source.place.code, "level": source.place.level},
        "bbox": source.place.bbox,
        "classes": {row["area_code"]: 0 for row in areas},
        "colors": ["#FFFFFF"],
        "records": records,
        "tips": {
            row["area_code"]: [
                words.area(row),
                text.listed(words.counted(row["n"]), f"{words.millions(row['cost_mad'])} {_('MDH')}"),
            ]
            for row in areas
        },
        "label": _("Carte des projets par état"),
        "ranked": words.counted((source.totals().get(None) or {}).get("n", 0)),
    }  # fmt: skip


def map_head(source: Source) -> list[Any]:
    whole = source.totals().get(None) or {"n": 0}
    return [html.H2(_("Projets par état")), html.Span(words.counted(whole["n"]), className="tiny")]


def map_foot(source: Source) -> list[Any]:
    counts = dict(source.choices().get("state", []))
    shown = [code for code in words.COLORS if code in counts]
    items = [
        html.Li([html.I(words.SIGNS[code], style={"background": words.COLORS[code]}), words.state_name(code)])
        for code in shown
    ]
    return [html.Ul(items, className="state-key")]


def table_head(source: Source) -> list[Any]:
    n = (source.totals().get(None) or {"n": 0})["n"]
    rows = len(source.portfolio())
    more = (
        _("les %(rows)s plus coûteux sur %(n)s") % {"rows": text.number(rows), "n": text.number(n)}
        if rows < n
        else ""
    )
    return [html.H2(_("Portefeuille : %(n)s") % {"n": words.counted(n)}), html.Span(more, className="tiny")]


def table_foot(source: Source) -> list[Any]:
    files = [html.A(name.upper(), href=file_url(source, name), download="") for name in FORMATS]
    said = _("Hors GID et déclaré : montants du maître d’ouvrage, non rapprochés GID.")
    match = html.A(_("Rapprochement GID"), href=f"/projects/reconciliation/?territory={source.place.code}")
    return [html.Span(said), html.Span(className="grow"), match, *files]
