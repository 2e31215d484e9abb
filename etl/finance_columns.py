"""Converters of public spending: amounts to the centime, imputations, and identifiers with their check digits.

A doubtful amount or identifier is still loaded: the accountant's book is the authority. Accounts and identity cards
leave here as keyed digests.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from etl.columns import DIGITS, Hints, Repaired, clean, code, digest, number
from etl.errors import ValueDoubtful

CENTIME = Decimal("0.01")
LARGEST = Decimal("9999999999999999.99")  # what numeric(18,2) holds
_any = number(None, LARGEST)
_PARTS = 5
YES, NO = frozenset({"OUI", "O", "1", "نعم"}), frozenset({"NON", "N", "0", "لا"})


def money(value: Any, hints: Hints) -> Decimal:
    """An amount in dirhams; a negative one (a cancellation) or one finer than the centime is kept and said."""
    try:
        found: Decimal = _any(value, hints)
    except Repaired as repaired:
        repaired.value = repaired.value.quantize(CENTIME, ROUND_HALF_UP)
        raise
    if found < -LARGEST:
        raise ValueDoubtful("number_range", value=value)
    rounded = found.quantize(CENTIME, ROUND_HALF_UP)
    if rounded != found:
        raise Repaired(rounded, ValueDoubtful("amount_rounded", value=value, read=rounded))
    if found < 0:
        raise Repaired(rounded, ValueDoubtful("number_negative", value=value))
    return rounded


def share(value: Any, hints: Hints) -> Decimal:
    """A percentage, 0 to 100, with or without its sign."""
    bare = value.replace("%", "").replace("٪", "") if isinstance(value, str) else value
    found: Decimal = number(0, 100)(bare, hints)
    return found.quantize(CENTIME, ROUND_HALF_UP)


def collectivity(value: Any, hints: Hints) -> str:
    """HCP code with its dots and zeros, whatever Excel did to it; GID's own code of an ordonnateur as it is.

    A city with arrondissements ends in a single zero (`01.511.01.0`).
    """
    found = code(value, hints)
    if re.match(r"^\d{8,9}$", found):
        digits = found if found[0] == "0" else found.zfill(9)
        return f"{digits[:2]}.{digits[2:5]}.{digits[5:7]}.{digits[7:]}"
    if re.match(r"^\d{1,2}(\.\d{1,3}){0,1}(\.\d{1,2}){0,2}$", found):
        parts = zip(found.split("."), (2, 3, 2, 2), strict=False)
        return ".".join("0" if part == "0" else part.zfill(width) for part, width in parts)
    return found


def imputation(value: Any, hints: Hints) -> str:
    """`2024/05.091.01.01/BP2/30.20.10.11.15`: the key of a budget line, with slashes between its last parts."""
    found = clean(value).translate(DIGITS).replace(" ", "").upper()
    parts = [part for part in found.split("/") if part]
    if len(parts) == 4:
        parts = [*parts[:3], *re.split(r"[.\-]", parts[3])]
    if len(parts) != 3 + _PARTS or not re.match(r"^\d{4}$", parts[0]):
        raise Repaired(found, ValueDoubtful("imputation_malformed", value=found))
    parts[1] = collectivity(parts[1], hints)
    return "/".join(parts)


def yes_no(value: Any, hints: Hints) -> bool:
    found = clean(value).upper()
    if found not in YES | NO:
        raise ValueDoubtful("word_unknown", value=found, known="OUI, NON")
    return found in YES


def ice(value: Any, hints: Hints) -> str:
    """Identifiant commun de l'entreprise: 9 digits of entity, 4 of establishment, 2 of key."""
    found = code(value, hints)
    if not re.match(r"^\d{15}$", found):
        raise Repaired(found, ValueDoubtful("ice_malformed", value=found))
    if key97(found[:13]) != found[13:]:
        raise Repaired(found, ValueDoubtful("ice_key", value=found))
    return found


def key97(digits: str) -> str:
    """The two check digits of a bank account (RIB); those of an ICE follow the same rule (docs/sources/gid.md)."""
    return f"{97 - int(digits) * 100 % 97:02d}"


def account(value: Any, hints: Hints) -> str:
    """A bank account (RIB, 24 digits) as a keyed digest; a wrong key is said, the account never."""
    found = re.sub(r"[^0-9A-Z]", "", clean(value).translate(DIGITS).upper())
    kept = digest(found, hints)
    if not re.match(r"^\d{24}$", found) or key97(found[:22]) != found[22:]:
        raise Repaired(kept, ValueDoubtful("rib_key"))
    return kept


account.sealed = True  # type: ignore[attr-defined]  # not shown at the desk, whoever asks (etl.quarantine.sealed)


def identity(value: Any, hints: Hints) -> str:
    """An identity card (CIN) as a keyed digest; a malformed one is said, never shown."""
    found = re.sub(r"[^0-9A-Z]", "", clean(value).translate(DIGITS).upper())
    kept = digest(found, hints)
    if not re.match(r"^[A-Z]{1,2}\d{1,6}$", found):
        raise Repaired(kept, ValueDoubtful("cin_malformed"))
    return kept
