"""The nightly publication: whatever closed and is not published yet."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from layers import jobs
from layers.models import Schedule

KIND = "publish-cubes"
EVERY_MINUTES = 24 * 60


@jobs.handler(KIND)
def publish_all(run: jobs.Run) -> dict[str, Any]:
    # Solvers are forty megabytes that only the night needs: every process of the platform imports this module.
    from layers.services.cube import publish

    layers = publish.layers_with_cube()
    made = 0
    for number, layer in enumerate(layers):
        run.progress(number / len(layers), layer.title_fr)
        made += sum(report.state == "published" for report in publish.publish(layer))
    return {"published": made}


def schedule() -> None:
    Schedule.objects.get_or_create(
        key=KIND,
        defaults={"kind": KIND, "every_minutes": EVERY_MINUTES, "next_at": timezone.now()},
    )
