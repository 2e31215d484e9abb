"""The container files say what the repository has: same entry points, existing files, health pages that resolve."""

import os
import re
from pathlib import Path

import pytest
import yaml
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: s for name, s in COMPOSE["services"].items() if s["image"] == "geo-platform"}


def test_the_services_are_the_database_the_web_the_worker_and_an_optional_proxy() -> None:
    assert set(COMPOSE["services"]) == {"db", "setup", "web", "worker", "proxy"}
    assert COMPOSE["services"]["proxy"]["profiles"] == ["proxy"]
    assert set(COMPOSE["volumes"]) == {"database", "files", "uploads"}
    for name in ("web", "worker"):  # a file handed in at one is read by the other
        assert "uploads:/srv/geo/.local/uploads" in COMPOSE["services"][name]["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_runs_an_existing_entry_point_as_an_ordinary_user(name: str) -> None:
    service = OURS[name]
    assert os.access(ROOT / service["command"][0], os.X_OK)
    assert service["user"] == "geo"
    given = service["environment"]
    assert given["DATABASE_URL"].startswith("postgis://geo_app:")
    assert ("DATABASE_OWNER_URL" in given) == (name == "setup")


def test_mounted_files_exist_and_named_volumes_are_declared() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"], (
                volume
            )


def test_health_checks_ask_pages_that_exist() -> None:
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    asked = set(re.findall(r"http://127\.0\.0\.1:\d+(/\w+)", text))
    assert asked == {"/healthz", "/readyz"}
    for path in asked:
        assert resolve(path)


def test_every_waited_for_service_can_report_its_state() -> None:
    for service in COMPOSE["services"].values():
        for name, wait in service.get("depends_on", {}).items():
            other = COMPOSE["services"][name]
            if wait["condition"] == "service_healthy":
                assert other["healthcheck"]["test"]
            else:
                assert other["restart"] == "no"


def test_the_image_ends_as_an_ordinary_user_and_starts_an_existing_entry_point() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER geo"]
    command = next(line for line in lines if line.startswith("CMD"))
    assert os.access(ROOT / yaml.safe_load(command.removeprefix("CMD"))[0], os.X_OK)
    assert any("bin/_run build" in line for line in lines)


def test_ci_runs_what_people_run() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert [line for line in lines[1:] if "bin/test" in line] == lines[1:]
