"""One way to compare names of places: what is stored in `search` and what a reader types go through the same folding.

Two forms are kept. `fold` only removes what a keyboard loses (case, accents, Arabic diacritics and letter variants).
`normalise` also merges the French spellings of one Arabic name (Fquih/Fkih, Ouled/Oulad, Gharb/Rharb, Yahya/Yahia).
Both are stored, because someone half-way through a word ("ben" of "Beni") only matches the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters that Arabic names of places write either way; Arabic and Persian digits become Western ones.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        **dict.fromkeys("ݣگڭک", "ك"),
        "ـ": None,
        **{chr(0x0660 + n): str(n) for n in range(10)},
        **{chr(0x06F0 + n): str(n) for n in range(10)},
    }
)
_LATIN = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_APOSTROPHES = "'’‘ʼʿʾ`´"
# "L'Oriental" is looked up as "Oriental"; "Souk L'had" and "M'diq" keep their letter.
_ELISION = re.compile(rf"\b[ld][{_APOSTROPHES}](?=[aeiouy])")
_DROPPED = re.compile(rf"[{_APOSTROPHES}]")
_SEPARATORS = re.compile(r"[^\w.]+|_|\.(?!\w)|(?<!\w)\.")

# Spellings of one word, whole words only, in the order they apply.
_WORDS = {
    "my": "moulay",
    "mly": "moulay",
    "beni": "bni",
    "al": "el",
    "abdellah": "abdallah",
    "zaouia": "zaouiat",
}
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\boul[aeiu]d\b", "oulad"),
        (r"qu(?=[aeiouy])|q", "k"),
        (r"rh", "gh"),
        (r"dj", "j"),
        (r"y", "i"),
        (r"([a-z])\1", r"\1"),
    )
)


def fold(text: str) -> str:
    """Lower case without accents, tashkeel, tatweel or punctuation; a dot stays inside a code (02.113.01.09)."""
    composed = unicodedata.normalize("NFKC", text).translate(_ARABIC)
    stripped = "".join(c for c in unicodedata.normalize("NFD", composed) if not unicodedata.combining(c))
    lowered = stripped.lower().translate(_LATIN)
    joined = _DROPPED.sub("", _ELISION.sub("", lowered))
    return " ".join(_SEPARATORS.sub(" ", joined).split())


def normalise(text: str) -> str:
    """`fold`, then one spelling for the variants of a transliterated name."""
    result = " ".join(_WORDS.get(word, word) for word in fold(text).split())
    for pattern, replacement in _RULES:
        result = pattern.sub(replacement, result)
    return result


def search_text(names: Iterable[str]) -> str:
    """What `search` stores: every name in both forms, each once, a bar between them so that no match spans two."""
    forms = dict.fromkeys(form for name in names if name for form in (fold(name), normalise(name)) if form)
    return " | ".join(forms)
