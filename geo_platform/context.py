"""What every template may ask about the reader; nothing is computed until a template asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from geo_platform.accounts import perimeter
from layers.access import ACTIONS, ANONYMOUS, can


def platform(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `allowed` holds one boolean per action, `perimeters` the reader's places."""
    viewer = getattr(request, "viewer", ANONYMOUS)
    held = SimpleLazyObject(lambda: perimeter.perimeters(viewer))
    return {
        "viewer": viewer,
        "perimeters": held,
        "perimeter_label": SimpleLazyObject(lambda: perimeter.label(list(held))),
        "allowed": SimpleLazyObject(lambda: {action: can(viewer, action) for action in ACTIONS}),
        "fictitious_data": settings.FICTITIOUS_DATA,
    }
