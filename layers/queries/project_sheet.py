"""The read side of a project's sheet: everything starts from the one project the viewer may read."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from layers import registry
from layers.access import Viewer
from layers.errors import NotFound
from layers.query import LayerQuery

FOLDER = "project_sheet"
STAGES = ("committed", "ordered", "paid")
Row = dict[str, Any]


def project_query(viewer: Viewer, reference: str) -> LayerQuery:
    """The scope of one project. LoginNeeded or Forbidden when the viewer may read no project at all."""
    projects = LayerQuery.of(registry.get("projects"), viewer)
    return projects.where("r.reference = %(reference)s", {"reference": reference})


@dataclass(frozen=True)
class ProjectSheet:
    """One project as its viewer may read it; each part is asked once, when wanted."""

    query: LayerQuery
    sites_query: LayerQuery
    identity: Row
    today: dt.date

    @classmethod
    def read(cls, viewer: Viewer, reference: str, today: dt.date) -> ProjectSheet:
        """NotFound both for a project that does not exist and for one the viewer may not read."""
        query = project_query(viewer, reference)
        found = query.run(f"{FOLDER}/identity.sql")
        if not found:
            raise NotFound(reference, "reference")
        sites = LayerQuery.of(registry.get("sites"), viewer)
        sites = sites.where("r.project_reference = %(reference)s", {"reference": reference})
        return cls(query, sites, found[0], today)

    def _rows(self, part: str, **params: Any) -> list[Row]:
        return self.query.run(f"{FOLDER}/{part}.sql", params)

    @cached_property
    def communes(self) -> list[Row]:
        return self._rows("communes")

    @cached_property
    def phases(self) -> list[Row]:
        return self._rows("phases")

    @cached_property
    def contributions(self) -> list[Row]:
        return self._rows("contributions", today=self.today)

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
    def sites(self) -> list[Row]:
        return self.sites_query.run(f"{FOLDER}/sites.sql")

    @cached_property
    def box(self) -> Row | None:
        found = self._rows("box")
        return found[0] if found and found[0]["west"] is not None else None

    @cached_property
    def money(self) -> dict[str, Decimal | None]:
        """Committed, ordered and paid in MAD at the project's share: GID's facts, or what the owner declares.

        None is unknown, never zero: outside GID nothing is in its books.
        """
        if self.outside_gid:
            return {stage: self.identity[f"declared_{stage}_mad"] for stage in STAGES}
        found = {row["stage"]: row["amount_mad"] for row in self._rows("money")}
        return {stage: found.get(stage, Decimal(0)) for stage in STAGES}

    @property
    def outside_gid(self) -> bool:
        return bool(self.identity["finance_source"] == "HORS_GID")

    @property
    def physical(self) -> Row | None:
        """The last validated statement: the only one that counts."""
        return next((row for row in self.statements if row["status"] == "VALIDE"), None)
