"""What leaves by the desk is told to whoever keeps the log of exports, before it is sent."""

from __future__ import annotations

from django.dispatch import Signal
from django.http import HttpRequest

from etl.models import ImportRun

# Sent with `user`, `what` (the kind of file), `filters` and `rows`; the accounts, which stand above, listen.
handed_out = Signal()


def tell(request: HttpRequest, entry: ImportRun, what: str, rows: int, **asked: str | None) -> None:
    filters = {"import": entry.pk, "source": entry.source, **{name: value for name, value in asked.items() if value}}
    handed_out.send(ImportRun, user=request.user, what=what, filters=filters, rows=rows)
