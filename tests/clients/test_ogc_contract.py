"""The OpenAPI document of a served platform, put to the test: no 5xx, no status or body it does not tell of, and what
breaks it is refused. Examples are drawn from a seed and few; `--full` draws more of each operation."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.harness import server as gunicorn

NAME, PASSWORD = "intendant.contrat", "un-mot-de-passe-de-contrat-1"
load_all_checks()
_CHECKS = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)
# One collection of each kind: a level, points, lines, surfaces, what is only counted, what has an address.
_LAYERS = ("communes", "equipment", "networks", "zoning", "complaints", "permits")


@pytest.fixture(scope="module")
def login(server: gunicorn.Server, django_db_blocker: Any) -> dict[str, str]:
    from geo_platform.accounts import tokens
    from geo_platform.accounts.models import RoleGrant, User

    with django_db_blocker.unblock(), server.orm():
        user = User.objects.create_user(NAME, password=PASSWORD)
        RoleGrant.objects.create(user=user, role="steward")
        _token, text = tokens.create(user, "contrat", 30, [])
    return {"Authorization": f"Bearer {text}"}


def put_to_the_test(
    server: gunicorn.Server, login: dict[str, str], examples: int, layers: tuple[str, ...]
) -> list[str]:
    """Every operation of the document, but itself, that is about one of `layers` or none; their paths."""
    schema = schemathesis.openapi.from_url(f"{server.url}/ogc/api", headers=login)
    session = requests.Session()
    tested: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if "/collections/" in operation.path and operation.path.split("/")[2] not in layers:
            continue
        tested.append(operation.path)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def run(case: schemathesis.Case) -> None:
                # What a form leaves empty is not asked: no violation of anything.
                assume(all(_says(value) for value in case.query.values()))
                # The login is no part of what is drawn: a broken one is refused before anything else is read.
                case.headers = {**{k: v for k, v in case.headers.items() if k != "Authorization"}, **login}
                response = case.call(session=session, timeout=60)
                # An address too long for the server is documented, and refused before the platform reads it.
                if response.status_code != 414:
                    case.validate_response(response, checks=_CHECKS)

            run()
    return tested


def _says(value: Any) -> bool:
    return value not in ("", None) and (not isinstance(value, list | dict) or bool(value and all(map(_says, value))))


def test_the_document_holds_for_two_collections(server: gunicorn.Server, login: dict[str, str]) -> None:
    assert len(put_to_the_test(server, login, 3, ("communes", "equipment"))) == 3 + 5 * 2


@pytest.mark.full
def test_the_document_holds(server: gunicorn.Server, login: dict[str, str]) -> None:
    assert len(put_to_the_test(server, login, 60, _LAYERS)) == 3 + 5 * len(_LAYERS)


@pytest.mark.parametrize("slug", ["communes", "permits"])
@pytest.mark.parametrize(
    ("parameter", "value"),
    [("bbox", "1,2,3"), ("bbox", "a,b,c,d"), ("bbox", "170,0,-170,1"), ("bbox-crs", "EPSG:1"), ("crs", "moon"),
     ("filter", "code ="), ("filter", "S_INTERSECTS(geometry, POINT(1 "), ("filter", '{"op": "=", "args": [1]}'),
     ("filter-lang", "sql"), ("filter-crs", "x"), ("limit", "0"), ("limit", "many"), ("sortby", "-nothing"),
     ("properties", "nothing"), ("next", "forged"), ("lang", "en"), ("f", "kml"), ("unknown", "1"),
     ("territory", "99.999.99"), ("datetime", "2024-13-01"), ("as_of", "yesterday")],
)  # fmt: skip
def test_what_is_malformed_is_named(
    server: gunicorn.Server, login: dict[str, str], slug: str, parameter: str, value: str
) -> None:
    address = f"{server.url}/ogc/collections/{slug}/items"
    response = requests.get(address, {parameter: value}, headers=login, timeout=30)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["parameter"] == parameter and value.lstrip("-") in str(error["value"])
