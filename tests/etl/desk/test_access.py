"""Who may come to the desk, and what each sees of it."""

from __future__ import annotations

import pytest
from django.test import Client

from etl.models import (
    RejectedRow,
    Upload,
)
from tests.etl.desk.hands import Sign, bad, run_job, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


@pytest.mark.parametrize("path", ["/imports/", "/imports/history/", "/imports/rokhas/template.xlsx"])
def test_the_desk_is_for_those_who_import(path: str, client: Client, sign: Sign) -> None:
    assert client.get(path)["Location"].startswith("/login/")
    assert sign("governor").get(path).status_code == 403
    assert sign("steward").get(path).status_code == 200


def test_one_who_imports_for_a_province_sees_his_own_only(sign: Sign) -> None:
    own, other, everywhere = sign("gis_technician", "05.081"), sign("gis_technician", "02"), sign("steward")
    send(own, bad("key_pattern").read_bytes(), trial="0")
    upload = Upload.objects.get()
    run = run_job(upload).result["run_id"]
    for path in (f"/imports/{run}/", f"/imports/files/{upload.pk}/state.json", f"/imports/{run}/refused.csv"):
        assert own.get(path).status_code == everywhere.get(path).status_code == 200, path
        assert other.get(path).status_code == 404, path
    assert "permis.csv" not in text(other, "/imports/history/")
    row = RejectedRow.objects.get()
    assert other.post(f"/imports/{run}/rows/{row.pk}/", {"action": "drop", "why": "x"}).status_code == 404
    assert own.get("/imports/rokhas/discrepancies/").status_code == 403
    assert everywhere.get("/imports/rokhas/discrepancies/").status_code == 200


def test_a_form_without_its_token_is_refused(steward: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = steward.cookies
    assert send(careful, b"a;b\n").status_code == 403
    assert not Upload.objects.exists()
