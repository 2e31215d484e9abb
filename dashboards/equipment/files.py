"""The board as files: its table, its map, its printed page; the same address, so the same figures as the screen."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards import drawing, text
from dashboards.drawing import Drawing
from dashboards.equipment import legend, panel, table, why, words
from dashboards.equipment import model as board_model
from dashboards.equipment.model import Model, is_kingdom
from dashboards.equipment.question import parse
from dashboards.registry import File
from layers.errors import BadParameter, NotFound
from layers.services import pdf, tables
from layers.services.tables import Column, Table

PAPERS = {"A4": (210, 297), "A3": (297, 420)}


def make(search: str, name: str, extension: str, paper: str = "A4") -> File:
    """NotFound for a file the board does not make, BadParameter for an address it cannot read."""
    maker = _MAKERS.get((name, extension))
    if maker is None:
        raise NotFound(f"{name}.{extension}", parameter="file")
    if paper not in PAPERS:
        raise BadParameter("paper", paper, f"Attendu : {', '.join(PAPERS)}.")
    model = board_model.load(parse(search))
    body, kind = maker(model, extension, paper)
    question = model.question
    stem = f"{model.item.code}-{question.level}-{question.territory}-{question.year}"
    return File(body, kind, f"{stem}.{extension}", public=_public(model))


def _public(model: Model) -> bool:
    """Nothing restricted in what the file tells: the indicator or the index's, and those of the cards beside it."""
    question = model.question
    codes = set(board_model.weights_of(question)) if question.is_index else {model.item.code}
    codes.update(board_model.card_codes(question.theme, model.items))
    return not any(item.restricted for item in model.items if item.code in codes)


# -- table


def as_table(model: Model) -> Table:
    year = model.question.year
    columns = (
        Column("rank", "Rang", "الرتبة"),
        Column("code", "Code HCP", "رمز المندوبية"),
        Column("name", "Nom", "الاسم"),
        Column("province", "Province", "الإقليم"),
        Column("value", "Valeur", "القيمة"),
        Column("before", "2014", "2014"),
        Column("after", table.later(model), table.later(model)),
        Column("change", "Écart 2014–2024", "الفرق 2014–2024"),
        Column("population", "Population légale 2024", "الساكنة القانونية 2024"),
    )
    rows = [
        (r.rank, r.code, r.name, r.above, r.value(year), r.before, r.after, r.change, r.population)
        for r in _ordered(model)
    ]
    notes = tuple((name, str(value)) for name, value in _statement(model))
    return Table(model.item.code, columns, rows, notes, fictitious=False)


def _ordered(model: Model) -> list[Any]:
    """As the screen sorts them."""
    worst = model.question.order == "worst"
    ranked = sorted((r for r in model.shown if r.rank is not None), key=lambda r: (r.rank or 0, r.code))
    return [*(ranked[::-1] if worst else ranked), *(r for r in model.shown if r.rank is None)]


def _statement(model: Model) -> list[tuple[str, str]]:
    """What the figures are, in words."""
    question, drawn = model.question, model.choropleth["source"]
    place = _("Royaume") if is_kingdom(question) else model.territory.name
    told = why.written_day(drawn.get("situation") or "")
    found = [
        (_("Indicateur"), f"{model.item.title} ({words.subtitle(question, model.item)})"),
        (_("Définition"), model.item.definition),
        (_("Pondération"), why.weights(model)),
        (_("Territoire"), _(", ").join((place, words.counted(question.level, model.every)))),
        (_("Filtre"), words.filters(model) or _("aucun filtre")),
        (_("Classes"), _method(model)),
        (_("Source"), f"{drawn['title']}. {drawn['note']}"),
        (_("Situation"), told),
        (_("Édité le"), text.day(timezone.localdate())),
    ]
    return [(name, value) for name, value in found if value]


def _method(model: Model) -> str:
    if model.question.is_change:
        return ""
    return _(", ").join((legend.method_name(model.question.method), str(len(model.choropleth["colors"]))))


def _table(model: Model, extension: str, paper: str) -> tuple[bytes, str]:
    return tables.WRITERS[extension](as_table(model), "ar" if text.arabic() else "fr")


def _peers(model: Model, extension: str, paper: str) -> tuple[bytes, str]:
    """The place selected among its peers, as the panel shows it."""
    place, found = panel.peers_of(model.question, model.question.sel)
    columns = (
        Column("indicator", "Indicateur", "المؤشر"),
        Column("unit", "Unité", "الوحدة"),
        Column("value", "Valeur", "القيمة"),
        Column("low", "Premier quartile", "الربيع الأول"),
        Column("middle", "Médiane", "الوسيط"),
        Column("high", "Troisième quartile", "الربيع الثالث"),
        Column("rank", "Rang", "الرتبة"),
        Column("of", "Sur", "من أصل"),
    )
    rows = [(i.title, i.unit_label, p.value, p.low, p.middle, p.high, p.rank, p.of) for i, p in found]
    notes = (
        (_("Territoire"), f"{place.name} ({place.code})"),
        (_("Pairs"), panel.peers_name(model.question.peers)),
        *((name, str(value)) for name, value in _statement(model) if name in (_("Source"), _("Situation"))),
    )
    table = Table(f"pairs-{place.code}", columns, rows, notes, fictitious=False)
    return tables.WRITERS[extension](table, "ar" if text.arabic() else "fr")


# -- map


def drawing_of(model: Model) -> Drawing:
    classes, colors = legend.painted(model)
    drawn = model.choropleth["colors"]
    return Drawing(
        territory=model.territory.code,
        level=model.question.level,
        classes={row.code: classes.get(row.code, -1) for row in model.rows},
        colors=colors,
        entries=[(color, legend.ends(model, n)) for n, color in enumerate(drawn)],
        title=_caption(model),
        source=model.choropleth["source"]["title"],
    )


def _map(model: Model, extension: str, paper: str) -> tuple[bytes, str]:
    return drawing.FORMATS[extension](drawing_of(model))


def _caption(model: Model) -> str:
    return _(", ").join((model.item.title, words.subtitle(model.question, model.item)))


# -- paper


def _print(model: Model, extension: str, paper: str) -> tuple[bytes, str]:
    width, height = PAPERS[paper]
    question, drawn = model.question, drawing_of(model)
    cards = [] if question.is_index else board_model.cards(question.territory, question.theme)
    context = {
        "title": words.finding(model),
        "evidence": words.evidence(model),
        "printed": f"{model.item.short} · {text.day(timezone.localdate())}",
        "page_width": width,
        "page_height": height,
        "svg": drawing.svg(drawn, 640, 420, said=False),
        "entries": drawn.entries,
        "cards": [
            (card.item.short, words.with_unit(card.profile.value("2024"), card.item)) for card in cards
        ],
        "heads": _heads(model),
        "rows": [_cells(model, row) for row in _ordered(model)],
        "statement": _statement(model),
    }
    return pdf.render("dashboards/print.html", context), "application/pdf"


def _heads(model: Model) -> list[str]:
    years = ["2014", table.later(model)] if model.item.comparable else [model.question.year]
    return [
        _("Rang"),
        _("Nom"),
        _("Province"),
        *years,
        *([_("Écart")] if model.item.comparable else []),
        _("Population"),
    ]


def _cells(model: Model, row: board_model.Row) -> list[str]:
    decimals = model.item.decimals
    figures = [text.number(row.value(model.question.year), decimals)]
    if model.item.comparable:
        figures = [text.number(v, decimals) for v in (row.before, row.after)] + [
            text.signed(row.change, decimals)
        ]
    rank = text.number(row.rank) if row.rank is not None else "–"
    return [rank, row.name, row.above, *(f or "–" for f in figures), text.number(row.population)]


_MAKERS = {
    ("table", "csv"): _table,
    ("table", "xlsx"): _table,
    ("peers", "csv"): _peers,
    ("peers", "xlsx"): _peers,
    ("map", "svg"): _map,
    ("map", "png"): _map,
    ("print", "pdf"): _print,
}
