"""Scenarios of next sites: solved by a job, kept by their address, named by their owner, shown to who may see them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from layers import jobs, registry
from layers.access import Viewer, access_to
from layers.errors import BadParameter, Forbidden, LoginNeeded, NotFound
from layers.models import Job, SiteScenario
from layers.query import LayerQuery
from layers.services import next_site, works
from layers.services.export import ledger
from layers.services.next_site import Asked


@dataclass(frozen=True)
class Scenario:
    """A kept question and its answer, as its reader may hold it."""

    id: str
    name: str
    asked: dict[str, Any]
    answer: dict[str, Any]
    fictitious: bool
    made_at: dt.datetime
    own: bool


KIND, LAYER = "next-site", "equipment"
MOST_NAME, MOST_SHOWN = 120, 20


def start(asked: Asked, viewer: Viewer) -> Job:
    """Whoever asks must be known: a question to the solver takes seconds of a machine that others share."""
    if viewer.is_anonymous:
        raise LoginNeeded
    params = next_site.as_params(asked.checked())
    digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()[:24]
    return jobs.enqueue(KIND, f"{KIND}-{viewer.user_id}-{digest}", params, viewer.user_id)


@jobs.handler(KIND)
def solve(run: jobs.Run, **params: Any) -> dict[str, Any]:
    """Rights are those of the day it runs."""
    viewer = ledger.keeper().viewer_of(run.job.owner_id)
    asked = Asked(**params)
    query = LayerQuery.of(registry.get(LAYER), viewer)
    answer = next_site.solve(query, asked, run.progress, works.read(viewer).due if asked.until else {})
    kept = SiteScenario.objects.create(
        owner_id=run.job.owner_id,
        asked=params,
        answer=answer,
        access=query.access.fingerprint,
        fictitious=answer["fictitious"] > 0,
    )
    return {"scenario": str(kept.pk)}


def job(number: uuid.UUID, viewer: Viewer) -> Job:
    """To its owner only."""
    found = Job.objects.filter(pk=number, kind=KIND).first()
    if found is None or viewer.is_anonymous or found.owner_id != viewer.user_id:
        raise NotFound(number, parameter="job")
    return found


def find(number: str, viewer: Viewer) -> Scenario:
    return _told(_row(number, viewer), viewer)


def _told(row: SiteScenario, viewer: Viewer) -> Scenario:
    own = not viewer.is_anonymous and row.owner_id == viewer.user_id
    return Scenario(str(row.pk), row.name, row.asked, row.answer, row.fictitious, row.made_at, own)


def _row(number: str, viewer: Viewer) -> SiteScenario:
    """By its address, to whoever sees of the layer what its author saw; invented rows stay in the demonstration."""
    try:
        found = SiteScenario.objects.filter(pk=uuid.UUID(number)).first()
    except ValueError as error:
        raise BadParameter("scenario", number) from error
    if found is None or (found.fictitious and not settings.FICTITIOUS_DATA):
        raise NotFound(number, parameter="scenario")
    # Fields that each may read can differ while rows do not: of a public layer everyone sees all of them.
    access = access_to(viewer, registry.get(LAYER))
    if found.access != access.fingerprint and not access.is_public:
        raise Forbidden
    return found


def mine(viewer: Viewer) -> list[Scenario]:
    """Named ones of the viewer, newest first."""
    if viewer.is_anonymous:
        return []
    named = SiteScenario.objects.filter(owner_id=viewer.user_id).exclude(name="").order_by("-made_at")
    return [_told(row, viewer) for row in named[:MOST_SHOWN] if settings.FICTITIOUS_DATA or not row.fictitious]


def rename(number: str, name: str, viewer: Viewer) -> Scenario:
    found = _row(number, viewer)
    if viewer.is_anonymous or found.owner_id != viewer.user_id:
        raise Forbidden
    if not name.strip() or len(name.strip()) > MOST_NAME:
        raise BadParameter("name", name, f"De 1 à {MOST_NAME} caractères.")
    found.name = name.strip()
    found.save(update_fields=["name"])
    return _told(found, viewer)
