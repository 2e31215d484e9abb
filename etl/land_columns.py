"""Land references as registries print them, in one form: `T165253/04` for a title, `R12345/04` for a réquisition."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.columns import DIGITS, Hints, clean
from etl.quick import quickly
from layers.text import fold

EXAMPLE = "T165253/04"
REFERENCE = r"^[TR][0-9]{1,7}/([0-9]{2}|[A-Z])$"
# Already in its one form: most rows of a large file are.
_ONE_FORM = r"^[TR][1-9][0-9]{0,6}/(?:[0-9]{2}|[A-Z])$"
_PRINTED = re.compile(r"^(?P<kind>[^\d/]*)0*(?P<number>\d{1,7})/(?P<registry>\d{1,2}|[A-Za-z])$")
# Folded words that may stand before the number, by the nature they say.
_WORDS = {
    "T": frozenset({"", "t", "tf", "titre", "titre foncier", "titre n", "tf n", "titre foncier n", "رسم", "رسم عقاري",
                    "رسم عقاري عدد"}),
    "R": frozenset({"r", "req", "req n", "requisition", "requisition n", "requisition d immatriculation",
                    "requisition d immatriculation n", "rn", "مطلب", "مطلب تحفيظ", "مطلب التحفيظ", "مطلب عدد",
                    "مطلب تحفيظ عدد"}),
}  # fmt: skip
_BY_WORD = {word: nature for nature, words in _WORDS.items() for word in words}


def _in_one_form(array: pa.Array) -> pa.Array:
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return pa.nulls(len(array), pa.string())
    return pc.if_else(pc.match_substring_regex(array, _ONE_FORM), array, pa.scalar(None, array.type))


@quickly(_in_one_form, pa.string())
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


def in_one_form(array: pa.Array) -> pa.Array:
    """References in their one form, null where a text is none."""
    found = _in_one_form(array)
    others = pc.and_(pc.is_null(found), pc.is_valid(array))
    if not pc.any(others).as_py():
        return found
    read = {text: land_reference(text, Hints()) for text in pc.unique(array.filter(others)).to_pylist()}
    whole = [read.get(text, text) for text in array.to_pylist()]
    read_all = pa.array(whole, pa.string())
    return pc.if_else(pc.match_substring_regex(read_all, REFERENCE), read_all, pa.scalar(None, pa.string()))
