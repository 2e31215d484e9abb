"""Land references as registries print them, in one form: `T165253/04` for a title, `R12345/04` for a réquisition."""

from __future__ import annotations

import re
from typing import Any

from etl.columns import DIGITS, Hints, clean
from layers.text import fold

EXAMPLE = "T165253/04"
REFERENCE = r"^[TR]\d{1,7}/(\d{2}|[A-Z])$"
_PRINTED = re.compile(r"^(?P<kind>[^\d/]*)(?P<number>\d{1,7})/(?P<registry>\d{1,2}|[A-Za-z])$")
# Folded words that may stand before the number, by the nature they say.
_WORDS = {
    "T": frozenset({"", "t", "tf", "titre", "titre foncier", "titre n", "tf n", "titre foncier n", "رسم", "رسم عقاري",
                    "رسم عقاري عدد"}),
    "R": frozenset({"r", "req", "req n", "requisition", "requisition n", "requisition d immatriculation",
                    "requisition d immatriculation n", "rn", "مطلب", "مطلب تحفيظ", "مطلب التحفيظ", "مطلب عدد",
                    "مطلب تحفيظ عدد"}),
}  # fmt: skip
_BY_WORD = {word: nature for nature, words in _WORDS.items() for word in words}


def land_reference(value: Any, hints: Hints) -> str:
    """The reference in its one form; the text in capitals when it is none, for the row's rule to refuse it."""
    found = clean(value).translate(DIGITS)
    # A bidirectional text may hold typographic slashes, and a number is often written with thin spaces.
    compact = re.sub(r"\s*[/\\⁄∕]\s*", "/", found)
    compact = re.sub(r"(?<=\d)\s+(?=\d)", "", compact)
    printed = _PRINTED.match(compact)
    nature = _BY_WORD.get(fold(printed["kind"].replace("°", " ").replace("º", " "))) if printed else None
    if printed is None or nature is None:
        return found.upper()
    registry = printed["registry"].upper()
    return f"{nature}{int(printed['number'])}/{registry.zfill(2) if registry.isdigit() else registry}"
