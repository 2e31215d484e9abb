"""The board's only door to the figures, in the page's language and under the viewer's own sight."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from dashboards import places, shell
from dashboards.places import Place
from dashboards.projects.question import Question, parse
from dashboards.scopebar import KINGDOM
from layers import registry
from layers.access import Viewer
from layers.queries import projects
from layers.query import LayerQuery

LAYER = "projects"
# What projects are gathered by, below the perimeter.
AREAS = {"country": "region", "region": "province"}
WEEK = dt.timedelta(days=7)
ROWS = 500
WORST = 10
DAYS = 30
ALERTS = 300


@dataclass(frozen=True)
class Source:
    """One question of one viewer: every part of the board reads here, so every part counts the same projects."""

    question: Question
    place: Place
    query: LayerQuery
    viewer: Viewer

    @cached_property
    def situation(self) -> dict[str, Any]:
        return dict(projects.situation(self.query))

    @property
    def on(self) -> dt.date:
        found: dt.date = self.situation["situation_on"]
        return found

    @property
    def area_level(self) -> str:
        return AREAS.get(self.place.level, "commune")

    @cached_property
    def week_ago(self) -> dt.datetime:
        return (self.query.as_of or timezone.now().replace(minute=0, second=0, microsecond=0)) - WEEK

    def rows(self, name: str, before: dt.datetime | None = None, **params: Any) -> list[dict[str, Any]]:
        asked = {"on": self.on, "area_level": self.area_level, **params}
        return projects.run(self.query, f"projects/{name}.sql", before, **asked)

    def totals(self) -> dict[str | None, dict[str, Any]]:
        """By group of states; under None, all of them."""
        return {row["state_group"]: row for row in self.rows("totals")}

    def portfolio(self) -> list[dict[str, Any]]:
        return self.rows("portfolio", most=ROWS)

    def matrix(self) -> list[dict[str, Any]]:
        return self.rows("matrix")

    def choices(self) -> dict[str, list[tuple[str, int]]]:
        """Of the perimeter whole: a filter must be able to be changed for another."""
        bare = of(Question(territory=self.question.territory, as_of=self.question.as_of), self.viewer)
        found: dict[str, list[tuple[str, int]]] = {}
        for row in bare.rows("choices"):
            found.setdefault(row["name"], []).append((row["value"], row["n"]))
        return found

    def delays(self) -> list[dict[str, Any]]:
        return self.rows("delays", most=WORST)

    def contributions(self) -> list[dict[str, Any]]:
        return [row for row in self.rows("contributions") if row["due_mad"]]

    def curve(self) -> list[dict[str, Any]]:
        return self.rows("curve")

    def gaps(self) -> list[dict[str, Any]]:
        return self.rows("gaps", most=ROWS)

    def deadlines(self) -> list[dict[str, Any]]:
        return self.rows("deadlines", days=DAYS, most=60)

    def states_before(self) -> dict[str, int]:
        """Projects by state a week earlier; empty when the platform knew none then."""
        earlier = LayerQuery.from_params(
            self.query.layer,
            {**self.question.parameters(), "as_of": [self.week_ago.isoformat()]},
            self.viewer,
        )
        return {row["state"]: row["n"] for row in projects.run(earlier, "projects/states_before.sql")}

    def totals_before(self) -> dict[str, Any]:
        """All projects as they were told a week earlier; empty when the platform knew none then."""
        if not self.states_before():
            return {}
        earlier = of(self.question.with_(as_of=self.week_ago.isoformat()), self.viewer)
        return earlier.totals().get(None, {})

    def alerts(self) -> list[dict[str, Any]]:
        """Alive now: an alert has its own history, and is told as it stands."""
        return [] if self.query.as_of else self.rows("alerts_shown", most=ALERTS)

    def changes(self) -> list[dict[str, Any]]:
        return self.rows("changes", self.week_ago, most=40)


def of(question: Question, viewer: Viewer | None = None) -> Source:
    reader = viewer or shell.viewer()
    asked = question if question.territory else question.with_(territory=places.home(reader, LAYER) or KINGDOM)
    query = LayerQuery.from_params(registry.get(LAYER), asked.parameters(), reader)
    return Source(asked, places.place(asked.territory), query, reader)


def load(search: str) -> Source:
    return of(parse(search))
