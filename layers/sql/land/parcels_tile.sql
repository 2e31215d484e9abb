-- Which parcels of the scope lie in this tile; and below zoom 13, how many in each commune, at its label point?
-- Grain: one MVT; a feature is a parcel (z ≥ 13) or a commune's count n (z < 13). What differs from parcel to parcel is
-- left out below zoom 15, where it cannot be read and weighs most. The other branch is pruned when the zoom is bound.
-- ST_AsMVTGeom is not filtered on null: it would run twice a row. Parameters: slug, edition, z, x, y and those of scope.
with tile as (
    select ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as box,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) as degrees
),
communes as (
    select c.descendant_id as territory_id, v.id, v.code, v.name_fr, v.name_ar, l.label_point
    from tile t
    join layers_territorylimit l on l.label_point && t.degrees
    join layers_territoryversion v on v.limit_id = l.id and v.edition_id = %(edition)s and v.level = 'commune'
    join layers_territoryclosure c on c.ancestor_id = v.territory_id and c.edition_id = v.edition_id
    where %(z)s < 13
),
counted as (
    select s.territory_id, count(*) as n, bool_or(s.fictitious) as fictitious
    from ({{scope}}) s
    where %(z)s < 13 and s.territory_id in (select territory_id from communes)
    group by s.territory_id
)
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (
    select case when %(z)s >= 15 then s.reference end as reference, s.nature, s.status,
           case when %(z)s >= 15 then s.area_m2::float8 end as area_m2, nullif(s.flags, '') as flags, s.fictitious,
           null::text as code, null::text as name_fr, null::text as name_ar, null::int as n,
           ST_AsMVTGeom(ST_Transform(s.geom, 3857), t.box, 4096, 64, true) as geom
    from tile t
    cross join ({{scope}}) s
    where %(z)s >= 13 and s.geom && t.degrees
    union all
    select null, null, null, null, null, bool_or(k.fictitious), c.code, c.name_fr, c.name_ar, sum(k.n)::int,
           ST_AsMVTGeom(ST_Transform(c.label_point, 3857), t.box, 4096, 64, true)
    from tile t
    cross join communes c
    join counted k on k.territory_id = c.territory_id
    group by c.id, c.code, c.name_fr, c.name_ar, c.label_point, t.box
) m
