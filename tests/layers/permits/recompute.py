"""The ranking made again from the files people take away, and from nothing else: no code of the platform is used."""

from __future__ import annotations

import csv
import io
import math
from datetime import date, timedelta
from fractions import Fraction

Row = dict[str, str]


def read(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def worked(day: date, off: set[date]) -> bool:
    return day.weekday() < 5 and day not in off


def court_days(row: Row, until: date) -> list[date]:
    """Each day the administration held the file, the day of deposit not counted; moves happen at the end of a day."""
    moves: dict[date, str] = {}
    for move in filter(None, row["moves"].split(";")):
        when, kind = move.split(" ")
        moves[date.fromisoformat(when)] = kind  # in the order of the file: the last of a day wins
    day, held, found = date.fromisoformat(row["deposited_on"]), True, []
    while True:
        held = {"RETOUR": False, "REPRISE": True}.get(moves.get(day, ""), held)
        day += timedelta(days=1)
        if day > until:
            return found
        if held:
            found.append(day)


def legal(row: Row, terms: list[Row]) -> tuple[int, str] | None:
    best: tuple[tuple[str, str, str], Row] | None = None
    for term in terms:
        fits = term["type_code"] in ("", row["type_code"]) and term["procedure"] in ("", row["procedure"])
        if fits and term["valid_from"] <= row["deposited_on"] <= (term["valid_to"] or "9999"):
            key = (term["type_code"], term["procedure"], term["valid_from"])
            best = (key, term) if best is None or key > best[0] else best
    return (int(best[1]["days"]), best[1]["unit"]) if best else None


def half_up(value: Fraction, decimals: int = 1) -> str:
    scaled = math.floor(value * 10**decimals + Fraction(1, 2))
    number = scaled / 10**decimals
    return str(int(number)) if number == int(number) else repr(number)


def between(values: list[int], part: Fraction) -> Fraction:
    at = part * (len(values) - 1)
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def ranking(files: list[Row], terms: list[Row], holidays: list[Row], end: date) -> dict[str, Row]:
    """Code → what the published table must say of it."""
    off = {date.fromisoformat(row["day"]) for row in holidays}
    lists: dict[str, list[Row]] = {}
    for row in files:
        if row["code"]:
            lists.setdefault(row["code"], []).append(row)
    found = {code: place(rows, terms, off, end) for code, rows in lists.items()}
    ordered = sorted((one["_key"], code) for code, one in found.items() if one["n"] >= 10)
    answer: dict[str, Row] = {}
    for code, one in found.items():
        answer[code] = {name: str(value) for name, value in one.items() if name != "_key"}
        for name, within in (("rank", ""), ("rank_region", code[:2])):
            among = [key for key, other in ordered if other.startswith(within)]
            answer[code][name] = str(1 + sum(key < one["_key"] for key in among)) if one["n"] >= 10 else ""
    return answer


def place(rows: list[Row], terms: list[Row], off: set[date], end: date) -> dict:
    decided, waiting = [], []
    timed = in_time = overdue = working_total = 0
    for row in rows:
        until = date.fromisoformat(row["decided_on"]) if row["decided_on"] else end
        days = court_days(row, until)
        working = sum(worked(day, off) for day in days)
        term = legal(row, terms)
        late = None if term is None else (working if term[1] == "working" else len(days)) > term[0]
        if row["decided_on"]:
            decided.append(len(days))
            working_total += working
            timed += late is not None
            in_time += late is False
        else:
            waiting.append(len(days))
            overdue += late is True
    n = len(decided)
    told: dict = {"n": n, "pending": len(waiting), "overdue": overdue, "_key": None}
    told["processed"] = half_up(Fraction(100 * n, n + len(waiting)))
    if not n:
        return told | dict.fromkeys(("delay", "mean", "median", "p90", "working_mean", "share"), "") | {"waiting": 0}
    # Every choice of open files is tried through its greatest: none gives a longer mean than the longest first.
    waiting.sort(reverse=True)
    means = [Fraction(sum(decided) + sum(waiting[:k]), n + k) for k in range(len(waiting) + 1)]
    delay = max(means)
    decided.sort()
    kept = Fraction(in_time, timed + overdue) if timed + overdue else Fraction(0)
    return told | {
        "delay": half_up(delay),
        "mean": half_up(Fraction(sum(decided), n)),
        "median": half_up(between(decided, Fraction(1, 2))),
        "p90": half_up(between(decided, Fraction(9, 10))),
        "working_mean": half_up(Fraction(working_total, n)),
        "share": half_up(Fraction(100 * in_time, timed)) if timed else "",
        "waiting": means.index(delay),
        "_key": (delay, -kept, -n),
    }
