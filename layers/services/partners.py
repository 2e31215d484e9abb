"""Names of partners become territories: "Commune de Figuig", "Conseil provincial de Berkane", "الجماعة …", or a code.

What is read here opens a project to other territories: a name that could be two places, or says no level, opens
nothing; its code beside it settles which.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.db import connection, transaction

from layers import sql
from layers.models import ProjectPartner
from layers.text import fold

_LOCK = "project-partners"
_CODE = re.compile(r"\b\d{2}(?:\.\d{2,3}){0,3}\b")
_OF = r"(?: (?:de|du|des|d|de la|l))*"
_LEVELS = {
    level: re.compile(rf"^(?:{words}){_OF} (?P<name>.+)$")
    for level, words in {
        "region": r"(?:conseil (?:de la )?)?region(?:al)?|(?:مجلس )?(?:ال)?جهه|المجلس الجهوي(?: لجهه)?",
        "province": r"(?:conseil (?:de la )?)?(?:provincial|prefectoral|province|prefecture)"
        r"|(?:مجلس )?(?:اقليم|عماله)|المجلس الاقليمي(?: لاقليم)?|مجلس العماله",
        "commune": r"(?:conseil )?(?:communal|(?:de la )?commune(?: (?:urbaine|rurale|territoriale))?)"
        r"|(?:مجلس )?جماعه|المجلس الجماعي(?: لجماعه)?",
    }.items()
}
Place = dict[str, Any]


class Places:
    """Councils by level and folded name, and by code."""

    def __init__(self) -> None:
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for row in sql.rows("projects/partner_places.sql", {}):
            self._by_code[row["code"]] = row
            for name in {_bare(row["name_fr"]), _bare(row["name_ar"])} - {""}:
                self._by_name[row["level"], name].append(row)

    def of(self, name: str) -> Place | None:
        """The one territory that a partner's name says."""
        if code := _CODE.search(name):
            return self._by_code.get(code[0])
        told = fold(name)
        for level, pattern in _LEVELS.items():
            if found := pattern.match(told):
                known = self._by_name.get((level, _bare(found["name"])), [])
                return known[0] if len(known) == 1 else None
        return None


def _bare(name: str) -> str:
    """A name without the article that sentences put before it."""
    return re.sub(r"^(?:l |la |le )", "", fold(name))


def refresh() -> int:
    """Reads the names again; answers how many partners changed. Nothing is written when nothing did."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        wanted = _named()
        known = {(p.project_reference, p.territory_id): p for p in ProjectPartner.objects.all()}
        gone = [partner.pk for key, partner in known.items() if key not in wanted]
        fresh = [
            ProjectPartner(project_reference=reference, territory_id=territory, name=name)
            for (reference, territory), name in wanted.items()
            if (reference, territory) not in known
        ]
        if gone:
            ProjectPartner.objects.filter(pk__in=gone).delete()
        if fresh:
            ProjectPartner.objects.bulk_create(fresh, batch_size=1000)
    return len(gone) + len(fresh)


def _named() -> dict[tuple[str, int], str]:
    places = Places()
    found: dict[tuple[str, int], str] = {}
    for row in sql.rows("projects/partner_names.sql", {}):
        place = places.of(row["name"])
        if place is not None and place["territory_id"] != row["lead_id"]:
            found[row["project_reference"], place["territory_id"]] = row["name"]
    return found
