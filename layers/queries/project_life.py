"""The read side of what people enter: reports to validate, remarks, risks, journal; always within a scope."""

from __future__ import annotations

import json
from typing import Any

from layers import registry
from layers.access import Viewer
from layers.queries import projects
from layers.query import LayerQuery

MOST = 300


def _projects(viewer: Viewer) -> LayerQuery:
    return LayerQuery.of(registry.get("projects"), viewer)


def reports(query: LayerQuery, status: str = "", author: int | None = None) -> list[dict[str, Any]]:
    return projects.known(query, "project_sheet/reports.sql", status=status, author=author, most=MOST)


def inbox(viewer: Viewer, status: str = "draft") -> list[dict[str, Any]]:
    return reports(_projects(viewer), status)


def reported_by(viewer: Viewer, author: int) -> list[dict[str, Any]]:
    return reports(_projects(viewer), author=author)


def mine(viewer: Viewer, words: str = "") -> list[dict[str, Any]]:
    return projects.known(_projects(viewer), "project_sheet/mine.sql", words=words.strip())


def life(query: LayerQuery) -> dict[str, list[dict[str, Any]]]:
    """{"comment": […], "risk": […], "event": […]}, newest first."""
    found: dict[str, list[dict[str, Any]]] = {"comment": [], "risk": [], "event": []}
    for row in projects.known(query, "project_sheet/life.sql"):
        found[row["what"]].append({**row, "detail": json.loads(row["detail"])})
    return found
