"""Tying a contract of GID to a project: who may, what it must respect, and the trace it leaves."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from layers import registry
from layers.access import Viewer, can
from layers.errors import BadParameter, Forbidden, NotFound
from layers.models import Contract, ProjectEvent, ProjectLink, TerritoryClosure
from layers.query import LayerQuery

WHOLE = Decimal(100)
ACTIONS = ("correct", "validate")


def above(territory_id: int | None) -> frozenset[int]:
    """The place and every territory over it, in the current edition."""
    found = TerritoryClosure.objects.filter(edition__is_current=True, descendant_id=territory_id)
    return frozenset(found.values_list("ancestor_id", flat=True))


def may_decide(viewer: Viewer, territory_id: int | None) -> bool:
    ids = above(territory_id)
    return any(can(viewer, action, ids) for action in ACTIONS)


def share(viewer: Viewer, number: str, reference: str, written: str, office: str) -> ProjectLink:
    """Gives a project a share of a contract, or changes it; all shares of a contract make at most 100 %."""
    query = LayerQuery.of(registry.get("projects"), viewer)
    project = query.where("r.reference = %(reference)s", {"reference": reference}).select("territory_id")
    contract = Contract.objects.filter(number=number).first()
    if not project:
        raise NotFound(reference, "reference")
    if contract is None:
        raise NotFound(number, "number")
    if not may_decide(viewer, project[0]["territory_id"]):
        raise Forbidden()
    wanted = _percent(written)
    key = f"{reference}/MARCHE/{number}"
    with transaction.atomic():
        others = (
            ProjectLink.objects.select_for_update()
            .filter(target_kind="MARCHE", target_key=number)
            .exclude(key=key)
        )
        whole = sum((link.share_pct or Decimal(0) for link in others), wanted)
        if whole > WHOLE:
            raise BadParameter("share", written, f"Les quotes-parts du marché feraient {whole} %.")
        told: dict[str, Any] = {"project_reference": reference, "target_kind": "MARCHE", "target_key": number}
        link, _made = ProjectLink.objects.update_or_create(
            key=key, defaults={**told, "share_pct": wanted, "row_hash": 0, "fictitious": contract.fictitious}
        )
        ProjectEvent.objects.create(
            project_reference=reference,
            kind="match",
            actor_id=viewer.user_id,
            office=office,
            detail={"contract": number, "share_pct": str(wanted)},
        )
    return link


def _percent(written: str) -> Decimal:
    try:
        found = Decimal(written.replace(",", "."))
    except InvalidOperation as error:
        raise BadParameter("share", written, "Attendu : un pourcentage.") from error
    if not 0 < found <= WHOLE or found != round(found, 2):
        raise BadParameter("share", written, "De 0,01 à 100, deux décimales au plus.")
    return found
