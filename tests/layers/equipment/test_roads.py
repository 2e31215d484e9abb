"""Ways by road: against a search written otherwise, and never a road that is not there."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.access import ANONYMOUS
from layers.services import coverage, reach, roads
from layers.services.roads import Roads

# A hundredth of a degree: a kilometre or so.
SPOTS = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda at: (-5 + at[0] / 100, 32 + at[1] / 100))
LINES = st.lists(st.lists(SPOTS, min_size=2, max_size=4), min_size=1, max_size=8)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(np.linalg.norm(np.diff(coverage.geocentric(np.array([one, other])), axis=0)))


def by_hand(network: Roads, start: tuple[float, float], ends: list[tuple[float, float]], detour: float) -> float:
    """Dijkstra over a dictionary, from one point, to each of the equipments."""
    spots = [(float(lon), float(lat)) for lon, lat in network.lonlat]
    beside: dict[int, list[tuple[int, float]]] = {n: [] for n in range(len(spots))}
    for one, other in network.ends:
        length = metres(spots[one], spots[other])
        beside[int(one)].append((int(other), length))
        beside[int(other)].append((int(one), length))

    def road(at: tuple[float, float]) -> tuple[float, int]:
        return min((metres(at, spot), n) for n, spot in enumerate(spots))

    straight, (access, entered) = min(metres(start, end) for end in ends), road(start)
    if straight <= access:
        return straight * detour
    far, queue = {entered: 0.0}, [(0.0, entered)]
    while queue:
        way, at = heapq.heappop(queue)
        for other, length in beside[at] if way <= far[at] else ():
            if way + length < far.get(other, math.inf):
                far[other] = way + length
                heapq.heappush(queue, (way + length, other))
    doors = [road(end) for end in ends]
    return min(access * detour + far.get(door, math.inf) + leaving * detour for leaving, door in doors)


@settings(max_examples=40, deadline=None)
@given(LINES, SPOTS, st.lists(SPOTS, min_size=1, max_size=3), st.sampled_from([1.0, 1.3]))
def test_the_way_is_the_shortest_by_road(
    lines: list[list[tuple[float, float]]], start: tuple[float, float], ends: list[tuple[float, float]], detour: float
) -> None:
    network = roads.build([shapely.MultiLineString([line]) for line in lines if len(set(line)) > 1])
    # Off the roads' own points, so that no tie decides where one enters.
    start, ends = (start[0] + 0.00137, start[1] + 0.00071), [(x + 0.00193, y + 0.00089) for x, y in ends]
    (found,) = roads.nearest_m(network, np.array([start]), np.array(ends), detour)
    expected = by_hand(network, start, ends, detour) if network else math.inf
    assert found == pytest.approx(expected, abs=0.01)


def test_a_line_is_cut_but_not_lengthened() -> None:
    bent = [(-5.0, 32.0), (-4.95, 32.0), (-4.95, 32.03)]
    network = roads.build([shapely.MultiLineString([bent])])
    assert network.metres.max() <= roads.STEP_M + 0.1
    assert network.km * 1000 == pytest.approx(sum(metres(a, b) for a, b in pairwise(bent)), abs=1)


def test_who_lives_beyond_the_gap_is_not_served_by_a_road_that_is_not_there() -> None:
    west, east = [(-5.0, 32.0), (-4.9, 32.0)], [(-4.8, 32.0), (-4.7, 32.0)]
    network = roads.build([shapely.MultiLineString([west]), shapely.MultiLineString([east])])
    school = np.array([(-4.75, 32.0001)])
    near, beyond = roads.nearest_m(network, np.array([(-4.78, 32.001), (-4.95, 32.001)]), school)
    assert near == pytest.approx(2_900, rel=0.1) and math.isinf(beyond)
    assert np.isinf(roads.nearest_m(roads.NONE, school, school)).all()
    assert np.isinf(roads.nearest_m(network, school, np.empty((0, 2)))).all()


@pytest.mark.django_db
def test_the_loaded_roads_serve_and_the_file_says_which_way_was_taken() -> None:
    network = roads.read(ANONYMOUS)
    assert network.km > 5_000 and network.fictitious
    asked = "/api/equipment/access.csv?category=ENS-EP&territory=02.251&level=commune&radius=15000"
    line, road = (Client().get(f"{asked}&by={by}") for by in reach.WAYS)
    assert line.status_code == road.status_code == 200 and line.content != road.content
    book = Client().get(asked.replace(".csv", ".xlsx") + "&by=road")
    assert book.status_code == 200 and "fictif" in book["Content-Disposition"]
    assert Client().get(f"{asked}&by=air").status_code == 400
