"""Whatever CQL2 we accept, PostgreSQL runs: no operator, type or geometry of a filter ends in one of its errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import cql_shapes, cql_times, registry
from layers.access import Grant, Viewer
from layers.errors import BadParameter
from layers.query import LayerQuery
from tests.etl.civic import load_good

pytestmark = pytest.mark.django_db

STEWARD = Viewer(1, (Grant("steward", None, frozenset()),))
SLUGS = ["communes", "equipment", "networks", "parcels", "zoning", "complaints", "permits", "projects"]

names = st.sampled_from(sorted({f.name for slug in SLUGS for f in registry.get(slug).fields}))
numbers = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False))
texts = st.one_of(st.text(max_size=8), st.sampled_from(["%", "_", "a\\", "2024-02-30", "2024-01-01", "''", "é%"]))
dates = st.one_of(st.dates().map(lambda d: {"date": d.isoformat()}), st.just({"timestamp": "2024-01-01T23:30:00Z"}))
intervals = st.tuples(st.sampled_from(["..", "2020-01-01"]), st.sampled_from(["..", "2021-01-01"])).map(
    lambda ends: {"interval": list(ends)}
)
SHAPES: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [-7.1, 32.2]},
    {"type": "MultiPoint", "coordinates": [[-7.1, 32.2], [-7.2, 32.2]]},
    {"type": "LineString", "coordinates": [[-7.1, 32.2], [-6.0, 33.0]]},
    {"type": "MultiLineString", "coordinates": [[[-7.1, 32.2], [-6.0, 33.0]]]},
    {"type": "Polygon", "coordinates": [[[-8, 31], [-6, 31], [-6, 33], [-8, 31]]]},
    {"type": "Polygon", "coordinates": [[[-8, 31], [-6, 33], [-6, 31], [-8, 33], [-8, 31]]]},
    {"type": "MultiPolygon", "coordinates": [[[[-8, 31], [-6, 31], [-6, 33], [-8, 31]]]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [-7, 32]}]},
    {"type": "Polygon", "coordinates": []},
    {"bbox": [-8, 31, -6, 33]},
    {"bbox": [8, 31, -6, 33]},
    {"bbox": [-8, 31, 0, -6, 33, 9]},
]
leaves = st.one_of(
    names.map(lambda name: {"property": name}), st.just({"property": "geometry"}), numbers, texts, st.booleans(), dates,
    intervals, st.sampled_from(SHAPES), st.none(),
)  # fmt: skip
OPERATORS = ["=", "<>", "<", ">=", "+", "/", "%", "div", "and", "or", "not", "like", "between", "in", "isNull", "casei"]
OPERATORS += ["accenti", *cql_shapes.RELATIONS, *cql_times.RELATIONS]


def nodes(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    arguments = st.lists(st.one_of(children, st.lists(children, max_size=2)), min_size=1, max_size=3)
    return st.builds(lambda op, args: {"op": op, "args": args}, st.sampled_from(OPERATORS), arguments)


def runs(slug: str, **params: list[str]) -> bool:
    """False when refused by name; an error of the database fails the test."""
    try:
        query = LayerQuery.from_params(registry.get(slug), params, STEWARD)
    except BadParameter as error:
        assert error.context["parameter"] == "filter"
        return False
    text, bound = query.scope()
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({text}) s", bound)
    return True


@pytest.fixture
def _rows() -> None:
    for slug in ("equipment", "networks", "chikaya"):
        load_good(slug)


@pytest.mark.usefixtures("_rows")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(slug=st.sampled_from(SLUGS), tree=st.recursive(leaves, nodes, max_leaves=6))
def test_any_tree_runs_or_is_refused_by_name(slug: str, tree: Any) -> None:
    runs(slug, filter=[json.dumps(tree)])


def alike(slug: str) -> st.SearchStrategy[Any]:
    """Comparisons whose two sides have one type, so that most are accepted."""
    by_type: dict[str, list[str]] = {}
    for field in registry.get(slug).fields:
        by_type.setdefault({"code": "text", "integer": "number"}.get(field.type, field.type), []).append(field.name)
    literals = {"text": texts, "number": numbers, "date": dates, "boolean": st.booleans()}

    def pairs(kind: str) -> st.SearchStrategy[Any]:
        side = st.one_of(st.sampled_from(by_type[kind]).map(lambda name: {"property": name}), literals[kind])
        if kind == "text":
            side = st.one_of(side, side.map(lambda s: {"op": "casei", "args": [s]}))
        if kind == "number":
            sums = st.tuples(st.sampled_from("+-*/%"), side, side)
            side = st.one_of(side, sums.map(lambda s: {"op": s[0], "args": [s[1], s[2]]}))
        compared = st.tuples(st.sampled_from(["=", "<>", "<", ">="]), side, side)
        return compared.map(lambda s: {"op": s[0], "args": [s[1], s[2]]})

    return st.sampled_from(sorted(by_type)).flatmap(pairs)


@pytest.mark.usefixtures("_rows")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_compares_things_of_one_type_runs(data: st.DataObject) -> None:
    slug = data.draw(st.sampled_from(SLUGS))
    runs(slug, filter=[json.dumps(data.draw(alike(slug)))])


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("slug", ["equipment", "networks", "communes", "complaints"])
@pytest.mark.parametrize("relation", cql_shapes.RELATIONS)
def test_every_spatial_relation_runs_with_every_geometry(slug: str, relation: str) -> None:
    accepted = 0
    for shape in SHAPES:
        for args in ([{"property": "geometry"}, shape], [shape, {"property": "geom"}]):
            accepted += runs(slug, filter=[json.dumps({"op": relation, "args": args})])
    assert accepted >= 14


@pytest.mark.parametrize(
    "text",
    ["(" * 2900 + "a=1" + ")" * 2900, "not " * 1400 + "fictitious", "levels = 1" + "^1" * 2000, "[" * 5000,
     "levels = " + "-" * 5000 + "1", '{"op":"not","args":[' * 250 + "true" + "]}" * 250, "'", '"', "levels = 1e999",
     "levels = 10000000000000000", " ", "null", "{}", "[]", "true and", "reference = NULL", "levels",
     "levels like 'a'", "reference like 'a\\'", "deposited_on > DATE('2024-02-30')", "deposited_on > 'hier'",
     "deposited_on > 3", "fictitious > true", "reference in ()", "levels between 'a' and 'b'", "geometry = 3",
     "S_INTERSECTS(geometry, POINT(1e400 3))", "t_after(reference, DATE('2024-01-01'))", "secret is null",
     "S_INTERSECTS(geometry, POINT(200 3))", "t_during(deposited_on, INTERVAL('a', '..'))"],
)  # fmt: skip
def test_what_is_malformed_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadParameter) as refused:
        LayerQuery.from_params(registry.get("permits"), {"filter": [text]}, STEWARD)
    assert refused.value.context["parameter"] == "filter"


def ids(**params: list[str]) -> set[int]:
    query = LayerQuery.from_params(registry.get("equipment"), params, STEWARD)
    return {row["id"] for row in query.rows()}


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("capacity > 100", lambda r: r["capacity"] is not None and r["capacity"] > 100),
        ("not capacity > 100", lambda r: r["capacity"] is not None and r["capacity"] <= 100),
        ("capacity is null", lambda r: r["capacity"] is None),
        ("casei(name_fr) like casei('%É%')", lambda r: "é" in (r["name_fr"] or "").lower()),
        ("accenti(casei(name_fr)) like accenti(casei('ÉCOLE%'))",
         lambda r: (r["name_fr"] or "").lower().startswith(("école", "ecole"))),
        ("observed_on >= '2024-01-01'", lambda r: r["observed_on"] and r["observed_on"].year >= 2024),
        ("t_during(observed_on, INTERVAL('2023-12-31', '..'))",
         lambda r: r["observed_on"] and r["observed_on"].year >= 2024),
        ("has_water", lambda r: r["has_water"]),
        ("category in ('ENS-1', 'SAN-1')", lambda r: r["category"] in ("ENS-1", "SAN-1")),
        ("capacity / 0 = 1", lambda r: False),
    ],
)  # fmt: skip
def test_filters_keep_what_they_say(text: str, kept: Any) -> None:
    whole = LayerQuery.from_params(registry.get("equipment"), {}, STEWARD).rows()
    assert ids(filter=[text]) == {row["id"] for row in whole if kept(row)}


@pytest.mark.usefixtures("_rows")
def test_a_record_without_place_answers_from_its_commune_on_the_map() -> None:
    """Box and spatial filter agree, and every located or gathered record is in the Kingdom's box exactly once."""
    for slug in ("equipment", "complaints", "networks"):
        layer = registry.get(slug)
        every = LayerQuery.from_params(layer, {}, STEWARD)
        box = LayerQuery.from_params(layer, {"bbox": ["-18,20,0,37"]}, STEWARD)
        spatial = LayerQuery.from_params(layer, {"filter": ["S_INTERSECTS(geometry, BBOX(-18,20,0,37))"]}, STEWARD)
        outside = LayerQuery.from_params(layer, {"filter": ["not S_INTERSECTS(geometry, BBOX(-18,20,0,37))"]}, STEWARD)
        placed = every.where("r.territory_id is not null or r.geom is not null", {})
        assert [r["id"] for r in box.rows()] == [r["id"] for r in spatial.rows()] == [r["id"] for r in placed.rows()]
        assert box.count() > 0 and outside.count() == 0
