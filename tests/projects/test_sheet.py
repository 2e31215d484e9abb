"""The sheet of a project: exact money, phases in their order, and nothing for whoever may not read it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from urllib.parse import quote

import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from geo_platform.projects import changes, gantt, words
from layers.access import Grant, Viewer
from layers.models import (
    Alert,
    Contribution,
    PaymentOrder,
    ProgressStatement,
    Project,
    ProjectLink,
    ProjectPhase,
    ProjectRisk,
)
from layers.queries import projects
from layers.queries.project_sheet import ProjectSheet, project_query

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 12, 31)
KINGDOM = Viewer(1, (Grant("dgct"),))


def page(client: Client, reference: str, suffix: str = "/") -> str:
    answer = client.get(f"/projects/{reference}{suffix}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert answer["Cache-Control"] == "private, no-cache"
    return unescape(answer.content.decode())


def printed(client: Client, path: str) -> str:
    pages = pypdf.PdfReader(io.BytesIO(client.get(path).content)).pages
    return "\n".join(sheet.extract_text() for sheet in pages)


def test_money_is_the_sum_of_the_orders_at_the_projects_share(bmk: Client, project: Project) -> None:
    sheet = ProjectSheet.read(KINGDOM, project.reference)
    shares = {
        link.target_key: link.share_pct
        for link in ProjectLink.objects.filter(project_reference=project.reference, target_kind="MARCHE")
    }
    orders = PaymentOrder.objects.filter(contract_number__in=shares, state__in=("VISE", "PAYE"))
    by_contract = sum(order.gross_mad * shares[order.contract_number] / 100 for order in orders)
    lines = ProjectLink.objects.filter(project_reference=project.reference, target_kind="LIGNE")
    shared = set(ProjectLink.objects.filter(target_kind="MARCHE").values_list("target_key", flat=True))
    by_line = sum(
        order.gross_mad * link.share_pct / 100
        for link in lines
        for order in PaymentOrder.objects.filter(line_key=link.target_key, state__in=("VISE", "PAYE"))
        if order.contract_number not in shared
    )
    expected = by_contract + by_line
    assert expected > 0 and sheet.figures["ordered_mad"] == expected
    assert words.dirhams(expected) in page(bmk, project.reference)


def test_every_order_of_a_shared_out_contract_is_counted_once_over_the_projects() -> None:
    """Two projects of one contract at 60 and 40: together its orders, no more."""
    links = ProjectLink.objects.filter(target_kind="MARCHE", share_pct__lt=100).order_by("target_key")
    number = links[0].target_key
    total = Decimal(0)
    for link in ProjectLink.objects.filter(target_kind="MARCHE", target_key=number):
        sheet = ProjectSheet.read(KINGDOM, link.project_reference)
        row = next(row for row in sheet.contracts if row["number"] == number)
        total += (row["ordered_mad"] or 0) * row["share_pct"] / 100
    orders = PaymentOrder.objects.filter(contract_number=number, state__in=("VISE", "PAYE"))
    assert total == sum(order.gross_mad for order in orders) > 0


def test_outside_gid_is_declared_and_never_zero(client_of: Callable[..., Client]) -> None:
    outside = Project.objects.filter(finance_source="HORS_GID").order_by("reference")[0]
    html = page(client_of("dgct", ("dgct", "")), outside.reference)
    assert "non rapproché GID" in html and "hors GID" in html
    Project.objects.filter(pk=outside.pk).update(declared_paid_mad=None)
    sheet = ProjectSheet.read(KINGDOM, outside.reference)
    assert sheet.figures["paid_mad"] is None


def test_phases_stand_in_their_order_with_their_delay(project: Project) -> None:
    sheet = ProjectSheet.read(KINGDOM, project.reference)
    drawn = gantt.drawn(sheet.phases, TODAY)
    assert drawn is not None
    ranks = [gantt.ORDER[line.phase] for line in drawn.lines]
    assert ranks == sorted(ranks)
    assert len(ranks) == ProjectPhase.objects.filter(project_reference=project.reference).count()
    row = dict.fromkeys(sheet.phases[0]) | {
        "phase": "TRAVAUX", "weight_pct": 100, "baseline_start_on": dt.date(2025, 1, 1),
        "baseline_end_on": dt.date(2025, 6, 30), "actual_start_on": dt.date(2025, 2, 1),
    }  # fmt: skip
    works = gantt.drawn([row], TODAY)
    assert works is not None
    (line,) = works.lines
    assert line.late_days == (TODAY - dt.date(2025, 6, 30)).days
    assert [bar.kind for bar in line.bars] == ["baseline", "actual"] and line.bars[1].open
    assert float(line.bars[1].left) + float(line.bars[1].width) == pytest.approx(float(works.today), abs=0.02)


def test_contributions_say_what_is_owed_today(project: Project) -> None:
    Contribution.objects.filter(project_reference=project.reference).delete()
    made = {"project_reference": project.reference, "nature": "REGION", "row_hash": 1, "committed_mad": 0}
    Contribution.objects.create(
        key="a", partner="Région", year=2024, due_mad=100, paid_mad=40, due_on=dt.date(2024, 6, 30), **made
    )
    Contribution.objects.create(
        key="b", partner="Région", year=2027, due_mad=500, paid_mad=0, due_on=dt.date(2027, 6, 30), **made
    )
    rows = ProjectSheet.read(KINGDOM, project.reference).contributions
    assert [(row["year"], row["fallen"]) for row in rows] == [(2024, True), (2027, False)]


def test_a_change_of_the_record_shows_in_the_history(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(state="SUSPENDU")
    told = changes.told(ProjectSheet.read(KINGDOM, project.reference).history)
    before, after = words.STATES["EN_COURS"], words.STATES["SUSPENDU"]
    assert told[0]["changes"] == [{"title": "État", "before": before, "after": after}]
    assert told[-1]["changes"] == []


def test_whoever_may_not_read_it_learns_nothing(client_of: Callable[..., Client], project: Project) -> None:
    for suffix in ("/", ".pdf"):
        path = f"/projects/{project.reference}{suffix}"
        assert Client().get(path)["Location"].startswith("/login/")
        other = client_of(f"oriental{len(suffix)}", ("wali", "02"))
        unknown = other.get(f"/projects/05-081-PAC-2099-0001{suffix}")
        hidden = other.get(path)
        assert (unknown.status_code, hidden.status_code) == (404, 404)
        assert project.title_fr not in hidden.content.decode()
        assert client_of(f"editor{len(suffix)}", ("public_editor", "")).get(path).status_code == 403


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pdf_carries_the_same_figures(bmk: Client, project: Project, language: str) -> None:
    answer = bmk.get(f"/projects/{project.reference}.pdf?lang={language}")
    assert answer["Content-Type"] == "application/pdf"
    text = printed(bmk, f"/projects/{project.reference}.pdf?lang={language}")
    sheet = ProjectSheet.read(KINGDOM, project.reference)
    ordered = f"{sheet.figures['ordered_mad']:.2f}".replace(".", ",")
    assert ordered in re.sub(r"\s", "", text)
    assert "DONNÉES FICTIVES" in text and project.reference in text
    assert (
        ("السلسلة المالية" in text or "المالية" in text) if language == "ar" else "Chaîne financière" in text
    )


def test_the_sheet_says_what_the_board_says(project: Project) -> None:
    """One source: the same project, asked through the board's portfolio and through its sheet."""
    query = project_query(KINGDOM, project.reference)
    on = projects.situation(query)["situation_on"]
    (row,) = projects.run(query, "projects/portfolio.sql", on=on, area_level="province", most=1)
    found = ProjectSheet.read(KINGDOM, project.reference).figures
    same = (
        "cost_mad", "committed_mad", "ordered_mad", "paid_mad", "physical_pct", "works_pct", "stated_on", "delay_days"
    )  # fmt: skip
    assert {name: found[name] for name in same} == {name: row[name] for name in same}
    assert found["money_source"] == "gid" and found["paid_mad"] <= found["ordered_mad"]


def test_only_a_validated_statement_counts(project: Project) -> None:
    before = ProjectSheet.read(KINGDOM, project.reference).figures
    later = before["stated_on"] + dt.timedelta(days=1)
    ProgressStatement.objects.create(
        key="x",
        project_reference=project.reference,
        stated_on=later,
        physical_pct=99,
        status="PROVISOIRE",
        row_hash=1,
    )
    assert ProjectSheet.read(KINGDOM, project.reference).figures["physical_pct"] == before["physical_pct"]
    ProgressStatement.objects.filter(key="x").update(status="VALIDE")
    assert ProjectSheet.read(KINGDOM, project.reference).figures["physical_pct"] == 99


def test_the_sheet_tells_its_alerts_and_risks_on_screen_and_on_paper(bmk: Client, project: Project) -> None:
    Alert.objects.filter(project_reference=project.reference).delete()
    made = {
        "subject_kind": "projects",
        "subject_key": project.reference,
        "project_reference": project.reference,
    }
    on = dt.date(2025, 12, 1)
    alert = Alert.objects.create(
        code="paid_ahead", value="8.0", raised_on=on, seen_on=on, owner="Région", **made
    )
    ProjectRisk.objects.create(
        project_reference=project.reference,
        kind="foncier",
        level=3,
        author_id=1,
        office="SGAR",
        text="Opposition au tracé",
    )
    html = page(bmk, project.reference)
    assert "Liquidé en avance sur les travaux" in html and "+8,0" in html and "à vérifier" in html
    assert "Opposition au tracé" in html
    alert.state = "confirmed"
    alert.save()
    assert "confirmée" in page(bmk, project.reference)
    text = printed(bmk, f"/projects/{project.reference}.pdf")
    assert "Liquidé en avance" in text and "Opposition au tracé" in text and "confirmée" in text


def test_the_sheet_of_an_earlier_moment_is_read_only_and_of_that_moment(
    bmk: Client, project: Project
) -> None:
    past = timezone.now() - dt.timedelta(days=2)
    html = page(bmk, project.reference, f"/?as_of={quote(past.isoformat())}")
    assert (
        "Tel que connu au" in html and "Saisir l’avancement" not in html and "Signaler un risque" not in html
    )
    assert bmk.get(f"/projects/{project.reference}/?as_of=hier").status_code == 400
    assert bmk.get(f"/projects/{project.reference}/?as_of=2001-01-01").status_code == 404


@pytest.mark.parametrize("suffix", ["/", ".pdf"])
def test_an_unchanged_sheet_is_not_sent_again(bmk: Client, project: Project, suffix: str) -> None:
    path = f"/projects/{project.reference}{suffix}"
    tag = bmk.get(path)["ETag"]
    again = bmk.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    Project.objects.filter(pk=project.pk).update(title_fr="Autre intitulé")
    changed = bmk.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed["ETag"] != tag
