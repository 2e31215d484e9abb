"""JSON: a list of flat objects, alone or under `data` as the portals answer. The first row is the names met."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from etl.sandbox import tables
from etl.sandbox.limits import TYPED
from etl.sandbox.tables import Row
from etl.sandbox.wire import Out, Refusal

ROWS = 20_000
# Wrappers met: the portals' own, and what tools write.
_LISTS = ("data", "records", "items", "results", "rows")


def read(path: Path, forms: frozenset[str], out: Out) -> None:
    records = _records(_parsed(path))
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
    width = tables.agreed_width([len(names)])
    rows = [Row(0, list(names))]
    with out.sheet("", "table", tables.schema(width), []) as writer:
        for number, record in enumerate(records, 1):
            rows.append(Row(number, [_text(record.get(name)) for name in names]))
            if len(rows) >= ROWS:
                writer.write_batch(tables.batch(rows, width))
                rows = []
        writer.write_batch(tables.batch(rows, width))


def _parsed(path: Path) -> Any:
    """Numbers keep their digits: an amount is not to pass through a float."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text, parse_float=_typed, parse_int=_typed, parse_constant=str)
    except RecursionError as error:
        raise Refusal("json_unreadable", detail="imbrication") from error
    except ValueError as error:
        raise Refusal("json_unreadable", detail=str(error)[:100]) from error


class _Number(str):
    __slots__ = ()


def _typed(digits: str) -> str:
    return _Number(TYPED + digits)


def _records(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        content = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), [content])
    if not all(isinstance(record, dict) for record in content):
        raise Refusal("json_unreadable", detail="liste d’objets attendue")
    return content if content else [{}]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, _Number):
        return value
    if isinstance(value, str):
        # A lone surrogate is valid JSON and no text.
        sound = value.encode("utf-8", "replace").decode()
        return "\ufffd" + sound[1:] if sound.startswith(TYPED) else sound
    if isinstance(value, bool):
        return str(value)
    nested = json.dumps(value, ensure_ascii=False).replace('"\\u0002', '"')
    return nested.encode("utf-8", "replace").decode()
