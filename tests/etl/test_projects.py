"""The register: what is planted is found and nothing else, its drawings and shares are kept, its layer is guarded."""

from __future__ import annotations

import gzip
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import mapbox_vector_tile
import pytest

from etl import runner, source, workbook
from etl.models import Discrepancy
from fixtures.gid import demo as gid_demo
from fixtures.money.build import build
from fixtures.projects import corpus, demo
from fixtures.projects.planted import COUNTS
from fixtures.projects.register import register
from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.errors import LoginNeeded
from layers.models import BudgetLine, Contract, Project, ProjectLink, ProjectSite, TerritoryVersion
from layers.query import LayerQuery

PROJECTS, GID = source.get("projects"), source.get("gid")
SCALE, SEED = 0.1, 7
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def load(tmp_path: Path, table: str, *rows: dict[str, str]) -> runner.Report:
    file = tmp_path / f"{table}.csv"
    file.write_text(corpus.MAKERS[table].text(*rows), encoding="utf-8")
    return runner.run(PROJECTS, file)


def found() -> dict[str, set[str]]:
    by_code: dict[str, set[str]] = defaultdict(set)
    for code, key in Discrepancy.objects.filter(source="projects").values_list("code", "key"):
        by_code[code].add(key)
    return dict(by_code)


def test_the_demonstration_register_shows_what_was_planted_and_agrees_with_the_books(tmp_path: Path) -> None:
    for path in demo.write(tmp_path, SCALE, SEED):
        report = runner.run(PROJECTS, path, fictitious=True)
        assert not report.refused
        assert report.counts["read"] == report.counts["created"] > 0
    assert found() == register(SCALE, SEED).planted
    assert set(found()) == set(COUNTS) and all(len(keys) >= 2 for keys in found().values())
    assert not Project.objects.filter(territory=None).exists()
    for path in gid_demo.write(tmp_path, SCALE, SEED):
        runner.run(GID, path, fictitious=True)
    links = ProjectLink.objects
    contracts = set(links.filter(target_kind="MARCHE").values_list("target_key", flat=True))
    assert contracts and contracts <= set(Contract.objects.values_list("number", flat=True))
    lines = set(links.filter(target_kind="LIGNE").values_list("target_key", flat=True))
    assert lines and lines <= set(BudgetLine.objects.values_list("key", flat=True))
    declared = Project.objects.get(reference=next(p for p in build(SCALE, SEED).projects if p.contracts).reference)
    assert declared.finance_source == "GID" and declared.declared_committed_mad > 0


def test_the_demonstration_is_deterministic_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    first = demo.write(tmp_path / "a", 0.06, 3)
    build.cache_clear()
    register.cache_clear()
    again = demo.write(tmp_path / "b", 0.06, 3)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    for path in first:
        runner.run(PROJECTS, path, fictitious=True)
    for path in again:
        report = runner.run(PROJECTS, path, fictitious=True)
        assert report.counts["read"] == report.counts["unchanged"]


def test_the_templates_example_rows_agree_with_each_other(tmp_path: Path) -> None:
    file = tmp_path / "modele.xlsx"
    file.write_bytes(workbook.template(PROJECTS))
    report = runner.run(PROJECTS, file)
    assert (report.counts["read"], report.counts["created"]) == (8, 8)
    assert not report.doubts and not report.refused and report.discrepancies == 0


def test_a_site_keeps_its_drawing_and_its_place(tmp_path: Path) -> None:
    report = load(tmp_path, "sites", corpus.row("sites", 1), corpus.row("sites", 2, wkt="", longitude="", latitude=""))
    assert not report.doubts
    drawn, plain = ProjectSite.objects.order_by("number")
    assert drawn.shape.geom_type == "LineString" and drawn.shape.srid == 4326
    assert (drawn.location_precision, plain.location_precision, plain.shape) == ("exact", "commune", None)
    assert (drawn.start_km, drawn.end_km) == (Decimal("4.20"), Decimal("5.00"))


def test_shares_of_a_contract_make_a_hundred(tmp_path: Path) -> None:
    line = "2024/5.091.01.01/BP2/30.20.10.11.15"
    rows = (
        corpus.row("links", 1, quote_part="60 %"),
        corpus.row("links", 1, quote_part="40", reference_projet="05-091-PAC-2023-0002"),
        corpus.row("links", 2, quote_part="70"),
        corpus.row("links", 3, type_cible="LIGNE", cible=line, quote_part="99,5"),
    )
    assert not load(tmp_path, "links", *rows).doubts
    key = "LIGNE/2024/05.091.01.01/BP2/30/20/10/11/15"
    assert found() == {"shares_not_whole": {"MARCHE/2/CBM/2024", key}}
    load(tmp_path, "links", corpus.row("links", 2), corpus.row("links", 3, type_cible="LIGNE", cible=line))
    assert found() == {}


def test_declared_money_and_every_commune_are_kept(tmp_path: Path) -> None:
    load(tmp_path, "projects", corpus.row("projects", 1))
    project = Project.objects.get()
    assert project.commune_codes == ["05.091.01.01", "05.091.01.03"]
    assert (project.declared_committed_mad, project.declared_paid_mad) == (Decimal(1_000_000), Decimal(240_000))
    assert project.geom.coords == (-6.35, 32.34)
    titles = {f.name: f.title_fr for f in registry.get("projects").fields if f.name.startswith("declared_")}
    money = [title for name, title in titles.items() if name.endswith("_mad")]
    assert len(money) == 3 and all("déclaré par le maître d’ouvrage, non rapproché GID" in title for title in money)


def test_the_layer_shows_one_aggregate_a_commune_to_those_in_charge(tmp_path: Path) -> None:
    from layers.services import tiles

    load(tmp_path, "projects", *(corpus.row("projects", n) for n in (1, 2, 3)))
    layer = registry.get("projects")
    with pytest.raises(LoginNeeded):
        LayerQuery.from_params(layer, {}, ANONYMOUS)
    seen = {}
    for region in ("05", "02"):
        place = TerritoryVersion.objects.get(code=region, edition__is_current=True).territory_id
        query = LayerQuery.from_params(layer, {}, Viewer(7, (Grant("governor", place, frozenset()),)))
        raw = mapbox_vector_tile.decode(gzip.decompress(tiles.tile(query, tiles.stamp(query), 5, 15, 12)))
        raw |= mapbox_vector_tile.decode(gzip.decompress(tiles.tile(query, tiles.stamp(query), 5, 15, 13)))
        seen[region] = [f["properties"] for f in raw.get("projects", {"features": []})["features"]]
    assert [(p["code"], p["n"]) for p in seen["05"]] == [("05.091", 3)], "by province from afar"
    assert seen["02"] == []
