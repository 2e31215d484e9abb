"""Rules of one row of the project register."""

from __future__ import annotations

from etl.errors import Fault, ValueDoubtful
from etl.source import Record, Rule


def reference_place(reference: str, place: str) -> Rule:
    """`RR-PPP-…` names the region and province of the lead commune's code `RR.PPP.CC.NN`."""

    def check(record: Record) -> list[Fault]:
        named, code = (record.get(reference) or "").split("-"), (record.get(place) or "").split(".")
        if len(named) < 2 or len(code) < 2 or named[:2] == code[:2]:
            return []
        said, expected = "-".join(named[:2]), "-".join(code[:2])
        return [ValueDoubtful("reference_place", value=said, column=reference, expected=expected)]

    return check


def includes(listing: str, member: str, code: str) -> Rule:
    """A list that is told should hold the value of another column."""

    def check(record: Record) -> list[Fault]:
        values, value = record.get(listing), record.get(member)
        if not values or not value or value in values:
            return []
        return [ValueDoubtful(code, value=value, column=listing)]

    return check
