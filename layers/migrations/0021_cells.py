"""Dense tiles count points without reading their rows: an index by cell that holds all a count asks for.

`layers_cell(lon, lat)`: the tile of zoom 16 a point lies in, its column's and its line's bits in turn, so that a tile of
any zoom is one range of cells (`layers.services.dense`). PL/pgSQL: a million calls take a few seconds where an SQL
function that names its steps takes a minute, and one that does not cannot be read.
"""

from django.db import migrations

FUNCTION = """
create function layers_cell(lon float8, lat float8) returns bigint
language plpgsql immutable strict parallel safe cost 1000 as $$
declare
    -- The column in the low half, the line in the high one: both are spread at once.
    v bigint := least(65535, greatest(0, floor((lon + 180) / 360 * 65536)))::bigint
        | (least(65535, greatest(0, floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * 65536)))::bigint << 32);
begin
    v := (v | (v << 8)) & x'00ff00ff00ff00ff'::bigint;
    v := (v | (v << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
    v := (v | (v << 2)) & x'3333333333333333'::bigint;
    v := (v | (v << 1)) & x'5555555555555555'::bigint;
    return (v & x'ffffffff'::bigint) | ((v >> 32) << 1);
end $$
"""
# What access, the rule of places and the colour of doubt ask for is in the index: the table itself is not read.
INDEX = """
create index permit_cells on layers_permit (layers_cell(ST_X(geom), ST_Y(geom)))
include (geom, location_precision, territory_id, fictitious)
where geom is not null
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0040_permit_events")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function layers_cell(float8, float8)"),
        migrations.RunSQL(INDEX, "drop index permit_cells"),
    ]
