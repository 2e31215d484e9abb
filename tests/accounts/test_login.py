from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from geo_platform.accounts import throttle
from geo_platform.accounts.middleware import SIGNED_IN_COOKIE
from geo_platform.accounts.models import AccountSession, LoginAttempt, User
from geo_platform.accounts.origin import client_ip, is_loopback
from tests.accounts.conftest import AZILAL, OUJDA, PASSWORD

pytestmark = pytest.mark.django_db


def attempt(client: Client, username: str, password: str = "wrong", **extra: str) -> int:
    return client.post("/login/", {"username": username, "password": password}, **extra).status_code


def test_a_person_lands_on_the_perimeter(person: Callable[..., User]) -> None:
    person("amal", ("governor", AZILAL))
    answer = Client().post("/login/", {"username": "AMAL ", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, f"/map/?territory={AZILAL}")


def test_next_is_followed_only_within_the_site(person: Callable[..., User]) -> None:
    person("amal", ("commune", OUJDA))
    posted = {"username": "amal", "password": PASSWORD}
    own = Client().post("/login/", posted | {"next": "/account/?a=1"})
    foreign = Client().post("/login/", posted | {"next": "https://example.org/"})
    assert own["Location"] == "/account/?a=1"
    assert foreign["Location"] == f"/map/?territory={OUJDA}"


def test_unknown_name_and_wrong_password_answer_alike(person: Callable[..., User]) -> None:
    person("amal")
    person("gone", is_active=False)
    pages = {
        Client().post("/login/", {"username": n, "password": "x"}).content for n in ("amal", "gone", "nobody")
    }
    texts = {
        page.decode().replace(n, "")
        for page in pages
        for n in ("amal", "gone", "nobody")
        if n in page.decode()
    }
    assert all("Identifiant ou mot de passe incorrect." in text for text in texts)


def test_five_mistakes_close_the_door_for_that_name_and_say_how_long(person: Callable[..., User]) -> None:
    person("amal")
    person("driss")
    client = Client()
    assert [attempt(client, "amal") for _ in range(6)] == [400] * 5 + [429]
    # The right password does not open it either, and the wait is said in both languages.
    refused = client.post("/login/?lang=ar", {"username": "amal", "password": PASSWORD})
    assert refused.status_code == 429
    assert "15 دقيقة" in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 900
    assert attempt(client, "driss", PASSWORD) == 302
    assert attempt(Client(), "amal", PASSWORD, REMOTE_ADDR="10.0.0.9") == 302


def test_waiting_opens_the_door_and_refused_tries_do_not_prolong_it(person: Callable[..., User]) -> None:
    person("amal")
    for _ in range(8):
        attempt(Client(), "amal")
    assert LoginAttempt.objects.filter(username="amal").count() == throttle.NAME_AND_ADDRESS.failures
    LoginAttempt.objects.update(at=timezone.now() - throttle.NAME_AND_ADDRESS.window - timedelta(seconds=1))
    assert attempt(Client(), "amal", PASSWORD) == 302


def test_a_success_forgets_the_mistakes_before_it(person: Callable[..., User]) -> None:
    person("amal")
    for _ in range(4):
        attempt(Client(), "amal")
    assert attempt(Client(), "amal", PASSWORD) == 302
    assert [attempt(Client(), "amal") for _ in range(2)] == [400, 400]


def test_one_address_trying_many_names_is_stopped(person: Callable[..., User]) -> None:
    LoginAttempt.objects.bulk_create(LoginAttempt(username=f"n{i}", ip="10.0.0.7") for i in range(30))
    assert attempt(Client(), "someone", REMOTE_ADDR="10.0.0.7") == 429
    assert attempt(Client(), "someone", REMOTE_ADDR="10.0.0.8") == 400


def test_forwarded_addresses_are_believed_from_a_declared_proxy_only(settings: pytest.FixtureRequest) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.1.1.1")
    assert client_ip(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = frozenset({"10.0.0.1"})
    assert client_ip(request) == "10.1.1.1"


def test_demonstration_accounts_open_on_this_machine_only(
    person: Callable[..., User], signed_in: Callable[..., Client], settings: pytest.FixtureRequest
) -> None:
    demo = person("demo", ("dgct", ""), is_demo=True)
    client = signed_in(demo)
    assert client.get("/account/").status_code == 200
    assert attempt(Client(), "demo", PASSWORD, REMOTE_ADDR="10.0.0.2") == 403
    assert attempt(Client(), "demo", PASSWORD, HTTP_X_FORWARDED_FOR="10.0.0.2") == 403
    settings.HOST = "0.0.0.0"
    assert attempt(Client(), "demo", PASSWORD) == 403
    # A session opened before the server was bound to the world is dead too.
    assert client.get("/account/").status_code == 302
    assert client.get("/api/territories/?q=oujda").status_code == 401


@pytest.mark.parametrize(
    ("bound", "peer", "host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1", "localhost:8000", True),
        ("::1", "::1", "[::1]:8000", True),
        ("0.0.0.0", "127.0.0.1", "localhost", False),
        ("127.0.0.1", "192.168.1.4", "localhost", False),
        ("127.0.0.1", "127.0.0.1", "geo.example.ma", False),
    ],
)
def test_loopback(bound: str, peer: str, host: str, expected: bool, settings: pytest.FixtureRequest) -> None:
    settings.HOST = bound
    assert is_loopback(RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_HOST=host)) is expected


def test_first_login_opens_nothing_but_the_password_page(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("amal", ("governor", AZILAL), must_change_password=True))
    assert client.get("/map/")["Location"] == "/account/password/"
    refused = client.get("/api/territories/?q=oujda")
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "password_change_needed"
    kept = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/account/password/", kept).status_code == 400
    new = "lavande-cumin-91"
    changed = client.post("/account/password/", kept | {"new_password1": new, "new_password2": new})
    assert (changed.status_code, changed["Location"]) == (302, f"/map/?territory={AZILAL}")
    assert client.get("/account/").status_code == 200


def test_a_new_password_ends_the_other_sessions(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user = person("amal", ("dgct", ""))
    here, there = signed_in(user), signed_in(user)
    key = here.session.session_key
    new = "lavande-cumin-91"
    here.post("/account/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert here.session.session_key != key
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_login_renews_the_session_key(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    user = person("amal")
    first = signed_in(user)
    key = first.session.session_key
    first.post("/login/", {"username": "amal", "password": PASSWORD})
    assert first.session.session_key != key
    assert not AccountSession.objects.filter(session_key=key).exists()


def test_signing_in_again_in_place(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    client = signed_in(person("amal", ("dgct", "")))
    AccountSession.objects.all().delete()
    expired = client.get("/api/territories/?q=oujda")
    assert expired.status_code == 401
    assert set(expired.json()["error"]) >= {"code", "message", "message_fr", "message_ar"}
    assert expired["Cache-Control"] == "private, no-store"
    # Django drops the dead cookie with that answer; the next request still says 401, not the public's data.
    assert client.get("/api/territories/?q=oujda").status_code == 401
    json = {"Accept": "application/json"}
    assert client.get("/login/", headers=json).json()["csrf_token"]
    wrong = client.post("/login/", {"username": "amal", "password": "x"}, headers=json)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "bad_credentials")
    back = client.post("/login/", {"username": "amal", "password": PASSWORD}, headers=json)
    assert back.json()["username"] == "amal" and "redirect" not in back.json()
    assert client.get("/api/territories/?q=oujda").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/territories/?q=a",
        "/tiles/communes/6/30/25.pbf",
        "/indicators/x.json",
        "/dashboards/_dash-layout",
    ],
)
def test_an_expired_login_is_never_a_redirect_for_a_program(
    path: str, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("amal", ("dgct", "")))
    AccountSession.objects.all().delete()
    assert client.get(path).status_code == 401


def test_leaving_or_opening_a_page_makes_the_browser_the_public_again(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("amal", ("dgct", "")))
    left = client.post("/logout/", headers={"Accept": "application/json"})
    assert left.status_code == 204 and client.cookies[SIGNED_IN_COOKIE].value == ""
    assert client.get("/api/territories/?q=oujda").status_code == 200
    assert client.get("/logout/").status_code == 405
    other = signed_in(User.objects.get())
    AccountSession.objects.all().delete()
    page = other.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert other.get("/api/territories/?q=oujda").status_code == 200
