"""What a planner does, in a real browser: figures on the screen, and the same in the file it gives."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.dashboards.test_board_page import open_board
from tests.dashboards.test_equipment_views import SEWER, WATER
from tests.harness.server import Server


def until(page: Any, expression: str) -> None:
    """Asked again and again: the page's policy forbids the evaluation a waiting function is made of."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


def screen(page: Any) -> list[dict[str, Any]]:
    """The rows the grid holds, in the order it shows them."""
    until(page, "window.board?.rows.length > 0")
    found: list[dict[str, Any]] = page.evaluate("window.board.rows")
    return found


def cells(page: Any, column: str) -> list[str]:
    rows = page.locator(".board-grid .ag-center-cols-container .ag-row")
    wanted = sorted(rows.all(), key=lambda row: int(row.get_attribute("row-index")))
    return [row.locator(f"[col-id={column}]").inner_text() for row in wanted]


def saved(page: Any, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.click(link)
    return Path(waiting.value.path()).read_bytes()


def test_ten_communes_worst_served_in_running_water(server: Server, page: Any) -> None:
    open_board(page, server, f"?territory=05&level=commune&indicator={WATER}")
    for parameter, value in (("over", "5000"), ("order", "worst"), ("top", "10")):
        page.select_option(f"select[data-parameter={parameter}]", value)
        page.wait_for_url(f"**{parameter}={value}**")
    page.wait_for_selector(".table-card h2 >> text=10 sur")
    shown = cells(page, "after")
    assert len(shown) == 10 and all(row["population"] > 5000 for row in screen(page))
    figures = [float(text.replace(",", ".")) for text in shown]
    assert figures == sorted(figures)
    sheet = list(
        openpyxl.load_workbook(io.BytesIO(saved(page, ".table-card footer >> text=XLSX"))).active.values
    )
    assert [row[4] for row in sheet[1:11]] == figures
    assert [row[2] for row in sheet[1:11]] == cells(page, "name")


@pytest.mark.full
def test_public_sewer_of_two_provinces_and_the_nation(server: Server, page: Any) -> None:
    open_board(page, server, f"?territory=05&level=province&indicator={SEWER}")
    page.click(".seg-links >> text=Évolution")
    page.wait_for_selector(".board-head h1 >> text=progrès")
    found = {row["code"]: row for row in screen(page)}
    for code in ("05.081", "05.301"):
        assert {found[code]["before"], found[code]["after"]} - {None}
        page.click(f".board-grid .ag-row[row-id='{code}']")
        page.wait_for_url(f"**sel={code}**")
        compared = page.wait_for_selector(f".compare-card >> text={found[code]['name']}")
        assert compared and "Royaume" in page.inner_text(".compare-card")
    lines = csv.DictReader(io.StringIO(saved(page, ".table-card footer >> text=CSV").decode("utf-8-sig")))
    listed = {line["code"]: (float(line["before"]), float(line["after"])) for line in lines}
    assert listed["05.081"] == (found["05.081"]["before"], found["05.081"]["after"])


@pytest.mark.full
def test_urban_and_rural_in_oriental(server: Server, page: Any) -> None:
    open_board(page, server, f"?territory=02&level=province&indicator={WATER}")
    kept = {}
    for name, milieu in (("Urbain", "urban"), ("Rural", "rural")):
        page.click(f".seg-links >> text={name}")
        page.wait_for_url(f"**milieu={milieu}**")
        page.wait_for_selector(".board-grid .ag-row >> nth=0")
        until(page, f"document.querySelector('.map-card header').innerText.includes('{name.lower()}')")
        kept[milieu] = {row["code"]: row["after"] for row in screen(page)}
    both = [c for c in kept["urban"] if kept["urban"][c] is not None and kept["rural"].get(c) is not None]
    assert both and all(kept["urban"][code] > kept["rural"][code] for code in both)


@pytest.mark.full
def test_a_bar_filters_the_map_and_the_table(server: Server, page: Any) -> None:
    open_board(page, server, "?territory=05.081")
    before = len(screen(page))
    page.locator(".chart .bars .point path").last.click(force=True)
    page.wait_for_url("**band=**")
    page.wait_for_selector(".table-card h2 >> text=sur")
    assert 0 < len(screen(page)) < before
    page.click(".table-card >> text=Retirer les filtres")
    page.wait_for_url(lambda address: "band=" not in address)
    until(page, f"window.board.rows.length === {before}")
