"""Roll-ups of projects answer what the projects themselves would, for any viewer and filter, and only what they can."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection

from dashboards.projects import source
from dashboards.projects.question import Question
from layers.access import Grant, Viewer
from layers.models import ProgressStatement, Project, ProjectLink
from layers.queries import project_rollup, projects
from layers.territories import resolve_codes

pytestmark = pytest.mark.django_db
PARTS = ("totals", "matrix", "curve", "contributions", "choices")
VIEWERS = {"everywhere": (), "region": ("02",), "two provinces": ("05.081", "02.411"), "commune": ("05.091.01.01",)}
FILTERS: tuple[dict[str, str], ...] = (
    {}, {"territory": "02"}, {"territory": "05.081"}, {"state": "running"}, {"programme_type": "PDR"},
    {"programme_type": "PDR", "state": "ACHEVE", "territory": "05"}, {"sector": "Routes"}, {"start_year": "2024"},
    {"territory": "05.091.01.01"},
)  # fmt: skip


def viewer(codes: tuple[str, ...]) -> Viewer:
    grants = tuple(Grant("wali", place) for place in resolve_codes(codes)) or (Grant("dgct"),)
    return Viewer(1, grants)


def told(who: Viewer, filters: dict[str, str]) -> dict[str, Any]:
    caches["counts"].clear()
    board = source.of(Question(**filters), who)
    return {part: getattr(board, part)() for part in PARTS}


@contextlib.contextmanager
def from_projects(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(project_rollup, "scope", lambda query, name: None)
        yield


def alike(found: Any, expected: Any) -> bool:
    """Equal, but for the last of twelve decimals of a quotient."""
    if isinstance(found, dict):
        return found.keys() == expected.keys() and all(alike(found[key], expected[key]) for key in found)
    if isinstance(found, list | tuple):
        return len(found) == len(expected) and all(map(alike, found, expected))
    if isinstance(found, Decimal) and isinstance(expected, Decimal):
        return abs(found - expected) < Decimal("1e-9")
    return bool(found == expected)


@pytest.mark.parametrize("codes", VIEWERS.values(), ids=VIEWERS)
def test_a_roll_up_answers_as_the_projects_would(
    codes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = viewer(codes)
    for filters in FILTERS:
        found = told(who, filters)
        with from_projects(monkeypatch):
            expected = told(who, filters)
        for part in PARTS:
            assert alike(found[part], expected[part]), (filters, part)


def rolled(who: Viewer, filters: dict[str, str], part: str = "sums") -> bool:
    return project_rollup.scope(source.of(Question(**filters), who).query, part) is not None


def test_what_a_roll_up_does_not_tell_apart_is_asked_of_the_projects() -> None:
    dgct, commune = viewer(()), viewer(VIEWERS["commune"])
    assert rolled(dgct, {}) and rolled(dgct, {"territory": "02", "state": "running"})
    assert rolled(viewer(("02",)), {"territory": "02"})
    assert not rolled(commune, {}) and not rolled(dgct, {"territory": "05.091.01.01"})
    assert not rolled(dgct, {"sector": "Routes"}) and not rolled(dgct, {"as_of": "2026-01-01"})
    assert not rolled(dgct, {"state": "running"}, "options")
    # A condition that no address asks may hold anything: the projects answer.
    narrowed = source.of(Question(), dgct).query.where("r.reference = %(reference)s", {"reference": "x"})
    assert project_rollup.scope(narrowed, "sums") is None


def test_an_invented_project_stays_hidden_outside_a_demonstration(settings: Any) -> None:
    projects.refresh()
    settings.FICTITIOUS_DATA = False
    whole = told(viewer(()), {})["totals"][None]["n"]
    assert whole == Project.objects.filter(fictitious=False).count() == 0


def test_only_what_a_change_touches_is_made_again() -> None:
    projects.refresh()
    assert projects.refresh() == []
    stated = ProgressStatement.objects.earliest("id")
    ProgressStatement.objects.filter(pk=stated.pk).update(physical_pct=1)
    assert projects.refresh() == ["money", "sums", "months"]
    Project.objects.update(state="EN_COURS")
    assert projects.refresh() == ["sums", "months", "dues", "options"]
    ProjectLink.objects.all().delete()
    assert projects.refresh() == ["money", "spending", "sums", "months"]
    assert told(viewer(()), {})["totals"][None]["gid"] == 0


def test_gathered_money_is_the_projects_own_to_the_centime() -> None:
    projects.refresh()
    with connection.cursor() as cursor:
        cursor.execute("select sum(paid_mad), sum(n) from layers_projectsum")
        paid, n = cursor.fetchone()
    rows = source.of(Question(), viewer(())).rows("portfolio", most=100_000)
    assert (paid, n) == (sum(row["paid_mad"] or 0 for row in rows), len(rows))
