"""The jobs about rasters: one into service, one's statistics. Light: read by every process at start."""

from __future__ import annotations

from typing import Any

from layers import jobs
from layers.models import Job

REGISTER, MEASURE = "raster", "zonal"


def start(upload: Any, declared: dict[str, Any], *, measure: bool, owner_id: int | None) -> Job:
    params = {"upload": str(upload.pk), "declared": declared, "measure": measure}
    return jobs.enqueue(REGISTER, f"raster-{upload.pk}", params, owner_id)


def start_measure(name: str, owner_id: int | None) -> Job:
    """Two clicks make one job."""
    return jobs.enqueue(MEASURE, f"zonal-{name}", {"name": name}, owner_id)


@jobs.handler(REGISTER)
def register(run: jobs.Run, upload: str, declared: dict[str, Any], measure: bool) -> dict[str, Any]:
    """A file that is refused is an answer, not a failure of the job."""
    from etl.errors import FileUnreadable, Finding
    from etl.models import Upload
    from etl.rasters.declaration import Declaration
    from etl.rasters.register import register as put

    entry = Upload.objects.get(pk=upload)
    end = 0.6 if measure else 1.0
    try:
        version = put(
            entry.path,
            Declaration.of(declared),
            owner_id=run.job.owner_id,
            file_name=entry.name,
            progress=lambda share, message: run.progress(end * share, message),
        )
    except FileUnreadable as fault:
        return {"file_fault": Finding(fault, entry.name, 0).as_json()}
    told = {"name": version.raster.name, **version.described()}
    if measure:
        told["measured"] = _measured(run, version.raster, end)
    return told


@jobs.handler(MEASURE)
def measure(run: jobs.Run, name: str) -> dict[str, Any]:
    from layers.models import Raster

    raster = Raster.objects.select_related("current").get(name=name)
    return {"name": name, "measured": _measured(run, raster, 0.0)}


def _measured(run: jobs.Run, raster: Any, begun: float) -> dict[str, Any]:
    from layers.indicators.zonal.run import compute

    return compute(raster, lambda share, message: run.progress(begun + (1 - begun) * share, message))
