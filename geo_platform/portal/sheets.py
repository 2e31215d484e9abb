"""The sheets of a whole province in one archive: made by the worker for whoever asked, under his rights of that day."""

from __future__ import annotations

import shutil
import uuid
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from geo_platform.accounts.export_log import viewer_of_account
from geo_platform.portal import sheet as page
from geo_platform.portal import territory_pdf
from layers import jobs, territories
from layers.access import Viewer, can
from layers.errors import Forbidden, LoginNeeded, NotFound
from layers.models import Job
from layers.queries import sheet as figures

KIND = "territory-sheets"


def start(code: str, language: str, viewer: Viewer) -> Job:
    """Whoever may take data away; two clicks make one job."""
    if viewer.is_anonymous:
        raise LoginNeeded
    if not can(viewer, "export"):
        raise Forbidden
    params = {"code": code, "language": language}
    return jobs.enqueue(KIND, f"{KIND}-{viewer.user_id}-{code}-{language}", params, viewer.user_id)


@jobs.handler(KIND)
def make(run: jobs.Run, code: str, language: str) -> dict[str, Any]:
    """The territory's own sheet, then one for each it is made of. What a cancel leaves half made is nobody's."""
    viewer = viewer_of_account(run.job.owner_id)
    folder = _folder(run.job)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    path = folder / f"fiches-{code}-{timezone.localdate():%Y%m%d}.zip"
    with ExitStack() as unfinished:
        unfinished.callback(shutil.rmtree, folder, ignore_errors=True)
        count = _write(run, path, code, language, viewer)
        unfinished.pop_all()
    return {"file": path.name, "rows": count, "size": path.stat().st_size}


def _write(run: jobs.Run, path: Path, code: str, language: str, viewer: Viewer) -> int:
    whole = territories.describe(code)
    if whole is None:
        raise NotFound(code, parameter="territory")
    below = [row["code"] for row in figures.children(code, whole["level"], page.RATE)]
    wanted = [code, *below]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive, override(language):
        for done, one in enumerate(wanted):
            run.progress(done / len(wanted), f"{done} / {len(wanted)}")
            found = territories.describe(one)
            if found is not None:
                archive.writestr(f"fiche-{one}.pdf", territory_pdf.document(found, viewer))
    return len(wanted)


def _folder(job: Job) -> Path:
    return Path(settings.EXPORT_DIR) / str(job.pk)


def find(number: uuid.UUID, viewer: Viewer) -> Job:
    """To its owner only."""
    found = Job.objects.filter(pk=number, kind=KIND).first()
    if found is None or viewer.is_anonymous or found.owner_id != viewer.user_id:
        raise NotFound(number, parameter="job")
    return found


def file_of(job: Job) -> Path | None:
    path = _folder(job) / str(job.result.get("file", ""))
    return path if job.state == Job.State.DONE and path.is_file() else None
