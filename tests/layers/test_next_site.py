"""Next sites over the real Kingdom: what is promised is what is served, kept as a scenario, told in every file."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.errors import BadParameter, Forbidden, LoginNeeded, NotFound
from layers.jobs import run_job
from layers.models import Job, SiteScenario
from layers.query import LayerQuery
from layers.services import coverage, next_site, reach, scenarios
from layers.services.next_site import Asked

pytestmark = pytest.mark.django_db
FIGUIG = "02.251"
HEALTH = Asked(category="SAN-CSR1", territory=FIGUIG, sites=5, radius_m=10_000)


def solved(asked: Asked) -> dict[str, Any]:
    return next_site.solve(LayerQuery.of(registry.get("equipment"), ANONYMOUS), asked, lambda share, text: None)


@pytest.mark.full
def test_five_sites_in_figuig_serve_whom_they_say() -> None:
    """Story (e): exact among five thousand candidates; recounted from the sites, as the access view counts."""
    answer = solved(HEALTH)
    assert len(answer["sites"]) == 5 and answer["optimal"] and answer["gap"] == 0
    gains = [site["gain"] for site in answer["sites"]]
    assert gains == sorted(gains, reverse=True) and all(gain > 0 for gain in gains)
    assert answer["before"] + sum(gains) == pytest.approx(answer["after"], abs=5)
    assert answer["before"] < answer["after"] <= answer["people"]
    who = reach.population(FIGUIG, "commune")
    at = np.array([(site["lon"], site["lat"]) for site in answer["sites"]])
    new = coverage.nearest_m(who.lonlat, at) <= 10_000
    alone = float(who.people[new].sum())
    assert answer["after"] - answer["before"] <= alone + 1 and alone <= answer["after"] + 1
    assert all(site["code"].startswith("02.251.") for site in answer["sites"])
    assert sum(place["after"] for place in answer["places"]) == pytest.approx(answer["after"], abs=13)


def test_more_sites_never_serve_fewer_and_the_median_brings_them_nearer() -> None:
    one = solved(Asked("SAN-CSR1", FIGUIG, 1, "centres", radius_m=10_000))
    three = solved(Asked("SAN-CSR1", FIGUIG, 3, "centres", radius_m=10_000))
    assert one["optimal"] and three["optimal"] and one["before"] < one["after"] <= three["after"]
    nearer = solved(Asked("SAN-CSR1", FIGUIG, 3, "centres", "median", 10_000))
    assert nearer["candidates"] == 13 and nearer["mean_km_after"] < nearer["mean_km_before"]
    assert 0 <= nearer["gap"] < 25


@pytest.mark.parametrize(
    ("name", "asked"),
    [("rule", Asked("SAN-CSR1", FIGUIG, rule="x")), ("sites", Asked("SAN-CSR1", FIGUIG, sites=0)),
     ("detour", Asked("SAN-CSR1", FIGUIG, detour=9.0)), ("territory", Asked("SAN-CSR1", "99.999"))],
)  # fmt: skip
def test_what_cannot_be_asked_is_named(name: str, asked: Asked) -> None:
    with pytest.raises(BadParameter) as refused:
        asked.checked()
    assert refused.value.context["parameter"] == name


@pytest.fixture
def officer() -> Any:
    from geo_platform.accounts.models import RoleGrant as Held

    user = get_user_model().objects.create_user("planner", password="long enough to pass 4")
    Held.objects.create(user=user, role="dgct")
    return user


def test_a_scenario_is_asked_solved_named_shared_and_taken_away(officer: Any) -> None:
    client = Client()
    client.force_login(officer)
    asked = {"category": "SAN-CSR1", "territory": FIGUIG, "sites": "2", "radius": "10000", "rule": "centres"}
    assert Client().post("/api/siting/", asked).status_code == 401
    started = client.post("/api/siting/", asked)
    assert started.status_code == 202, started.content
    number = started.json()["job"]
    run_job.func(number)
    state = client.get(f"/api/siting/jobs/{number}.json").json()
    assert state["state"] == "done", state
    assert Client().get(f"/api/siting/jobs/{number}.json").status_code == 404
    scenario = state["scenario"]
    assert client.post(f"/api/siting/{scenario}/name", {"name": "Deux centres"}).json()["name"] == "Deux centres"
    viewer = Viewer(officer.pk, (Grant("dgct"),))
    assert [one.name for one in scenarios.mine(viewer)] == ["Deux centres"] and scenarios.mine(ANONYMOUS) == []
    shared = Client().get(f"/api/siting/{scenario}.csv")
    rows = list(csv.DictReader(io.StringIO(shared.content.decode("utf-8-sig"))))
    kept = SiteScenario.objects.get(pk=scenario).answer
    assert [int(row["gain"]) for row in rows] == [site["gain"] for site in kept["sites"]]
    places = json.loads(Client().get(f"/api/siting/{scenario}.geojson").content)
    assert [f["geometry"]["coordinates"] for f in places["features"]] == [[s["lon"], s["lat"]] for s in kept["sites"]]
    assert places["notice"].startswith("DONNÉES FICTIVES")
    with pytest.raises(Forbidden):
        scenarios.rename(scenario, "À moi", ANONYMOUS)


def test_a_cancelled_question_writes_nothing(officer: Any) -> None:
    viewer = Viewer(officer.pk, (Grant("dgct"),))
    job = scenarios.start(HEALTH, viewer)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED and not SiteScenario.objects.exists()
    with pytest.raises(LoginNeeded):
        scenarios.start(HEALTH, ANONYMOUS)


def test_invented_scenarios_stay_in_the_demonstration(settings: Any) -> None:
    kept = SiteScenario.objects.create(asked={}, answer={}, access="x", fictitious=True)
    assert scenarios.find(str(kept.pk), ANONYMOUS).id == str(kept.pk)
    settings.FICTITIOUS_DATA = False
    with pytest.raises(NotFound):
        scenarios.find(str(kept.pk), ANONYMOUS)
