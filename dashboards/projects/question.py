"""What the board's address asks: read once, brought within what exists, written back in links."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from dashboards.asked import Asked
from dashboards.scopebar import KINGDOM
from layers.catalog.projects import STATES

# The triplet officials use, and what stands outside it.
GROUPS = {
    "done": ("ACHEVE",),
    "running": ("EN_COURS", "EN_DIFFICULTE", "SUSPENDU"),
    "waiting": ("NON_ENTAME", "EN_ETUDE", "EN_AO", "REPROGRAMME"),
    "stopped": ("RESILIE", "ABANDONNE"),
}


@dataclass(frozen=True)
class Question(Asked):
    """`territory` empty: the viewer's own perimeter. `state`: a state, or a group of them. `as_of` empty: now."""

    territory: str = ""
    programme_type: str = ""
    sector: str = ""
    owner_name: str = ""
    state: str = ""
    start_year: str = ""
    as_of: str = ""
    sel: str = ""

    def toggled(self, name: str, value: str) -> str:
        """The address with a filter set, or taken away if it was set so."""
        return self.with_(**{name: "" if getattr(self, name) == value else value, "sel": ""}).query()

    def parameters(self) -> dict[str, list[str]]:
        """The layer's own parameters: board, map, table and files ask the same."""
        asked = {
            name: [value] for name, value in asdict(self).items() if value and name not in ("sel", "state")
        }
        if asked.get("territory") == [KINGDOM]:
            del asked["territory"]
        if self.state:
            asked["state"] = list(GROUPS.get(self.state, (self.state,)))
        return asked

    @property
    def layer_query(self) -> str:
        return urlencode(self.parameters(), doseq=True)


def parse(search: str | None) -> Question:
    question = Question.read(search)
    question.must_be("state", ("", *GROUPS, *(code for code, *_names in STATES)))
    return question


def moments(today: dt.date) -> list[str]:
    """Days one may travel back to: the last Mondays."""
    monday = today - dt.timedelta(days=today.weekday())
    return [(monday - dt.timedelta(weeks=weeks)).isoformat() for weeks in range(9)]
