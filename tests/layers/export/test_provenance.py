"""What an answer says of itself, in the words of whoever reads it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from layers import registry
from layers.access import ANONYMOUS
from layers.query import LayerQuery
from layers.services.filter_words import sentence
from layers.services.provenance import provenance
from tests.layers.export.hands import STEWARD, viewer

pytestmark = pytest.mark.django_db
PERMITS = registry.get("permits")


@pytest.mark.parametrize(
    ("cql", "french"),
    [
        ("state = 'DELIVRE'", "État = délivré (DELIVRE)"),
        ("location_precision = 'exact'", "Précision de la localisation = coordonnées (exact)"),
        ("deposited_on between DATE('2024-01-01') and DATE('2024-12-31')", "Date de dépôt de 01/01/2024 à 31/12/2024"),
        ("estimated_cost_mad >= 1250000.5", "Coût estimé ≥ 1\u00a0250\u00a0000,5 DH"),
        ("works like '%piscine%'", "Nature des travaux contient « piscine »"),
        ("usage is null or levels > 3", "Usage non renseigné ou Niveaux (R+n) > 3"),
        ("not (levels in (1, 2))", "sauf : Niveaux (R+n) parmi 1, 2"),
        ("levels > 2 and (plots > 1 or dwellings > 4)", "Niveaux (R+n) > 2 et (Lots > 1 ou Logements > 4)"),
        ("fictitious = true", "Donnée fictive = oui"),
        ("s_intersects(geometry, BBOX(-7,31,-6,32))", "dans la zone dessinée"),
        ("casei(works) = casei('Extension')", "Nature des travaux = « Extension »"),
    ],
)
def test_a_filter_is_said_in_words(cql: str, french: str) -> None:
    with override("fr"):
        assert sentence(cql, PERMITS.fields, "fr") == french


def test_a_filter_is_said_in_arabic() -> None:
    with override("ar"):
        said = sentence("state = 'DELIVRE' and levels > 3", PERMITS.fields, "ar")
    assert "الحالة" in said and " و " in said and "État" not in said


def test_provenance_says_where_when_and_what_is_missing() -> None:
    query = LayerQuery.from_params(PERMITS, {"territory": ["05.081"], "state": ["DELIVRE"]}, STEWARD)
    told = provenance(query, "fr")
    assert told.perimeter == "Azilal (05.081)" and told.perimeter_codes == ("05.081",)
    assert told.filter_text.startswith("État = ") and told.matched == query.count() < told.total
    assert told.not_located == query.count() - query.located().count()
    assert told.lag_days is not None and f"J-{told.lag_days}" in told.situation_text
    assert told.fictitious == told.matched and told.fictitious_mark == "DONNÉES FICTIVES / معطيات تجريبية"


def test_the_perimeter_is_that_of_the_viewer_when_none_is_asked() -> None:
    permits = LayerQuery.from_params(PERMITS, {}, viewer("governor", "05.081"))
    assert provenance(permits, "fr").perimeter == "Azilal (05.081)"
    communes = LayerQuery.from_params(registry.get("communes"), {}, ANONYMOUS)
    told = provenance(communes, "ar")
    assert told.perimeter == "المملكة المغربية" and told.matched == told.total == 1503 and told.flagged is None


def test_doubtful_rows_are_counted_for_those_who_may_know_which() -> None:
    equipment = registry.get("equipment")
    assert provenance(LayerQuery.from_params(equipment, {}, ANONYMOUS), "fr").flagged is None
    assert provenance(LayerQuery.from_params(equipment, {}, STEWARD), "fr").flagged


def test_the_same_is_served(client: Client) -> None:
    answer = client.get("/api/layers/communes/provenance.json?territory=05&lang=fr")
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-cache"
    assert answer.json()["matched"] == 135 and ["Périmètre", "Béni Mellal-Khénifra (05)"] in answer.json()["lines"]
    assert client.get("/api/layers/permits/provenance.json").status_code == 401
