"""The page of rasters: for who imports everywhere; a file put in service by its job, refused by name, cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from etl.models import Upload
from layers import jobs
from layers.models import Indicator, Job, Raster
from tests.etl.desk.hands import Sign
from tests.layers.raster import made

pytestmark = pytest.mark.django_db
PAGE = "/imports/rasters/"


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, settings: Any) -> None:
    settings.RASTER_DIR = tmp_path / "rasters"


def send(client: Client, path: Path, **more: Any) -> Any:
    said = made.said(**{"kind": "continuous", "ramp": "relief", "theme": "environment", **more})
    with path.open("rb") as handle:
        return client.post(PAGE, {**said, "file": handle})


def ran() -> Job:
    job = Job.objects.latest("created_at")
    jobs.run_job.call(str(job.pk))
    job.refresh_from_db()
    return job


def test_a_file_is_put_in_service_and_measured(steward: Client, tmp_path: Path) -> None:
    answer = send(steward, made.write(tmp_path / "relief.tif", made.smooth()), measure="on")
    assert answer.status_code == 302
    job = ran()
    assert job.state == "done", job.error
    told = steward.get(answer["Location"]).content.decode()
    assert "raster_essai_mean" in told
    assert Raster.objects.get(name="essai").current.number == 1
    assert Indicator.objects.filter(code="raster_essai_mean").exists()
    assert "Essai" in steward.get(PAGE).content.decode()
    assert steward.get(f"{answer['Location']}state.json").json()["live"] is False


def test_what_is_wrong_with_the_file_is_told_on_its_page(steward: Client, tmp_path: Path) -> None:
    answer = send(steward, made.write(tmp_path / "x.tif", made.smooth(), crs=None))
    assert ran().state == "done"
    arabic = steward.get(f"{answer['Location']}?lang=ar").content.decode()
    assert "raster_no_crs" in arabic and "نظام الإحداثيات غير مصرح به" in arabic
    assert not Raster.objects.filter(name="essai").exists()


def test_a_wrong_declaration_is_refused_on_the_spot(steward: Client, tmp_path: Path) -> None:
    path = made.write(tmp_path / "x.tif", made.smooth())
    assert send(steward, path, name="communes").status_code == 400
    assert send(steward, path, title_ar="").status_code == 400
    assert not Upload.objects.exists() and not Job.objects.filter(kind="raster").exists()


def test_a_job_is_cancelled_from_its_page(steward: Client, tmp_path: Path) -> None:
    answer = send(steward, made.write(tmp_path / "x.tif", made.smooth()))
    steward.post(f"{answer['Location']}cancel/")
    assert ran().state == "cancelled"
    assert "annulé" in steward.get(answer["Location"]).content.decode()
    assert not Raster.objects.filter(name="essai").exists()


def test_only_who_imports_everywhere_comes_here(sign: Sign, client: Client) -> None:
    assert client.get(PAGE).status_code in (302, 401)
    assert sign("commune", "02.411.01.23").get(PAGE).status_code == 403
    assert sign("gis_technician", "05.081").get(PAGE).status_code == 403
    assert sign("gis_technician").get(PAGE).status_code == 200
