-- What does one tile of a layer hold: its records where they lie, or counts that stand for them?
-- Grain: one row: `dense` (were there too many records to draw them one by one?) and the MVT. A feature is a record, with
-- its id; or the number `n` of the records of one cell of the tile, where they are too dense; or, at a territory's label
-- point, `n` of those that are not drawn at this zoom (they come counted: features/counts.sql). A record is counted in the
-- cell of the middle of its box, hence in one tile only.
-- Parameters (all begin with tile_, so that none is scope's): slug, z, x, y; west, south, east, north (degrees) and margin
-- around them; first_cell, last_cell; near (the layer's zoom of records); full and bare (most records with all their
-- properties, and with none but the colour's); cells (per side); codes, …, ys (the counts of territories, EPSG:3857); those
-- of scope. Each fragment in double braces is named in services/tiles.py.
-- The box is a constant and the branches that a zoom rules out are pruned; ST_AsMVTGeom is never filtered on null (it would
-- run twice a row). `offset 0`: what a record's row computes (box, middle, cell) is computed once, not at each mention.
with crowd as materialized ({{crowd}}),
near as materialized (
    select s.id, s.geom, {{columns}}
    from (
        select s.*, box3d(box2d(s.geom)) as box
        from ({{scope}}) s
        where %(tile_z)s >= %(tile_near)s and s.lies
          and (select records from crowd) <= greatest(%(tile_full)s, %(tile_bare)s)
          and s.geom && ST_MakeEnvelope(%(tile_west)s - %(tile_margin)s, %(tile_south)s - %(tile_margin)s,
                                        %(tile_east)s + %(tile_margin)s, %(tile_north)s + %(tile_margin)s, 4326)
        offset 0
    ) s
    where {{drawn_from}} <= %(tile_z)s
    limit greatest(%(tile_full)s, %(tile_bare)s) + 1
),
size as materialized (select greatest((select count(*) from near), (select records from crowd)) as records)
select size.records > greatest(%(tile_full)s, %(tile_bare)s) as dense, (
    select ST_AsMVT(m, %(tile_slug)s, 4096, 'geom', 'id')
    from (
        select n.id, {{of_records}},
               ST_AsMVTGeom({{shape_and_box}}, 4096, 64, true) as geom
        from near n
        where (select records from size) <= greatest(%(tile_full)s, %(tile_bare)s)
        union all
        select null, {{of_cells}},
               ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_MakePoint(avg(c.lon), avg(c.lat)), 4326), 3857),
                            ST_TileEnvelope(%(tile_z)s, %(tile_x)s, %(tile_y)s), 4096, 64, true)
        from (
            select m.*, case
                when m.lon >= %(tile_west)s and m.lon < %(tile_east)s and m.lat >= %(tile_south)s and m.lat < %(tile_north)s
                then (floor((m.lon - %(tile_west)s) / (%(tile_east)s - %(tile_west)s) * %(tile_cells)s) * %(tile_cells)s
                    + floor((m.lat - %(tile_south)s) / (%(tile_north)s - %(tile_south)s) * %(tile_cells)s))::int end as cell
            from (
                {{dense}}
            ) m
            offset 0
        ) c
        where c.cell is not null
        group by c.cell
        union all
        select null, {{of_territories}},
               ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(t.x, t.y), 3857), ST_TileEnvelope(%(tile_z)s, %(tile_x)s, %(tile_y)s),
                            4096, 64, true)
        from unnest(%(tile_codes)s::text[], %(tile_names_fr)s::text[], %(tile_names_ar)s::text[],
                    %(tile_levels)s::text[], %(tile_ns)s::int[], %(tile_fictions)s::boolean[], %(tile_xs)s::float8[], %(tile_ys)s::float8[])
            as t (code, name_fr, name_ar, level, n, fictitious, x, y)
    ) m
)
from size
