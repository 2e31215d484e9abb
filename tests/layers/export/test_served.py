"""Extractions over HTTP: at once, asked again, too long for a request, and by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from geo_platform.accounts.models import ExportLog, RoleGrant, User
from layers import jobs
from layers.models import Job
from tests.layers.export.hands import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EXPORT_DIR = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def steward(client: Client) -> User:
    user = User.objects.create_user("gestionnaire", password="un mot de passe long")
    RoleGrant.objects.create(user=user, role="steward")
    client.force_login(user)
    return user


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_small_layer_comes_at_once(client: Client, folder: Path, tmp_path: Path) -> None:
    answer = client.get("/export/communes.csv?territory=05")
    content = body(answer)
    assert answer.status_code == 200 and answer["Content-Length"] == str(len(content))
    assert answer["X-Matched"] == "135" and answer["X-Not-Located"] == "0"
    assert answer["Content-Disposition"].startswith('attachment; filename="communes_05_')
    assert answer["Cache-Control"] == "private, no-cache"
    (tmp_path / "communes.csv").write_bytes(content)
    assert len(rows(tmp_path / "communes.csv")) == 135
    assert list(folder.iterdir()) == []
    assert ExportLog.objects.get().extraction_id.hex == answer["X-Extraction-Id"].replace("-", "")


def test_the_head_of_it_tells_without_taking(client: Client) -> None:
    answer = client.head("/export/communes.gpkg?territory=05")
    assert answer.status_code == 200 and answer["X-Matched"] == "135" and not answer.content
    assert not ExportLog.objects.exists()


def test_what_did_not_change_is_not_sent_again(client: Client) -> None:
    first = client.get("/export/communes.csv?territory=05")
    body(first)
    again = client.get("/export/communes.csv?territory=05", headers={"If-None-Match": first["ETag"]})
    other = client.get("/export/communes.csv?territory=04", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and other.status_code == 200
    body(other)
    assert ExportLog.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/export/permits.csv", 401, "login_needed"),
        ("/export/communes.dwg", 404, "not_found"),
        ("/export/rivieres.csv", 404, "not_found"),
        ("/export/communes.csv?couleur=rouge", 400, "unknown_parameter"),
        ("/export/communes.geojson?crs=26191", 400, "bad_parameter"),
    ],
)
def test_refusals_are_named(client: Client, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status and answer.json()["error"]["code"] == code


def test_restricted_fields_ask_what_for(client: Client, steward: User) -> None:
    answer = client.get("/export/permits.csv?territory=05")
    assert answer.status_code == 400 and answer.json()["error"]["parameter"] == "purpose"
    given = client.get("/export/permits.csv?territory=05&purpose=bilan")
    assert given.status_code == 200 and body(given)
    assert ExportLog.objects.get().purpose == "bilan" and ExportLog.objects.get().username == "gestionnaire"


def test_a_sheet_too_long_is_refused_with_another_way(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from layers.services import export

    monkeypatch.setitem(export.FORMATS, "xlsx", replace(export.FORMATS["xlsx"], rows=100))
    answer = client.get("/export/communes.xlsx")
    assert answer.status_code == 413 and "gpkg" in answer.json()["error"]["message"]
    assert not ExportLog.objects.exists()


def asked(client: Client, settings: Any, path: str = "/export/communes.gpkg", **headers: str) -> Any:
    settings.EXPORT_DIRECT_ROWS = 100
    return client.get(path, headers=headers)


def test_a_long_one_becomes_a_job(client: Client, steward: User, settings: Any) -> None:
    answer = asked(client, settings)
    assert answer.status_code == 202 and answer["Location"] == answer.json()["job"]
    again = asked(client, settings)
    assert again.json()["id"] == answer.json()["id"]
    assert asked(client, settings, Accept="text/html").status_code == 302
    jobs.run_job.func(answer.json()["id"])
    state = client.get(answer.json()["status"]).json()
    assert state["state"] == "done" and state["rows"] == 1503
    served = client.get(state["file"])
    assert served.status_code == 200 and body(served)[:15] == b"SQLite format 3"
    page = client.get(answer.json()["job"])
    assert page.status_code == 200 and "communes_MA_" in page.content.decode()
    assert answer.json()["job"] in client.get("/exports/").content.decode()
    assert ExportLog.objects.get().rows == 1503


def test_nobody_else_sees_it(client: Client, steward: User, settings: Any) -> None:
    number = asked(client, settings).json()["id"]
    jobs.run_job.func(number)
    stranger = Client()
    stranger.force_login(User.objects.create_user("autre", password="un mot de passe long"))
    for path in ("", "state.json", "file"):
        assert stranger.get(f"/exports/{number}/{path}").status_code == 404
    assert stranger.post(f"/exports/{number}/cancel").status_code == 404


def test_a_right_taken_away_closes_the_file(client: Client, steward: User, settings: Any) -> None:
    number = asked(client, settings, "/export/permits.csv?purpose=bilan").json()["id"]
    jobs.run_job.func(number)
    assert body(client.get(f"/exports/{number}/file"))
    RoleGrant.objects.filter(user=steward).update(revoked_at="2026-01-01T00:00:00Z")
    assert client.get(f"/exports/{number}/file").status_code in {401, 403}


def test_a_cancelled_one_leaves_nothing(
    client: Client, steward: User, settings: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from layers.services.export import jobs as long

    monkeypatch.setattr(long, "TELL_EVERY_SECONDS", 0)
    number = asked(client, settings).json()["id"]
    Job.objects.filter(pk=number).update(cancel_requested=True)
    jobs.run_job.func(number)
    assert Job.objects.get(pk=number).state == Job.State.CANCELLED
    assert not (folder / number).exists()
    assert client.get(f"/exports/{number}/file").status_code == 404


def test_files_are_kept_as_long_as_promised(client: Client, steward: User, settings: Any, folder: Path) -> None:
    from layers.services.export import jobs as long

    number = asked(client, settings).json()["id"]
    jobs.run_job.func(number)
    assert long.purge() == 0
    settings.EXPORT_KEPT_DAYS = -1
    assert long.purge() == 1 and client.get(f"/exports/{number}/file").status_code == 404
    assert "effacé" in client.get(f"/exports/{number}/").content.decode()
