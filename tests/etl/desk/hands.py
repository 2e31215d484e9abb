"""What a person does at the desk, in one line each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from etl import runner, source
from etl.models import (
    ImportRun,
    Upload,
)
from fixtures.rokhas import corpus
from layers import jobs
from layers.models import Job

ROKHAS = source.get("rokhas")
Sign = Callable[..., Client]


def bad(name: str) -> Path:
    return corpus.FOLDER / "bad" / f"{name}.csv"


def written(tmp_path: Path, name: str, content: str) -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def send(client: Client, content: bytes, name: str = "permis.csv", **more: str) -> Any:
    return client.post("/imports/rokhas/files/", {"file": SimpleUploadedFile(name, content), **more})


def run_job(upload: Upload) -> Job:
    """What the worker would do, in this process."""
    upload.refresh_from_db()
    jobs.run_job.call(str(upload.job_id))
    return Job.objects.get(pk=upload.job_id)


def refused_run(name: str = "key_pattern") -> ImportRun:
    return ImportRun.objects.get(pk=runner.run(ROKHAS, bad(name)).run_id)


def plain(html: str) -> str:
    return html.replace('<bdi dir="ltr">', "").replace("</bdi>", "")
