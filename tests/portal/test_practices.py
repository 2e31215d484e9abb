"""Good practices: walis and governors send, everyone with a grant reads, the DGCT decides, history keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from layers.models import Practice
from tests.accounts.conftest import AZILAL, ORIENTAL, OUJDA_ANGAD

People = Callable[..., Any]
Sign = Callable[..., Client]
GOOD = {
    "kind": "practice",
    "title": "Guichet unique du mercredi",
    "body": "Un jour par semaine, les trois services reçoivent ensemble les dossiers.",
    "system_code": "ROKHAS",
    "territory": "",
}


@pytest.fixture
def law(db: None) -> None:
    from etl import law

    law.load_once()


def test_a_wali_sends_everyone_reads_the_dgct_decides(law: None, person: People, signed_in: Sign) -> None:
    wali = signed_in(person("wali", ("wali", ORIENTAL)))
    assert wali.post("/practices/", GOOD).status_code == 302
    practice = Practice.objects.get()
    assert (practice.status, practice.author_role) == ("submitted", "wali")
    reader = signed_in(person("gov", ("governor", AZILAL)))
    page = reader.get("/practices/").content.decode()
    assert GOOD["title"] in page and "soumise" in page and "Oriental" in page
    assert ">wali<" not in page, "signed by the office, not by the account"
    assert reader.post(f"/practices/{practice.pk}/status", {"status": "kept"}).status_code == 403
    dgct = signed_in(person("dgct", ("dgct", "")))
    assert dgct.post(f"/practices/{practice.pk}/status", {"status": "studied"}).status_code == 302
    dgct.post(f"/practices/{practice.pk}/status", {"status": "dismissed"})
    practice.refresh_from_db()
    assert practice.status == "studied", "what is set aside has a reason"
    dgct.post(
        f"/practices/{practice.pk}/status", {"status": "dismissed", "note": "Déjà prévu par le circuit"}
    )
    practice.refresh_from_db()
    assert practice.status == "dismissed"
    assert [(e.before, e.after) for e in practice.events.all()] == [
        ("", "submitted"),
        ("submitted", "studied"),
        ("studied", "dismissed"),
    ]
    assert "Déjà prévu" in reader.get("/practices/?status=dismissed").content.decode()
    assert GOOD["title"] not in reader.get("/practices/?status=kept").content.decode()


def test_others_may_not_send_and_nobody_outside_his_place(law: None, person: People, signed_in: Sign) -> None:
    assert Client().get("/practices/").status_code in (302, 401)
    assert Client().post("/practices/", GOOD).status_code in (302, 401)
    commune = signed_in(person("commune", ("commune", "02.411.01.23")))
    assert commune.get("/practices/").status_code == 200
    assert commune.post("/practices/", GOOD).status_code == 403
    nobody = signed_in(person("nobody"))
    assert nobody.get("/practices/").status_code == 403
    wali = signed_in(person("wali", ("wali", ORIENTAL)))
    assert wali.post("/practices/", {**GOOD, "territory": AZILAL}).status_code == 403
    assert wali.post("/practices/", {**GOOD, "territory": OUJDA_ANGAD}).status_code == 302
    assert Practice.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"title": "?"}, {"body": "court"}, {"kind": "order"}, {"system_code": "X"}, {"territory": "99.999"}],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(
    law: None,
    person: People,
    signed_in: Sign,
    wrong: dict[str, str],
) -> None:
    answer = signed_in(person("wali", ("wali", ORIENTAL))).post("/practices/", {**GOOD, **wrong})
    assert answer.status_code == 400 and Practice.objects.count() == 0
    assert GOOD["title"] in answer.content.decode() or "title" in wrong
