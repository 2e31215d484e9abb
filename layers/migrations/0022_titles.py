"""A title is found by any part of it, without accents, in an index of trigrams: at any size of its layer."""

from django.db import migrations

# unaccent depends on a dictionary, which is this one and changes with the server only.
FUNCTION = """
create function layers_plain(title text) returns text language sql immutable strict parallel safe
as $$ select public.unaccent('public.unaccent'::regdictionary, lower(title)) $$
"""
TITLED = {"equipment": "name", "network": "name", "project": "title"}


def _index(table: str, title: str) -> migrations.RunSQL:
    parts = ", ".join(f"layers_plain({title}_{language}) gin_trgm_ops" for language in ("fr", "ar"))
    return migrations.RunSQL(
        f"create index {table}_titles on layers_{table} using gin ({parts})", f"drop index {table}_titles"
    )


class Migration(migrations.Migration):
    dependencies = [("layers", "0021_cells")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function layers_plain(text)"),
        *[_index(table, title) for table, title in TITLED.items()],
    ]
