"""What the background worker does for the imports. Light: it is read by every process at start."""

from __future__ import annotations

from typing import Any

from layers import jobs
from layers.models import Job

PULL = "pull"


@jobs.handler(PULL)
def pull(run: jobs.Run, *, slug: str) -> dict[str, Any]:
    from etl import connector, source

    return connector.pull(source.get(slug), progress=run.progress).as_json()


def enqueue_pull(slug: str, owner_id: int | None = None) -> Job:
    """One pull of a source at a time, however often it is asked for."""
    return jobs.enqueue(PULL, f"{PULL}-{slug}", {"slug": slug}, owner_id)
