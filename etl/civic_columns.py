"""Converters of complaints, equipment and deployments: nomenclatures, yes or no, identifiers, partial dates."""

from __future__ import annotations

import re
from typing import Any

from etl import law
from etl.columns import DIGITS, Converter, Hints, Repaired, clean, code, date, digest, word
from etl.errors import ValueDoubtful

_CIN = re.compile(r"^[A-Z]{1,2}\d{1,6}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_PHONE = re.compile(r"^\+[1-9]\d{7,14}$")
_MOROCCAN = re.compile(r"^0[5-8]\d{8}$")
_ROAD = re.compile(r"^(?:R(?=[NRP]\d))?([ANRP]\d{1,5})$")
_MONTH = re.compile(r"^(?:(\d{1,2})[/.\-](\d{4})|(\d{4})[/.\-](\d{1,2}))$")
_YEAR = re.compile(r"^(19|20)\d{2}$")


def nomenclature(file: str, **aliases: str) -> Converter:
    """A word of `fixtures/law/<file>`, by its code or by its French or Arabic name."""
    known = law.rows(file)
    names = {row[name]: row["code"] for row in known for name in ("name_fr", "name_ar")}
    return word(*(row["code"] for row in known), **names, **aliases)


_yes_no = word("oui", "non", yes="oui", no="non", o="oui", n="non", vrai="oui", faux="non", true="oui", false="non",
               نعم="oui", لا="non", **{"1": "oui", "0": "non"})  # fmt: skip


def yes_no(value: Any, hints: Hints) -> bool:
    return bool(_yes_no(value, hints) == "oui")


def identity(value: Any, hints: Hints) -> str:
    """A national identity card as a keyed digest; one that cannot be a card's number is kept so too, and said."""
    found = digest(value, hints)
    if not _CIN.match(code(value, hints)):
        raise Repaired(found, ValueDoubtful("check_digit"))
    return found


def phone(value: Any, hints: Hints) -> str:
    """+212 5 36 …, 0536…, 00212…: one written form, so that a person's files meet."""
    raw = clean(value).translate(DIGITS)
    bare = re.sub(r"[\s().\-/]", "", raw)
    if _MOROCCAN.match(bare):
        return f"+212{bare[1:]}"
    found = re.sub(r"^00", "+", bare)
    found = re.sub(r"^\+2120", "+212", found)
    if not _PHONE.match(found):
        raise Repaired(raw, ValueDoubtful("complaint_phone", value=raw))
    return found


def email(value: Any, hints: Hints) -> str:
    found = clean(value)
    if not _EMAIL.match(found):
        raise Repaired(found, ValueDoubtful("complaint_email", value=found))
    return found.lower()


def road_code(value: Any, hints: Hints) -> str:
    """`RN 2`, `N2` → N2: the register's own form, without the R of "route"."""
    found = re.sub(r"[\s.\-]", "", code(value, hints))
    matched = _ROAD.match(found)
    if matched is None:
        raise Repaired(found, ValueDoubtful("network_road_code", value=found))
    return matched[1]


def partial_date(value: Any, hints: Hints) -> str:
    """2020, 05/2020 or 19/05/2020 → 2020, 2020-05 or 2020-05-19: never more precise than what was written."""
    if not isinstance(value, str | int | float):
        return f"{date(value, hints):%Y-%m-%d}"
    western = clean(value).translate(DIGITS)
    if _YEAR.match(western):
        return western
    if found := _MONTH.match(western):
        year, month = int(found[2] or found[3]), int(found[1] or found[4])
        if not 1 <= month <= 12:
            raise ValueDoubtful("date_unreadable", value=western)
        return f"{year}-{month:02d}"
    try:
        return f"{date(value, hints):%Y-%m-%d}"
    except Repaired as repaired:
        raise Repaired(f"{repaired.value:%Y-%m-%d}", repaired.fault) from repaired
