"""Demonstration accounts: one per way of looking at the Kingdom, refused as soon as the host is not loopback."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from geo_platform.accounts import passwords
from geo_platform.accounts.models import AccountSession, RoleGrant, User
from layers.errors import BadParameter
from layers.territories import resolve_codes


@dataclass(frozen=True)
class Demo:
    """`territory`: an HCP code; empty is the Kingdom."""

    username: str
    full_name_fr: str
    full_name_ar: str
    role: str
    territory: str = ""
    superuser: bool = False


ACCOUNTS = (
    Demo("dgct", "DGCT (démonstration)", "المديرية العامة للجماعات الترابية (عرض)", "dgct"),
    Demo("wali.oriental", "Wali de l’Oriental (démonstration)", "والي جهة الشرق (عرض)", "wali", "02"),
    Demo(
        "pilote.bmk",
        "Pilote Béni Mellal-Khénifra (démonstration)",
        "جهة بني ملال خنيفرة (عرض)",
        "region",
        "05",
    ),
    Demo(
        "gouverneur.azilal",
        "Gouverneur d’Azilal (démonstration)",
        "عامل إقليم أزيلال (عرض)",
        "governor",
        "05.081",
    ),
    Demo("commune.oujda", "Commune d’Oujda (démonstration)", "جماعة وجدة (عرض)", "commune", "02.411.01.23"),
    Demo(
        "technicien.sig",
        "Technicien SIG (démonstration)",
        "تقني نظم المعلومات الجغرافية (عرض)",
        "gis_technician",
    ),
    Demo("steward", "Gestionnaire de données (démonstration)", "مدبر المعطيات (عرض)", "steward"),
    Demo("validateur", "Validateur (démonstration)", "المصادق (عرض)", "validator"),
    Demo("editeur", "Éditeur public (démonstration)", "الناشر العمومي (عرض)", "public_editor"),
    Demo("admin", "Administrateur (démonstration)", "المدير (عرض)", "administrator", superuser=True),
)


class Command(BaseCommand):
    help = "Creates the demonstration accounts and prints their random passwords, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="new passwords for accounts that exist already"
        )

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        try:
            with transaction.atomic():
                given = [
                    (demo.username, password) for demo in ACCOUNTS if (password := self._account(demo, reset))
                ]
        except BadParameter as error:
            raise CommandError(
                f"{error} Chargez d’abord le territoire : bin/manage load_territories."
            ) from error
        if not given:
            return
        self.stdout.write(
            "Comptes de démonstration (affichés une seule fois, acceptés sur cette machine seulement) :"
        )
        width = max(len(username) for username, _ in given)
        for username, password in given:
            self.stdout.write(f"  {username:<{width}}  {password}")

    @staticmethod
    def _account(demo: Demo, reset: bool) -> str | None:
        """The password when the account was made or reset. A real account of that name is left alone."""
        user = User.objects.filter(username=demo.username).first()
        if user is not None and not (reset and user.is_demo):
            return None
        password = passwords.random_password()
        if user is None:
            user = User(
                username=demo.username,
                full_name_fr=demo.full_name_fr,
                full_name_ar=demo.full_name_ar,
                is_demo=True,
                is_staff=demo.superuser,
                is_superuser=demo.superuser,
            )
        user.password, user.is_active = passwords.encode(password), True
        user.save()
        AccountSession.objects.filter(user=user).delete()
        territory = resolve_codes([demo.territory])[0] if demo.territory else None
        RoleGrant.objects.get_or_create(user=user, role=demo.role, territory_id=territory, revoked_at=None)
        return password
