"""Database machinery that migrations attach to tables: version counters and transaction-time history."""

from django.db.migrations.operations import RunSQL

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
HISTORY_FUNCTION = """
create function layers_keep_history() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        new.recorded_from := now();
        return new;
    end if;
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
        create trigger {table}_keep_history before insert or update or delete on {table}
        for each row execute function layers_keep_history();
        """,
        f"drop trigger {table}_keep_history on {table}; drop table {table}_history;",
    )
