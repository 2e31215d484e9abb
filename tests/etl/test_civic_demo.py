"""Demonstration data and templates of complaints, equipment, networks and deployments."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from etl import circular, law, runner, source, workbook
from etl.models import Anomaly
from layers.models import Complaint, Deployment, Equipment, Network
from tests.etl import civic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
SLUGS = ("chikaya", "equipment", "networks", "deployments")
PLANTED = {
    "chikaya": {"complaint_answered_before_deposit", "complaint_closed_without_answer", "complaint_event_orphan",
                "complaint_satisfaction_without_answer", "complaint_reopenings_disagree", "complaint_number_year",
                "complaint_acknowledged_late", "complaint_answered_late", "word_unknown", "point_outside_commune"},
    "equipment": {"equipment_twin", "equipment_grid_disagrees", "equipment_year_future", "equipment_capacity_unit",
                  "equipment_closed_capacity", "axes_swapped", "point_outside_commune", "word_unknown"},
    "networks": {"network_code_class", "network_class_missing", "network_class_varies", "point_outside",
                 "geometry_unreadable"},
    "deployments": {"deployment_step_back", "deployment_region_disagrees", "deployment_use_unstarted",
                    "deployment_place_unknown", "value_missing"},
}  # fmt: skip


# A misspelt commune is guessed, hesitated about, or not found.
FOLLOWS = {"place_unknown", "place_guessed", "place_homonym"}


@pytest.mark.parametrize("slug", SLUGS)
def test_same_seed_same_bytes_and_another_seed_others(slug: str, tmp_path: Path) -> None:
    write = import_module(f"fixtures.{slug}.demo").write
    first, again, other = (write(tmp_path / str(n), 0.05, seed) for n, seed in enumerate((7, 7, 8)))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]
    assert first[0].read_bytes() != other[0].read_bytes()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_demonstration_loads_whole_and_shows_what_was_planted(slug: str, tmp_path: Path) -> None:
    law.load_once()
    circular.load_circular_facts()
    for file in import_module(f"fixtures.{slug}.demo").write(tmp_path, 1, 2026):
        report = runner.run(source.get(slug), file, fictitious=True)
        assert report.counts["refused"] == 0, [(f.fault.code, f.line) for f, _ in report.refused][:5]
        assert report.counts["created"] == report.counts["read"] > 1000
    doubted = set(Anomaly.objects.filter(run__source=slug).values_list("code", flat=True))
    found = doubted | {code for code, _ in civic.discrepancies(slug)}
    assert PLANTED[slug] - found == set()
    assert doubted - PLANTED[slug] - FOLLOWS == set()


def test_the_demonstration_is_the_size_it_says(tmp_path: Path) -> None:
    for slug, model, rows in (("chikaya", Complaint, 100), ("equipment", Equipment, 150), ("networks", Network, 75)):
        for file in import_module(f"fixtures.{slug}.demo").write(tmp_path, 0.05, 2026):
            runner.run(source.get(slug), file, fictitious=True)
        assert model.objects.filter(fictitious=True).count() == rows
    assert not Deployment.objects.exists()


@pytest.mark.parametrize("slug", SLUGS)
def test_what_a_template_yields_imports_without_a_word(slug: str, tmp_path: Path) -> None:
    law.load_once()
    file = tmp_path / "modele.xlsx"
    file.write_bytes(workbook.template(source.get(slug)))
    report = runner.run(source.get(slug), file)
    assert report.counts["created"] == report.counts["read"] == len(source.get(slug).tables)
    assert (report.refused, report.doubts, report.discrepancies) == ([], [], 0)
