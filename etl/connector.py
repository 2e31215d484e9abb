"""The pull connector: pages of a source → files → the ordinary pipeline, resumed where it stopped.

A round reads a source from its first page to its last. The cursor moves when a page's run has committed: killed in
between, the page is read again and changes nothing. Records that come or go during a round shift the pages, so the
round begins anew; the rows it meets again are unchanged.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from etl import law, runner
from etl.errors import ImportBusy
from etl.models import PullCursor
from etl.readers import http
from etl.source import Source

MAX_RESTARTS = 3
# Clocks differ, and a record may be written some time after the date it bears.
OVERLAP = dt.timedelta(days=1)


class PageRepeated(http.PullError):
    code = "pull_page_repeated"
    message_fr = "Le serveur rend deux fois la même page (à partir de {offset}) : rien de plus n’a été lu."
    message_ar = "يعيد الخادم الصفحة نفسها مرتين (ابتداء من {offset}): لم يقرأ شيء آخر."


class NeverStill(http.PullError):
    code = "pull_never_still"
    message_fr = "Le nombre de dossiers change sans cesse : la lecture a recommencé {restarts} fois. Réessayez la nuit."
    message_ar = "يتغير عدد الملفات باستمرار: أعيدت القراءة {restarts} مرات. أعد المحاولة ليلا."


@dataclass
class Pulled:
    """What a round did: its pages and the sums of their runs."""

    pages: int = 0
    restarts: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        return {"pages": self.pages, "restarts": self.restarts, **self.counts}


def pull(
    declared: Source, *, client: http.Client | None = None, progress: Callable[[float], None] | None = None
) -> Pulled:
    """One round to its end. When it stops with an error, the pages before are in and the cursor stands at this one."""
    client = client or http.Client(http.Endpoint.configured(declared.slug, os.environ))
    law.load_once()
    cursor = _begun(declared)
    done = Pulled()
    while True:
        page = client.page(cursor.offset, cursor.since)
        if cursor.total not in {None, page.total}:
            done.restarts += 1
            if done.restarts > MAX_RESTARTS:
                raise NeverStill(restarts=MAX_RESTARTS)
            _move(cursor, offset=0, total=None, page_sha256="")
            continue
        if page.records:
            if page.sha256 == cursor.page_sha256:
                raise PageRepeated(offset=cursor.offset)
            done.counts += _load(declared, page)
            done.pages += 1
        if page.end >= page.total:
            since = cursor.round_started_at - OVERLAP if cursor.round_started_at else None
            _move(cursor, offset=0, total=None, page_sha256="", since=since, round_started_at=None,
                  completed_at=timezone.now())  # fmt: skip
            return done
        _move(cursor, offset=page.end, total=page.total, page_sha256=page.sha256)
        if progress:
            progress(page.end / page.total)


def _begun(declared: Source) -> PullCursor:
    cursor, _ = PullCursor.objects.get_or_create(source=declared.slug)
    if cursor.round_started_at is None:
        _move(cursor, round_started_at=timezone.now())
    return cursor


def _move(cursor: PullCursor, **changes: Any) -> None:
    """Only from where we read it: of two pulls at once, the second is told."""
    seen = {
        "pk": cursor.pk,
        "offset": cursor.offset,
        "total": cursor.total,
        "page_sha256": cursor.page_sha256,
    }
    if not PullCursor.objects.filter(**seen).update(**changes):
        raise ImportBusy(source=cursor.source)
    for name, value in changes.items():
        setattr(cursor, name, value)


def _load(declared: Source, page: http.Page) -> Counter[str]:
    """The page as a file of its own through the pipeline; kept, for its owner's eyes, only while it has not gone in."""
    folder = Path(settings.LOCAL_DIR) / "pull" / declared.slug
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{declared.slug}-{page.offset}.csv"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as sink:
        _write(page, csv.writer(sink, delimiter=";"))
    counts = runner.run(declared, path).counts
    path.unlink()
    return Counter(counts)


def _write(page: http.Page, sink: Any) -> None:
    names = list(dict.fromkeys(name for record in page.records for name in record))
    sink.writerow(names)
    sink.writerows([_cell(record.get(name)) for name in names] for record in page.records)


def _cell(value: Any) -> str:
    """A number as an office would write it: never with three decimals, which would read as thousands."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text + "0" if len(text.partition(".")[2]) == 3 else text).replace(".", ",")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
