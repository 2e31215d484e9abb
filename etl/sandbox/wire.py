"""What the child says on its pipe: for each sheet a frame (length, JSON) and an Arrow stream; at the end a trailer."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pyarrow as pa

LENGTH = struct.Struct(">I")
MAX_FRAME = 4 * 1024 * 1024
Note = list[Any]


class Refusal(Exception):
    """The child refuses the file: a registered code of scope `file`, and what its text needs."""

    def __init__(self, code: str, **context: Any) -> None:
        self.code, self.context = code, context
        super().__init__(code)


class Out:
    """The child's side of the pipe."""

    def __init__(self, pipe: BinaryIO, guard: str) -> None:
        self.pipe, self.guard, self.sheets = pipe, guard, 0

    def frame(self, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.pipe.write(LENGTH.pack(len(data)) + data)
        self.pipe.flush()

    @contextmanager
    def sheet(
        self, name: str, kind: str, schema: pa.Schema, notes: list[Note], **more: Any
    ) -> Iterator[pa.RecordBatchWriter]:
        import pyarrow as pa

        self.sheets += 1
        notes = notes if self.guard == "kernel" else [*notes, ["sandbox_weak", {}]]
        self.frame(
            {"name": name[:200], "kind": kind, "columns": [], "notes": notes, "guard": self.guard, **more}
        )
        with pa.ipc.new_stream(self.pipe, schema) as writer:
            yield writer
        self.pipe.flush()
