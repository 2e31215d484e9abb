from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook, load_workbook

from geo_platform.accounts import workbook
from geo_platform.accounts.bulk import COLUMNS, Importer, RowFault
from geo_platform.accounts.models import AccountSession, RoleGrant, User
from tests.accounts.conftest import AZILAL, ORIENTAL, OUJDA, OUJDA_ANGAD, PASSWORD, grant, territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(person: Callable[..., User]) -> User:
    """Governor and administrator of Oujda-Angad: reads what is restricted, hands it out there and nowhere else."""
    return person("chief", ("administrator", OUJDA_ANGAD), ("governor", OUJDA_ANGAD))


@pytest.fixture
def desk(chief: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(chief)


def invitation(**changes: Any) -> dict[str, Any]:
    fields = {
        "username": "nouvelle",
        "full_name_fr": "Nouvelle Personne",
        "role": "commune",
        "territory": OUJDA,
        "valid_from": "2026-01-01",
    }
    return fields | changes


def test_an_invitation_gives_a_password_once_that_must_be_changed(desk: Client, chief: User) -> None:
    page = desk.post("/account/users/new/", invitation())
    made = User.objects.get(username="nouvelle")
    password = page.context["password"]
    assert password in page.content.decode() and "no-store" in page["Cache-Control"]
    assert made.check_password(password) and made.must_change_password
    held = made.grants.get()
    assert (held.role, held.territory_id, held.granted_by) == ("commune", territory(OUJDA), chief)
    first = Client().post("/login/", {"username": "nouvelle", "password": password})
    assert first["Location"] == "/account/password/"


@pytest.mark.parametrize(
    "changes",
    [
        {"territory": AZILAL},  # another province
        {"territory": ORIENTAL},  # the region above
        {"territory": "MA"},
        {"role": "steward"},  # reads persons' data, the governor does not
    ],
    ids=["elsewhere", "above", "kingdom", "more sensitive"],
)
def test_an_administrator_cannot_hand_out_what_he_does_not_hold(
    desk: Client, changes: dict[str, str]
) -> None:
    refused = desk.post("/account/users/new/", invitation(**changes))
    assert refused.status_code == 403
    assert not User.objects.filter(username="nouvelle").exists()


def test_administration_limited_to_a_theme_hands_out_that_theme_only(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    from geo_platform.accounts.models import known_themes

    one, other = sorted(known_themes())[:2]
    narrow = person("narrow")
    grant(narrow, "administrator", OUJDA_ANGAD, themes=[one])
    grant(narrow, "governor", OUJDA_ANGAD, themes=[one])
    client = signed_in(narrow)
    for themes, status in (([], 403), ([other], 403), ([one, other], 403), ([one], 200)):
        assert client.post("/account/users/new/", invitation(themes=themes)).status_code == status


def test_nobody_widens_his_own_account(desk: Client, chief: User) -> None:
    added = {"action": "grant", "role": "commune", "territory": OUJDA, "valid_from": "2026-01-01"}
    assert desk.post(f"/account/users/{chief.pk}/", added).status_code == 403
    assert chief.grants.count() == 2


@pytest.mark.parametrize("action", ["password", "active", "grant", "revoke", "end"])
def test_an_account_that_holds_more_elsewhere_is_seen_but_not_touched(
    action: str, desk: Client, person: Callable[..., User]
) -> None:
    both = person("both", ("commune", OUJDA), ("governor", AZILAL))
    address, before = f"/account/users/{both.pk}/", both.password
    assert desk.get(address).status_code == 200
    inside = both.grants.get(role="commune")
    posted = {"action": action, "grant": inside.pk, "active": "0", "valid_to": "2026-12-31"}
    assert desk.post(address, posted | invitation()).status_code == 403
    both.refresh_from_db()
    assert both.password == before and both.is_active
    assert both.grants.filter(revoked_at=None, valid_to=None).count() == 2


def test_superusers_and_strangers_are_out_of_reach(desk: Client, person: Callable[..., User]) -> None:
    for hidden in (
        person("root", ("commune", OUJDA), is_superuser=True),
        person("far", ("governor", AZILAL)),
    ):
        assert desk.get(f"/account/users/{hidden.pk}/").status_code == 404
        assert desk.post(f"/account/users/{hidden.pk}/", {"action": "password"}).status_code == 404
    listed = desk.get("/account/users/").content.decode()
    assert "chief" in listed and "far" not in listed and "root" not in listed


def test_a_person_of_the_perimeter_is_managed(
    desk: Client, person: Callable[..., User], signed_in: Callable[..., Client], chief: User
) -> None:
    clerk = person("clerk", ("commune", OUJDA))
    address, held = f"/account/users/{clerk.pk}/", clerk.grants.get()
    theirs = signed_in(clerk)
    assert (
        desk.post(address, {"action": "end", "grant": held.pk, "valid_to": "2027-01-31"}).status_code == 302
    )
    assert str(clerk.grants.get().valid_to) == "2027-01-31"
    assert desk.post(address, {"action": "revoke", "grant": held.pk}).status_code == 302
    assert clerk.grants.get().revoked_by == chief
    # With nothing left in force, he who gave may still give again.
    again = {
        "action": "grant",
        "role": "provincial_service",
        "territory": OUJDA_ANGAD,
        "valid_from": "2026-01-01",
    }
    assert desk.post(address, again).status_code == 302
    given = desk.post(address, {"action": "password"})
    clerk.refresh_from_db()
    assert clerk.check_password(given.context["password"]) and clerk.must_change_password
    assert theirs.get("/account/").status_code == 302
    desk.post(address, {"action": "active", "active": "0"})
    assert not AccountSession.objects.filter(user=clerk).exists()
    assert Client().post("/login/", {"username": "clerk", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize("path", ["", "new/", "import/", "template.xlsx"])
def test_administration_is_closed_to_others(
    path: str, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    assert signed_in(person("amal", ("wali", ORIENTAL))).get(f"/account/users/{path}").status_code == 403
    assert Client().get(f"/account/users/{path}")["Location"].startswith("/login/?next=")


def book(*rows: list[Any], titles: list[str] | None = None) -> io.BytesIO:
    made = Workbook()
    made.active.append(titles or [column.title_fr for column in COLUMNS])
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def line(username: str = "amal", **changes: Any) -> list[Any]:
    cells: dict[str, Any] = {
        "username": username,
        "full_name_fr": "Amal",
        "role": "commune",
        "territory": OUJDA,
        "valid_from": "01/02/2026",
    }
    cells |= changes
    return [cells.get(column.name) for column in COLUMNS]


def run(*rows: list[Any], **options: Any) -> Any:
    return Importer().run(workbook.rows(book(*rows, **options)))


def test_a_workbook_makes_accounts_and_the_same_one_changes_nothing() -> None:
    rows = [
        line(),
        line(role="Gouverneur / SG", territory=AZILAL),
        line("driss", territory="MA", role="dgct"),
    ]
    result = run(*rows)
    assert [user.username for user, _ in result.passwords] == ["amal", "driss"]
    amal = User.objects.get(username="amal")
    assert amal.must_change_password and amal.grants.count() == 2
    assert str(amal.grants.get(role="commune").valid_from) == "2026-02-01"
    assert {u.username: u.check_password(p) for u, p in result.passwords} == {
        "amal": True,
        "driss": True,
    }
    again = run(*rows)
    assert (again.passwords, again.grants_added, again.unchanged) == ([], 0, 3)
    assert RoleGrant.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"username": "a b"}, "Identifiant", "a b"),
        ({"full_name_fr": None}, "Nom complet", ""),
        ({"email": "nulle part"}, "Courriel", "nulle part"),
        ({"role": "roi"}, "Rôle", "roi"),
        ({"territory": "99.999"}, "Code du territoire", "99.999"),
        ({"themes": "astrologie"}, "Thèmes", "astrologie"),
        ({"valid_from": "31/02/2026"}, "Du", "31/02/2026"),
        ({"valid_to": "2025-01-01"}, "Au", ""),
    ],
)
def test_a_fault_names_row_column_and_value_and_nothing_is_written(
    changes: dict[str, Any], column: str, value: str
) -> None:
    result = run(line("bonne"), line(**changes))
    assert result.faults, "the fault is found"
    french, arabic = result.faults[0].text("fr"), result.faults[0].text("ar")
    assert french.startswith("Ligne 3, ") and f"« {column} »" in french and value in french
    assert arabic.startswith("السطر 3")
    assert not User.objects.exists()


def test_every_fault_of_a_file_is_named_at_once() -> None:
    result = run(line(role="roi", territory="x"), line("b", email="a@b.ma"), line("c", email="a@b.ma"))
    assert [fault.context["row"] for fault in result.faults] == [2, 2, 4]


def test_titles_may_be_arabic_or_english_and_a_missing_column_is_named() -> None:
    arabic = [column.title_ar for column in COLUMNS]
    assert run(line(), titles=arabic).faults == []
    with pytest.raises(RowFault, match="colonne absente"):
        run(line(), titles=["Identifiant", "Nom complet", "x", "x", "x", "Rôle"])


def test_the_page_gives_the_passwords_back_as_a_workbook(desk: Client) -> None:
    done = desk.post("/account/users/import/", {"file": book(line())})
    assert done["Content-Type"] == workbook.CONTENT_TYPE and "no-store" in done["Cache-Control"]
    sheet = load_workbook(io.BytesIO(done.content)).active
    username, _name, password = [cell.value for cell in sheet[2]]
    assert User.objects.get(username=username).check_password(password)


def test_a_delegated_file_stays_in_the_perimeter(desk: Client, person: Callable[..., User]) -> None:
    person("far", ("governor", AZILAL))
    for row in (line(territory=AZILAL), line(role="steward"), line("far"), line("chief")):
        refused = desk.post("/account/users/import/", {"file": book(line("autre"), row)})
        assert refused.status_code == 400 and "Ligne 3" in refused.content.decode()
    assert not User.objects.filter(username="autre").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"username;role\n", b"x" * 3_000_000])
def test_what_is_not_a_workbook_is_refused_whole(desk: Client, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name = "comptes.xlsx"
    refused = desk.post("/account/users/import/", {"file": file})
    assert refused.status_code == 400 and not User.objects.exclude(username="chief").exists()


def test_the_template_is_what_the_import_reads(desk: Client) -> None:
    file = io.BytesIO(desk.get("/account/users/template.xlsx?lang=ar").content)
    made = load_workbook(file)
    assert made.worksheets[0].sheet_view.rightToLeft
    made.worksheets[0].append(line())
    filled = io.BytesIO()
    made.save(filled)
    filled.seek(0)
    assert [user.username for user, _ in Importer().run(workbook.rows(filled)).passwords] == ["amal"]


def test_the_command_writes_passwords_for_the_owner_only(tmp_path: Path, capsys: Any) -> None:
    source = tmp_path / "comptes.xlsx"
    source.write_bytes(book(line()).getvalue())
    call_command("import_accounts", source)
    given = tmp_path / "comptes.passwords.xlsx"
    assert given.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="never written over"):
        call_command("import_accounts", source)


def test_demonstration_accounts_are_made_once(capsys: Any) -> None:
    call_command("demo_accounts")
    shown = capsys.readouterr().out
    users = {user.username: user for user in User.objects.all()}
    assert len(users) == 10 and all(user.is_demo for user in users.values())
    given = dict(row.split() for row in shown.splitlines() if row.startswith("  "))
    assert all(users[name].check_password(password) for name, password in given.items())
    assert users["gouverneur.azilal"].grants.get().territory_id == territory(AZILAL)
    call_command("demo_accounts")
    assert capsys.readouterr().out == ""
    User.objects.filter(username="dgct").update(is_demo=False)
    call_command("demo_accounts", reset=True)
    again = capsys.readouterr().out
    assert "dgct" not in again and "wali.oriental" in again
