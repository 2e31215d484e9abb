"""The board's filters, views, index, peers and files, through Django's client; figures against the stored ones."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from dashboards import drawing, shell, text
from dashboards.equipment import figures, files, scope
from dashboards.equipment import model as board_model
from dashboards.equipment.question import Question, parse, read_weights, write_weights
from layers.access import Grant, Viewer
from layers.errors import BadParameter
from layers.services import peers
from layers.territories import resolve_codes
from tests.dashboards.test_equipment import AZILAL, CARDS, SHOW, rows, words

Ask = Callable[..., dict[str, Any]]
BMK = "05"
WATER, SEWER = "amenities_running_water", "wastewater_public_sewer"
WORST = f"?territory={BMK}&level=commune&over=5000&order=worst&top=10"
PANEL, COMPARE = "equipment-panel", "equipment-compare"


def stored(code: str, level: str, year: int = 2024, milieu: int = 0) -> dict[str, float]:
    """The figures themselves, asked of the table without the board's own queries."""
    found = connection.cursor()
    found.execute(
        "select v.code, x.value from layers_indicatorvalue x join layers_indicator i on i.id = x.indicator_id "
        "join layers_territoryversion v on v.territory_id = x.territory_id "
        "join layers_edition e on e.slug = v.edition_id and e.is_current "
        "where i.code = %s and v.level = %s and x.year = %s and x.milieu = %s and x.sex = 0",
        [code, level, year, milieu],
    )
    return dict(found.fetchall())


def file(name: str, search: str) -> Any:
    answer = Client().get(f"/dashboards/equipment/{name}{search}")
    assert answer.status_code == 200, answer.content[:300]
    return answer


def worst_ten() -> list[tuple[str, float]]:
    people = stored("population_legal", "commune")
    region = {code: v for code, v in stored(WATER, "commune").items() if code.startswith(f"{BMK}.")}
    found = [(value, code) for code, value in region.items() if people[code] > 5000]
    return [(code, value) for value, code in sorted(found)[:10]]


def test_the_ten_communes_worst_served_on_screen_and_in_the_file(ask: Ask) -> None:
    expected = worst_ten()
    answer = ask(SHOW, WORST)
    assert {code: row["after"] for code, row in rows(answer).items()} == dict(expected)
    assert "10 sur" in words(answer["equipment-table-head"]["children"])
    book = openpyxl.load_workbook(io.BytesIO(file("table.xlsx", WORST).content))
    sheet = list(book.active.values)
    listed = [(row[1], row[4]) for row in sheet[1:11]]
    assert [value for _code, value in listed] == [value for _code, value in expected]
    assert dict(listed) == dict(expected)
    notes = " ".join(str(cell) for row in sheet[12:] for cell in row if cell)
    assert "plus de 5\u202f000 habitants" in notes and "10 les moins favorables" in notes and "HCP" in notes


def test_only_those_compared_are_ranked_and_the_rest_keeps_no_class(ask: Ask) -> None:
    whole, over = ask(SHOW, f"?territory={BMK}&level=commune"), ask(SHOW, WORST)
    painted = over["equipment-painted"]["data"]
    shown = set(rows(over))
    outside = len(painted["colors"]) - 1
    assert {code for code, number in painted["classes"].items() if 0 <= number < outside} == shown
    assert len(painted["classes"]) < len(whole["equipment-painted"]["data"]["classes"])
    assert max(row["rank"] for row in rows(over).values()) == len(
        [1 for number in painted["classes"].values() if number >= 0]
    )


def test_public_sewer_of_the_provinces_not_of_the_communes(ask: Ask) -> None:
    found = rows(ask(SHOW, f"?territory={BMK}&level=province&indicator={SEWER}&year=change"))
    before, after = (stored(SEWER, "province", year) for year in (2014, 2024))
    for code in ("05.081", "05.301"):
        assert found[code]["before"] == before[code] and found[code]["after"] == after[code]
        assert found[code]["change"] == round(after[code] - before[code], 6)
    nation = words(ask(COMPARE, f"?territory=05.081&indicator={SEWER}")["equipment-compare"]["children"])
    kingdom = stored(SEWER, "country")["MA"]
    assert "Royaume" in nation and f"{kingdom:.1f}".replace(".", ",") in nation


@pytest.mark.parametrize(("milieu", "number"), [("urban", 1), ("rural", 2)])
def test_milieu_in_oriental(ask: Ask, milieu: str, number: int) -> None:
    found = rows(ask(SHOW, f"?territory=02&level=province&milieu={milieu}"))
    published = stored(WATER, "province", milieu=number)
    assert found and all(row["after"] == published.get(code) for code, row in found.items())


def test_a_band_keeps_its_territories_in_map_table_and_file(ask: Ask) -> None:
    asked = f"{AZILAL}&band=20:50"
    found = rows(ask(SHOW, asked))
    assert found and all(20 <= row["after"] < 50 for row in found.values())
    lines = list(csv.DictReader(io.StringIO(file("table.csv", asked).content.decode("utf-8-sig"))))
    assert {line["code"] for line in lines} == set(found)
    chart = ask(SHOW, asked)["equipment-figure"]["data"]["data"][0]
    assert sum(chart["y"]) == 44 and [said for _name, said in chart["customdata"]][2] == "20:30"


@pytest.mark.parametrize("method", ["quantile", "jenks", "equal", "round"])
def test_classes_are_cut_as_asked(ask: Ask, method: str) -> None:
    painted = ask(SHOW, f"{AZILAL}&method={method}&classes=4")["equipment-painted"]["data"]
    used = {number for number in painted["classes"].values() if number >= 0}
    assert len(used) <= 4 and len(painted["colors"]) <= 5


def test_thresholds_by_hand(ask: Ask) -> None:
    answer = ask(SHOW, f"{AZILAL}&method=manual&breaks=50,80,95")
    found, painted = rows(answer), answer["equipment-painted"]["data"]["classes"]
    for code, row in found.items():
        assert painted[code] == sum(row["after"] >= limit for limit in (50, 80, 95))
    with pytest.raises(BadParameter):
        board_model.load(parse(f"{AZILAL}&method=manual&breaks=80,50"))


def test_the_index_shows_its_weights_its_neighbours_and_its_parts(ask: Ask) -> None:
    asked = f"{AZILAL}&indicator=index&weights={WATER}:3,amenities_electricity:1"
    found = rows(ask(SHOW, asked))
    assert sorted(row["rank"] for row in found.values() if row["rank"])[0] == 1
    assert all(0 <= row["after"] <= 100 for row in found.values() if row["after"] is not None)
    panel = ask(PANEL, asked)["equipment-panel"]["children"]
    assert (
        "75\u202f%" in words(panel) and "25\u202f%" in words(panel) and '"type": "range"' in json.dumps(panel)
    )
    near = words(ask(COMPARE, asked, selected="05.081.09.09")["equipment-compare"]["children"])
    assert "Anergui" in near and "Eau courante" in near
    heavier = rows(ask(SHOW, f"{AZILAL}&indicator=index&weights={WATER}:1,amenities_electricity:3"))
    assert {c: r["after"] for c, r in heavier.items()} != {c: r["after"] for c, r in found.items()}


def test_peers_are_those_of_the_same_milieu_class_or_region(db: None) -> None:
    place = resolve_codes(["05.081.09.09"])[0]
    infos = [board_model.source.queries.indicator(WATER)]
    found = {by: peers.standing(place, "commune", by, infos)[WATER] for by in peers.GROUPS}
    region = sorted(v for c, v in stored(WATER, "commune").items() if c.startswith("05."))
    assert found["region"].of == len(region)
    assert found["region"].rank == 1 + sum(value > 26.1 for value in region)
    half = len(region) // 2
    middle = region[half] if len(region) % 2 else (region[half - 1] + region[half]) / 2
    assert found["region"].middle == pytest.approx(middle)
    people = stored("population_legal", "commune")
    same = [c for c, n in people.items() if (n < 5000) == (people["05.081.09.09"] < 5000)]
    if people["05.081.09.09"] < 5000:
        assert found["class"].of == sum(c in stored(WATER, "commune") for c in same)
    for one in found.values():
        assert one.value == 26.1 and one.low <= one.middle <= one.high and 1 <= one.rank <= one.of


def test_peers_as_a_file_are_those_of_the_panel(ask: Ask) -> None:
    asked = f"{AZILAL}&view=peers&peers=region&sel=05.081.09.09"
    panel = words(ask(PANEL, asked, selected="05.081.09.09")["equipment-panel"]["children"])
    lines = list(csv.DictReader(io.StringIO(file("peers.csv", asked).content.decode("utf-8-sig"))))
    assert len(lines) == 6 and lines[0]["value"] == "26.1"
    for line in lines:
        assert f"{line['rank']}/{line['of']}" in panel
        assert float(line["low"]) <= float(line["middle"]) <= float(line["high"])


def test_a_scatter_holds_both_figures(ask: Ask) -> None:
    trace = ask(SHOW, f"{AZILAL}&view=scatter&y=amenities_electricity")["equipment-figure"]["data"]["data"][0]
    water, light = stored(WATER, "commune"), stored("amenities_electricity", "commune")
    assert len(trace["x"]) == 44
    for (_name, code), x, y in zip(trace["customdata"], trace["x"], trace["y"], strict=True):
        assert (x, y) == (water[code], light[code])


def test_a_card_stands_beside_province_region_and_nation(ask: Ask) -> None:
    """Anergui, running water: figures, changes and ranks against those asked of the table itself."""
    card = ask(CARDS, "?territory=05.081.09.09")["equipment-cards"]["children"][0]
    told = words(card)
    water = stored(WATER, "commune")
    above = (("province", "05.081", "Province"), ("region", "05", "Région"), ("country", "", "Royaume"))
    for level, code, name in above:
        figure = stored(WATER, level)[code or "MA"]
        like = [value for other, value in water.items() if other.startswith(code)]
        rank = 1 + sum(value > water["05.081.09.09"] for value in like)
        assert f"{name}{text.number(figure, 1)}" in told and f"{rank}/{len(like)}" in told, (name, told)
    kingdom = words(ask(CARDS, "?territory=MA")["equipment-cards"]["children"][0])
    assert "Province" in kingdom and "Royaume" not in kingdom, "nothing stands above the Kingdom"


def test_only_who_may_bring_an_indicator_is_shown_the_way(ask: Ask) -> None:
    assert "/indicators/own/" not in json.dumps(ask(SHOW, AZILAL)["equipment-tabs"])
    with shell.asking(Viewer(1, (Grant("dgct"),))):
        shown = scope.tabs(board_model.load(parse(AZILAL)))
    assert "/indicators/own/" in {getattr(link, "href", "") for link in shown}


def test_a_theme_has_its_own_cards(ask: Ask) -> None:
    overview, theme = (
        words(ask(CARDS, f"{AZILAL}{more}")["equipment-cards"]["children"])
        for more in ("", "&theme=sanitation")
    )
    assert overview != theme and "Eau courante" not in theme


@pytest.mark.parametrize(("name", "start"), [("map.svg", b"<svg"), ("map.png", b"\x89PNG")])
def test_the_map_as_a_file(name: str, start: bytes, db: None) -> None:
    body = file(name, AZILAL).content
    assert body.startswith(start)
    if name == "map.svg":
        assert body.count(b"<path") > 44 and b"Eau courante" not in body[:0] and b"http://www.w3.org" in body


@pytest.mark.parametrize(("paper", "width"), [("A4", 210), ("A3", 297)])
def test_the_printed_page_says_what_it_shows(paper: str, width: int, db: None) -> None:
    document = pypdf.PdfReader(io.BytesIO(file("print.pdf", f"{WORST}&paper={paper}").content))
    assert round(float(document.pages[0].mediabox.width) / 72 * 25.4) == width
    # A PDF tells its blanks as it justified them.
    written = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    legend = [label for _color, label in files.drawing_of(board_model.load(parse(WORST))).entries]
    for said in ("plus de 5", "HCP", "Eau courante", "1 / ", *legend):
        assert " ".join(said.split()) in written


def test_no_arabic_is_drawn_letter_by_letter_on_paper(db: None) -> None:
    """WeasyPrint sets a picture's letters one by one: on paper the words stand beside it, in the file within it."""
    with translation.override("ar"):
        model = board_model.load(parse(AZILAL))
        paper, alone = (drawing.svg(files.drawing_of(model), said=said) for said in (False, True))
    drawn = [" ".join(re.findall(r"<text[^>]*>([^<]*)", svg)) for svg in (paper, alone)]
    assert "<path" in paper and not drawn[0]
    assert "نسبة الأسر المتوفرة على الماء الجاري، %، 2024" in drawn[1]


def test_the_printed_table_is_whole_and_its_pages_are_counted(db: None) -> None:
    document = pypdf.PdfReader(io.BytesIO(file("print.pdf", "?level=commune&paper=A3").content))
    pages = [page.extract_text() for page in document.pages]
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in " ".join(page.split())
    figures = stored("population_legal", "commune")
    written = Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[\u202f\u00a0](?=\d)", "", " ".join(pages))))
    assert len(figures) == 1503
    assert not [code for code, people in figures.items() if not written[f"{people:.0f}"]]


@pytest.mark.parametrize(
    "search",
    ["?band=1:2:3", "?band=a:b", "?top=-1", "?classes=99", "?weights=x:nan", "?view=pie", "?peers=friends"],
)
def test_a_wrong_parameter_is_named(search: str) -> None:
    with pytest.raises(BadParameter, match=search[1:].split("=", maxsplit=1)[0]):
        parse(search)


def test_weights_and_addresses_come_back() -> None:
    assert read_weights(write_weights({"a": 2.0, "b": 0.5})) == {"a": 2.0, "b": 0.5}
    asked = Question(
        territory="05", over="5000", band="1:2", weights="a:2,b:1", view="scatter", y="b", theme="water"
    )
    assert parse(asked.query()) == asked


def test_bars_and_bands_are_one_another(db: None) -> None:
    model = board_model.load(parse(AZILAL))
    drawn = figures.distribution(model)["data"][0]
    for count, (_name, band) in zip(drawn["y"], drawn["customdata"], strict=True):
        assert len(board_model.load(parse(f"{AZILAL}&band={band}")).shown) == count
