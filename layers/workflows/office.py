"""On whose behalf somebody acts: the grant that lets him, in words, never his name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from layers import sql
from layers.access import ROLES, Grant, Viewer
from layers.errors import Forbidden


def _above(territory_id: int | None) -> frozenset[int]:
    if territory_id is None:
        return frozenset()
    return frozenset(
        row["ancestor_id"] for row in sql.rows("territory/above.sql", {"territory": territory_id})
    )


@dataclass(frozen=True)
class Actor:
    """`office`: role and place of the grant he acts by, in French as files write them."""

    user_id: int
    office: str


def grants_for(viewer: Viewer, action: str, territory_id: int | None, theme: str) -> list[Grant]:
    """Grants that allow the action there; a place that is not known takes a grant over the Kingdom."""
    above = _above(territory_id)
    return [
        grant
        for grant in viewer.grants
        if (role := ROLES.get(grant.role))
        and action in role.actions
        and grant.covers_theme(theme)
        and (grant.territory_id is None or grant.territory_id in above)
    ]


def may(viewer: Viewer, action: str, territory_id: int | None, theme: str = "projects") -> bool:
    return bool(grants_for(viewer, action, territory_id, theme))


def acting(
    viewer: Viewer, actions: tuple[str, ...], territory_id: int | None, theme: str = "projects"
) -> Actor:
    """Who acts, by the first of the actions he holds there; Forbidden when he holds none."""
    for action in actions:
        grants = grants_for(viewer, action, territory_id, theme)
        if grants and viewer.user_id is not None:
            return Actor(viewer.user_id, _told(grants[0]))
    raise Forbidden


def _told(grant: Grant) -> str:
    with override("fr"):
        role = str(ROLES[grant.role].title)
    if grant.territory_id is None:
        return role
    found: dict[str, Any] | None = sql.one("territory/name_of.sql", {"territory": grant.territory_id})
    return f"{role}, {found['name_fr']}" if found else role
