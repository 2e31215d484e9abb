"""A territory named among the partners of a project reads it as those it lies under do: on every path, no more."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dashboards.projects import source
from dashboards.projects.question import Question
from layers import registry, territories
from layers.access import Grant, Viewer
from layers.models import Contribution, Convention, Document, FieldReport, Project, ProjectPartner
from layers.query import LayerQuery
from layers.services import partners
from tests.projects.test_matrix import body, leaks, marked, paths  # noqa: F401 (fixture)

pytestmark = pytest.mark.django_db
Marked = tuple[Project, Document, FieldReport]
# Figuig, a commune of Oriental: a partner of a project of Azilal; its province and its region cover it.
PARTNER, CODE = "Commune de Figuig", "02.251"
ABOVE = {"province": ("governor", "02.251"), "region": ("wali", "02")}
BESIDE = {"berkane": ("governor", "02.113"), "khouribga": ("governor", "05.311"), "editor": ("public_editor", "")}


def named(project: Project, name: str) -> None:
    Contribution.objects.create(
        key=f"{project.reference}/{name}", project_reference=project.reference, partner=name, nature="COMMUNE",
        year=2025, due_mad=1, row_hash=1,
    )  # fmt: skip
    partners.refresh()


def readers(grants: dict[str, tuple[str, str]], client_of: Callable[..., Client]) -> dict[str, Client]:
    return {name: client_of(name, grant) for name, grant in grants.items()}


def told(clients: dict[str, Client], marked: Marked) -> dict[str, set[str]]:  # noqa: F811
    """Path → who was told of the project there."""
    project, document, _report = marked
    found: dict[str, set[str]] = {}
    for path in paths(project, document):
        for name, client in clients.items():
            status, content = body(client, path)
            assert status < 500, (name, path)
            pdf = content[:5] == b"%PDF-"
            if leaks(content, path, project.reference) or pdf:
                found.setdefault(path, set()).add(name)
    return found


def test_a_named_partner_reads_on_every_path_where_the_lead_territory_does(
    client_of: Callable[..., Client], marked: Marked  # noqa: F811
) -> None:
    named(marked[0], PARTNER)
    lead = told({"lead": client_of("lead", ("wali", "05"))}, marked)
    found = told(readers(ABOVE, client_of), marked)
    # Nothing is told by half; only reporting is the lead's, and a file is written from what is committed.
    expected = [path for path in lead if not path.startswith("/export/") and not path.endswith("/progress/")]
    assert len(expected) > 12
    assert {path: set(ABOVE) for path in expected} == {path: found.get(path, set()) for path in expected}


def test_nobody_else_gains_anything(client_of: Callable[..., Client], marked: Marked) -> None:  # noqa: F811
    named(marked[0], PARTNER)
    assert told(readers(BESIDE, client_of) | {"anonymous": Client()}, marked) == {}


def test_a_partner_that_is_no_longer_named_reads_nothing(
    client_of: Callable[..., Client], marked: Marked  # noqa: F811
) -> None:
    named(marked[0], PARTNER)
    clients = readers(ABOVE, client_of)
    assert told(clients, marked)
    Contribution.objects.filter(partner=PARTNER).delete()
    assert partners.refresh() == 1
    assert told(clients, marked) == {}


def test_a_partner_writes_nothing(client_of: Callable[..., Client], marked: Marked) -> None:  # noqa: F811
    project, document, report = marked
    named(project, PARTNER)
    base = f"/projects/{project.reference}"
    entered = {"client_id": str(uuid.uuid4()), "stated_on": "2025-01-01", "physical_pct": "1"}
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"/api{base}/progress/", entered), (f"{base}/comments/", {"text": "x"}),
        (f"{base}/risks/", {"kind": "autre", "level": "1", "text": "x"}),
        (f"/projects/inbox/{report.pk}/", {"decision": "validate"}),
        (f"/documents/{document.pk}/withdraw/", {"reason": "x"}),
    ]  # fmt: skip
    for name, client in readers(ABOVE, client_of).items():
        for path, fields in posts:
            assert client.post(path, fields).status_code == 403, (name, path)


def test_sums_stay_with_the_lead_territory(marked: Marked) -> None:  # noqa: F811
    """Read, not counted: what a perimeter adds up is what it leads."""
    (region,) = territories.resolve_codes(["02"])
    viewer = Viewer(9, (Grant("wali", region),))
    asked = {"territory": ["02"]}
    before = LayerQuery.from_params(registry.get("projects"), asked, viewer).count()
    named(marked[0], PARTNER)
    assert LayerQuery.from_params(registry.get("projects"), asked, viewer).count() == before
    assert LayerQuery.of(registry.get("projects"), viewer).count() == before + 1


def test_a_board_of_another_territory_counts_what_its_partner_reads(marked: Marked) -> None:  # noqa: F811
    """Sums kept by territory cannot tell it: the board of the lead territory then adds up the projects themselves."""
    project = marked[0]
    (region,) = territories.resolve_codes(["02"])
    viewer = Viewer(9, (Grant("wali", region),))
    other = source.of(Question(territory="05"), viewer)
    assert other.totals().get(None, {"n": 0})["n"] == 0
    mine = source.of(Question(territory="02"), viewer).totals()[None]["n"]
    named(project, PARTNER)
    board = source.of(Question(territory="05"), viewer)
    assert board.totals()[None]["n"] == len(board.portfolio()) == 1
    assert board.portfolio()[0]["reference"] == project.reference
    assert source.of(Question(territory="02"), viewer).totals()[None]["n"] == mine


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Commune de Figuig", "02.251.01.03"), ("CONSEIL PROVINCIAL DE BERKANE", "02.113"),
        ("Conseil régional de L’Oriental", "02"), ("Région de l'Oriental", "02"), ("جماعة فجيج", "02.251.01.03"),
        ("Agence X, pour le compte de 02.113", "02.113"),
        # No level, no place, or two places of that name.
        ("Figuig", ""), ("Commune", ""), ("Conseil régional", ""), ("DGCT", ""), ("Ministère de tutelle", ""),
        ("Commune de Nulle Part", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_says_one_place_or_none(name: str, code: str) -> None:
    found = partners.Places().of(name)
    assert (found["code"] if found else "") == code


def test_namesakes_open_nothing() -> None:
    places = partners.Places()
    twins = [key[1] for key, known in places._by_name.items() if key[0] == "commune" and len(known) > 1]
    assert twins and all(places.of(f"Commune de {name}") is None for name in twins)


def test_a_convention_names_partners_too() -> None:
    project = Project.objects.filter(reference__startswith="05-").exclude(convention_reference="").order_by("pk")[0]
    convention = Convention.objects.get(reference=project.convention_reference)
    Convention.objects.filter(pk=convention.pk).update(partners=["PROVINCE DE BERKANE"])
    partners.refresh()
    partner = ProjectPartner.objects.get(project_reference=project.reference)
    assert [partner.territory_id] == territories.resolve_codes(["02.113"])
