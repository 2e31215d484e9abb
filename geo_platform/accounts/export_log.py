"""What left the platform: one line per export, written by whoever serves it, before it is served."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from geo_platform.accounts.models import ExportLog


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
