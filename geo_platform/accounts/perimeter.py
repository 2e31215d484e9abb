"""A viewer's perimeters in words, and the page that shows them first after signing in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from geo_platform.accounts import sql
from layers.access import Viewer


@dataclass(frozen=True)
class Place:
    territory_id: int | None
    code: str
    level: str
    name_fr: str
    name_ar: str

    @property
    def name(self) -> str:
        return (self.name_ar if get_language() == "ar" else self.name_fr) or self.name_fr


KINGDOM = Place(None, "MA", "country", "Royaume du Maroc", "المملكة المغربية")


def places(ids: set[int]) -> dict[int, Place]:
    """Current names of territories, broadest first; a territory outside the current edition is absent."""
    rows = sql.fetch("perimeters.sql", {"ids": sorted(ids)}) if ids else []
    return {row[0]: Place(row[0], row[1], row[2], row[4], row[5]) for row in rows}


def perimeters(viewer: Viewer) -> list[Place]:
    """Distinct places of the viewer's grants, the broadest first; the Kingdom alone when one grant covers it."""
    if any(grant.territory_id is None for grant in viewer.grants):
        return [KINGDOM]
    return list(places({grant.territory_id for grant in viewer.grants if grant.territory_id}).values())


def label(held: list[Place]) -> str:
    """ "Oujda-Angad", or "Oujda-Angad + 2" for several."""
    if not held:
        return ""
    return held[0].name if len(held) == 1 else f"{held[0].name} + {len(held) - 1}"


def landing_url(viewer: Viewer) -> str:
    """The map on the viewer's perimeter; the portal for someone who has none."""
    held = perimeters(viewer)
    try:
        if not held:
            return reverse("portal:home")
        target = reverse("portal:map")
    except NoReverseMatch:
        return "/"
    if held[0] is KINGDOM:
        return target
    return f"{target}?{urlencode({'territory': held[0].code})}"
