"""Charts drawn by plotly look like the rest of the platform: look of tokens.css, in plotly's words."""

from __future__ import annotations

from typing import Any

INK, INK_2, RULE, AXIS, SURFACE = "#151C1B", "#545D5A", "#EAECE8", "#8B948F", "#FFFFFF"
CATEGORIES = ("#285E9F", "#D27830", "#178771", "#6F2E73", "#C8A747", "#61B1CF")
RAMPS = {
    "acces": "#005D87",
    "besoin": "#8F3425",
    "volume": "#69447C",
    "change": "#458FB7",
}
EARLIER = "#AD430E"
BLANK = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
CONFIG = {"displayModeBar": False, "responsive": True, "locale": "fr"}


def font(language: str) -> str:
    pair = ("Noto Sans Arabic", "Noto Sans") if language == "ar" else ("Noto Sans", "Noto Sans Arabic")
    return ", ".join((*pair, "system-ui", "Segoe UI", "Tahoma", "sans-serif"))


def template(language: str) -> dict[str, Any]:
    """A layout template as plain JSON: plotly's Python objects cost half a second of import and add nothing here."""
    axis = {"zerolinecolor": AXIS, "linecolor": AXIS, "ticks": "", "automargin": True}
    axis["tickfont"] = {"color": INK_2, "size": 12}
    return {
        "layout": {
            "paper_bgcolor": SURFACE,
            "plot_bgcolor": SURFACE,
            "font": {"family": font(language), "size": 12, "color": INK},
            "colorway": list(CATEGORIES),
            "margin": {"l": 8, "r": 8, "t": 8, "b": 24},
            "xaxis": {**axis, "showgrid": False},
            "yaxis": {**axis, "gridcolor": RULE},
            "separators": ",\u202f",
            "hoverlabel": {"bgcolor": SURFACE, "bordercolor": AXIS, "font": {"size": 13, "color": INK}},
            "hovermode": "closest",
            "bargap": 0.12,
            "showlegend": False,
        }
    }
