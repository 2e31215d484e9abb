"""What surrounds an account: language, headers, start-up refusals, the export log, the pages themselves."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from geo_platform import checks
from geo_platform.accounts.export_log import log_export
from geo_platform.accounts.models import ExportLog, User
from geo_platform.security import SecurityHeadersMiddleware, content_security_policy
from tests.accounts.conftest import AZILAL, OUJDA, PASSWORD
from tests.harness import template

pytestmark = pytest.mark.django_db


def policy(header: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_language_asked_then_remembered_then_french() -> None:
    client = Client(headers={"Accept-Language": "en, ar;q=0.9"})
    assert client.get("/login/")["Content-Language"] == "fr"
    arabic = client.get("/login/?lang=ar")
    assert arabic["Content-Language"] == "ar" and 'dir="rtl"' in arabic.content.decode()
    assert client.get("/login/")["Content-Language"] == "ar"
    assert client.get("/login/?lang=xx")["Content-Language"] == "ar"
    assert client.get("/login/?lang=fr")["Content-Language"] == "fr"
    assert client.cookies["lang"].value == "fr"


def test_data_asked_in_arabic_does_not_switch_the_reader() -> None:
    client = Client()
    answer = client.get("/api/territories/?q=oujda&lang=ar")
    assert answer["Content-Language"] == "ar" and "lang" not in client.cookies


def test_the_saved_language_comes_with_the_login(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("amal", language="ar"))
    assert client.get("/account/")["Content-Language"] == "ar"
    client.post("/account/", {"full_name_fr": "Amal", "language": "fr"})
    assert client.get("/account/")["Content-Language"] == "fr"
    assert User.objects.get().language == "fr"


@pytest.mark.parametrize("path", ["/login/", "/healthz", "/nowhere/"])
def test_every_answer_carries_the_headers(path: str) -> None:
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_pages_run_our_own_scripts_only() -> None:
    rules = policy(Client().get("/login/")["Content-Security-Policy"])
    assert rules["script-src"] == "'self'" and rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'" and rules["object-src"] == "'none'"


def test_a_page_may_name_its_inline_scripts_and_an_embed_its_frame() -> None:
    def view(request: Any) -> HttpResponse:
        answer = HttpResponse("<p>")
        answer._csp_script_hashes = ["'sha256-abc='"]  # type: ignore[attr-defined]
        return answer

    served = SecurityHeadersMiddleware(view)
    page = served(RequestFactory().get("/dashboards/equipment/?embed=1"))
    assert policy(page["Content-Security-Policy"])["script-src"] == "'self' 'sha256-abc='"
    assert policy(page["Content-Security-Policy"])["frame-ancestors"] == "'none'"
    embed = served(RequestFactory().get("/public/maps/eau/?embed=1"))
    assert policy(embed["Content-Security-Policy"])["frame-ancestors"] == "*"
    assert "X-Frame-Options" not in embed
    assert "unsafe-eval" not in content_security_policy()


def test_psycopg_3_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.only_psycopg2(None) == []
    monkeypatch.setattr(checks, "find_spec", lambda name: object())
    found = checks.only_psycopg2(None)
    assert [message.id for message in found] == ["geo.E001"] and found[0].hint


def test_a_reachable_server_needs_a_key_a_host_and_https(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.signing_key(None) == [] and checks.open_server(None) == []
    settings.HOST, settings.ALLOWED_HOSTS, settings.SECURE_COOKIES = "0.0.0.0", ["*"], False
    assert [m.id for m in checks.open_server(None)] == ["geo.E005", "geo.W001"]
    monkeypatch.setenv("DATABASE_URL", "postgis://geo_app@db/geo")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert [m.id for m in checks.signing_key(None)] == ["geo.E003"]
    settings.SECRET_KEY = "short"
    assert [m.id for m in checks.signing_key(None)] == ["geo.E002"]


def test_gdal_is_recent_enough() -> None:
    assert checks.recent_gdal(None) == []


@pytest.mark.parametrize(("role", "refused"), [("app", False), ("owner", True)])
def test_a_web_server_that_owns_the_tables_is_refused_once_reachable(
    role: str, refused: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = template.database_url(connection.settings_dict["NAME"], role).replace("postgis:", "postgresql:", 1)
    with closing(psycopg2.connect(url)) as own:
        here = checks.web_role(own)
        settings.HOST, settings.SECURE_COOKIES, settings.ALLOWED_HOSTS = "0.0.0.0", True, ["geo.example.ma"]
        reachable = checks.web_role(own)
    # Tried on one's own machine it is a warning; open to the network it does not start.
    assert [m.is_serious() for m in here] == ([False] if refused else [])
    assert [m.is_serious() for m in reachable] == ([True] if refused else [])
    # Only the role is judged here, also where the suite runs against an operator's DATABASE_URL.
    monkeypatch.setenv("SECRET_KEY", "k" * 50)
    monkeypatch.setattr(checks, "web_role", lambda: reachable)
    if refused:
        with pytest.raises(ImproperlyConfigured, match="geo_owner, which may create"):
            checks.refuse_bad_start()
    else:
        checks.refuse_bad_start()


def test_an_export_is_traced_and_outlives_its_account(person: Callable[..., User]) -> None:
    user, extraction = person("amal"), uuid.uuid4()
    log_export(
        user, "gpkg", layer="permits", filters={"territory": [OUJDA]}, rows=12, extraction_id=extraction
    )
    log_export(AnonymousUser(), "csv", layer="communes", rows=1503)
    user.delete()
    line = ExportLog.objects.get(extraction_id=extraction)
    assert (line.user, line.username, line.rows, line.filter) == (None, "amal", 12, {"territory": [OUJDA]})
    assert ExportLog.objects.filter(username="").count() == 1


def test_the_account_page_says_who_and_where(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("amal", ("governor", AZILAL), ("dgct", "")))
    page = client.get("/account/").content.decode()
    assert "Azilal" in page and "Royaume du Maroc" in page and "Gouverneur / SG" in page
    assert "Gérer les comptes" not in page
    assert 'id="reauth"' in page
    assert Client().get("/account/")["Location"] == "/login/?next=/account/"


def test_administration_site_is_for_superusers(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    staff = signed_in(person("staff", is_staff=True))
    assert staff.get("/admin/accounts/user/").status_code == 403
    root = signed_in(person("root", is_staff=True, is_superuser=True))
    for model in ("user", "rolegrant", "exportlog", "loginattempt"):
        assert root.get(f"/admin/accounts/{model}/").status_code == 200
    pk = User.objects.get(username="staff").pk
    assert root.get(f"/admin/accounts/user/{pk}/change/").status_code == 200
    assert root.get("/admin/accounts/user/add/").status_code == 200


def test_a_post_without_token_is_refused(person: Callable[..., User]) -> None:
    person("amal")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login/", {"username": "amal", "password": PASSWORD}).status_code == 403
