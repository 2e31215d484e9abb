"""Formulas: units are checked before anything is computed; what is missing stays missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadParameter
from layers.indicators import formula

UNITS = {
    "schools": "count",
    "clinics": "count",
    "people": "people",
    "homes": "households",
    "water": "percent",
}


def test_a_rate_names_its_population_and_has_its_unit() -> None:
    read = formula.read("schools / people * 10000", UNITS, "per_10000")
    found = read.compute({"schools": np.array([4.0, np.nan, 3.0]), "people": np.array([20000.0, 500.0, 0.0])})
    assert read.codes == ("schools", "people")
    assert found[0] == pytest.approx(2.0)
    assert np.isnan(found[1]), "an input not published"
    assert np.isnan(found[2]), "nobody to divide by"


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("schools + people", "count", "additionne pas"),
        ("schools / people", "percent", "l’unité annoncée"),
        ("nowhere + 1", "count", "inconnu"),
        ("schools ** 2", "count", "Opération"),
        ("__import__('os')", "count", "Opération"),
        ("schools if 1 else clinics", "count", "Opération"),
        ("True + 1", "ratio", "Nombres"),
        ("schools +", "count", "illisible"),
        ("(" * 500, "count", "trop longue"),
        ("schools", "furlong", "Unités connues"),
    ],
)
def test_what_is_not_sound_arithmetic_is_refused_by_name(text: str, unit: str, said: str) -> None:
    with pytest.raises(BadParameter) as refused:
        formula.read(text, UNITS, unit)
    assert said in refused.value.text("fr")


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=20),
    st.floats(0.5, 1e4),
)
def test_a_sum_and_its_parts_agree(values: list[float], factor: float) -> None:
    one = np.array(values)
    inputs = {"schools": one, "clinics": one * 2}
    whole = formula.read("schools + clinics", UNITS, "count").compute(inputs)
    scaled = formula.read(f"(schools + clinics) * {factor}", UNITS, "count").compute(inputs)
    np.testing.assert_allclose(whole, one * 3)
    np.testing.assert_allclose(scaled, one * 3 * factor)
