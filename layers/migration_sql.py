"""Database machinery that migrations attach to tables: version counters and transaction-time history."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation

BUMP_FUNCTION = """
create function layers_bump() returns trigger language plpgsql as $$
begin
    insert into layers_tableversion (table_name, version, changed_at) values (tg_table_name, 1, now())
    on conflict (table_name)
    do update set version = layers_tableversion.version + 1, changed_at = now();
    return null;
end $$;
"""

# The row's own `recorded_from` is when the platform learnt this state; what it replaces goes to the twin table with the
# interval during which it was believed. A row changed twice in one transaction leaves no empty interval.
# An insert needs no trigger (the column's default is now()): a million calls would cost three seconds.
HISTORY_FUNCTION = """
create or replace function layers_keep_history() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new is not distinct from old then
        return null;
    end if;
    if old.recorded_from < now() then
        execute format('insert into %I select ($1).*, now()', tg_table_name || '_history') using old;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    new.recorded_from := now();
    return new;
end $$;
"""



def history_trigger(table: str, columns: Sequence[str] = ()) -> str:
    """The same for one table, its insert written out: planned once a session instead of once a row, ten times faster.

    `columns`: by name, where the history's do not follow the table's. It takes the place of `layers_keep_history`,
    which later migrations find on tables made before.
    """
    names, values = ", ".join([*columns, "recorded_to"]), ", ".join(f"old.{column}" for column in columns)
    kept = f"({names}) values ({values}, now())" if columns else "select old.*, now()"
    body = HISTORY_FUNCTION.replace("layers_keep_history", f"{table}_keep_history").replace(
        "execute format('insert into %I select ($1).*, now()', tg_table_name || '_history') using old;",
        f"insert into {table}_history {kept};",
    )
    return f"""{body}
        drop trigger if exists {table}_keep_history on {table};
        create trigger {table}_keep_history before update or delete on {table}
        for each row execute function {table}_keep_history();
    """


def bump_on(table: str) -> RunSQL:
    """Count every statement that changes `table`."""
    return RunSQL(
        f"create trigger {table}_bump after insert or update or delete or truncate on {table} "
        "for each statement execute function layers_bump()",
        f"drop trigger {table}_bump on {table}",
    )


def history_on(table: str) -> RunSQL:
    """Keep every past state of `table` (which has `recorded_from timestamptz`) in `<table>_history`."""
    return RunSQL(
        f"""
        create table {table}_history (like {table}, recorded_to timestamptz not null);
        create index {table}_history_period on {table}_history (id, recorded_from, recorded_to);
        {history_trigger(table)}
        """,
        f"drop trigger {table}_keep_history on {table}; drop function {table}_keep_history(); "
        f"drop table {table}_history;",
    )


# An import into an empty table is three times faster when its indexes are built last, but the application's role owns
# nothing and may not drop one: these functions act for it, on tables declared loadable, and only while they are empty.
LOAD_FUNCTIONS = """
create table layers_loadable (table_name text primary key);
create table layers_suspended (table_name text not null, position serial, definition text not null);

create function layers_suspend_indexes(target text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found record;
    filled boolean;
begin
    if not exists (select from layers_loadable where table_name = target) then
        raise exception 'table % is not loadable', target;
    end if;
    execute format('lock table %I in access exclusive mode', target);
    execute format('select exists (select from %I)', target) into filled;
    if filled then
        return false;
    end if;
    -- A table emptied in this transaction needs no write-ahead log where the server keeps only what a crash asks for.
    if not exists (select from pg_constraint f where f.confrelid = target::regclass and f.contype = 'f') then
        execute format('truncate %I', target);
    end if;
    for found in
        select c.conname, pg_get_constraintdef(c.oid) as definition from pg_constraint c
        where c.conrelid = target::regclass and c.contype in ('p', 'u')
          and not exists (select from pg_constraint f where f.confrelid = c.conrelid and f.contype = 'f')
    loop
        insert into layers_suspended (table_name, definition)
        values (target, format('alter table %I add constraint %I %s', target, found.conname, found.definition));
        execute format('alter table %I drop constraint %I', target, found.conname);
    end loop;
    for found in
        select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
        where i.indrelid = target::regclass
          and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    loop
        insert into layers_suspended (table_name, definition) values (target, found.definition);
        execute format('drop index %s', found.name);
    end loop;
    return true;
end $$;

create function layers_restore_indexes(target text) returns void
language plpgsql security definer set search_path = public, pg_temp set maintenance_work_mem = '256MB' as $$
declare
    found record;
begin
    for found in select definition from layers_suspended where table_name = target order by position loop
        execute found.definition;
    end loop;
    delete from layers_suspended where table_name = target;
end $$;

create function layers_reserve_ids(target text, wanted bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    first bigint;
begin
    if not exists (select from layers_loadable where table_name = target) then
        raise exception 'table % is not loadable', target;
    end if;
    first := nextval(pg_get_serial_sequence(target, 'id'));
    perform setval(pg_get_serial_sequence(target, 'id'), first + wanted);
    return first;
end $$;

create function layers_clear_stage(target text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from layers_loadable where table_name = target) then
        raise exception 'table % is not loadable', target;
    end if;
    execute format('truncate %I', target || '_stage');
end $$;
"""


def loadable(table: str) -> RunSQL:
    """Let imports fill `table`: a staging twin (unlogged, no index) and leave to suspend its indexes while empty."""
    return RunSQL(
        f"create unlogged table {table}_stage (like {table}); "
        f"alter table {table}_stage alter row_hash drop not null, alter recorded_from drop not null, "
        "alter id drop not null, add line integer, add outcome text, add companions jsonb; "
        f"insert into layers_loadable values ('{table}');",
        f"drop table {table}_stage; delete from layers_loadable where table_name = '{table}';",
    )


def loaded_from_files(table: str) -> list[RunSQL]:
    """What every table of the import pipeline gets: history, version counter, staging."""
    return [history_on(table), bump_on(table), loadable(table)]



def widen(table: str, **columns: str) -> list[Operation]:
    """Columns `table` has just got, in its staging twin and its history.

    In the history they stand behind `recorded_to`: rows go there by name from now on, no longer by position.
    """
    added = ", ".join(f"add column {name} {kind}" for name, kind in columns.items())
    dropped = ", ".join(f"drop column {name}" for name in columns)
    return [
        RunSQL(
            f"alter table {table}_stage {added}; alter table {table}_history {added};",
            f"alter table {table}_stage {dropped}; alter table {table}_history {dropped};",
        ),
        RunPython(lambda _apps, editor: _name_history(editor, table), RunPython.noop),
    ]


def _name_history(editor: Any, table: str) -> None:
    with editor.connection.cursor() as cursor:
        names = [f'"{column.name}"' for column in editor.connection.introspection.get_table_description(cursor, table)]
        cursor.execute(history_trigger(table, names))
