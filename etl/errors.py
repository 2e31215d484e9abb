"""What can be wrong with a file, a row or a value: one registered table, three scopes.

FileUnreadable stops the run and nothing is written; RowRefused sets one row aside and the rest loads; ValueDoubtful
loads and is counted beside the total. A Note says what the reader did to understand the file.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from layers.errors import PlatformError


@dataclass(frozen=True)
class Kind:
    """A registered fault: its texts name `{value}`, `{column}` and whatever context the finder gives."""

    code: str
    scope: str
    message_fr: str
    message_ar: str
    suggestion_fr: str
    suggestion_ar: str


class Fault(PlatformError):
    """Raised by converters, rules and readers; the runner adds file, line and column."""

    scope: ClassVar[str]
    status = 422

    def __init__(self, code: str, *, value: Any = "", column: str = "", **context: Any) -> None:
        self.code = code
        self.kind = kinds()[code]
        if self.kind.scope != self.scope:
            msg = f"fault {code} is of scope {self.kind.scope}, raised as {self.scope}"
            raise ValueError(msg)
        self.value = str(value)[:200].replace("\x00", "\\0")
        super().__init__(**{"value": self.value, "column": column, **context})

    @property
    def column(self) -> str:
        """As its texts name it: the declared column, then the file's own heading once it is known."""
        return str(self.context["column"])

    @column.setter
    def column(self, name: str) -> None:
        self.context["column"] = name

    def text(self, language: str) -> str:
        template = self.kind.message_ar if language == "ar" else self.kind.message_fr
        return template.format(**self.context)

    def suggestion(self, language: str) -> str:
        template = self.kind.suggestion_ar if language == "ar" else self.kind.suggestion_fr
        return template.format(**self.context)

    def mask(self, sign: str) -> None:
        """Nothing of the cell is told, nor of what it was read as."""
        self.value = sign
        self.context |= dict.fromkeys(self.context.keys() & {"value", "lon", "lat", "read", "candidates"}, sign)

    def named(self, column: str) -> Fault:
        """The same fault, knowing the column it was found in."""
        if not self.column:
            self.column = column
        return self


class FileUnreadable(Fault):
    scope = "file"


class RowRefused(Fault):
    scope = "row"


class ValueDoubtful(Fault):
    scope = "value"


class Note(Fault):
    scope = "note"


class ImportBusy(PlatformError):
    code, status = "import_busy", 409
    message_fr = "Un import de « {source} » est déjà en cours : réessayez quand il sera terminé."
    message_ar = "استيراد «{source}» جار بالفعل: أعد المحاولة بعد انتهائه."


class StorageFailed(PlatformError):
    code, status = "storage_failed", 503
    message_fr = "La base de données s’est arrêtée ou n’a plus de place : rien n’a été écrit. {detail}"
    message_ar = "توقفت قاعدة البيانات أو امتلأت: لم يكتب أي شيء. {detail}"


@dataclass(frozen=True)
class Finding:
    """A fault with its place: what the report, the quarantine desk and the tests read."""

    fault: Fault
    file: str
    line: int
    key: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        fault = self.fault
        told = {
            "code": fault.code,
            "level": fault.scope,
            "file": self.file,
            "sheet": self.sheet,
            "line": self.line,
            "key": self.key,
            "column": fault.column,
            "value": fault.value,
            "message_fr": fault.text("fr"),
            "message_ar": fault.text("ar"),
            "suggestion_fr": fault.suggestion("fr"),
            "suggestion_ar": fault.suggestion("ar"),
        }
        # A heading or a sheet's name may hold it too; no text of the database can.
        return {k: v.replace("\x00", "\\0") if isinstance(v, str) else v for k, v in told.items()}


@cache
def kinds() -> dict[str, Kind]:
    """The registered tables, `faults/*.csv`: data, so that people of the trade can proof-read both languages."""
    rows: list[dict[str, str]] = []
    for path in sorted((Path(__file__).parent / "faults").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            rows += csv.DictReader(handle)
    found = {row["code"]: Kind(**row) for row in rows}
    if len(found) != len(rows):
        msg = "a fault code is registered twice"
        raise ValueError(msg)
    return found
