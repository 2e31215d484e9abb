"""Bring your own indicator: what a file says, what is refused and why, and who reads the result."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from etl import own_file
from etl.errors import FileUnreadable
from layers.models import Indicator
from tests.etl.desk.conftest import PLAIN_STATIC, sign  # noqa: F401
from tests.etl.desk.hands import Sign

pytestmark = pytest.mark.django_db

OUJDA, ANERGUI, AZILAL_COMMUNE = "02.411.01.23", "05.081.09.09", "05.081.01.01"
GOOD = f"Code HCP;Commune;Valeur\n{ANERGUI};Anergui;12,5\n{AZILAL_COMMUNE};;80\n05.081.01.03;;\n"
ABOUT = {
    "title_fr": "Écoles avec eau",
    "title_ar": "مدارس بها ماء",
    "unit": "%",
    "theme": "education",
    "direction": "good",
    "decimals": "1",
    "year": "2023",
    "source": "Délégation d’Azilal",
    "sharing": "private",
    "kind": "file",
}


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    """A rolled back test leaves its version of the figures to the next one."""
    settings.STORAGES = {**settings.STORAGES, **PLAIN_STATIC}
    cache.clear()


def give(client: Client, content: str | bytes, name: str = "ecoles.csv", **more: str) -> Any:
    body = content.encode() if isinstance(content, str) else content
    return client.post("/indicators/own/", {**ABOUT, **more, "file": SimpleUploadedFile(name, body)})


def published(client: Client, content: str = GOOD, **more: str) -> str:
    answer = give(client, content, **more)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    assert client.post("/indicators/own/publish/", {"draft": answer.context["draft"]}).status_code == 302
    return str(Indicator.objects.filter(dataset__startswith="own:").latest("pk").code)


def figures(client: Client, code: str) -> dict[str, str]:
    answer = client.get(f"/indicators/{code}.csv?level=commune")
    assert answer.status_code == 200
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["code"]: row["value"] for row in rows if row["value"]}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., own_file.Reading]:
    def reading(content: str, unit: str = "percent", **more: Any) -> own_file.Reading:
        path = tmp_path / "f.csv"
        path.write_text(content)
        return own_file.read(path, unit, **more)

    return reading


def refusals(found: own_file.Reading) -> list[tuple[int, str, str]]:
    return [(one.line, one.fault.code, one.fault.value) for one in found.refused]


def test_a_file_is_read_by_code_and_by_name(read: Any) -> None:
    found = read("Commune;Province;Valeur\nAnergui;Azilal;26,1\nOujda;;91\nTanant;Azilal;\n")
    assert sorted(found.values.values()) == [26.1, 91.0]
    assert (found.rows, found.blank, found.refused) == (3, 1, [])


def test_each_refusal_says_its_line_and_why(read: Any) -> None:
    found = read(
        f"Code HCP;Commune;Valeur\n{ANERGUI};;12\n{ANERGUI};;13\n99.999.99.99;;4\n;Ville Inventée;5\n"
        f"{AZILAL_COMMUNE};;beaucoup\n{OUJDA};;140\n"
    )
    assert [(line, code) for line, code, _ in refusals(found)] == [
        (3, "own_twice"),
        (4, "place_unknown"),
        (5, "place_unknown"),
        (6, "text_in_number"),
        (7, "number_range"),
    ]
    assert list(found.values.values()) == [12.0]
    for one in found.refused:
        assert one.fault.text("fr") and one.fault.text("ar") and one.fault.suggestion("ar")


def test_a_value_column_of_another_name_is_told_by_hand(read: Any) -> None:
    content = f"Code HCP;Taux de desserte\n{ANERGUI};12\n"
    with pytest.raises(FileUnreadable, match=r"Valeur|en-tête"):
        read(content)
    assert list(read(content, heading="Taux de desserte").values.values()) == [12.0]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.csv", b"", "file_empty"),
        ("image.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "file_binary"),
        ("entete.csv", b"a;b\n1;2\n", "header_missing"),
    ],
)
def test_a_bad_file_is_refused_by_name(name: str, content: bytes, code: str, sign: Sign) -> None:  # noqa: F811
    answer = give(sign("steward"), content, name)
    assert answer.status_code == 400
    if content:  # an empty file is Django's own refusal
        assert answer.context["fault"]["code"] == code
    assert not Indicator.objects.filter(dataset__startswith="own:").exists()


def test_it_serves_at_once_and_only_its_owner(sign: Sign, client: Client) -> None:  # noqa: F811
    own, other = sign("governor", "05.081"), sign("dgct")
    code = published(own)
    assert figures(own, code) == {ANERGUI: "12.5", AZILAL_COMMUNE: "80"}
    kept = own.get(f"/indicators/{code}.csv")["Cache-Control"]
    assert kept == "private, no-cache"
    for path in (
        f"/indicators/{code}.csv",
        f"/api/choropleth/?indicator={code}",
        f"/api/indicators/{code}/explain",
    ):
        assert own.get(path).status_code == 200, path
        assert client.get(path).status_code == other.get(path).status_code == 404, path
    assert code in own.get("/indicators/?format=json").content.decode()
    assert code not in client.get("/indicators/?format=json").content.decode()
    for file in ("/territories/05.081.09.09.csv",):
        assert "Écoles avec eau" not in client.get(file).content.decode()


def test_a_perimeter_is_read_by_those_who_watch_over_it(sign: Sign, client: Client) -> None:  # noqa: F811
    own = sign("governor", "05.081")
    choices = [key for key, _ in own.get("/indicators/own/").context["form"].fields["sharing"].choices]
    assert "public" not in choices and len(choices) == 2
    code = published(own, sharing=choices[1])
    path = f"/indicators/{code}.csv"
    assert [sign(*who).get(path).status_code for who in (("dgct",), ("wali", "05"), ("region", "05"))] == [
        200
    ] * 3
    assert [sign(*who).get(path).status_code for who in (("wali", "02"), ("commune", ANERGUI))] == [404] * 2
    assert client.get(path).status_code == 404


def test_public_is_for_those_who_publish(sign: Sign, client: Client) -> None:  # noqa: F811
    assert give(sign("dgct"), GOOD, sharing="public").status_code == 400
    code = published(sign("public_editor"), sharing="public")
    assert figures(client, code)[ANERGUI] == "12.5"
    assert client.get(f"/indicators/{code}.csv")["Cache-Control"].startswith("public")


def test_one_speaks_of_his_perimeter_only(sign: Sign) -> None:  # noqa: F811
    answer = give(sign("governor", "05.081"), GOOD + f"{OUJDA};;50\n")
    assert [row["code"] for row in answer.context["refused"]] == ["own_outside"]
    assert len(answer.context["reading"].values) == 2


def test_the_same_title_replaces_and_removal_removes(sign: Sign) -> None:  # noqa: F811
    own, other = sign("governor", "05.081"), sign("wali", "05")
    code = published(own)
    assert published(own, f"Code HCP;Valeur\n{ANERGUI};40\n") == code
    assert figures(own, code) == {ANERGUI: "40"}
    assert published(other) != code
    assert other.post(f"/indicators/own/{code}/remove/").status_code == 404
    assert (
        own.get("/indicators/own/", {"replace": code}).context["form"].initial["title_fr"]
        == "Écoles avec eau"
    )
    assert own.post(f"/indicators/own/{code}/remove/").status_code == 302
    assert own.get(f"/indicators/{code}.csv").status_code == 404


def test_a_draft_is_its_makers_and_whole(sign: Sign) -> None:  # noqa: F811
    draft = give(sign("governor", "05.081"), GOOD).context["draft"]
    assert sign("wali", "05").post("/indicators/own/publish/", {"draft": draft}).status_code == 403
    own = sign("dgct")
    own.post("/indicators/own/publish/", {"draft": draft[:-1]})
    assert not Indicator.objects.filter(dataset__startswith="own:").exists()


def test_the_page_is_for_those_who_may(sign: Sign, client: Client) -> None:  # noqa: F811
    assert client.get("/indicators/own/").status_code in {302, 401}
    assert sign("validator").get("/indicators/own/").status_code == 403


def test_the_template_is_read_back(sign: Sign) -> None:  # noqa: F811
    own = sign("governor", "05.081")
    book = openpyxl.load_workbook(io.BytesIO(own.get("/indicators/own/template.xlsx").content))
    sheet = book.active
    assert sheet.max_row == 45
    sheet["D2"] = 33.5
    out = io.BytesIO()
    book.save(out)
    reading = give(own, out.getvalue(), "modele.xlsx").context["reading"]
    assert list(reading.values.values()) == [33.5] and reading.blank == 43
    assert own.get("/indicators/own/template.csv").content.decode().count("\n") == 45


def test_a_formula_is_checked_then_computed(sign: Sign) -> None:  # noqa: F811
    own = sign("dgct")
    form = {**ABOUT, "kind": "formula", "year": "2024", "unit": "per_1000", "title_fr": "Logements"}
    bad = own.post("/indicators/own/", {**form, "formula": "population_legal + amenities_electricity"})
    assert bad.status_code == 400 and "additionne" in str(bad.context["form"].errors["formula"])
    wrong = own.post(
        "/indicators/own/", {**form, "formula": "households_count / population_municipal * 1000"}
    )
    assert wrong.status_code == 400 and "unité" in str(wrong.context["form"].errors["formula"])
    good = own.post("/indicators/own/", {**form, "unit": "percent", "formula": "100 - amenities_electricity"})
    assert "Électricité" in good.context["made"] or "électricité" in good.context["made"]
    own.post("/indicators/own/publish/", {"draft": good.context["draft"]})
    code = Indicator.objects.get(title_fr="Logements").code
    census = figures(own, "amenities_electricity")
    found = figures(own, code)
    assert len(found) == len(census) > 1400
    assert all(abs(float(found[c]) - (100 - float(census[c]))) < 1e-6 for c in census)
