"""Writing editions: one transaction, rows updated in place, so that what points to a Territory keeps pointing.

Needs to read and write rows only: no temporary table, nothing created. Bands, closure and lineage are derived from
the rest and nothing refers to them, so they are written anew; territories, versions and limits never are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from etl.territory.bulk import Row, batches, copy, execute, reserve
from etl.territory.editions import EditionContent
from etl.territory.kingdom import Shape
from layers import sql
from layers.text import search_text

# Two loads at once would both create the same territories.
_LOCK = 7_202_412


def stored_hash(slug: str) -> str | None:
    """The content hash of a complete edition; None when it is not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select content_hash from layers_edition e where slug = %s"
            " and exists (select from layers_territoryversion v where v.edition_id = e.slug)",
            [slug],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else None


def operator_is_current() -> bool:
    """Whether an operator's edition is the current one, which a reload of the packages must not dethrone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from layers_edition where is_current and content_hash like '%+%')"
        )
        return bool(cursor.fetchone()[0])


def apply(editions: Sequence[EditionContent], key_edition: str = "2024") -> dict[str, int]:
    """Stores these editions together; answers how many rows of each kind were written.

    `key_edition` is the edition whose HCP codes are the keys of the units.
    """
    with transaction.atomic(), connection.cursor() as django_cursor:
        cursor = django_cursor.cursor
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(sql.load("territory/load_lenient.sql"))
        _write_editions(cursor, editions)
        ids = _territories(cursor, editions, key_edition)
        limits, changed = _limits(cursor, editions, ids)
        written = {"limits": changed, "versions": 0}
        for edition in editions:
            written["versions"] += _versions(cursor, edition, ids, limits)
            _codes(cursor, edition, ids)
            _derived(cursor, edition, ids)
        _lineage(cursor)
        cursor.execute(sql.load("territory/load_sweep.sql"))
        cursor.execute(sql.load("territory/load_analyze.sql"))
    return written


def _write_editions(cursor: Any, editions: Iterable[EditionContent]) -> None:
    for e in editions:
        if e.is_current:
            cursor.execute(
                "update layers_edition set is_current = false where is_current and slug <> %s", [e.slug]
            )
        values = {
            key: getattr(e, key)
            for key in (
                "slug", "title_fr", "title_ar", "valid_from", "is_current", "source", "note_fr", "note_ar",
                "content_hash",
            )
        }  # fmt: skip
        cursor.execute(sql.load("territory/load_edition.sql"), values)


def _territories(cursor: Any, editions: Iterable[EditionContent], key_edition: str) -> dict[str, int]:
    """Territory id of every key, made now for those that no code of the key edition bears yet."""
    cursor.execute(
        "select code, territory_id from layers_territorycode where system = 'hcp' and edition_slug = %s",
        [key_edition],
    )
    ids: dict[str, int] = dict(cursor.fetchall())
    levels = {unit.key: unit.level for edition in editions for unit in edition.units.values()}
    missing = [key for key in levels if key not in ids]
    fresh = reserve(cursor, "layers_territory", len(missing))
    copy(
        cursor, "layers_territory", ("id", "level"), zip(fresh, map(levels.__getitem__, missing), strict=True)
    )
    return ids | dict(zip(missing, fresh, strict=True))


def _limits(
    cursor: Any, editions: Sequence[EditionContent], ids: dict[str, int]
) -> tuple[dict[tuple[str, str], int], int]:
    """Limit id of every (edition, code), and how many were written.

    A limit that is already stored is kept; else the one this edition alone uses is replaced in place; else a new
    one is added, and other editions keep theirs.
    """
    wanted: dict[tuple[int, Shape], list[tuple[str, str]]] = defaultdict(list)
    for edition in editions:
        for code, shape in edition.shapes.items():
            wanted[ids[edition.units[code].key], shape].append((edition.slug, code))
    cursor.execute(sql.load("territory/load_limits.sql"))
    stored: dict[int, list[tuple[int, tuple[Any, ...], set[str]]]] = defaultdict(list)
    for limit, territory, *content, users in cursor.fetchall():
        stored[territory].append((limit, (bytes(content[0]), *content[1:]), set(users)))
    placed: dict[tuple[str, str], int] = {}
    replaced, added = [], []
    taken: set[int] = set()
    for (territory, shape), places in wanted.items():
        limit, same = _existing(stored[territory], shape, {slug for slug, _ in places}, taken)
        if limit is None:
            added.append((territory, shape, places))
            continue
        taken.add(limit)
        placed.update(dict.fromkeys(places, limit))
        if not same:
            replaced.append((limit, *_limit_row(shape)))
    for batch in batches(replaced):
        execute_values(cursor, sql.load("territory/load_limit_update.sql"), batch)
    fresh = reserve(cursor, "layers_territorylimit", len(added))
    columns = ("id", "territory_id", "geom", "label_point", "area_m2", "vintage", "quality", "source")
    rows = [
        (limit, territory, *_limit_row(shape))
        for limit, (territory, shape, _) in zip(fresh, added, strict=True)
    ]
    copy(cursor, "layers_territorylimit", columns, rows)
    for limit, (_, _, places) in zip(fresh, added, strict=True):
        placed.update(dict.fromkeys(places, limit))
    return placed, len(replaced) + len(added)


def _existing(
    candidates: Iterable[tuple[int, tuple[Any, ...], set[str]]],
    shape: Shape,
    users: set[str],
    taken: set[int],
) -> tuple[int | None, bool]:
    """A stored limit that serves: the same content, or one that no other edition uses. And whether it is the same."""
    free = [candidate for candidate in candidates if candidate[0] not in taken]
    for limit, content, _ in free:
        if content == _comparable(shape):
            return limit, True
    for limit, _, current in free:
        if current <= users:
            return limit, False
    return None, False


def _comparable(shape: Shape) -> tuple[Any, ...]:
    return (shape.geometry, shape.quality, shape.vintage, shape.source)


def _limit_row(shape: Shape) -> tuple[Any, ...]:
    x, y = shape.label
    return (
        shape.geometry.hex(),
        f"SRID=4326;POINT({x} {y})",
        shape.area_m2,
        shape.vintage,
        shape.quality,
        shape.source,
    )


def _versions(
    cursor: Any, edition: EditionContent, ids: dict[str, int], limits: dict[tuple[str, str], int]
) -> int:
    rows = []
    for code, unit in edition.units.items():
        parent = ids[edition.units[unit.parent].key] if unit.parent else None
        search = search_text([unit.name_fr, unit.name_ar, code, *unit.aliases])
        rows.append(
            (
                edition.slug, ids[unit.key], unit.level, code, unit.name_fr, unit.name_ar, unit.kind, parent,
                limits.get((edition.slug, code)), unit.has_arrondissements, search,
            )
        )  # fmt: skip
    cursor.execute(
        "delete from layers_territoryversion where edition_id = %s and not territory_id = any(%s)",
        [edition.slug, [row[1] for row in rows]],
    )
    statement = sql.load("territory/load_versions.sql")
    return sum(execute(cursor, statement, batch) for batch in batches(rows))


def _codes(cursor: Any, edition: EditionContent, ids: dict[str, int]) -> None:
    cursor.execute(
        "delete from layers_territorycode where system = 'hcp' and edition_slug = %s and not code = any(%s)",
        [edition.slug, list(edition.units)],
    )
    rows = [("hcp", edition.slug, code, ids[unit.key]) for code, unit in edition.units.items()]
    upsert_codes(cursor, rows)


def upsert_codes(cursor: Any, rows: Iterable[Row]) -> int:
    """(system, edition, code, territory) rows of the crosswalk; answers how many changed."""
    statement = sql.load("territory/load_codes.sql")
    return sum(execute(cursor, statement, batch) for batch in batches(list(rows)))


def _derived(cursor: Any, edition: EditionContent, ids: dict[str, int]) -> None:
    parameters = {"edition": edition.slug}
    cursor.execute("delete from layers_territoryclosure where edition_id = %(edition)s", parameters)
    pairs = (
        (edition.slug, ids[edition.units[above].key], ids[unit.key], depth)
        for unit in edition.units.values()
        for above, depth in ancestors(edition, unit.code).items()
    )
    copy(cursor, "layers_territoryclosure", ("edition_id", "ancestor_id", "descendant_id", "depth"), pairs)
    cursor.execute("delete from layers_territoryband where edition_id = %(edition)s", parameters)
    columns = (
        "edition_id", "territory_id", "level", "band", "code", "name_fr", "name_ar", "kind", "parent_code",
        "province_code", "region_code", "geom",
    )  # fmt: skip
    copy(
        cursor,
        "layers_territoryband",
        columns,
        (_band_row(edition, ids, *item) for item in edition.bands.items()),
    )


def _band_row(edition: EditionContent, ids: dict[str, int], key: tuple[int, str], geometry: bytes) -> Row:
    band, code = key
    unit = edition.units[code]
    above = {edition.units[c].level: c for c in ancestors(edition, code)}
    return (
        edition.slug, ids[unit.key], unit.level, band, code, unit.name_fr, unit.name_ar, unit.kind,
        unit.parent or "", above.get("province", ""), above.get("region", ""), geometry.hex(),
    )  # fmt: skip


def ancestors(edition: EditionContent, code: str) -> dict[str, int]:
    """Every code above this one and itself, with the fewest steps to it.

    An arrondissement of Casablanca has two parents: its city, and its préfecture d'arrondissements.
    """
    found = {code: 0}
    todo = [code]
    while todo:
        unit = edition.units[todo.pop(0)]
        for above in (unit.parent, unit.district):
            if above and above not in found:
                found[above] = found[unit.code] + 1
                todo.append(above)
    return found


def _lineage(cursor: Any) -> None:
    """A territory whose code differs between two editions that follow each other was renumbered."""
    cursor.execute("delete from layers_territorylineage where kind = 'renumbered'")
    cursor.execute(sql.load("territory/load_lineage.sql"))
