-- What does one tile of a layer hold: each record where it lies, or one aggregate a commune for those known to it only?
-- Grain: one MVT. Points are drawn one by one from zoom 9; below, they too are counted per commune. Lines always lie where
-- they are. Properties of a record: every field the viewer may see; of an aggregate: its commune and `n`.
-- Parameters: slug, edition, z, x, y and those of scope, which must name location_precision and fictitious.
with scope as ({{scope}}),
tile as (
    select ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as envelope,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) as around
),
sorted as (
    select s.*, s.geom is not null and s.location_precision in ('exact', 'parcel', 'address', 'locality')
                and (%(z)s >= 9 or ST_Dimension(s.geom) > 0) as lies
    from scope s
),
drawn as (
    select to_jsonb(s) - '{id,territory_id,geom,lies}'::text[] as properties,
           ST_AsMVTGeom(ST_Transform(s.geom, 3857), t.envelope, 4096, 64, true) as geom
    from sorted s, tile t
    where s.lies and s.geom && t.around
),
counted as (
    select c.ancestor_id as territory_id, count(*)::int as n, bool_or(s.fictitious) as fictitious
    from sorted s
    join layers_territoryclosure c on c.descendant_id = s.territory_id and c.edition_id = %(edition)s
    join layers_territory t on t.id = c.ancestor_id and t.level = 'commune'
    where not s.lies
    group by c.ancestor_id
),
aggregated as (
    select jsonb_build_object('code', v.code, 'name_fr', v.name_fr, 'name_ar', v.name_ar, 'n', k.n,
                              'fictitious', k.fictitious, 'location_precision', 'commune') as properties,
           ST_AsMVTGeom(ST_Transform(l.label_point, 3857), t.envelope, 4096, 64, true) as geom
    from counted k
    join layers_territoryversion v on v.territory_id = k.territory_id and v.edition_id = %(edition)s
    join layers_territorylimit l on l.id = v.limit_id
    cross join tile t
    where l.label_point && t.around
)
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (select properties, geom from drawn union all select properties, geom from aggregated) m
