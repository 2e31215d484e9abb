"""Files handed in: named safely, measured, kept where no address leads."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import unicodedata

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from etl.errors import FileUnreadable
from etl.models import QuarantinedCells, RejectedRow, Upload

# What the browser may hand in; the console may read more (etl.sandbox.limits).
MAX_BYTES = 300 * 2**20
MAX_NAME = 120
MAX_NAME_BYTES = 200  # a file system's limit is 255, in bytes


def safe_name(given: str) -> str:
    """Letters of any script, digits and plain marks: no folder, no hidden file, no invisible character."""
    base = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    kept = re.sub(r"[^\w.\- ()]", "_", base).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if not dot:
        return _short(kept, "")
    return _short(stem, f".{suffix[:20]}")


def _short(stem: str, suffix: str) -> str:
    kept = stem[: MAX_NAME - len(suffix)].encode()[: MAX_NAME_BYTES - len(suffix.encode())]
    return (kept.decode(errors="ignore") or "fichier") + suffix


def keep(file: UploadedFile, source: str, owner_id: int | None, *, fictitious: bool) -> Upload:
    """`source`: its slug. FileUnreadable when there is nothing, or too much."""
    size = file.size or 0
    if not size:
        raise FileUnreadable("file_empty", value=file.name)
    if size > MAX_BYTES:
        raise FileUnreadable("file_too_large", value=file.name, limit=MAX_BYTES // 2**20)
    entry = Upload(
        source=source,
        name=safe_name(file.name or ""),
        size=size,
        owner_id=owner_id,
        fictitious=fictitious,
    )
    entry.path.parent.mkdir(parents=True, mode=0o700)
    digest = hashlib.sha256()
    descriptor = os.open(entry.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        for chunk in file.chunks():
            digest.update(chunk)
            handle.write(chunk)
    entry.sha256 = digest.hexdigest()
    entry.save(force_insert=True)
    return entry


def purge() -> int:
    """Removes files, and cells of settled rows, older than what a correction may need; the runs and counts stay."""
    before = timezone.now() - dt.timedelta(days=settings.UPLOAD_KEPT_DAYS)
    settled = QuarantinedCells.objects.exclude(row__status=RejectedRow.Status.OPEN)
    settled.filter(row__run__started_at__lt=before).delete()
    old = [entry.path.parent for entry in Upload.objects.filter(created_at__lt=before)]
    found = [folder for folder in old if folder.is_dir()]
    for folder in found:
        shutil.rmtree(folder)
    return len(found)
