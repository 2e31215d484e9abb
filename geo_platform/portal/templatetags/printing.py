"""Places on a printed page: lengths in millimetres, written with a dot whatever the page's language."""

from __future__ import annotations

from django import template

from geo_platform.portal.printing.paper import Box

register = template.Library()


@register.filter
def mm(value: float) -> str:
    return f"{value:.2f}mm"


@register.filter
def placed(box: Box) -> str:
    return f"left: {mm(box.left)}; top: {mm(box.top)}; width: {mm(box.width)}; height: {mm(box.height)}"


@register.filter
def column(index: int, width: float) -> str:
    return mm(index * width)


@register.filter
def narrower(width: float, by: float) -> str:
    return mm(width - by)
