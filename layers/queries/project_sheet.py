"""The read side of a project's sheet: everything starts from the one project the viewer may read.

Money, works and delay are the board's own figures (layers/sql/projects/base.sql): the sheet adds nothing up itself.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from layers import registry
from layers.access import Viewer
from layers.errors import NotFound
from layers.queries import project_life, projects
from layers.query import LayerQuery

FOLDER = "project_sheet"
STAGES = ("committed", "ordered", "paid")
ALERTS = 60
Row = dict[str, Any]


def project_query(viewer: Viewer, reference: str, as_of: str = "") -> LayerQuery:
    """The scope of one project. LoginNeeded or Forbidden when the viewer may read no project at all."""
    return _asked("projects", "reference", viewer, reference, as_of)


def _asked(slug: str, column: str, viewer: Viewer, reference: str, as_of: str) -> LayerQuery:
    query = LayerQuery.from_params(registry.get(slug), {"as_of": [as_of]} if as_of else {}, viewer)
    return query.where(f"r.{column} = %(reference)s", {"reference": reference})


@dataclass(frozen=True)
class ProjectSheet:
    """One project as its viewer may read it; each part is asked once, when wanted."""

    query: LayerQuery
    sites_query: LayerQuery
    identity: Row

    @classmethod
    def read(cls, viewer: Viewer, reference: str, as_of: str = "") -> ProjectSheet:
        """NotFound both for a project that does not exist and for one the viewer may not read."""
        query = project_query(viewer, reference, as_of)
        found = projects.known(query, f"{FOLDER}/identity.sql")
        if not found:
            raise NotFound(reference, "reference")
        return cls(query, _asked("sites", "project_reference", viewer, reference, as_of), found[0])

    def _rows(self, part: str, **params: Any) -> list[Row]:
        return projects.known(self.query, f"{FOLDER}/{part}.sql", **params)

    @cached_property
    def situation(self) -> Mapping[str, Any]:
        return projects.situation(self.query)

    @property
    def on(self) -> dt.date:
        """The day figures are as of: the board's."""
        found: dt.date = self.situation["situation_on"]
        return found

    @cached_property
    def communes(self) -> list[Row]:
        return self._rows("communes")

    @cached_property
    def phases(self) -> list[Row]:
        return self._rows("phases")

    @cached_property
    def contributions(self) -> list[Row]:
        return self._rows("contributions", on=self.on)

    @cached_property
    def statements(self) -> list[Row]:
        return self._rows("statements")

    @cached_property
    def contracts(self) -> list[Row]:
        return self._rows("contracts")

    @cached_property
    def amendments(self) -> list[Row]:
        return self._rows("amendments")

    @cached_property
    def service_orders(self) -> list[Row]:
        return self._rows("service_orders")

    @cached_property
    def lines(self) -> list[Row]:
        return self._rows("lines")

    @cached_property
    def history(self) -> list[Row]:
        return [{**row, "state": json.loads(row["state"])} for row in self._rows("history")]

    @cached_property
    def life(self) -> dict[str, list[Row]]:
        return project_life.life(self.query)

    @cached_property
    def reports(self) -> list[Row]:
        return project_life.reports(self.query)

    @cached_property
    def sites(self) -> list[Row]:
        return projects.known(self.sites_query, f"{FOLDER}/sites.sql")

    @cached_property
    def box(self) -> Row | None:
        found = self._rows("box")
        return found[0] if found and found[0]["west"] is not None else None

    @cached_property
    def figures(self) -> Row:
        """Money with its source, works, gap and delay, in MAD, per cent, points and days, as the board has them.

        None is unknown, never zero: outside GID nothing is in its books.
        """
        return projects.run(self.query, f"{FOLDER}/money.sql", on=self.on, area_level="province")[0]

    @cached_property
    def credits(self) -> Row | None:
        """What its budget lines opened over the years, carried-over credits counted once; None without a line."""
        found = projects.run(self.query, "projects/credits.sql")
        return found[0] if found else None

    @cached_property
    def alerts(self) -> list[Row]:
        """Alive now: an alert has its own history, and is told as it stands."""
        return [] if self.query.as_of else projects.run(self.query, "projects/alerts_shown.sql", most=ALERTS)

    @property
    def outside_gid(self) -> bool:
        return bool(self.identity["finance_source"] == "HORS_GID")

    @property
    def from_gid(self) -> bool:
        return bool(self.figures["money_source"] == "gid")
