"""Every address of the platform is classed: it may tell of a project, and strangers ask it; or it cannot."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve
from pypdf import PdfReader

from layers.models import Alert, Document, FieldReport, Project, WeeklyBoard
from tests.dashboards.conftest import asking
from tests.projects.test_matrix import OTHERS, READERS, WORD, body, leaks, marked, paths

__all__ = ["marked"]
pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 11, 23)
# The first output of each callback of the board.
PARTS = ("projects-scope", "projects-curve", "projects-delays", "projects-matrix")

# Asked below or in the matrix, with GET.
TOLD = {
    "sheet", "sheet-pdf", "progress", "mine", "inbox", "documents", "document", "document-file", "document-preview",
    "search", "records", "record", "layer-extent", "layer-timeline", "ogc-items", "ogc-item", "export", "tile",
    "weekly", "alerts", "alert", "reconciliation", "territory", "layer-provenance", "projects", "qgis-project",
    "fields", "first",
}  # fmt: skip
# Writes: the matrix posts to those that a stranger could aim at a project.
WRITES = {"comment", "risk", "close-risk", "decide", "document-withdraw", "project-progress", "match"}
# Of one's own: what it holds is found by its owner alone, and was made through one of the addresses above.
OWN = {
    "extractions", "extraction", "extraction-state", "extraction-file", "extraction-cancel", "sheets", "sheets-job",
    "sheets-state", "sheets-file", "sheets-cancel", "imports", "history", "run", "replay", "row", "refused",
    "anomalies", "file", "file-state", "file-start", "file-cancel", "upload", "discrepancies", "mappings", "siting",
    "siting-job", "siting-cancel", "siting-name", "siting-file", "account", "password", "tokens", "token-revoke", "own",
    "own-publish", "own-template", "own-remove", "print", "print-pdf", "print-png", "print-facts",
    "territory-pdf", "practices", "practice-status", "users", "user-new", "users-template", "users-import",
    "user", "status",
}  # fmt: skip
# No row of the register is read there.
APART = {
    "healthz", "readyz", "login", "logout", "home", "methods", "robots", "tilejson", "style", "locate", "layer-list",
    "raster-tile", "raster-tilejson", "raster-legend", "raster-value", "rasters", "raster-measure", "raster-job",
    "raster-job-state", "raster-job-cancel", "airports", "territory-search", "territory-labels", "territory-detail",
    "territory-profile", "territory-csv", "permits-by-commune", "complaints-file", "permits-file", "choropleth",
    "equipment-file", "deployment-matrix", "ogc-landing", "ogc-conformance", "ogc-api", "ogc-collections",
    "ogc-collection", "ogc-queryables", "ogc-sortables", "indicator-catalogue", "indicator-explain", "indicator-values",
    "cube", "cube-tile", "template", "complaints", "deployment", "equipment", "needs", "permits", "field-worker", "map",
    "public-maps", "public-map", "public-map-preview", "public-map-csv", "open-data", "open-data-catalogue",
    "open-dataset", "qgis",
}  # fmt: skip


def routes(resolver: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every address but those of the administration, which are the operator's."""
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name or "", route
        elif route != "admin/":
            yield from routes(one, route)


def more_paths(project: Project) -> list[str]:
    asked = f"reference={project.reference}"
    alert = Alert.objects.filter(project_reference=project.reference).first()
    found = [
        "/projects/alerts/", "/projects/alerts/?territory=05.081", "/projects/reconciliation/?territory=05",
        "/projects/weekly/05.081.pdf", "/projects/weekly/05.081.xlsx", "/projects/weekly/05.pdf",
        f"/projects/weekly/05.pdf?week={WEEK}", f"/projects/weekly/05.xlsx?week={WEEK}", "/territories/05.081/",
        f"/api/layers/projects/timeline.json?{asked}", f"/api/layers/projects/fields.json?{asked}",
        f"/api/layers/projects/provenance.json?{asked}", "/dashboards/", "/dashboards/projects/?territory=05.081",
        "/export/project.qgz",
    ]  # fmt: skip
    return [*found, f"/projects/alerts/{alert.pk}/"] if alert else found


def read(content: bytes) -> bytes:
    """What a person would read in it: the text of a PDF, the parts of a workbook or a project."""
    if content[:5] == b"%PDF-":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return content


@pytest.fixture
def issued(marked: tuple[Project, Document, FieldReport]) -> Project:
    """A board of the whole region was sent, that names the project; and an alert is on it."""
    project = marked[0]
    WeeklyBoard.objects.create(
        territory_code="05", language="fr", week_on=WEEK, situation_on=WEEK, pdf=f"%PDF {WORD}".encode(),
        xlsx=WORD.encode(),
    )  # fmt: skip
    Alert.objects.get_or_create(
        code="land", subject_kind="projects", subject_key=project.reference,
        defaults={"project_reference": project.reference, "raised_on": WEEK, "seen_on": WEEK, "owner": WORD},
    )  # fmt: skip
    return project


def test_every_address_is_classed_once() -> None:
    """A new one fails here until it is said what it may tell."""
    names = {name for name, _route in routes(get_resolver()) if name}
    classes = (TOLD, WRITES, OWN, APART)
    assert names - set().union(*classes) == set()
    assert set().union(*classes) - names == set()
    assert sum(map(len, classes)) == len(set().union(*classes))
    # Without a name: Dash's own files, its callbacks (below) and the files of a board.
    unnamed = {re.sub(r"dashboards/\w+/", "dashboards/*/", route) for name, route in routes(get_resolver()) if not name}
    assert len(unnamed) == 3, unnamed


def test_what_may_tell_of_a_project_is_asked(
    marked: tuple[Project, Document, FieldReport], issued: Project
) -> None:
    asked = [*paths(marked[0], marked[1]), *more_paths(issued)]
    assert {resolve(path.split("?")[0]).url_name for path in asked} >= TOLD


def test_other_regions_get_nothing_of_boards_desks_and_pages(
    client_of: Callable[..., Client], issued: Project
) -> None:
    clients = {name: client_of(name, grant) for name, grant in OTHERS.items()} | {"anonymous": Client()}
    found = []
    for path in more_paths(issued):
        for name, client in clients.items():
            status, content = body(client, path)
            if status >= 500 or leaks(read(content) if status == 200 else content, path, issued.reference):
                found.append((name, path, status))
    assert found == []


def test_an_issue_is_for_who_reads_all_of_its_territory(
    client_of: Callable[..., Client], issued: Project
) -> None:
    path = f"/projects/weekly/05.pdf?week={WEEK}"
    got = {name: body(client_of(name, grant), path)[0] for name, grant in (READERS | OTHERS).items()}
    assert {name for name, status in got.items() if status == 200} == {"bmk", "dgct", "tech"}


@pytest.mark.parametrize("part", PARTS)
def test_the_board_answers_by_the_same_rule(
    client_of: Callable[..., Client], issued: Project, part: str
) -> None:
    search = "?territory=05.081"
    mine = asking(client_of("bmk", READERS["bmk"]))(part, search)["_text"]
    theirs = asking(client_of("oriental", OTHERS["oriental"]))(part, search)["_text"]
    assert WORD not in theirs and issued.reference not in theirs
    assert len(mine) > 200
