-- What does a tile hold where no record is drawn yet: the count of each territory whose label point lies in it?
-- Grain: one MVT, one point a territory; they come counted (features/counts.sql). The same counts as in features/tile.sql,
-- apart: a branch ruled out there would still start workers. Parameters, after tile_: slug, z, x, y; codes, …, ys (EPSG:3857).
select ST_AsMVT(m, %(tile_slug)s, 4096, 'geom')
from (
    select t.code, t.name_fr, t.name_ar, t.level, t.n, t.fictitious,
           ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(t.x, t.y), 3857), ST_TileEnvelope(%(tile_z)s, %(tile_x)s, %(tile_y)s),
                        4096, 64, true) as geom
    from unnest(%(tile_codes)s::text[], %(tile_names_fr)s::text[], %(tile_names_ar)s::text[],
                %(tile_levels)s::text[], %(tile_ns)s::int[], %(tile_fictions)s::boolean[], %(tile_xs)s::float8[], %(tile_ys)s::float8[])
        as t (code, name_fr, name_ar, level, n, fictitious, x, y)
) m
