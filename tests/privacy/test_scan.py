"""No CIN, phone, e-mail, RIB, name or words of a petitioner or complainant in any page, tile, file, answer or log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client

from geo_platform.accounts.models import RoleGrant, User
from geo_platform.operations.logs import Json
from layers.access import ROLES
from layers.models import ComplaintPerson, ComplaintText, PermitPerson
from tests.dashboards.wire import CALLBACK, DEPENDENCIES, question_bodies
from tests.privacy import canaries
from tests.privacy.addresses import Samples, addresses, seen

pytestmark = pytest.mark.django_db
TEXT_TYPES = ("text/", "application/json", "application/geo+json", "application/ld+json", "application/xml")
# Who looks: nobody, and in the whole scan each role over the Kingdom, one after the other.
LIGHT = ("", "governor")


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role:
        user = User.objects.create(username=f"scan-{role}", is_staff=role == "administrator")
        RoleGrant.objects.create(user=user, role=role)
        client.force_login(user)
    return client


def scan(role: str, wide: bool, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    canaries.seed(folder)
    assert seen() >= 4, "the canaries are in the platform"
    assert PermitPerson.objects.filter(applicant_name__contains="Canarité").exists()
    assert ComplaintPerson.objects.filter(full_name=canaries.NAME).exists()
    assert ComplaintText.objects.filter(body__contains="Serin").exists()
    client = client_of(role)
    leaks: dict[str, Any] = {}
    statuses: dict[int, int] = {}
    with caplog.at_level(logging.DEBUG):
        for path in addresses(Samples.now(wide)):
            answer = client.get(path)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            content = canaries.body(answer)
            if "?q=" in path or "text=" in path:
                # What a person typed in his own question comes back to him in the page, and to nobody else.
                typed = path.partition("=")[2]
                for form in (typed, quote(typed), quote_plus(typed)):
                    content = content.replace(form.encode(), b"")
            if said := canaries.found(content):
                leaks[path] = said
            readable = answer.status_code == 200 and answer.get("Content-Type", "").startswith(TEXT_TYPES)
            if not role and readable and (shapes := canaries.shapes(content.decode("utf-8", "replace"))):
                leaks.setdefault(path, shapes[:3])
        leaks |= callbacks(client)
    assert leaks == {}
    assert statuses.get(200, 0) > 30 and not any(code >= 500 for code in statuses), statuses
    lines = [Json().format(record) for record in caplog.records if not record.name.startswith("django.db")]
    assert [line for line in lines if canaries.found(line.encode())] == []


def callbacks(client: Client) -> dict[str, Any]:
    """Every callback of every board that a question alone fills."""
    client.get("/dashboards/deployment/")
    known = client.get(DEPENDENCIES).json()
    leaks = {}
    for first, body in question_bodies(known, "?territory=05.091"):
        answer = client.post(CALLBACK, body, content_type="application/json")
        assert answer.status_code < 500, (first, answer.content[:300])
        if said := canaries.found(answer.content):
            leaks[first] = said
    return leaks


@pytest.mark.parametrize("role", LIGHT, ids=lambda role: role or "anonymous")
def test_nobody_is_named(role: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    scan(role, False, tmp_path, caplog)


@pytest.mark.full
@pytest.mark.parametrize("role", ["", *ROLES], ids=lambda role: role or "anonymous")
def test_nobody_is_named_anywhere_to_any_role(
    role: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scan(role, True, tmp_path, caplog)


def test_the_scan_sees_through_every_packing(tmp_path: Path) -> None:
    """A scan that cannot find proves nothing."""
    import gzip
    import io
    import zipfile

    import pyarrow
    import pyarrow.parquet

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{canaries.NAME}</t>")
    pyarrow.parquet.write_table(pyarrow.table({"a": [canaries.CIN]}), tmp_path / "a.parquet")
    for content in (
        canaries.NAME.encode(),
        gzip.compress(canaries.RIB.encode()),
        packed.getvalue(),
        (tmp_path / "a.parquet").read_bytes(),
    ):
        assert canaries.found(content)
    assert canaries.shapes(f"né, {canaries.CIN}, {canaries.PHONE}, a@b.ma, {canaries.RIB}")
    assert not canaries.shapes("commune 02.411.01.23, RN2, 36 828 330 habitants, T165253/04")
