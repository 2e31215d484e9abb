"""Complaints: reopening is an event, clocks come from dated rows, and what people say or are never leaves its table."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core import serializers
from django.test import Client

from etl import law
from etl.models import Anomaly, Discrepancy, ImportRun, RejectedRow
from fixtures.chikaya import corpus
from layers.access import ANONYMOUS
from layers.errors import LoginNeeded, UnknownParameter
from layers.models import Complaint, ComplaintEvent, ComplaintPerson, ComplaintText, ServiceDelay
from tests.etl import civic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
CANARIES = ("CANARI Nom", "CANARI objet", "CANARI texte", "CANARI reponse", "CANARI rue", "canari@exemple.invalid",
            "+212 6 12 34 56 78", "+212612345678", "CX777777", "pas un courriel CANARI",
            "téléphone CANARI")  # fmt: skip


def load(tmp_path: Path, *rows: dict[str, str]) -> None:
    civic.load("chikaya", tmp_path, corpus.text(*rows))


def test_reopening_is_an_event_and_disagrees_with_a_count_that_no_event_says(tmp_path: Path) -> None:
    civic.load_good("chikaya")
    reopened = ComplaintEvent.objects.filter(kind="REOUVERTURE")
    assert set(reopened.values_list("occurred_on", flat=True)) == {dt.date(2024, 4, 24)}
    assert reopened.count() == Complaint.objects.count() == 6
    assert civic.discrepancies("chikaya") == []
    load(tmp_path, corpus.row(1, nb_reouvertures="2"))
    assert civic.discrepancies("chikaya") == [("complaint_reopenings_disagree", "CK-2024-0000001")]
    found = Discrepancy.objects.get()
    assert found.message_fr == "2 réouverture(s) déclarée(s), 1 d’après les événements."
    again = corpus.EVENTS.text(*corpus.life(1), corpus.event(1, "02/05/2024", "REOUVERTURE"))
    report = civic.load("chikaya", tmp_path, again)
    assert (report.counts["created"], report.counts["unchanged"]) == (1, 5)
    assert civic.discrepancies("chikaya") == []


def test_clocks_are_rows_with_dates_that_an_operator_may_correct(tmp_path: Path) -> None:
    law.load_once()
    rows = [
        corpus.row(1, date_ar="29/03/2024", date_reponse="13/05/2024", date_cloture=""),
        corpus.row(2, date_ar="30/03/2024", date_reponse="14/05/2024", date_cloture=""),
    ]
    load(tmp_path, *rows)
    late = "CK-2024-0000002"
    assert civic.discrepancies("chikaya") == [("complaint_acknowledged_late", late), ("complaint_answered_late", late)]
    said = Discrepancy.objects.get(code="complaint_answered_late")
    assert "61" in said.message_fr and "60" in said.message_fr and "2-17-265" in said.suggestion_fr
    ServiceDelay.objects.filter(step="acknowledge").update(days=20)
    ServiceDelay.objects.filter(step="answer").update(valid_from="2024-04-01")
    load(tmp_path, *rows)
    assert civic.discrepancies("chikaya") == []


def test_what_disagrees_across_columns_is_said_of_what_is_stored(tmp_path: Path) -> None:
    law.load_once()
    load(
        tmp_path,
        corpus.row(1, date_reponse="01/03/2024"),
        corpus.row(2, date_reponse="", satisfaction=""),
        corpus.row(3, date_reponse="", date_cloture="", etat="AFFECTEE"),
        corpus.row(4, etat="IRRECEVABLE", date_reponse="", satisfaction=""),
    )
    stray = [corpus.event(9), corpus.event(4, "01/03/2024", "ACCUSE"), corpus.event(4, "20/03/2024", "REOUVERTURE")]
    civic.load("chikaya", tmp_path, corpus.EVENTS.text(*stray))
    assert civic.discrepancies("chikaya") == [
        ("complaint_answered_before_deposit", "CK-2024-0000001"),
        ("complaint_closed_without_answer", "CK-2024-0000002"),
        ("complaint_event_before_deposit", "CK-2024-0000004/2024-03-01/ACCUSE"),
        ("complaint_event_orphan", "CK-2024-0000009/2024-03-14/DEPOT"),
        ("complaint_satisfaction_without_answer", "CK-2024-0000003"),
    ]


def test_a_category_out_of_the_nomenclature_of_its_day_is_said(tmp_path: Path) -> None:
    from layers.models import ComplaintCategory

    law.load_once()
    load(tmp_path, corpus.row(1), corpus.row(2, categorie="الطرق والإنارة العمومية"))
    assert set(Complaint.objects.values_list("category", flat=True)) == {"VOIRIE"}
    assert civic.discrepancies("chikaya") == []
    ComplaintCategory.objects.filter(code="VOIRIE").update(valid_to="2023-12-31")
    load(tmp_path, corpus.row(1))
    assert {code for code, _ in civic.discrepancies("chikaya")} == {"civic_category_not_in_force"}


def test_words_and_people_are_stored_apart_and_appear_nowhere_else(tmp_path: Path, client: Client) -> None:
    mine = {"nom": "CANARI Nom", "objet": "CANARI objet", "texte": "CANARI texte", "reponse": "CANARI reponse",
            "adresse": "CANARI rue", "email": "canari@exemple.invalid", "tel": "+212 6 12 34 56 78",
            "cin": "CX777777"}  # fmt: skip
    bad = {**mine, "email": "pas un courriel CANARI", "tel": "téléphone CANARI"}
    load(tmp_path, corpus.row(1, **mine), corpus.row(2, **bad), corpus.row(1, **{**mine, "etat": "REPONDUE"}))
    person, text = ComplaintPerson.objects.get(complaint__number="CK-2024-0000001"), ComplaintText.objects.first()
    assert (person.full_name, person.phone, len(person.identity_hmac)) == ("CANARI Nom", "+212612345678", 64)
    assert text is not None and text.body == "CANARI texte"
    everything = serializers.serialize(
        "json",
        [row for model in (Complaint, ImportRun, RejectedRow, Anomaly, Discrepancy) for row in model.objects.all()],
    )
    assert RejectedRow.objects.count() == 1 and Anomaly.objects.filter(code="complaint_phone").exists()
    steward = civic.query("complaints", civic.viewer(None, "steward"))
    assert len(steward.rows()) == 2
    everything += json.dumps(steward.rows(), default=str)
    everything += json.dumps(civic.tile_at(steward, -6.35, 32.34, 6))
    everything += client.get("/tiles/complaints/tilejson.json").content.decode()
    everything = everything.encode().decode("unicode_escape") + everything
    assert [canary for canary in CANARIES if canary in everything] == []


def test_the_layer_is_internal_counts_per_commune_and_never_shows_the_door(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1), corpus.row(2, longitude="", latitude=""))
    with pytest.raises(LoginNeeded):
        civic.query("complaints", ANONYMOUS)
    here, there = civic.viewer("05"), civic.viewer("02")
    assert (civic.query("complaints", here).count(), civic.query("complaints", there).count()) == (2, 0)
    # The point given in the file answers no bbox; the commune's label point answers for both.
    assert civic.query("complaints", here, bbox=["-6.3501,32.3399,-6.3499,32.3401"]).count() == 0
    assert civic.query("complaints", here, bbox=["-6.6,32.1,-6.1,32.6"]).count() == 2
    drawn = civic.tile_at(civic.query("complaints", here), -6.35, 32.34, 6)
    assert [(p["code"], p["n"], p["type"]) for p in drawn] == [(civic.BENI_MELLAL, 2, "Point")]
    region = civic.query("complaints", civic.viewer("05", "region"))
    assert {f.name for f in region.access.fields}.isdisjoint({"number", "service", "cause", "channel"})
    with pytest.raises(UnknownParameter):
        civic.query("complaints", civic.viewer("05", "region"), number=["CK-2024-0000001"])


def test_as_of_a_past_moment_keeps_the_past_state(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1))
    moment = Complaint.objects.get().recorded_from
    seen = civic.query("complaints", civic.viewer(None, "dgct"), as_of=[moment.isoformat()])
    assert [row["state"] for row in seen.rows()] == ["CLOTUREE"]
    before = (moment - dt.timedelta(days=1)).isoformat()
    assert civic.query("complaints", civic.viewer(None, "dgct"), as_of=[before]).count() == 0
