"""What projects will deliver: the deficit after them, tied to their references, as far as the reader may know."""

from __future__ import annotations

import pytest

from fixtures.projects.register import register
from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.models import Equipment, Presence, Project, ProjectLink
from layers.query import LayerQuery
from layers.services import needs, works
from layers.services.needs import Asked

pytestmark = pytest.mark.django_db
SCHOOLS, ORIENTAL = "ENS-EP", "02"
DGCT = Viewer(1, (Grant("dgct"),))


def tie(status: str, year: int, state: str = "EN_COURS") -> tuple[str, str]:
    """A school of Oriental with that status, delivered by one project of the region due in that year."""
    ProjectLink.objects.filter(target_kind="EQUIP").delete()
    there = LayerQuery.from_params(registry.get("equipment"), {"territory": [ORIENTAL]}, DGCT)
    ids = [row["id"] for row in there.rows() if row["category"] == SCHOOLS and row["status"] == status]
    school = Equipment.objects.get(pk=ids[0])
    project = Project.objects.filter(reference__startswith="02").order_by("reference")[0]
    Project.objects.filter(pk=project.pk).update(state=state, revised_end_on=f"{year}-06-30", planned_end_on=None)
    ProjectLink.objects.create(
        key=f"{project.reference}/EQUIP/{school.reference}", project_reference=project.reference, target_kind="EQUIP",
        target_key=school.reference, share_pct=100, row_hash=1, fictitious=True,
    )  # fmt: skip
    return school.reference, project.reference


def coming(viewer: Viewer, until: int) -> int:
    query = LayerQuery.from_params(registry.get("equipment"), {"territory": [ORIENTAL]}, viewer)
    asked = Asked(SCHOOLS, ORIENTAL, "commune", until=until)
    answer = needs.assess(query, asked, works.read(viewer).due)
    assert answer.after.deficit <= answer.before.deficit
    return sum(place.coming for place in answer.places)


def test_a_planned_school_counts_once_its_project_is_due() -> None:
    school, project = tie(Presence.PLANNED, 2027)
    known = works.read(DGCT)
    assert known.by_equipment[school][0] == project and known.due == {school: 2027}
    assert coming(DGCT, 2027) == coming(ANONYMOUS, 2027) + 1, "the public sees what equipment itself announces"
    assert coming(DGCT, 2026) == coming(ANONYMOUS, 2026)
    query = LayerQuery.from_params(registry.get("equipment"), {"territory": [ORIENTAL]}, DGCT)
    listed = works.deliveries(query, SCHOOLS, 2027, known)
    assert [(one.equipment, one.due) for one in listed if one.project == project] == [(school, 2027)]
    assert len(listed) == coming(DGCT, 2027)


def test_the_project_says_when_and_a_stopped_one_says_never() -> None:
    school, _ = tie(Presence.UNDER_WORKS, 2039)
    opening = Equipment.objects.get(reference=school).opened_year
    assert opening is not None and opening < 2039
    assert coming(DGCT, opening) == coming(ANONYMOUS, opening) - 1, "later than announced"
    tie(Presence.UNDER_WORKS, 2026, "RESILIE")
    assert coming(DGCT, 2040) == coming(ANONYMOUS, 2040) - 1


def test_projects_out_of_sight_tell_nothing() -> None:
    tie(Presence.PLANNED, 2027)
    assert works.read(ANONYMOUS).due == {}


def test_the_demonstration_ties_each_equipment_to_one_project_of_its_kind() -> None:
    links = [row for row in register(1.0, 2026).tables["links"] if row["type_cible"] == "EQUIP"]
    assert len(links) > 20
    assert len({row["cible"] for row in links}) == len({row["reference_projet"] for row in links}) == len(links)
    assert all(row["quote_part"] == 100 for row in links)
