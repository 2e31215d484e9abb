"""Long extractions: made by the worker for whoever asked, kept some days, handed out only while the right holds."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings

from layers import jobs, registry
from layers.access import Viewer
from layers.errors import NotFound
from layers.models import Job
from layers.services import export
from layers.services.export import ledger
from layers.services.export.extraction import Extraction

KIND = "export"
TELL_EVERY_SECONDS = 0.5


def start(extraction: Extraction) -> Job:
    """The same question by the same person is the same job while it lives."""
    params = {
        "layer": extraction.query.layer.slug,
        "question": extraction.question | ({export.PURPOSE: [extraction.purpose]} if extraction.purpose else {}),
        "format": extraction.format,
        "language": extraction.language,
        "extraction": str(extraction.id),
    }
    asked = json.dumps({**params, "extraction": ""}, sort_keys=True)
    digest = hashlib.sha256(asked.encode()).hexdigest()[:24]
    # Nobody's jobs are told apart by their own number: two anonymous readers do not share an address.
    who = extraction.user_id if extraction.user_id is not None else extraction.id
    return jobs.enqueue(KIND, f"export-{who}-{digest}", params, extraction.user_id)


@jobs.handler(KIND)
def make(
    run: jobs.Run, layer: str, question: dict[str, list[str]], format: str, language: str, extraction: str
) -> dict[str, Any]:
    """Rights are those of the day it runs. Made again from the start when a worker was lost."""
    purge()
    viewer = ledger.keeper().viewer_of(run.job.owner_id)
    asked = export.ask(registry.get(layer), question, viewer, format, language, uuid.UUID(extraction))
    folder = _folder(run.job)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    with ExitStack() as unfinished:
        # What a cancel or a failure leaves half made is nobody's.
        unfinished.callback(shutil.rmtree, folder, ignore_errors=True)
        told = _write(run, asked, folder)
        unfinished.pop_all()
    return told


def _write(run: jobs.Run, asked: Extraction, folder: Path) -> dict[str, Any]:
    with export.begin(asked) as begun:
        path = folder / begun.name
        begun.write(path, _Teller(run, begun.provenance.matched))
        told = begun.provenance
        return {
            "file": path.name,
            "size": path.stat().st_size,
            "rows": begun.rows,
            "not_located": told.not_located,
            "fictitious": told.fictitious,
            "access": asked.query.access.fingerprint,
            "lines": [list(line) for line in told.lines()],
        }


class _Teller:
    """Adds up rows and tells the job now and then; a cancel stops the writer there."""

    def __init__(self, run: jobs.Run, expected: int) -> None:
        self.run, self.expected, self.done, self.last = run, max(expected, 1), 0, 0.0

    def __call__(self, rows: int) -> None:
        self.done += rows
        if time.monotonic() - self.last >= TELL_EVERY_SECONDS:
            self.last = time.monotonic()
            self.run.progress(0.98 * min(1.0, self.done / self.expected))


def _folder(job: Job) -> Path:
    return Path(settings.EXPORT_DIR) / str(job.pk)


def find(number: uuid.UUID, viewer: Viewer) -> Job:
    """The job, to its owner only; one that nobody owns is known by its number alone."""
    found = Job.objects.filter(pk=number, kind=KIND).first()
    if found is None or found.owner_id not in {None, viewer.user_id}:
        raise NotFound(number, parameter="extraction")
    return found


def mine(viewer: Viewer, shown: int = 50) -> list[Job]:
    if viewer.user_id is None:
        return []
    return list(Job.objects.filter(kind=KIND, owner_id=viewer.user_id).order_by("-created_at")[:shown])


def result(job: Job, viewer: Viewer) -> Path:
    """The file, if it is still there and the viewer may still see what it holds; NotFound or Forbidden otherwise."""
    path = _folder(job) / str(job.result.get("file", ""))
    if job.state != Job.State.DONE or not path.is_file():
        raise NotFound(job.pk, parameter="extraction")
    asked = job.params
    again = export.ask(registry.get(asked["layer"]), asked["question"], viewer, asked["format"], asked["language"])
    if again.query.access.fingerprint != job.result.get("access"):
        raise export.ExportForbidden(hint="Vos habilitations ont changé : refaites l’extraction.")
    return path


def is_kept(job: Job) -> bool:
    return job.state == Job.State.DONE and (_folder(job) / str(job.result.get("file", ""))).is_file()


def purge() -> int:
    """Removes what is older than promised, and what a lost worker left."""
    root = Path(settings.EXPORT_DIR)
    if not root.is_dir():
        return 0
    limit = time.time() - export.kept_for().total_seconds()
    old = [folder for folder in root.iterdir() if folder.is_dir() and folder.stat().st_mtime < limit]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
