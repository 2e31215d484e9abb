"""Where an answer comes from: source, date of the situation, perimeter, filter in words, and what it does not show.

The same words stand in every export, print, QGIS project and public map, so that they can be compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from layers import sql, territories
from layers.query import LayerQuery
from layers.services import filter_words
from layers.services.tiles import stamp

FICTITIOUS_MARK = "DONNÉES FICTIVES / معطيات تجريبية"
# Asked in the address, but not a filter of rows.
_NOT_A_FILTER = frozenset(
    {"lang", "f", "crs", "next", "limit", "offset", "download", "sortby", "properties"}
    | {"filter-lang", "filter-crs", "bbox-crs"}
)
Ask = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Tally:
    """How many rows answer, how many of them may be drawn where they lie, are doubtful, are invented.

    `flagged` is None to whoever may not read which rows are doubtful.
    """

    matched: int
    located: int
    flagged: int | None
    fictitious: int


@dataclass(frozen=True)
class Provenance:
    layer: str
    title: str
    source: str
    licence: str
    situation: dt.date | None
    lag_days: int | None
    situation_text: str
    perimeter: str
    perimeter_codes: tuple[str, ...]
    filter_text: str
    filter_cql: str
    matched: int
    total: int
    located: int
    not_located: int
    flagged: int | None
    fictitious: int
    fictitious_mark: str
    made_at: dt.datetime
    language: str
    extraction: str = ""

    def as_json(self) -> dict[str, Any]:
        found = asdict(self) | {"perimeter_codes": list(self.perimeter_codes), "made_at": self.made_at.isoformat()}
        found["situation"] = self.situation.isoformat() if self.situation else None
        return found | {"lines": [list(line) for line in self.lines()]}

    def lines(self) -> list[tuple[str, str]]:
        """Title and text of each statement, in the answer's language, to be shown one under the other."""
        with override(self.language):
            said = filter_words.number
            found = [
                (_("Couche"), self.title),
                (_("Source"), self.source),
                (_("Situation"), self.situation_text),
                (_("Périmètre"), self.perimeter),
                (_("Filtre"), self.filter_text),
                (_("Filtre (paramètres)"), self.filter_cql),
                (_("Lignes"), _("%(n)s sur %(all)s") % {"n": said(self.matched), "all": said(self.total)}),
                (_("Non localisées"), said(self.not_located)),
                (_("Avec anomalie"), said(self.flagged) if self.flagged is not None else ""),
                (_("Données fictives"), f"{said(self.fictitious)} — {self.fictitious_mark}" if self.fictitious else ""),
                (_("Licence"), self.licence),
                (_("Extrait le"), f"{timezone.localtime(self.made_at):%d/%m/%Y %H:%M}"),
                (_("Identifiant d’extraction"), self.extraction),
            ]  # fmt: skip
        return [(title, text) for title, text in found if text]

    def sentence(self) -> str:
        """Everything on one line, the mark of fictitious data first."""
        mark = [self.fictitious_mark] if self.fictitious else []
        return " · ".join([*mark, *(f"{title} : {text}" for title, text in self.lines())])


def provenance(query: LayerQuery, language: str, tally: Tally | None = None) -> Provenance:
    """`tally`: counted already, in the transaction that reads the rows; else counted here."""
    layer, found = query.layer, tally or count(query)
    situation = _situation(query)
    today = timezone.localdate()
    with override(language):
        codes, perimeter = _perimeter(query, language)
        lag = (today - situation).days if situation else None
        return Provenance(
            layer=layer.slug,
            title=layer.title(language),
            source=layer.source_ar if language == "ar" else layer.source_fr,
            licence=layer.licence,
            situation=situation,
            lag_days=lag,
            situation_text=_situation_text(query, situation, lag),
            perimeter=perimeter,
            perimeter_codes=codes,
            filter_text=_in_words(query, language),
            filter_cql=" & ".join(f"{name}={text}" for name, texts in _filters(query) for text in texts),
            total=max(query.unfiltered().count(), found.matched),
            matched=found.matched,
            located=found.located,
            not_located=found.matched - found.located,
            flagged=found.flagged,
            fictitious=found.fictitious,
            fictitious_mark=FICTITIOUS_MARK if found.fictitious else "",
            made_at=timezone.now(),
            language=language,
        )


def _one(text: str, params: dict[str, Any]) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, params)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def count(query: LayerQuery, ask: Ask = _one) -> Tally:
    """In one reading of the rows. `ask` runs it where the rows are read, so that file and figures agree."""
    names = {f.name for f in query.access.fields}
    flagged = "count(*) filter (where \"flags\" <> '')" if "flags" in names else "null::bigint"
    fictitious = 'count(*) filter (where "fictitious")' if "fictitious" in names else "0::bigint"
    scope, params = query.scope()
    text = (
        f"select count(*) as matched, count(*) filter (where lies) as located, {flagged} as flagged, "
        f"{fictitious} as fictitious from ({scope}) s"
    )
    return Tally(**ask(text, params))


# -- when


def _situation(query: LayerQuery) -> dt.date | None:
    """The day the platform last learnt something of this layer; with `as_of`, that day."""
    if query.as_of is not None:
        return timezone.localtime(query.as_of).date()
    found = sql.one("export/situation.sql", {"table": query.layer.table, "edition_bound": query.layer.edition_bound})
    return found["situation"] if found else None


def _situation_text(query: LayerQuery, situation: dt.date | None, lag: int | None) -> str:
    if situation is None:
        return _("aucune donnée chargée")
    day = filter_words.date(situation)
    if query.layer.edition_bound:
        return _("édition %(edition)s, en vigueur depuis le %(day)s") % {"edition": stamp(query).edition, "day": day}
    return _("situation au %(day)s, J-%(lag)s") % {"day": day, "lag": lag}


# -- where


def _perimeter(query: LayerQuery, language: str) -> tuple[tuple[str, ...], str]:
    """The territories asked for, else those of the viewer's grants, else the Kingdom."""
    name = "name_ar" if language == "ar" else "name_fr"
    asked = [code for key, codes in query.asked if key == "territory" for code in codes]
    found = [place for code in asked if (place := territories.describe(code))]
    if not found and query.access.territory_ids is not None:
        found = sql.rows("export/places.sql", {"ids": list(query.access.territory_ids)})
    if not found:
        return (), _("Royaume du Maroc")
    places = [f"{place[name]} ({place['code']})" for place in found]
    return tuple(place["code"] for place in found), _(", ").join(places)


# -- what was asked


def _filters(query: LayerQuery) -> list[tuple[str, tuple[str, ...]]]:
    return [(name, texts) for name, texts in query.asked if name not in _NOT_A_FILTER and any(texts)]


def _in_words(query: LayerQuery, language: str) -> str:
    fields = {f.name: f for f in query.access.fields}
    parts = []
    for name, texts in _filters(query):
        field = fields.get(name)
        if field is not None:
            said = f" {_('ou')} ".join(filter_words.value(field, text, language) for text in texts)
            parts.append(f"{field.title(language)} = {said}")
        elif name in _SAID:
            parts += [_SAID[name](text, query, language) for text in texts]
    return f" {_('et')} ".join(parts) or _("aucun")


def _box(text: str, query: LayerQuery, language: str) -> str:
    return _("dans l’emprise %(box)s") % {"box": text.replace(",", " ; ")}


def _period(text: str, query: LayerQuery, language: str) -> str:
    start, slash, end = text.partition("/")
    ends = (start, end if slash else start)
    days = [filter_words.date(part) if part not in {"", ".."} else "…" for part in ends]
    return _("du %(start)s au %(end)s") % {"start": days[0], "end": days[1]}


def _known_on(text: str, query: LayerQuery, language: str) -> str:
    return _("connu au %(day)s") % {"day": filter_words.date(text)}


def _sentence(text: str, query: LayerQuery, language: str) -> str:
    return filter_words.sentence(text, query.access.fields, language)


# What the parameters that are not fields say; the territory is the perimeter.
_SAID: dict[str, Callable[[str, LayerQuery, str], str]] = {
    "filter": _sentence,
    "bbox": _box,
    "datetime": _period,
    "as_of": _known_on,
}
