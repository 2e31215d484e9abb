"""The comparison: a territory beside its province, its region and the Kingdom, 2014 as a ring, 2024 as a dot.

Drawn in HTML: it prints, mirrors, and a screen reader finds its numbers.
"""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment import words
from dashboards.equipment.source import Item, Profile
from dashboards.parts import ltr

ABOVE = ("province", "region", "country")


def _scale(profile: Profile, item: Item) -> tuple[float, float]:
    known = [value for series in profile.values.values() for value in series.values()]
    if text.is_rate(item.unit):
        return 0.0, 100.0
    return min([0.0, *known]), max([1e-9, *known])


def _dumbbell(series: dict[int, float], low: float, high: float, verdict: str) -> html.Div:
    at = {year: 100 * (value - low) / (high - low) for year, value in series.items()}
    marks: list[Any] = []
    if len(at) == 2:
        start, end = sorted(at.values())
        marks.append(
            html.I(
                className=f"rod {verdict}", style={"left": f"{start:.1f}%", "width": f"{end - start:.1f}%"}
            )
        )
    if 2014 in at:
        marks.append(html.I(className="ring", style={"left": f"{at[2014]:.1f}%"}))
    later = max(at, default=2014)
    if later != 2014:
        marks.append(html.I(className=f"dot {verdict}", style={"left": f"{at[later]:.1f}%"}))
    return html.Div(marks, className="dumb", dir="ltr", **{"aria-hidden": "true"})


def _line(
    name: str, series: dict[int, float], item: Item, scale: tuple[float, float], here: bool
) -> list[Any]:
    both = item.comparable and {2014, 2024} <= series.keys()
    change = series[2024] - series[2014] if both else None
    shown = series if item.comparable else {max(series): series[max(series)]} if series else {}
    last = series[max(series)] if series else None
    verdict = words.judgement(change, item)
    kind = "here" if here else ""
    return [
        html.Div(name, className=f"who {kind}"),
        _dumbbell(shown, *scale, verdict),
        html.Div(ltr(words.with_unit(last, item)), className=f"num {kind}"),
        html.Div(
            ltr(text.signed(change, item.decimals)) if change is not None else "",
            className=f"num dl {verdict}",
        ),
    ]


def lines(profile: Profile, item: Item, name: str, level: str) -> html.Div:
    scale = _scale(profile, item)
    cells: list[Any] = [
        html.Div(className="hd"),
        _axis(*scale, item),
        html.Div(str(item.years[-1]), className="hd num"),
    ]
    cells.append(html.Div(_("Écart") if item.comparable else "", className="hd num"))
    cells += _line(name, profile.values.get("", {}), item, scale, here=True)
    for above in ABOVE:
        if above != level and above in profile.values:
            title = _("Royaume") if above == "country" else profile.names[above]
            cells += _line(title, profile.values[above], item, scale, here=False)
    return html.Div(cells, className="dumbs")


def _axis(low: float, high: float, item: Item) -> html.Div:
    ends = [low, (low + high) / 2, high]
    spans = [
        html.Span(text.limit(round(value, item.decimals), item.decimals), style={"left": f"{place}%"})
        for value, place in zip(ends, (0, 50, 100), strict=True)
    ]
    return html.Div(spans, className="axis", dir="ltr", **{"aria-hidden": "true"})


def by_milieu(profiles: dict[str, Profile], item: Item) -> html.Table | None:
    """Urban and rural of the same place, both censuses; absent when neither is published."""
    years = [year for year in (2014, 2024) if year in item.years]
    lines = []
    for milieu, profile in profiles.items():
        own = profile.values.get("", {})
        if own:
            cells = [
                html.Td(ltr(text.number(own.get(year), item.decimals)), className="num") for year in years
            ]
            lines.append(html.Tr([html.Th(words.milieu_name(milieu), scope="row"), *cells]))
    if not lines:
        return None
    head = html.Tr(
        [
            html.Th(_("Par milieu"), scope="col"),
            *(html.Th(str(y), className="num", scope="col") for y in years),
        ]
    )
    return html.Table([html.Thead(head), html.Tbody(lines)], className="t milieux")
