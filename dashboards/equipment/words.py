"""Sentences of the equipment board: levels, years, units, and the finding that serves as title."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import text
from dashboards.equipment.model import Model, is_kingdom
from dashboards.equipment.question import Question
from dashboards.equipment.source import Item

# Under half of the households: the threshold a reader needs no definition for.
HALF = 50


def level_name(level: str) -> str:
    return {
        "country": _("Royaume"),
        "region": _("Régions"),
        "province": _("Provinces et préfectures"),
        "cercle": _("Cercles"),
        "commune": _("Communes"),
        "arrondissement": _("Arrondissements"),
    }.get(level, level)


def counted(level: str, n: int) -> str:
    written = text.number(n)
    return {
        "region": ngettext("%(n)s région", "%(n)s régions", n),
        "province": ngettext("%(n)s province ou préfecture", "%(n)s provinces et préfectures", n),
        "cercle": ngettext("%(n)s cercle", "%(n)s cercles", n),
        "commune": ngettext("%(n)s commune", "%(n)s communes", n),
        "arrondissement": ngettext("%(n)s arrondissement", "%(n)s arrondissements", n),
    }.get(level, ngettext("%(n)s territoire", "%(n)s territoires", n)) % {"n": written}


def milieu_name(milieu: str) -> str:
    return {"total": _("Ensemble"), "urban": _("Urbain"), "rural": _("Rural")}[milieu]


def sex_name(sex: str) -> str:
    return {"all": _("Ensemble"), "male": _("Hommes"), "female": _("Femmes")}[sex]


def year_name(year: str) -> str:
    return _("Évolution") if year == "change" else year


def unit(item: Item) -> str:
    return text.short_unit(item.unit, item.unit_label)


def difference_unit(item: Item) -> str:
    return _("points") if text.is_rate(item.unit) else item.unit_label


def with_unit(value: float | None, item: Item) -> str:
    if value is None:
        return _("sans donnée")
    written = text.number(value, item.decimals)
    whole = f"{written}{text.NARROW}{unit(item)}"
    return text.isolate(whole) if text.is_rate(item.unit) else whole


def difference(value: float | None, item: Item) -> str:
    """ "+30,6 points", "−3,4 km"."""
    if value is None:
        return ""
    return f"{text.isolate(text.signed(value, item.decimals))} {difference_unit(item)}"


def judgement(value: float | None, item: Item) -> str:
    """ "good", "bad" or "": whether a difference is favourable, by the indicator's declared direction."""
    if not value or item.direction not in ("good", "bad"):
        return ""
    return "good" if (value > 0) == (item.direction == "good") else "bad"


def subtitle(question: Question, item: Item) -> str:
    parts = [item.unit_label, year_name(question.year)]
    if question.is_change:
        parts = [difference_unit(item), "2014–2024"]
    if question.milieu != "total":
        parts.append(milieu_name(question.milieu).lower())
    if question.sex != "all":
        parts.append(sex_name(question.sex).lower())
    return _(", ").join(parts)


def finding(model: Model) -> str:
    """The title: what the figures say, with the evidence in it."""
    ranked = model.ranked()
    if not ranked:
        return _("%(short)s : aucune valeur publiée pour ce choix") % {"short": model.item.short}
    if model.question.is_change:
        return _finding_change(model)
    if model.question.is_index:
        return _finding_range(model)
    if is_kingdom(model.question):
        return _finding_spread(model)
    return _finding_against(model)


def _finding_change(model: Model) -> str:
    favourable = sum(judgement(value, model.item) == "good" for value in model.values())
    worse = sum(judgement(value, model.item) == "bad" for value in model.values())
    if model.item.direction not in ("good", "bad"):
        rising = sum(value > 0 for value in model.values())
        return _("%(short)s : en hausse dans %(n)s") % {
            "short": model.item.short,
            "n": counted(model.question.level, rising),
        }
    return _("%(short)s : progrès dans %(n)s, recul dans %(m)s") % {
        "short": model.item.short,
        "n": counted(model.question.level, favourable),
        "m": text.number(worse),
    }


def _finding_spread(model: Model) -> str:
    item, values = model.item, model.values()
    here = model.profile.value(model.question.year)
    if text.is_rate(item.unit) and item.direction == "good" and any(value < HALF for value in values):
        low = sum(value < HALF for value in values)
        return _("%(short)s : %(value)s dans le Royaume, moins de la moitié dans %(n)s") % {
            "short": item.short,
            "value": with_unit(here, item),
            "n": counted(model.question.level, low),
        }
    return _finding_range(model)


def _finding_range(model: Model) -> str:
    item, ranked = model.item, model.ranked()
    return _("%(short)s : de %(first)s (%(best)s) à %(last)s (%(worst)s)") % {
        "short": item.short,
        "first": with_unit(ranked[0].value(model.question.year), item),
        "best": ranked[0].name,
        "last": with_unit(ranked[-1].value(model.question.year), item),
        "worst": ranked[-1].name,
    }


def _finding_against(model: Model) -> str:
    item, year = model.item, model.question.year
    here = model.profile.value(year)
    region = model.profile.above("region", year)
    other = region if region is not None and model.territory.level != "region" else None
    against = _("la région") if other is not None else _("le Royaume")
    other = other if other is not None else model.profile.above("country", year)
    words = {"short": item.short, "place": model.territory.name, "value": with_unit(here, item)}
    if here is None or other is None:
        return _("%(short)s : %(place)s, %(value)s") % words
    words |= {"against": against, "other": with_unit(other, item)}
    gap = round(here - other, item.decimals)
    verdict = judgement(gap, item)
    if gap == 0:
        return _("%(short)s : %(place)s au niveau de %(against)s (%(value)s)") % words
    if verdict == "good":
        return _("%(short)s : %(place)s devance %(against)s, %(value)s contre %(other)s") % words
    if verdict == "bad":
        return _("%(short)s : %(place)s derrière %(against)s, %(value)s contre %(other)s") % words
    return _("%(short)s : %(value)s à %(place)s, %(other)s pour %(against)s") % words


def filters(model: Model) -> str:
    """What narrows the territories, written out; empty when nothing does."""
    question, said = model.question, []
    if question.over:
        said.append(_("plus de %(n)s habitants") % {"n": text.number(question.least)})
    if question.limits is not None:
        said.append(_("valeurs : %(band)s") % {"band": band(model)})
    if question.top:
        worst = question.order == "worst"
        said.append(
            (_("les %(n)s les moins favorables") if worst else _("les %(n)s les plus favorables"))
            % {"n": text.number(int(question.top))}
        )
    return _(", ").join(said)


def band(model: Model) -> str:
    low, high = (value.strip() for value in model.question.band.split(":"))
    decimals = model.item.decimals
    if not low or not high:
        return text.isolate(
            f"< {text.limit(float(high), decimals)}" if high else f"≥ {text.limit(float(low), decimals)}"
        )
    return text.isolate(f"{text.limit(float(low), decimals)} – {text.limit(float(high), decimals)}")


def evidence(model: Model) -> str:
    """Under the title: how many people and territories, and the figure's path since 2014."""
    population = model.territory.population
    sentences = []
    if population is not None:
        sentences.append(
            _("%(people)s habitants (population légale 2024), %(n)s.")
            % {"people": text.number(population), "n": counted(model.question.level, len(model.rows))}
        )
    before, after = model.profile.value("2014"), model.profile.value("2024")
    if model.item.comparable and before is not None and after is not None:
        sentences.append(
            _("%(short)s : %(after)s en 2024 contre %(before)s en 2014.")
            % {
                "short": model.item.short,
                "after": with_unit(after, model.item),
                "before": with_unit(before, model.item),
            }
        )
    return " ".join(sentences)
