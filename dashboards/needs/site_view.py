"""Where the next ones should go: a question for the solver, its answer before and after, scenarios side by side."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment.words import counted
from dashboards.frame import Card, Legend
from dashboards.needs import classes, source, words
from dashboards.needs.question import SITES, Question
from dashboards.needs.view import Column, View
from dashboards.parts import link, ltr, select
from dashboards.places import Place
from layers.services.next_site import RULES
from layers.services.scenarios import Scenario

ASKED = ("category", "territory", "sites", "rule", "goal", "radius", "detour", "until")


def build(question: Question, place: Place, levels: tuple[str, ...]) -> View:
    kept = source.scenario(question.scenario) if question.scenario else None
    rows = tuple(_row(row) for row in kept.answer["places"]) if kept else ()
    labels = [f"{low:g} – {high:g}" for low, high in zip(classes.SHARES, classes.SHARES[1:], strict=False)]
    legend = Legend(
        _("Desservie avec les nouveaux sites, %"),
        classes.colors("acces", len(labels)),
        tuple(labels),
        {row["code"]: classes.share_class(row["after"]) for row in rows},
        _("Sans population publiée"),
    )
    return View(
        question=question,
        place=place,
        levels=("commune",),
        title=_title(kept, place) if kept else _("Où implanter les prochains équipements ?"),
        evidence=_evidence(kept) if kept else _waiting(place),
        cards=_cards(kept) if kept else (),
        legend=legend,
        columns=(
            Column("after", _("Après, %"), 92, 1),
            Column("before", _("Avant, %"), 92, 1),
            Column("gained", _("Habitants gagnés"), 128),
            Column("population", _("Population"), 96),
        ),
        rows=rows,
        facts=_facts(kept) if kept else _method(),
        files=_files(kept) if kept else (),
        unit="%",
        fictitious=bool(kept and kept.fictitious),
        empty=False,
        marks=_marks(kept) if kept else (),
        above=html.Div([_form(question, kept), *_list(kept), *_saved(question)], className="site-top"),
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    def share(name: str) -> float | None:
        return round(100 * row[name] / row["people"], 1) if row["people"] else None

    return {
        "code": row["code"],
        "name": text.pick(row, "name"),
        "above": "",
        "before": share("before"),
        "after": share("after"),
        "gained": row["after"] - row["before"],
        "population": row["people"],
        "shown": share("after"),
    }


def _title(kept: Scenario, place: Place) -> str:
    answer = kept.answer
    said = {
        "n": text.number(len(answer["sites"])),
        "name": text.pick(answer["category"], "name"),
        "place": words.place_name(place),
        "gain": text.isolate(f"+{text.number(answer['after'] - answer['before'])}"),
    }
    return _("%(name)s, %(place)s : %(n)s sites, %(gain)s habitants desservis") % said


def _evidence(kept: Scenario) -> str:
    answer, asked = kept.answer, kept.asked
    gap = text.isolate(f"{text.number(answer['gap'], 1)}{text.NARROW}%")
    proof = _("optimum prouvé") if answer["optimal"] else _("écart à la borne : %(gap)s") % {"gap": gap}
    way = _("ligne droite × %(detour)s, sans réseau routier") % {"detour": text.number(asked["detour"], 1)}
    return " · ".join((words.distance(answer["radius_m"]), way, proof, text.day(kept.made_at.date())))


def _waiting(place: Place) -> str:
    return _("Choisissez l’équipement, le nombre de sites et la règle, puis lancez le calcul : %(place)s.") % {
        "place": words.place_name(place)
    }


def _share(part: int, whole: int) -> str:
    return text.number(100 * part / whole, 1) if whole else "–"


def _cards(kept: Scenario) -> tuple[Card, ...]:
    answer = kept.answer
    whole, before, after = answer["people"], answer["before"], answer["after"]
    mean = [answer["mean_km_before"], answer["mean_km_after"]]
    told = [text.number(one, 1) if one is not None else "–" for one in mean]
    return (
        Card(_("Population"), text.number(whole), _("hab."), _("municipale, 2024")),
        Card(_("Desservie avant"), _share(before, whole), "%", f"{text.number(before)} {_('hab.')}"),
        Card(_("Desservie après"), _share(after, whole), "%", f"{text.number(after)} {_('hab.')}"),
        Card(_("Habitants gagnés"), text.number(after - before), _("hab."), _("dans le rayon, pour la première fois")),
        Card(_("Distance moyenne"), told[1], _("km"), _("%(before)s km avant") % {"before": told[0]}),
        Card(_("Candidats examinés"), text.number(answer["candidates"]), "", words.rule(kept.asked["rule"])),
    )


def _marks(kept: Scenario) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"name": f"{site['n']}. {text.pick(site, 'name')}", "lon": site["lon"], "lat": site["lat"]}
        for site in kept.answer["sites"]
    )


def _files(kept: Scenario) -> tuple[tuple[str, str], ...]:
    return tuple(
        (extension.upper(), f"/api/siting/{kept.id}.{extension}") for extension in ("csv", "xlsx", "geojson")
    )


# -- above the map


def _form(question: Question, kept: Scenario | None) -> Any:
    """The choices stand in the bar; this runs them. site.js posts `data-*` and follows the job."""
    if not source.may_ask():
        login = html.A(_("Se connecter"), href="/login/?next=/dashboards/needs/%3Fview%3Dsite", className="btn")
        return html.Div([html.Span(_("Le calcul demande d’être connecté.")), login], className="site-run")
    asked = {f"data-{name}": getattr(question, name) for name in ASKED}
    told = {
        "data-waiting": _("En attente…"),
        "data-running": _("Calcul en cours…"),
        "data-failed": _("Le calcul n’a pas abouti."),
        "data-cancelled": _("Calcul annulé. Rien n’a été enregistré."),
    }
    run = html.Button(_("Chercher les sites"), className="btn pri", type="button", **{"data-site": "run"})
    stop = html.Button(_("Annuler"), className="btn", type="button", hidden=True, **{"data-site": "cancel"})
    bar = html.Progress(max="100", value="0", hidden=True, **{"aria-label": _("Avancement du calcul")})
    said = html.Span("", role="status", **{"data-site": "said"})
    parts: list[Any] = [*_choices(question), run, bar, stop, said]
    if kept and kept.own:
        field = {"aria-label": _("Nom du scénario"), "data-site": "name"}
        parts.append(html.Span(className="grow"))
        parts.append(_input(kept.name, field))
        parts.append(html.Button(_("Enregistrer le scénario"), className="btn", type="button",
                                 **{"data-site": "save", "data-scenario": kept.id}))  # fmt: skip
    return html.Div(parts, className="site-run", **asked, **told)


def _choices(question: Question) -> list[Any]:
    goals = [("cover", _("Couverture maximale")), ("median", _("Distance moyenne"))]
    return [
        select(_("Sites"), "sites", question.sites, [("", [(n, _("%(n)s sites") % {"n": n}) for n in SITES])]),
        select(_("Candidats"), "rule", question.rule, [("", [(one, words.rule(one)) for one in RULES])]),
        select(_("Objectif"), "goal", question.goal, [("", goals)]),
    ]


def _input(value: str, more: dict[str, Any]) -> Any:
    return html.Label(
        dcc.Input(
            id="needs-scenario-name", value=value, type="text", placeholder=_("Nom du scénario"), className="field"
        ),
        **more,
    )


def _list(kept: Scenario | None) -> list[Any]:
    """The sites in the order of what each adds: the answer in words, and the explanation of each."""
    if kept is None:
        return []
    answer, cover = kept.answer, kept.asked["goal"] == "cover"
    unit = _("habitants gagnés") if cover else _("milliers de km épargnés")
    reached, items = answer["before"], []
    for site in answer["sites"]:
        reached += site["gain"]
        share = text.isolate(f"{_share(reached, answer['people'])}{text.NARROW}%")
        total = _("desservie jusqu’ici : %(share)s") % {"share": share} if cover else ""
        items.append(
            html.Li(
                [
                    html.B(f"{site['n']}. {text.pick(site, 'name')}"),
                    html.Span([ltr(f"+{text.number(site['gain'], 0 if cover else 1)}"), f" {unit}"]),
                    html.Small(total),
                    html.Small(ltr(f"{site['lat']:.4f}, {site['lon']:.4f}"), className="mut"),
                ]
            )
        )
    return [html.Ol(items, className="site-list", id="needs-sites")]


def _saved(question: Question) -> list[Any]:
    """Scenarios of the reader side by side: the same columns for each, so that they can be compared."""
    kept = source.saved()
    if not kept:
        return []
    heads = [_("Scénario"), _("Équipement"), _("Sites"), _("Avant, %"), _("Après, %"), _("Habitants gagnés")]
    rows = [_compared(question, one) for one in kept]
    head = html.Thead(html.Tr([html.Th(title, className="num" if n > 1 else "") for n, title in enumerate(heads)]))
    title = _("Scénarios enregistrés : %(n)s") % {"n": text.number(len(kept))}
    table = html.Table([head, html.Tbody(rows)], className="t")
    return [html.Details([html.Summary(title), table], className="site-saved")]


def _compared(question: Question, one: Scenario) -> Any:
    answer, asked = one.answer, one.asked
    there = question.with_(
        scenario=one.id, category=asked["category"], territory=asked["territory"], sites=str(asked["sites"]),
        rule=asked["rule"], goal=asked["goal"], sel="",
    )  # fmt: skip
    whole = answer["people"]
    numbers = (
        text.number(len(answer["sites"])),
        _share(answer["before"], whole),
        _share(answer["after"], whole),
        text.number(answer["after"] - answer["before"]),
    )
    first = html.Th(link(one.name, there.query(), current=one.id == question.scenario), scope="row")
    cells = [html.Td(ltr(value), className="num") for value in numbers]
    return html.Tr([first, html.Td(text.pick(answer["category"], "name")), *cells])


# -- method


def _method() -> tuple[tuple[str, Any], ...]:
    return (
        (_("Couverture maximale"), _("Le plus d’habitants dans le rayon ; résolue exactement, ou l’écart est dit.")),
        (_("Distance moyenne"), _("La moindre distance moyenne ; par échanges successifs, avec une borne.")),
        (_("Candidats"), _("Là où vivent des habitants, ou les chefs-lieux de commune.")),
        (_("Voisins"), _("Un équipement d’un territoire voisin dessert aussi.")),
    )


def _facts(kept: Scenario) -> tuple[tuple[str, Any], ...]:
    answer, asked = kept.answer, kept.asked
    goal = _("Couverture maximale") if asked["goal"] == "cover" else _("Distance moyenne")
    return (
        (_("Équipement"), text.pick(answer["category"], "name")),
        (_("Objectif"), goal),
        (_("Candidats"), f"{words.rule(asked['rule'])} ({text.number(answer['candidates'])})"),
        (_("Existants situés"), text.number(answer["existing"])),
        (_("Non situés"), text.number(answer["unplaced"])),
        (_("Où vivent les habitants"), " · ".join(words.method(name) for name in answer["methods"])),
        (_("Communes"), counted("commune", len(answer["places"]))),
        *_method()[:1],
    )
