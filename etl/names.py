"""Near spellings of names of places, in both scripts, fast: blocked by pairs of letters, then counted in edits.

A name is compared by its sounds (`sounds`): what French spellings of one Arabic name disagree on is merged, and what
Arabic typing loses is dropped. Edits are allowed in proportion to the distinctive part of a name, because "Sidi" and
"Oulad" distinguish nothing; and a guess is only made when the next candidate is clearly further.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from layers.text import normalise

T = TypeVar("T", bound=Hashable)

# What may stand before or after the name itself, folded and normalised.
_BEFORE = re.compile(
    r"^((la )?(commune|cne|c\.?[urt]|municipalite|mun|ville|arrondissement|arr|arondisement|comune"
    r"|جماعه|الجماعه|مقاطعه|المقاطعه|بلديه|البلديه|مدينه)"
    r"( (urbaine|rurale|territoriale|teritoriale|de|d|du|الترابيه|القرويه|الحضريه))* )+"
)
_AFTER = re.compile(r"( (commune|c\.?[ur]|mun|municipalite|arrondissement|arondisement|ac|urbaine|rurale))+$")
_ARTICLES = frozenset({"el", "l", "es", "er", "ech", "en", "et", "ez", "ed", "as", "ar", "ad", "an"})
_COMMON = frozenset(
    {"sidi", "oulad", "ait", "bni", "ain", "moulai", "zaouiat", "dar", "oued", "ben", "bab", "ras", "souk", "had",
     "sebt", "arba", "tnin", "tlat", "khmis", "jema", "lala", "hai", "ida", "ahl", "bir", "kasba", "douar", "ou",
     "سيدي", "اولاد", "ايت", "بني", "عين", "مولاي", "زاويه", "دار", "واد", "بن", "باب", "راس", "سوق", "حد", "سبت",
     "اربعاء", "ثلاثاء", "اثنين", "خميس", "جمعه", "لاله", "حي", "اهل", "بير", "قصبه", "دوار", "او", "عبد", "الله"}
)  # fmt: skip
_SOUNDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"sch|sh|ch", "c"),
        (r"tch", "c"),
        (r"gu(?=[ei])", "g"),
        (r"[kgtd]h", lambda found: found[0][0]),
        (r"ou|oo|w|o", "u"),
        (r"aa|ae|a", "a"),
        (r"e|ii", "i"),
        (r"ph", "f"),
        (r"[ؤ]", "و"),
        (r"[ئ]", "ي"),
        (r"[ءع]", "ع"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = frozenset("aiuاوي")
# In half letters: the most that may differ (in a province, in the country) and how much further a rival must be.
_MOST, _STRICT, _MARGIN = 6, 2, 2
_LOOKED_AT = 8
_TAIL = 4
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_BOTH = re.compile(r"[/|()\[\]–]")


def place_form(name: str) -> str:
    """The name alone, in the spelling every form is compared in."""
    alone = _BEFORE.sub("", normalise(name) + " ").strip()
    return _AFTER.sub("", alone) or alone


def written(name: str) -> list[str]:
    """The forms one cell may hold: as a whole, or a name in each script, or what stands beside a slash or a bracket."""
    parts = [name, *_BOTH.split(name)]
    if _ARABIC.search(name) and re.search(r"[A-Za-z]", name):
        parts += [" ".join(_ARABIC.sub(" ", name).split()), " ".join(re.sub(r"[A-Za-zÀ-ÿ]", " ", name).split())]
    return list(dict.fromkeys(form for form in map(place_form, parts) if len(form) > 1))


@lru_cache(maxsize=200_000)
def sounds(form: str) -> str:
    """One string without spaces, articles, doubled letters or the vowels that transliterations disagree on."""
    words = form.replace(".", " ").split()
    kept = [word for word in words if word not in _ARTICLES] or words
    text = " ".join(word[2:] if word.startswith("ال") and len(word) > 3 else word for word in kept)
    for pattern, replacement in _SOUNDS:
        text = pattern.sub(replacement, text)
    joined = text.replace(" ", "")
    return re.sub(r"(.)\1+", r"\1", joined)


@lru_cache(maxsize=200_000)
def keys(form: str) -> tuple[str, ...]:
    """How it sounds, and how it would if its words were written in one: people do both."""
    return tuple(dict.fromkeys(key for key in (sounds(form), sounds(form.replace(" ", ""))) if key))


@lru_cache(maxsize=200_000)
def _allowed(form: str) -> int:
    """How much may differ and leave this name itself, by the letters that distinguish it; in half letters."""
    words = [word for word in form.split() if word not in _COMMON and word not in _ARTICLES]
    letters = len(sounds(" ".join(words))) or len(sounds(form)) // 2
    if _ARABIC.search(form):
        # Arabic writes no short vowel: four letters say what six do in French.
        letters += letters // 2
    return 1 if letters < 3 else 2 if letters < 4 else 3 if letters < 6 else 4 if letters < 8 else 6


def edits(one: str, other: str, most: int) -> int:
    """What it takes to write one text for another, in half letters: a vowel counts one, any other letter two, two
    neighbours changing places two; `most + 1` when beyond."""
    first, second = [1 if c in _VOWELS else 2 for c in one], [1 if c in _VOWELS else 2 for c in other]
    before2: list[int] = []
    before: list[int] = []
    row = [0]
    for cost in second:
        row.append(row[-1] + cost)
    for i, a in enumerate(one):
        before2, before, cost = before, row, first[i]
        row = [before[0] + cost]
        for j, b in enumerate(other):
            found = before[j] if a == b else before[j] + max(cost, second[j])
            found = min(found, before[j + 1] + cost, row[j] + second[j])
            if i and j and a == other[j - 1] and b == one[i - 1]:
                found = min(found, before2[j - 1] + 2)
            row.append(found)
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=200_000)
def _pairs(text: str) -> frozenset[str]:
    framed = f"^{text}$"
    return frozenset(framed[n : n + 2] for n in range(len(framed) - 1))


class NameIndex(Generic[T]):
    """Names to items, asked for the nearest. Built once a run; answers depend on what it holds, not on the order."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._items: dict[str, set[T]] = defaultdict(set)
        self._allowed: dict[str, int] = {}
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        for form, item in names:
            for key in keys(form):
                if key not in self._items:
                    for pair in _pairs(key):
                        self._by_pair[pair].append(key)
                self._items[key].add(item)
                self._allowed[key] = max(self._allowed.get(key, 0), _allowed(form))

    def near(self, form: str, strict: bool = False) -> tuple[set[T], float]:
        """The items this form is a spelling of, and how sure (0 to 0.89). Several: they cannot be told apart.

        `strict` is for a whole country: next to nothing may differ, and nothing else may be anywhere near.
        """
        asked = keys(form)
        for key in asked:
            if key in self._items:
                return self._items[key], 0.89
        most = _STRICT if strict else _MOST
        found = [pair for key in asked if len(key) > 2 for pair in self._ranked(key, most + _MARGIN)]
        ranked = sorted(found)
        if ranked and (best := self._clear(ranked, len(asked[0]), strict)):
            return self._items[best], round(0.88 - 0.2 * ranked[0][0] / len(asked[0]), 3)
        if asked and (best := self._begun(asked[0], strict)):
            return self._items[best], 0.75
        return set(), 0.0

    def _ranked(self, key: str, most: int) -> list[tuple[int, str]]:
        wanted = _pairs(key)
        shared = Counter(other for pair in wanted for other in self._by_pair.get(pair, ()))
        # Three letters wrong spoil up to seven pairs; what shares least is not worth counting.
        enough = max(2, len(wanted) // 3)
        close = [other for other, count in shared.most_common(_LOOKED_AT) if count >= enough]
        counted = ((edits(key, other, most), other) for other in close)
        return [(cost, other) for cost, other in counted if cost <= most]

    def _clear(self, ranked: list[tuple[int, str]], length: int, strict: bool) -> str:
        """The nearest name when it is near enough and its rival is not."""
        cost, best = ranked[0]
        allowed = min(self._allowed[best], _STRICT) if strict else self._allowed[best]
        if cost > min(allowed, length * 2 // 3) or (strict and length < 5):
            return ""
        items = self._items[best]
        rival = next((other for other, key in ranked if self._items[key] != items), None)
        margin = _MARGIN if strict else 1 if cost <= 2 else 2
        return best if rival is None or rival - cost >= margin else ""

    def _begun(self, key: str, strict: bool) -> str:
        """A name cut short: only one name begins so."""
        if len(key) < (6 if strict else 4):
            return ""
        most = len(key) + _TAIL
        found = [other for other in self._items if len(other) <= most and other.startswith(key)]
        items = {frozenset(self._items[other]) for other in found}
        return found[0] if len(items) == 1 else ""
