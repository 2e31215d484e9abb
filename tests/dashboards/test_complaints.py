"""The complaints board: clocks against plain dates, screen equals file, the public gets the masked cube alone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from layers.models import Complaint, ComplaintEvent, TerritoryVersion
from tests.dashboards.conftest import asking
from tests.dashboards.test_permits import signed_in
from tests.layers.permits import recompute

Ask = Callable[..., dict[str, Any]]
SHOW = "complaints-scope"
OUJDA = "02.411.01.23"


def rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in answer["complaints-table"]["rowData"]}


def _complaint(number: int, deposited: str, **dates: Any) -> None:
    place = TerritoryVersion.objects.get(edition__is_current=True, code=OUJDA)
    known = {name: dt.date.fromisoformat(day) for name, day in dates.items() if name.endswith("_on")}
    Complaint.objects.create(
        number=f"CK-2022-{number:07d}",
        kind="RECLAMATION",
        category="VOIRIE",
        state=dates.get("state", "CLOTUREE"),
        territory_id=place.territory_id,
        deposited_on=dt.date.fromisoformat(deposited),
        satisfaction=dates.get("satisfaction"),
        fictitious=True,
        row_hash=number,
        **known,
    )


def test_clocks_of_fifteen_and_sixty_days(db: None) -> None:
    Complaint.objects.filter(deposited_on__year__lte=2022).delete()
    _complaint(1, "2022-03-01", acknowledged_on="2022-03-16", answered_on="2022-04-30", satisfaction=5)
    _complaint(2, "2022-03-01", acknowledged_on="2022-03-17", answered_on="2022-05-01", satisfaction=2)
    _complaint(3, "2022-06-01", state="EN_TRAITEMENT")
    _complaint(4, "2022-12-20", state="DEPOSEE")
    _complaint(5, "2022-01-10", acknowledged_on="2022-01-11", answered_on="2022-02-01", closed_on="2022-02-10")
    for day, kind in (("2022-02-01", "REPONSE"), ("2022-02-15", "REOUVERTURE")):
        ComplaintEvent.objects.create(
            event_key=f"{day}{kind}",
            complaint_number="CK-2022-0000005",
            occurred_on=dt.date.fromisoformat(day),
            kind=kind,
            row_hash=1,
        )
    shown = rows(asking(signed_in())(SHOW, f"?territory={OUJDA}&year=2022"))[OUJDA]
    # 15 days to the day is in time, 16 is not; one never acknowledged is due; one of eleven days ago is not due yet.
    assert (shown["n"], shown["acknowledged"], shown["answered"]) == (5, 50.0, 50.0)
    # Open: the third, the fourth and the one opened again; past sixty days: the third and the one opened again.
    assert (shown["stock"], shown["shown"]) == (3, 2)
    assert (shown["reopened"], shown["satisfaction"]) == (20.0, 3.5)


def test_the_screen_equals_its_file_and_parts_make_the_whole(db: None) -> None:
    client = signed_in()
    answer = asking(signed_in("wali"))(SHOW, "?year=2024")
    shown = rows(answer)
    saved = recompute.read(client.get("/api/complaints/communes.csv?year=2024").content)
    assert {row["code"] for row in saved} == shown.keys() and len(saved) > 100
    for row in saved:
        assert [row["n"], row["stock"], row["stock_old"]] == [
            str(shown[row["code"]][name]) for name in ("n", "stock", "shown")
        ]
    kinds = rows(asking(signed_in("governor"))(SHOW, "?year=2024&view=categories"))
    written = json.dumps(answer["complaints-cards"], ensure_ascii=False)
    total = sum(row["n"] for row in kinds.values())
    assert f"{total:,}".replace(",", "\u202f") in written or str(total) in written


def test_the_public_gets_the_cube_alone(ask: Ask, db: None) -> None:
    for view in ("communes", "near", "categories"):
        answer = ask(SHOW, f"?view={view}&year=2024&category=VOIRIE")
        cells = Client().get("/api/cubes/complaints.json?level=commune&period=2024&type=total").json()["cells"]
        values = {cell["territory"]: cell["value"] for cell in cells}
        assert {code: row["shown"] for code, row in rows(answer).items()}.items() <= values.items()
        assert "/api/complaints/" not in answer["_text"]
        assert "<5" in {row["written"] for row in rows(answer).values()}
    assert Client().get("/api/complaints/communes.csv?year=2024").status_code == 401


def test_near_what_is_for_who_may_read_a_complaint(db: None) -> None:
    shown = rows(asking(signed_in())(SHOW, "?view=near&year=2024"))
    assert shown and all(row["shown"] > 0 and row["kind"] in ("Équipement", "Projet") for row in shown.values())
    assert not rows(asking(signed_in("region"))(SHOW, "?view=near&year=2024"))
    assert signed_in("region", "02").get("/api/complaints/near.csv?year=2024").status_code == 403
    assert Client().get("/api/complaints/near.csv?year=2024").status_code == 401


def test_what_complaints_are_near_to_is_in_its_file_and_on_the_map(db: None) -> None:
    answer = asking(signed_in())(SHOW, "?view=near&year=2024")
    shown = rows(answer)
    saved = recompute.read(signed_in("wali").get("/api/complaints/near.csv?year=2024").content)
    assert {row["code"]: int(row["n"]) for row in saved if row["code"] in shown} == {
        code: row["shown"] for code, row in shown.items()
    }
    marks = answer["complaints-painted"]["data"]["marks"]
    assert len(marks) == min(20, len(shown))
    assert all(-18 < mark["lon"] < 0 and 20 < mark["lat"] < 37 for mark in marks)
    assert "/api/complaints/near.xlsx" in answer["_text"]
