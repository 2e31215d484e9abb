"""Sending up a good practice and deciding what becomes of it: permission, validation, history, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from layers import territories
from layers.access import Grant, Viewer
from layers.errors import BadParameter, Forbidden, LoginNeeded, NotFound
from layers.models import Chantier, Edition, Practice, PracticeEvent, TerritoryClosure

# Who the circular asks to send up, and who it asks to receive.
SENDERS = ("wali", "governor")
DECIDERS = ("dgct",)
_NEXT = {
    Practice.Status.SUBMITTED: (Practice.Status.STUDIED, Practice.Status.KEPT, Practice.Status.DISMISSED),
    Practice.Status.STUDIED: (Practice.Status.KEPT, Practice.Status.DISMISSED),
    Practice.Status.KEPT: (Practice.Status.STUDIED,),
    Practice.Status.DISMISSED: (Practice.Status.STUDIED,),
}


@dataclass(frozen=True)
class Draft:
    kind: str
    title: str
    body: str
    system_code: str = ""
    territory: str = ""


def _held(viewer: Viewer, roles: tuple[str, ...]) -> Grant | None:
    return next((grant for grant in viewer.grants if grant.role in roles), None)


def can_read(viewer: Viewer) -> bool:
    """Shared with every account that holds a grant, whatever its territory."""
    return not viewer.is_anonymous and bool(viewer.grants)


def can_send(viewer: Viewer) -> bool:
    return _held(viewer, SENDERS) is not None


def can_decide(viewer: Viewer) -> bool:
    return _held(viewer, DECIDERS) is not None


def shared(viewer: Viewer, status: str = "", system: str = "") -> QuerySet[Practice]:
    if viewer.is_anonymous:
        raise LoginNeeded
    if not can_read(viewer):
        raise Forbidden
    found = Practice.objects.prefetch_related("events")
    if status:
        found = found.filter(status=_one_of("status", status, Practice.Status.values))
    return found.filter(system_code=system) if system else found


def next_of(practice: Practice) -> tuple[str, ...]:
    return tuple(str(one) for one in _NEXT[Practice.Status(practice.status)])


@transaction.atomic
def send(viewer: Viewer, draft: Draft) -> Practice:
    """A wali or a governor speaks for his own territory, or for one under it."""
    if viewer.is_anonymous:
        raise LoginNeeded
    grant = _held(viewer, SENDERS)
    if grant is None or viewer.user_id is None:
        raise Forbidden
    practice = Practice(
        kind=_one_of("kind", draft.kind, Practice.Kind.values),
        title=_text("title", draft.title, 5, 160),
        body=_text("body", draft.body, 20, 4000),
        system_code=_system(draft.system_code),
        territory_id=_place(grant, draft.territory),
        author_id=viewer.user_id,
        author_role=grant.role,
    )
    practice.save()
    _record(practice, viewer.user_id, grant.role, "", "")
    return practice


@transaction.atomic
def decide(viewer: Viewer, practice_id: int, status: str, note: str = "") -> Practice:
    if viewer.is_anonymous:
        raise LoginNeeded
    grant = _held(viewer, DECIDERS)
    if grant is None or viewer.user_id is None:
        raise Forbidden
    practice = Practice.objects.select_for_update().filter(pk=practice_id).first()
    if practice is None:
        raise NotFound(practice_id, parameter="practice")
    _one_of("status", status, next_of(practice))
    if status == str(Practice.Status.DISMISSED):
        _text("note", note, 5, 1000)
    before, practice.status = practice.status, status
    practice.save(update_fields=["status", "updated_at"])
    _record(practice, viewer.user_id, grant.role, before, note)
    return practice


def _record(practice: Practice, actor: int, role: str, before: str, note: str) -> None:
    said = note.strip()[:1000]
    PracticeEvent.objects.create(
        practice=practice, actor_id=actor, actor_role=role, before=before, after=practice.status, note=said
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...] | list[str]) -> str:
    if value not in allowed:
        raise BadParameter(name, value, f"Attendu : {', '.join(allowed)}.")
    return value


def _text(name: str, value: str, least: int, most: int) -> str:
    text = value.strip()
    if not least <= len(text) <= most:
        raise BadParameter(name, text[:80], f"De {least} à {most} caractères.")
    return text


def _system(code: str) -> str:
    if code and not Chantier.objects.filter(code=code).exists():
        raise BadParameter("system", code, "Chantier inconnu.")
    return code


def _place(grant: Grant, code: str) -> int | None:
    if not code:
        return grant.territory_id
    found = territories.describe(code)
    if found is None:
        raise BadParameter("territory", code, "Code géographique inconnu.")
    wanted = int(found["territory_id"])
    if grant.territory_id is not None and not _is_under(wanted, grant.territory_id):
        raise Forbidden
    return wanted


def _is_under(territory: int, ancestor: int) -> bool:
    current = Edition.objects.filter(is_current=True)
    return TerritoryClosure.objects.filter(
        edition__in=current, ancestor_id=ancestor, descendant_id=territory
    ).exists()
