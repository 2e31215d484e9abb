"""Accounts by the hundred, from a workbook: every fault named by row, all or nothing, the same file twice changes
nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation

from geo_platform.accounts import passwords
from geo_platform.accounts.models import RoleGrant, User, known_themes
from geo_platform.accounts.scope import AdminScope, OutOfScope
from layers.access import ROLES
from layers.errors import BadParameter, PlatformError
from layers.territories import resolve_codes

MAXIMUM_ROWS = 5000


@dataclass(frozen=True)
class Column:
    name: str
    title_fr: str
    title_ar: str
    required: bool = False
    aliases: tuple[str, ...] = ()


COLUMNS = (
    Column("username", "Identifiant", "اسم المستخدم", True, ("login", "utilisateur")),
    Column("full_name_fr", "Nom complet", "الاسم الكامل", True, ("full name", "nom")),
    Column("full_name_ar", "Nom complet en arabe", "الاسم الكامل بالعربية", False, ("full name ar",)),
    Column("email", "Courriel", "البريد الإلكتروني", False, ("e-mail", "mail")),
    Column("organisation", "Organisme", "الهيئة", False, ("organization",)),
    Column("role", "Rôle", "الدور", True, ("role",)),
    Column(
        "territory",
        "Code du territoire",
        "رمز المجال الترابي",
        True,
        ("territory code", "territoire", "code"),
    ),
    Column("themes", "Thèmes", "المواضيع", False, ("theme", "themes")),
    Column("valid_from", "Du", "من", False, ("from", "debut", "début")),
    Column("valid_to", "Au", "إلى", False, ("to", "fin")),
)


class RowFault(PlatformError):
    """Names its row (as the spreadsheet numbers it), its column and the value received."""

    code, status = "bad_row", 400
    message_fr = "Ligne {row}, {column_fr} : {why_fr}"
    message_ar = "السطر {row}، {column_ar}: {why_ar}"

    def __init__(self, row: int, column: Column | None, value: Any, why_fr: str, why_ar: str) -> None:
        super().__init__(
            row=row,
            column_fr=f"« {column.title_fr} »" if column else "ligne entière",
            column_ar=f"«{column.title_ar}»" if column else "السطر كله",
            value=value,
            why_fr=why_fr,
            why_ar=why_ar,
        )


@dataclass
class Result:
    """Either faults and nothing written, or what was created; `passwords` exist nowhere else."""

    faults: list[RowFault] = field(default_factory=list)
    passwords: list[tuple[User, str]] = field(default_factory=list)
    grants_added: int = 0
    unchanged: int = 0


def _simple(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("’", "'").lower().split())


def _columns_by_title() -> dict[str, Column]:
    return {
        _simple(title): column
        for column in COLUMNS
        for title in (column.name, column.title_fr, column.title_ar, *column.aliases)
    }


def read_header(cells: Iterable[Any]) -> dict[int, Column]:
    """Position → column; titles in French, Arabic or English. RowFault names a missing column."""
    known = _columns_by_title()
    found = {i: known[_simple(str(c))] for i, c in enumerate(cells) if c and _simple(str(c)) in known}
    for column in COLUMNS:
        if column.required and column not in found.values():
            raise RowFault(1, column, "", "colonne absente du fichier.", "العمود غير موجود في الملف.")
    return found


def _role_slugs() -> dict[str, str]:
    """Roles by slug and by title in both languages."""
    found = {slug: slug for slug in ROLES}
    for language in ("fr", "ar"):
        with translation.override(language):
            found |= {_simple(str(role.title)): slug for slug, role in ROLES.items()}
    return found


def _date(value: Any) -> date | None:
    """A cell's date, or text as jj/mm/aaaa or ISO. ValueError otherwise."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    return datetime.strptime(text, form).date()  # noqa: DTZ007 (a calendar day, not an instant)


class Importer:
    """Reads every row before writing any. `scope` None: the console, which has no perimeter."""

    def __init__(self, scope: AdminScope | None = None) -> None:
        self.scope = scope
        self.result = Result()
        self.roles = _role_slugs()
        self.themes = known_themes()
        self.users: dict[str, User] = {}
        self.emails: dict[str, str] = {}
        self.grants: list[RoleGrant] = []
        self.row = 0
        self.cells: dict[str, Any] = {}

    def run(self, rows: Iterable[tuple[int, dict[str, Any]]]) -> Result:
        for number, cells in rows:
            self.row, self.cells = number, cells
            if number > MAXIMUM_ROWS + 1:
                self._fault(None, number, f"plus de {MAXIMUM_ROWS} lignes.", f"أكثر من {MAXIMUM_ROWS} سطر.")
                break
            before = len(self.result.faults)
            grant = self._grant()
            if len(self.result.faults) == before and grant is not None:
                self.grants.append(grant)
        if not self.result.faults:
            self._write()
        return self.result

    def _text(self, name: str) -> str:
        value = self.cells.get(name)
        return "" if value is None else str(value).strip()

    def _fault(self, name: str | None, value: Any, why_fr: str, why_ar: str) -> None:
        column = next((c for c in COLUMNS if c.name == name), None)
        self.result.faults.append(RowFault(self.row, column, value, why_fr, why_ar))

    def _grant(self) -> RoleGrant | None:
        for column in COLUMNS:
            if column.required and not self._text(column.name):
                self._fault(column.name, "", "valeur absente.", "القيمة غائبة.")
        user, role, start, end = self._user(), self._role(), self._day("valid_from"), self._day("valid_to")
        themes, (known, territory) = self._themes(), self._territory()
        if user is None or role is None or not known:
            return None
        grant = RoleGrant(
            user=user,
            role=role,
            territory_id=territory,
            themes=themes,
            valid_from=start or timezone.localdate(),
            valid_to=end,
            granted_by=self.scope.manager if self.scope else None,
        )
        if grant.valid_to and grant.valid_to < grant.valid_from:
            self._fault("valid_to", end, "la fin précède le début.", "النهاية تسبق البداية.")
        self._check_scope(grant)
        return grant

    def _user(self) -> User | None:
        username = self._text("username").lower()
        if not username:
            return None
        if username not in self.users:
            found = User.objects.filter(username__iexact=username).first()
            self.users[username] = found or self._new_user(username)
        return self.users[username]

    def _new_user(self, username: str) -> User:
        try:
            User.username_validator(username)
        except ValidationError:
            self._fault(
                "username",
                username,
                f"« {username} » n’est pas un identifiant.",
                f"«{username}» اسم غير صالح.",
            )
        email = self._text("email").lower()
        if email:
            self._check_email(email, username)
        return User(
            username=username,
            full_name_fr=self._text("full_name_fr"),
            full_name_ar=self._text("full_name_ar"),
            email=email,
            organisation=self._text("organisation"),
            must_change_password=True,
        )

    def _check_email(self, email: str, username: str) -> None:
        try:
            validate_email(email)
        except ValidationError:
            self._fault("email", email, f"« {email} » n’est pas une adresse.", f"«{email}» عنوان غير صالح.")
        if (
            self.emails.setdefault(email, username) != username
            or User.objects.filter(email__iexact=email).exists()
        ):
            self._fault(
                "email", email, f"« {email} » sert déjà à un autre compte.", f"«{email}» مستعمل لحساب آخر."
            )

    def _role(self) -> str | None:
        text = self._text("role")
        slug = self.roles.get(_simple(text)) or self.roles.get(text)
        if text and slug is None:
            self._fault("role", text, f"rôle inconnu « {text} ».", f"دور غير معروف «{text}».")
        return slug

    def _day(self, name: str) -> date | None:
        try:
            return _date(self.cells.get(name))
        except ValueError:
            text = self._text(name)
            self._fault(
                name, text, f"« {text} » n’est pas une date (jj/mm/aaaa).", f"«{text}» ليس تاريخا (ي/ش/س)."
            )
            return None

    def _themes(self) -> list[str]:
        themes = sorted(
            {part.strip() for part in self._text("themes").replace(";", ",").split(",") if part.strip()}
        )
        for theme in themes:
            if theme not in self.themes:
                self._fault("themes", theme, f"thème inconnu « {theme} ».", f"موضوع غير معروف «{theme}».")
        return themes

    def _territory(self) -> tuple[bool, int | None]:
        """(known, id): the Kingdom is known and has no id."""
        code = self._text("territory")
        if not code:
            return False, None
        if code.upper() == "MA":
            return True, None
        try:
            return True, resolve_codes([code])[0]
        except BadParameter:
            self._fault("territory", code, f"code inconnu « {code} ».", f"رمز غير معروف «{code}».")
            return False, None

    def _check_scope(self, grant: RoleGrant) -> None:
        if self.scope is None:
            return
        try:
            self.scope.check_grant(grant.as_grant())
            if grant.user.pk is not None:
                self.scope.check_user(grant.user)
        except OutOfScope as error:
            self._fault(None, grant.user.username, error.text("fr"), error.text("ar"))

    def _write(self) -> None:
        with transaction.atomic():
            for user in self.users.values():
                if user.pk is None:
                    password = passwords.random_password()
                    user.password = passwords.encode(password)
                    user.save()
                    self.result.passwords.append((user, password))
            for grant in self.grants:
                grant.user_id = grant.user.pk
                if self._standing(grant):
                    self.result.unchanged += 1
                else:
                    grant.save()
                    self.result.grants_added += 1

    @staticmethod
    def _standing(grant: RoleGrant) -> bool:
        """The same thing, still in force. The start is not compared: left empty it is "today", which moves."""
        return (
            RoleGrant.objects.standing()
            .filter(
                user=grant.user_id,
                role=grant.role,
                territory=grant.territory_id,
                themes=grant.themes,
                valid_to=grant.valid_to,
                valid_from__lte=grant.valid_from,
            )
            .exists()
        )
