"""Files handed in: named safely, measured, kept where no address leads."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile

from etl.errors import FileUnreadable
from etl.models import Upload
from etl.sandbox import MAX_BYTES

if TYPE_CHECKING:
    from etl.source import Source

MAX_NAME = 120


def safe_name(given: str) -> str:
    """Letters of any script, digits and plain marks: no folder, no hidden file, no invisible character."""
    base = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    kept = re.sub(r"[^\w.\- ()]", "_", base).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if not dot:
        return kept[:MAX_NAME] or "fichier"
    return f"{stem[: MAX_NAME - len(suffix) - 1] or 'fichier'}.{suffix[:20]}"


def keep(file: UploadedFile, source: Source, owner_id: int | None, *, fictitious: bool) -> Upload:
    """FileUnreadable when there is nothing, or too much."""
    size = file.size or 0
    if not size:
        raise FileUnreadable("file_empty", value=file.name)
    if size > MAX_BYTES:
        raise FileUnreadable("file_too_large", value=file.name, limit=MAX_BYTES // 2**20)
    entry = Upload(
        source=source.slug,
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
