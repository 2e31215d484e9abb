"""The six headline figures: the whole, the triplet of states, works, payments. Each of the triplet is a filter."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.parts import icon, link, ltr
from dashboards.projects import words
from dashboards.projects.question import GROUPS
from dashboards.projects.source import Source


def _card(name: str, value: str, unit: str, aside: Any, foot: Any, href: str = "", on: bool = False) -> Any:
    figure = html.Span(ltr(html.B(value), html.Small(f"{text.NARROW}{unit}")), className="kpi-value")
    body = [
        html.Span(name, className="kpi-name"),
        html.Span([figure, html.Span(aside, className="dl")], className="kpi-head"),
        html.Span(html.Span(foot), className="kpi-foot"),
    ]
    return link(body, href, current=on, className="kpi") if href else html.Div(body, className="kpi")


def _change(now: int, before: int | None) -> Any:
    """The difference in seven days, or nothing when nothing was known then."""
    if before is None:
        return ""
    gap = now - before
    arrow = icon("up" if gap > 0 else "fall" if gap < 0 else "equal", "gi-s")
    return [arrow, ltr(text.signed(gap)), " ", _("en 7 j")]


def build(source: Source) -> list[Any]:
    totals, before = source.totals(), source.states_before()
    whole = totals.get(None)
    if whole is None or not whole["n"]:
        return []
    found = [_whole(whole)]
    for group in ("done", "running", "waiting"):
        row = totals.get(group)
        earlier = sum(before.get(state, 0) for state in GROUPS[group]) if before else None
        found.append(_group(source, group, row, whole, earlier))
    return [*found, _works(whole), _paid(whole)]


def _whole(whole: dict[str, Any]) -> Any:
    foot = _("Coût initial %(cost)s MDH") % {"cost": words.millions(whole["initial_cost_mad"])}
    name = _("Projets, coût actualisé")
    return _card(name, words.millions(whole["cost_mad"]), _("MDH"), words.counted(whole["n"]), foot)


def _group(
    source: Source, group: str, row: dict[str, Any] | None, whole: dict[str, Any], before: int | None
) -> Any:
    n, cost = (row["n"], row["cost_mad"]) if row else (0, 0)
    share = float(100 * cost / whole["cost_mad"]) if whole["cost_mad"] else 0.0
    foot: list[Any] = [ltr(f"{words.millions(cost)}{text.NARROW}{_('MDH')}"), _(", "), words.percent(share)]
    if group == "waiting" and row and row["study"]:
        foot.append(_(" · dont %(n)s en étude") % {"n": row["study"]})
    if group == "running" and row and row["troubled"]:
        foot.append(_(" · dont %(n)s en difficulté") % {"n": row["troubled"]})
    href = source.question.toggled("state", group)
    unit = _("projets")
    aside = _change(n, before)
    return _card(
        words.group_name(group), text.number(n), unit, aside, foot, href, source.question.state == group
    )


def _works(whole: dict[str, Any]) -> Any:
    planned = _("Prévu à cette date %(pct)s") % {"pct": words.percent(whole["planned_pct"])}
    value = text.number(float(whole["physical_all_pct"] or 0), 1)
    stale = _("%(n)s sans relevé") % {"n": whole["unstated"]} if whole["unstated"] else ""
    return _card(_("Avancement physique"), value, "%", stale, planned)


def _paid(whole: dict[str, Any]) -> Any:
    """GID and what owners declare are two sources: the card tells both, and never adds what is not known."""
    paid, cost = whole["paid_mad"], whole["cost_mad"]
    if paid is None:
        return _card(_("Payé sur coût"), "–", "", "", _("Aucune donnée financière"))
    foot = [_("GID %(gid)s MDH") % {"gid": words.millions(whole["paid_gid_mad"] or 0)}]
    if whole["paid_declared_mad"] is not None:
        foot.append(_(" · déclaré %(sum)s MDH") % {"sum": words.millions(whole["paid_declared_mad"])})
    share = text.number(float(100 * paid / cost), 1) if cost else "–"
    return _card(_("Payé sur coût"), share, "%", "", foot)
