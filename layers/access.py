"""The one access rule: role × territory × theme × sensitivity.

A Viewer is a plain value (no ORM, no request), so the rule is the same in a tile, a callback, an export and a job.
Deny when unsure: an unknown role reads nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from layers.layer import Field, Sensitivity

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Role:
    """`reads`: the highest sensitivity the role may see within its grants."""

    slug: str
    title: _StrPromise
    reads: Sensitivity
    actions: frozenset[str] = frozenset()


def _role(slug: str, title: _StrPromise, reads: Sensitivity, *actions: str) -> Role:
    return Role(slug, title, reads, frozenset(actions))


# "supply": bring an indicator of one's own; "report": say how far a project is.
ACTIONS = ("import", "supply", "correct", "report", "validate", "export", "publish", "manage_users", "administer")

ROLES: dict[str, Role] = {
    role.slug: role
    for role in (
        _role("dgct", _("DGCT"), Sensitivity.RESTRICTED, "export", "supply", "validate"),
        _role("wali", _("Wali / SGAR"), Sensitivity.RESTRICTED, "export", "supply", "report", "validate"),
        _role("governor", _("Gouverneur / SG"), Sensitivity.RESTRICTED, "export", "supply", "report", "validate"),
        _role("region", _("Région / AREP"), Sensitivity.INTERNAL, "export", "supply", "report"),
        _role(
            "provincial_service",
            _("Service provincial"),
            Sensitivity.RESTRICTED,
            "export",
            "supply",
            "correct",
            "report",
        ),
        _role("commune", _("Commune"), Sensitivity.RESTRICTED, "export", "supply", "correct", "report"),
        _role("urban_agency", _("Agence urbaine"), Sensitivity.RESTRICTED, "export", "supply"),
        _role("gis_technician", _("Technicien SIG"), Sensitivity.INTERNAL, "export", "supply", "import"),
        _role(
            "steward",
            _("Gestionnaire de données"),
            Sensitivity.PERSONAL,
            "export",
            "supply",
            "import",
            "correct",
            "report",
        ),
        _role("validator", _("Validateur"), Sensitivity.RESTRICTED, "validate"),
        _role("public_editor", _("Éditeur public"), Sensitivity.PUBLIC, "supply", "publish"),
        _role("administrator", _("Administrateur"), Sensitivity.INTERNAL, "manage_users", "administer"),
    )
}


@dataclass(frozen=True)
class Grant:
    """A role held over a territory and everything under it; None is the Kingdom; no themes means all."""

    role: str
    territory_id: int | None = None
    themes: frozenset[str] = frozenset()

    @property
    def reads(self) -> Sensitivity:
        role = ROLES.get(self.role)
        return role.reads if role else Sensitivity.PUBLIC

    def covers_theme(self, theme: str) -> bool:
        return not self.themes or theme in self.themes


@dataclass(frozen=True)
class Viewer:
    """`layers`: when some are named, the grants hold for these only; of any other the viewer is the public."""

    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    layers: frozenset[str] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None


ANONYMOUS = Viewer()


@dataclass(frozen=True)
class Access:
    """What a viewer gets of a layer.

    `territory_ids`: None means everywhere; a tuple means these territories and all under them.
    `places`: may he know where a record lies, or only in which territory?
    `fingerprint`: equal for two viewers only if they may see exactly the same rows and fields (cache key).
    """

    allowed: bool
    territory_ids: tuple[int, ...] | None = None
    fields: tuple[Field, ...] = field(default=())
    places: bool = True

    @property
    def is_public(self) -> bool:
        return self.allowed and self.territory_ids is None

    @property
    def fingerprint(self) -> str:
        text = f"{self.allowed}|{self.places}|{self.territory_ids}|{','.join(f.name for f in self.fields)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


DENIED = Access(allowed=False)


class Guarded(Protocol):
    """What the rule asks of a layer or a raster."""

    @property
    def slug(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def sensitivity(self) -> int: ...
    @property
    def place_sensitivity(self) -> int: ...
    def fields_up_to(self, ceiling: Sensitivity) -> tuple[Field, ...]: ...


def access_to(viewer: Viewer, layer: Guarded) -> Access:
    """Rows come from every grant that reads the layer; a field only if each of those grants reads it.

    The second half is deliberately strict: with one relation for all rows, a field readable in one perimeter only
    would leak in the others.
    """
    if viewer.layers and layer.slug not in viewer.layers:
        viewer = replace(viewer, grants=())
    if layer.sensitivity == Sensitivity.PUBLIC and not viewer.grants:
        return Access(True, None, layer.fields_up_to(Sensitivity.PUBLIC))
    grants = [g for g in viewer.grants if g.covers_theme(layer.theme) and g.reads >= layer.sensitivity]
    if layer.sensitivity == Sensitivity.PUBLIC:
        ceiling = min((g.reads for g in grants), default=Sensitivity.PUBLIC)
        return Access(True, None, layer.fields_up_to(ceiling if grants else Sensitivity.PUBLIC))
    if not grants:
        return DENIED
    ceiling = min(g.reads for g in grants)
    places = ceiling >= layer.place_sensitivity
    if any(g.territory_id is None for g in grants):
        return Access(True, None, layer.fields_up_to(ceiling), places)
    ids = tuple(sorted({g.territory_id for g in grants if g.territory_id is not None}))
    return Access(True, ids, layer.fields_up_to(ceiling), places)


def can(viewer: Viewer, action: str, territory_ids_above: frozenset[int] | None = None) -> bool:
    """May the viewer do `action`? `territory_ids_above`: the place and its ancestors; None asks "anywhere?"."""
    return any(
        action in role.actions
        and (
            territory_ids_above is None
            or grant.territory_id is None
            or grant.territory_id in territory_ids_above
        )
        for grant in viewer.grants
        if (role := ROLES.get(grant.role))
    )


def exporting(viewer: Viewer) -> Viewer:
    """The viewer with no grant but those whose role may take data away: what he may export is what that one sees.

    Open data stays open: without any such grant he takes what anyone does of a public layer, and nothing of another.
    """
    kept = tuple(g for g in viewer.grants if (role := ROLES.get(g.role)) and "export" in role.actions)
    return viewer if kept == viewer.grants else Viewer(viewer.user_id, kept)
