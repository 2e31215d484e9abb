"""One extraction: what is asked, by whom, in which format, and what the file says of itself."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers.crs import CRS84, Crs
from layers.layer import Field, Sensitivity
from layers.query import LayerQuery
from layers.services.provenance import Provenance

if TYPE_CHECKING:
    from layers.services.export.session import Session

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Extraction:
    """`purpose` says why restricted fields leave."""

    query: LayerQuery
    format: str
    language: str
    crs: Crs = CRS84
    purpose: str = ""
    user_id: int | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those asked for; and always the one that marks invented rows, wherever the file may wander."""
        asked, mark = self.query.properties, self.query.layer.field("fictitious")
        return asked if mark is None or mark in asked else (*asked, mark)

    @property
    def restricted(self) -> tuple[Field, ...]:
        """Fields that only leave for a stated purpose."""
        return tuple(f for f in self.fields if f.sensitivity >= Sensitivity.RESTRICTED)

    @property
    def question(self) -> dict[str, list[str]]:
        """As it stood in the address: what the log keeps and a job asks again."""
        return {name: list(values) for name, values in self.query.asked}

    @property
    def identity(self) -> str:
        """Alike for two extractions only if they would hold the same rows and columns, written alike."""
        names = ",".join(f.name for f in self.fields)
        text = f"{self.query.fingerprint}|{self.format}|{self.language}|{self.crs.srid}|{names}|{self.purpose}"
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    def signed(self, found: Provenance) -> Provenance:
        return replace(found, extraction=str(self.id))

    def title(self, of: Field) -> str:
        return of.title(self.language)


@dataclass(frozen=True)
class Task:
    """What a writer is handed: the extraction, an open snapshot, the provenance, and where to write.

    `tell` hears how many more rows were read, and may raise to stop.
    """

    extraction: Extraction
    session: Session
    provenance: Provenance
    path: Path
    tell: Tell


def file_name(extraction: Extraction, provenance: Provenance, extension: str) -> str:
    """Layer, perimeter, date; and « fictif » when one row is invented."""
    codes = provenance.perimeter_codes
    place = "+".join(codes[:3]) + ("+" if len(codes) > 3 else "") if codes else "MA"
    invented = "_fictif" if provenance.fictitious else ""
    return f"{extraction.query.layer.slug}_{place}_{provenance.made_at:%Y-%m-%d}{invented}.{extension}"
