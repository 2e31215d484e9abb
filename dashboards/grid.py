"""AG Grid as every board sets it: dense rows, right-to-left when the page is, missing figures last."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

ROW_HEIGHT = 28


def column(field: str, title: str, width: int, decimals: int | None = None, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"field": field, "headerName": title, "width": width, **more}
    if decimals is not None:
        found |= {
            "type": "rightAligned",
            # A class of ours replaces the type's own.
            "cellClass": f"ag-right-aligned-cell {more.get('cellClass', '')}",
            "valueFormatter": {"function": f"boardNumber(params.value, {decimals})"},
            "comparator": {"function": "boardMissingLast"},
        }
    return found


def options(rtl: bool) -> dict[str, Any]:
    return {
        "rowHeight": ROW_HEIGHT,
        "headerHeight": ROW_HEIGHT,
        "enableRtl": rtl,
        "animateRows": False,
        "suppressCellFocus": False,
        "suppressMovableColumns": True,
        "suppressDragLeaveHidesColumns": True,
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        "localeText": {
            "ariaRowSelect": _("Espace : choisir la ligne"),
            "noRowsToShow": _("Aucune ligne."),
            "loadingOoo": _("Chargement…"),
        },
    }
