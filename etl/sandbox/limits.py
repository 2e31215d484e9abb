"""How much the child may take. The operator sets the memory; the rest follows from what a file may be."""

from __future__ import annotations

import os
from dataclasses import dataclass

MAX_COLUMNS = 400
# A typed cell of a workbook or of JSON is text after this mark: a number with a dot, or an ISO date.
TYPED = "\x02"
# Of a vector file: a batch and what is made of it are held at once, 1.5 kB a row in all.
BATCH_ROWS = 20_000


@dataclass(frozen=True)
class Limits:
    memory_mb: int = 1536
    cpu_s: int = 600
    file_mb: int = 1024
    unpacked_mb: int = 1024
    members: int = 1000
    open_files: int = 128


DEFAULT = Limits(memory_mb=int(os.environ.get("GEO_SANDBOX_MEMORY_MB") or Limits.memory_mb))
