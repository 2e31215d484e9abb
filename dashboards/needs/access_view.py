"""Who lives within reach: population served, with the bounds that not knowing where people live leaves open."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards import text
from dashboards.frame import Card, Legend
from dashboards.needs import classes, source, words
from dashboards.needs.question import Question
from dashboards.needs.view import Column, View
from dashboards.places import Place
from layers.services.reach import Answer
from layers.services.reach import Place as Row


def build(question: Question, place: Place, levels: tuple[str, ...]) -> View:
    answer = source.access(question)
    labels = [f"{low:g} – {high:g}" for low, high in zip(classes.SHARES, classes.SHARES[1:], strict=False)]
    legend = Legend(
        _("Population desservie, %"),
        classes.colors("acces", len(labels)),
        tuple(labels),
        {row.code: classes.share_class(row.rate) for row in answer.places},
        _("Sans population publiée"),
    )
    return View(
        question=question,
        place=place,
        levels=levels,
        title=_title(answer, place),
        evidence=_evidence(answer, question),
        cards=_cards(answer),
        legend=legend,
        columns=(
            Column("rate", _("Desservie, %"), 104, 1),
            Column("unserved", _("Non desservie"), 108),
            Column("mean_km", _("Distance, km"), 104, 1),
            Column("population", _("Population"), 96),
        ),
        rows=tuple(_row(row) for row in answer.places),
        facts=_facts(answer, question),
        files=words.files(question),
        unit="%",
        fictitious=answer.fictitious > 0,
        empty=not answer.facilities,
    )


def _share(part: int, whole: int) -> str:
    return text.number(100 * part / whole, 1) if whole else "–"


def _title(answer: Answer, place: Place) -> str:
    return _("%(name)s, %(place)s : %(share)s de la population à %(radius)s ou moins") % {
        "name": text.pick(answer.category, "name"),
        "place": words.place_name(place),
        "share": text.isolate(f"{_share(answer.served, answer.people)}{text.NARROW}%"),
        "radius": words.distance(answer.radius_m),
    }


def _evidence(answer: Answer, question: Question) -> str:
    detour = text.number(float(question.detour), 1)
    if question.by == "road":
        way = _("par la route, %(km)s km chargés") % {"km": text.number(answer.roads_km, 0)}
    else:
        way = _("ligne droite × %(detour)s, sans réseau routier") % {"detour": detour}
    radius = _("rayon de la norme, à valider") if answer.from_norm else _("rayon choisi")
    return " · ".join((radius, way, *(words.method(name) for name in answer.methods)))


def _cards(answer: Answer) -> tuple[Card, ...]:
    least, most = (sum(getattr(row, name) for row in answer.places) for name in ("least", "most"))
    weighted = [(row.mean_km * row.people, row.people) for row in answer.places if row.mean_km is not None]
    people = sum(part for _km, part in weighted)
    mean = sum(km for km, _part in weighted) / people if people else None
    bounds = f"{_share(least, answer.people)} – {_share(most, answer.people)}"
    whole = answer.people
    return (
        Card(_("Population"), text.number(whole), _("hab."), _("municipale, 2024")),
        Card(
            _("Desservie"),
            _share(answer.served, whole),
            "%",
            _("incertitude : %(bounds)s") % {"bounds": bounds},
        ),
        Card(_("Non desservie"), text.number(whole - answer.served), _("hab."), _("au-delà du rayon")),
        Card(
            _("Distance moyenne"),
            text.number(mean, 1) if mean is not None else "–",
            _("km"),
            _("à l’équipement le plus proche"),
        ),
        Card(_("Équipements situés"), text.number(answer.facilities), "", _("Royaume entier")),
        Card(
            _("Non situés"),
            text.number(answer.unplaced),
            "",
            _("connus à la commune, ne desservent personne ici"),
        ),
    )


def _row(row: Row) -> dict[str, Any]:
    rate = None if row.rate is None else round(row.rate, 1)
    return {
        "code": row.code,
        "name": text.pick({"name_fr": row.name_fr, "name_ar": row.name_ar}, "name"),
        "above": text.pick({"name_fr": row.province_fr, "name_ar": row.province_ar}, "name"),
        "population": row.people or None,
        "rate": rate,
        "unserved": row.people - row.served if row.people else None,
        "mean_km": row.mean_km,
        "shown": rate,
    }


def _calculation(answer: Answer, question: Question) -> tuple[tuple[str, Any], ...]:
    asked = {"radius": words.distance(answer.radius_m), "detour": text.number(float(question.detour), 1)}
    if question.by == "line":
        said = _("Part des habitants à moins de %(radius)s d’un équipement, à vol d’oiseau × %(detour)s.") % asked
        return ((_("Calcul"), said),)
    said = _(
        "Part des habitants à moins de %(radius)s d’un équipement par la route ; à vol d’oiseau × %(detour)s "
        "jusqu’à la route, et de la route à l’équipement."
    ) % asked
    stranded = _("%(n)s habitants : aucune route chargée ne mène à un équipement, ils sont comptés non desservis.") % {
        "n": text.number(answer.stranded)
    }
    return ((_("Calcul"), said), (_("Sans route"), stranded))


def _facts(answer: Answer, question: Question) -> tuple[tuple[str, Any], ...]:
    return (
        *_calculation(answer, question),
        (_("Où vivent les habitants"), " · ".join(words.method(name) for name in answer.methods)),
        (
            _("Incertitude"),
            _("Bornes si chacun vivait au point le plus éloigné, ou le plus proche, de sa maille."),
        ),
        (_("Voisins"), _("Un équipement d’un territoire voisin dessert aussi.")),
    )
