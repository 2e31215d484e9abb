-- What does one tile of a layer hold: each record where it lies, or one aggregate a commune for those known to it only?
-- Grain: one MVT. Points are drawn one by one from zoom 10; below, they too are counted per commune. Lines and areas always
-- lie where they are, unless smaller than half a pixel. Properties of a record: every field the viewer may see; of an
-- aggregate: its commune and `n`.
-- Parameters: slug, edition, z, x, y and those of scope, which must name fictitious.
-- Nothing is materialised, so that the tile's frame and the communes in it reach the table's own indexes.
with scope as not materialized ({{scope}}),
tile as (
    select ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as envelope,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) as around,
           360.0 / (512 * 2 ^ %(z)s) as half_pixel
),
sorted as not materialized (
    select s.*, s.lies and (%(z)s >= 10 or ST_Dimension(s.geom) > 0) as shown
    from scope s
),
drawn as (
    select to_jsonb(s) - '{id,territory_id,geom,lies,shown}'::text[] as properties,
           ST_AsMVTGeom(ST_Transform(s.geom, 3857), t.envelope, 4096, 64, true) as geom
    from sorted s, tile t
    where s.shown and s.geom && (select around from tile)
      and (ST_Dimension(s.geom) = 0
           or greatest(ST_XMax(s.geom) - ST_XMin(s.geom), ST_YMax(s.geom) - ST_YMin(s.geom)) >= t.half_pixel)
),
near as (
    select v.territory_id, v.code, v.name_fr, v.name_ar, l.label_point
    from layers_territoryversion v
    join layers_territorylimit l on l.id = v.limit_id
    where v.edition_id = %(edition)s and v.level = 'commune' and l.label_point && (select around from tile)
),
counted as (
    select n.territory_id, count(*)::int as n, bool_or(s.fictitious) as fictitious
    from near n
    join layers_territoryclosure c on c.ancestor_id = n.territory_id and c.edition_id = %(edition)s
    join sorted s on s.territory_id = c.descendant_id
    where not s.shown
    group by n.territory_id
),
aggregated as (
    select jsonb_build_object('code', n.code, 'name_fr', n.name_fr, 'name_ar', n.name_ar, 'n', k.n,
                              'fictitious', k.fictitious, 'location_precision', 'commune') as properties,
           ST_AsMVTGeom(ST_Transform(n.label_point, 3857), t.envelope, 4096, 64, true) as geom
    from counted k
    join near n on n.territory_id = k.territory_id
    cross join tile t
)
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (select properties, geom from drawn union all select properties, geom from aggregated) m
