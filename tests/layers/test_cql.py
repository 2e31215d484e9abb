"""CQL2 becomes parameterised SQL over allowed fields; whatever else is written is refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import cql, registry
from layers.errors import BadParameter
from layers.layer import Field

FIELDS = (Field("name", "Nom", "الاسم"), Field("area_m2", "Superficie", "المساحة", "number"))
LAYER = registry.get("communes")


def compiled(text: str) -> tuple[str, list[object]]:
    condition, params = cql.compile_text(text, LAYER, FIELDS)
    return condition, list(params.values())


def test_values_are_bound_never_written() -> None:
    condition, values = compiled("name = 'O''Reilly' AND area_m2 > 12.5")
    assert values == ["O'Reilly", 12.5]
    assert "Reilly" not in condition


@pytest.mark.parametrize(
    "text",
    [
        "name LIKE 'Ait%'",
        "CASEI(name) = 'azilal'",
        "area_m2 BETWEEN 1 AND 2",
        "name IN ('a', 'b')",
        "name IS NULL",
        "NOT (name = 'a' OR name = 'b')",
        "S_INTERSECTS(geom, BBOX(-7, 31, -6, 32))",
        "S_WITHIN(geom, POLYGON((-7 31, -6 31, -6 32, -7 31)))",
        '{"op": "=", "args": [{"property": "name"}, "x"]}',
    ],
)
def test_what_planners_write_compiles(text: str) -> None:
    condition, values = compiled(text)
    assert condition.count("%(") == len(values)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("secret = 1", "secret"),
        ("name = ", "illisible"),
        ("pg_sleep(10) = 1", "pg_sleep"),
        ("name = '" + "x" * 7000 + "'", "trop long"),
        (" AND ".join(["name = 'a'"] * 200), "trop complexe"),
    ],
)
def test_the_rest_is_refused_by_name(text: str, hint: str) -> None:
    with pytest.raises(BadParameter) as refused:
        compiled(text)
    assert hint in str(refused.value)
    assert refused.value.status == 400


@given(st.text(max_size=60))
def test_no_text_escapes_its_parameter(value: str) -> None:
    quoted = value.replace("'", "''")
    try:
        condition, values = compiled(f"name = '{quoted}'")
    except BadParameter:
        return
    assert condition == "(r.name = %(c_0)s::text)"
    assert values == [value]
