"""Small pieces of every board: icons, numbers that keep their direction, links that change the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import dcc, html
from django.utils.translation import gettext as _

from dashboards import text
from layers.errors import PlatformError


def icon(name: str, extra: str = "") -> html.Span:
    """Dash has no SVG elements: icons are masks, one CSS class each (board.css)."""
    return html.Span(className=f"gi gi-{name} {extra}".strip(), **{"aria-hidden": "true"})


def ltr(*children: Any, **more: Any) -> html.Bdi:
    """Numbers, codes and signed values inside Arabic text."""
    return html.Bdi(list(children), dir="ltr", **more)


def link(children: Any, href: str, current: bool = False, **more: Any) -> dcc.Link:
    """A choice that is an address: it can be copied, opened beside, and undone by "back"."""
    className = " ".join(filter(None, [more.pop("className", ""), "on" if current else ""]))
    return dcc.Link(children, href=href, refresh=False, className=className, **more)


def picture(svg: str, className: str, alt: str) -> html.Img:
    return html.Img(src=f"data:image/svg+xml,{quote(svg)}", className=className, alt=alt)


def select(
    label: str, parameter: str, value: str, groups: list[tuple[str, list[tuple[str, str]]]]
) -> html.Label:
    """A native choice list; board.js writes its value in the address. The key makes React take a new value."""
    children: list[Any] = []
    for title, options in groups:
        built = [html.Option(name, value=code, selected=code == value or None) for code, name in options]
        children += [html.Optgroup(built, label=title)] if title else built
    box = html.Select(
        children, key=f"{parameter}={value}", className="sel s", **{"data-parameter": parameter}
    )
    return html.Label([html.Span(label), box], className="choice")


def fault(error: PlatformError) -> html.Div:
    return html.Div(
        [
            html.B(_("Cette adresse ne peut pas être lue")),
            html.Span(error.text("ar" if text.arabic() else "fr")),
            link(_("Revenir au Royaume"), "?", className="btn"),
        ],
        className="empty err",
        role="alert",
    )
