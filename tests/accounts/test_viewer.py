from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from geo_platform.accounts.models import RoleGrant, User
from geo_platform.urls import urlpatterns as site
from layers.access import Viewer
from tests.accounts.conftest import AZILAL, OUJDA, OUJDA_ANGAD, grant, territory

pytestmark = pytest.mark.django_db
seen: list[Viewer] = []


def probe(request: HttpRequest) -> HttpResponse:
    """What a tile does with identity: nothing but ask who is looking."""
    viewer: Any = request.viewer
    seen.append(Viewer(viewer.user_id, viewer.grants))
    return HttpResponse("ok")


urlpatterns = [path("tiles/probe", probe), *site]
here = pytest.mark.urls(__name__)


def look(client: Client) -> Viewer:
    assert client.get("/tiles/probe").status_code == 200
    return seen.pop()


@here
def test_identity_costs_one_query_and_nothing_for_the_public(
    person: Callable[..., User], signed_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client = signed_in(person("amal", ("governor", AZILAL), ("commune", OUJDA)))
    with django_assert_num_queries(1):
        viewer = look(client)
    assert {(g.role, g.territory_id) for g in viewer.grants} == {
        ("governor", territory(AZILAL)),
        ("commune", territory(OUJDA)),
    }
    with django_assert_num_queries(0):
        assert look(Client()).is_anonymous


@here
def test_a_revoked_grant_shows_on_the_next_request(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user = person("amal", ("governor", AZILAL))
    client = signed_in(user)
    assert len(look(client).grants) == 1
    RoleGrant.objects.update(revoked_at=timezone.now())
    assert look(client) == Viewer(user.pk, ())


@here
def test_only_grants_in_force_today_count(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user, today = person("amal"), timezone.localdate()
    day = timedelta(days=1)
    kept = grant(user, "commune", OUJDA, valid_from=today, valid_to=today, themes=["housing"])
    grant(user, "dgct", valid_from=today + day)
    grant(user, "wali", OUJDA_ANGAD, valid_to=today - day)
    grant(user, "region", AZILAL, revoked_at=timezone.now())
    viewer = look(signed_in(user))
    assert viewer.grants == (kept.as_grant(),)
    # The ORM's rule, used by pages and administration, is the same one.
    assert [g.pk for g in user.grants.active()] == [kept.pk]


@here
def test_a_deactivated_account_is_nobody_at_once(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("amal", ("dgct", "")))
    User.objects.update(is_active=False)
    assert client.get("/tiles/probe").status_code == 401


@here
def test_the_account_read_with_the_session_is_the_whole_account(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    from geo_platform.accounts.sessions import SessionStore

    user = person("amal", ("dgct", ""), full_name_ar="أمل", email="amal@example.ma", phone="+212")
    store = SessionStore(signed_in(user).session.session_key)
    store.load()
    user.refresh_from_db()
    assert store.identity is not None and store.identity.user is not None
    fields = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(store.identity.user, f) for f in fields] == [getattr(user, f) for f in fields]


@here
def test_a_superuser_administers_the_kingdom(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    viewer = look(signed_in(person("root", is_superuser=True)))
    assert [(g.role, g.territory_id) for g in viewer.grants] == [("administrator", None)]
