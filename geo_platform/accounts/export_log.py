"""What left the platform: one line per export, written by whoever serves it, before it is served."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from geo_platform.accounts.models import ExportLog, User
from layers.access import ANONYMOUS, Grant, Viewer
from layers.services.export.extraction import Extraction


def log_export(
    user: Any,
    what: str,
    *,
    layer: str = "",
    filters: Mapping[str, Any] | None = None,
    rows: int | None = None,
    extraction_id: uuid.UUID | None = None,
    purpose: str = "",
) -> ExportLog:
    """`user` may be anonymous. The returned `extraction_id` is printed in the file, so that a copy can be traced."""
    known = user is not None and user.is_authenticated
    return ExportLog.objects.create(
        user_id=user.pk if known else None,
        username=user.get_username() if known else "",
        what=what,
        layer=layer,
        filter=dict(filters or {}),
        rows=rows,
        extraction_id=extraction_id or uuid.uuid4(),
        purpose=purpose,
    )


def of_the_desk(*, user: Any, what: str, filters: Mapping[str, Any], rows: int, **_signal: Any) -> None:
    """A file of refused or doubtful rows (`etl.desk.ledger`)."""
    log_export(user, what, layer="imports", filters=filters, rows=rows)


def record(extraction: Extraction, rows: int) -> None:
    """One extraction of a layer (`layers.services.export.ledger`): its question as it stood in the address. A job made
    again after its worker was lost is the same extraction."""
    if ExportLog.objects.filter(extraction_id=extraction.id).exists():
        return
    user = User.objects.filter(pk=extraction.user_id).first() if extraction.user_id is not None else None
    log_export(
        user,
        extraction.format,
        layer=extraction.query.layer.slug,
        filters=extraction.question,
        rows=rows,
        extraction_id=extraction.id,
        purpose=extraction.purpose,
    )


def viewer_of_account(user_id: int | None) -> Viewer:
    """Who an account is today, without a request; one that is closed sees nothing of its own."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id is not None else None
    if user is None:
        return ANONYMOUS
    grants = tuple(grant.as_grant() for grant in user.grants.active())
    return Viewer(user.pk, (*grants, Grant("administrator")) if user.is_superuser else grants)
