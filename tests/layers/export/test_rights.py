"""Who may take what away, and that it is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_platform.accounts.models import ExportLog
from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.errors import BadParameter, LoginNeeded, UnknownParameter
from layers.layer import Sensitivity
from layers.services import export
from layers.territories import resolve_codes
from tests.layers.export.hands import REGION, STEWARD, make, viewer

pytestmark = pytest.mark.django_db


def ask(who: Viewer, layer: str = "permits", extension: str = "csv", **params: str) -> export.Extraction:
    question = {name: [value] for name, value in params.items()}
    return export.ask(registry.get(layer), question, who, extension, "fr")


def test_anyone_takes_open_data() -> None:
    asked = ask(ANONYMOUS, "equipment")
    assert asked.fields and all(f.sensitivity == Sensitivity.PUBLIC for f in asked.fields)
    with pytest.raises(LoginNeeded):
        ask(ANONYMOUS)


def test_a_role_that_may_not_export_takes_what_anyone_does() -> None:
    validator = viewer("validator")
    with pytest.raises(export.ExportForbidden):
        ask(validator, purpose="contrôle")
    assert ask(validator, "equipment").fields == ask(ANONYMOUS, "equipment").fields


def test_rows_beyond_the_right_to_export_are_refused_rather_than_left_out() -> None:
    inside, beyond = resolve_codes(["05.081", "04"])
    mixed = Viewer(None, (Grant("governor", inside), Grant("validator", beyond)))
    with pytest.raises(export.ExportForbidden):
        ask(mixed, purpose="suivi")
    assert ask(mixed, purpose="suivi", territory="05.081").query.count() > 0


def test_restricted_fields_leave_for_a_stated_purpose_only() -> None:
    with pytest.raises(export.PurposeNeeded) as refused:
        ask(STEWARD)
    assert refused.value.context["parameter"] == "purpose" and "Adresse" in str(refused.value)
    assert ask(STEWARD, properties="reference,state").fields
    assert ask(viewer("region")).fields


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"couleur": "rouge"}, UnknownParameter),
        ({"crs": "9999"}, BadParameter),
        ({"crs": "26191"}, BadParameter),
        ({"limit": "10"}, BadParameter),
        ({"bbox": "1,2"}, BadParameter),
        ({"filter": "secret = 1"}, BadParameter),
    ],
)
def test_refusals_name_parameter_and_value(params: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        ask(viewer("region"), **params)
    name, value = next(iter(params.items()))
    assert refused.value.context["parameter"] == name and refused.value.context["value"] == value


def test_every_extraction_is_written_down_before_it_is_made(tmp_path: Path) -> None:
    made = make(tmp_path, "permits", "gpkg", territory=REGION, state="DELIVRE", purpose="bilan annuel")
    log = ExportLog.objects.get(extraction_id=made.extraction.id)
    assert (log.what, log.layer, log.purpose) == ("gpkg", "permits", "bilan annuel")
    assert log.filter == {"state": ["DELIVRE"], "territory": [REGION]} and log.rows == made.told.matched


def test_without_anyone_to_write_it_down_nothing_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from layers.services.export import ledger

    monkeypatch.setattr(ledger, "_keeper", [])
    with pytest.raises(RuntimeError):
        make(tmp_path, "communes", "csv")
    assert not (tmp_path / "communes.csv").exists()
