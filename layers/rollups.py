"""Figures added up beforehand: read as long as nothing they rest on has changed, added up again by a job when it has.

A roll-up holds a territory and counts. A question that asks by territory alone is the same question of it, under the
same access rule (`LayerQuery.over`); any other, and any moment past, goes to the rows. So does a reader who comes
before the job has run: he waits longer and reads the same figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from layers import jobs, sql
from layers.models import LoadStamp

KIND = "refresh-rollup"
_known: dict[str, Rollup] = {}


@dataclass(frozen=True)
class Rollup:
    """`rests_on`: the tables it is made from; `rule`: what of the code decides it; `fill`: makes its rows anew."""

    name: str
    rests_on: tuple[str, ...]
    rule: str
    fill: Callable[[], None]

    def stamp(self) -> str:
        """Changes with the rows it rests on, with the rule, and with the switch of invented data."""
        found = sql.one("projects/stamp.sql", {"tables": list(self.rests_on)}) or {}
        text = f"{found.get('stamp')}{self.rule}{settings.FICTITIOUS_DATA}"
        return hashlib.sha256(text.encode()).hexdigest()

    def is_fresh(self) -> bool:
        """May it be read? If not, it is asked to be made again."""
        if self._holds(self.stamp()):
            return True
        jobs.enqueue(KIND, key=f"{KIND}-{self.name}", params={"name": self.name})
        return False

    def refresh(self) -> bool:
        """Adds up again if anything changed. One at a time; the others wait and find it done."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [self.name])
            wanted = self.stamp()
            if self._holds(wanted):
                return False
            self.fill()
            LoadStamp.objects.update_or_create(name=self.name, defaults={"content_hash": wanted})
        return True

    def _holds(self, stamp: str) -> bool:
        return LoadStamp.objects.filter(name=self.name, content_hash=stamp).exists()


def declare(rollup: Rollup) -> Rollup:
    _known[rollup.name] = rollup
    return rollup


def refresh_all() -> None:
    for rollup in _known.values():
        rollup.refresh()


@jobs.handler(KIND)
def _refresh(run: jobs.Run, name: str) -> dict[str, Any]:
    return {"made": _known[name].refresh()}
