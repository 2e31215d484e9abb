"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import shape
from dashboards.projects import ids


def _chart(name: str, title: str, more: str, *foot: Any) -> html.Section:
    head = html.Header([html.H2(title), html.Span(more, className="tiny")])
    return html.Section(
        [head, shape.graph(name), *foot],
        className="card chart-card",
        **{"aria-label": title},
    )


def _filled(name: str, label: str, extra: str = "") -> html.Section:
    return html.Section(
        id=name, className=f"card {extra}".strip(), children=shape.skeleton(3), **{"aria-label": label}
    )


def layout() -> Any:
    charts = html.Div(
        [
            _chart(ids.CURVE, _("Prévu, réalisé, payé"), _("% cumulé")),
            _chart(ids.GAPS, _("Travaux et liquidation"), _("hors avances"), html.Footer(id=ids.GAPS_FOOT)),
            _filled(ids.PARTNERS, _("Contributions échues"), "partners-card"),
        ],
        className="pilot-charts",
    )
    first = html.Div(
        [
            shape.map_card("projects", 1),
            html.Div([charts, _filled(ids.DELAYS, _("Plus grands retards"))], className="pilot-main"),
        ],
        className="pilot-top",
    )
    events = html.Div(
        [
            _filled(ids.CHANGES, _("Ce qui a changé en 7 jours")),
            _filled(ids.DEADLINES, _("Échéances à 30 jours")),
            _filled(ids.ALERTS, _("Alertes")),
        ],
        className="pilot-pair",
    )
    return html.Div(
        [
            *shape.stores("projects"),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Div(
                [
                    html.Div(id=ids.NOTICE),
                    shape.head("projects"),
                    shape.cards("projects", "pilot"),
                    first,
                    events,
                    _filled(ids.MATRIX, _("Programmes et territoires"), "matrix-card"),
                    shape.table_card("projects", _("Portefeuille"), extra="portfolio"),
                ],
                className="board",
            ),
        ]
    )
