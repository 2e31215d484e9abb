-- Which parcels of the scope lie in this tile; and below zoom 13, how many in each commune, at its label point?
-- Grain: one MVT; a feature is a parcel (z ≥ 13) or a commune's count n (z < 13). The reference is left out at zoom 13,
-- where it cannot be read and weighs most. The other branch is pruned when the zoom is bound. ST_AsMVTGeom is not filtered
-- on null: it would run twice a row. Parameters: slug, edition, z, x, y and those of scope.
with tile as (
    select ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as box,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) as degrees
)
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (
    select case when %(z)s >= 14 then s.reference end as reference, s.nature, s.status, s.area_m2::float8 as area_m2,
           nullif(s.flags, '') as flags, s.fictitious, null::text as code, null::text as name_fr, null::text as name_ar,
           null::int as n,
           ST_AsMVTGeom(ST_Transform(s.geom, 3857), t.box, 4096, 64, true) as geom
    from tile t
    cross join ({{scope}}) s
    where %(z)s >= 13 and s.geom && t.degrees
    union all
    select null, null, null, null, null, k.fictitious, k.code, k.name_fr, k.name_ar, k.n,
           ST_AsMVTGeom(k.point, t.box, 4096, 64, true)
    from tile t
    cross join lateral (
        select v.code, v.name_fr, v.name_ar, ST_Transform(l.label_point, 3857) as point,
               count(*)::int as n, bool_or(s.fictitious) as fictitious
        from layers_territoryversion v
        join layers_territorylimit l on l.id = v.limit_id
        join layers_territoryclosure c on c.ancestor_id = v.territory_id and c.edition_id = v.edition_id
        join ({{scope}}) s on s.territory_id = c.descendant_id
        where %(z)s < 13 and v.edition_id = %(edition)s and v.level = 'commune' and l.label_point && t.degrees
        group by v.id, l.id
        order by n desc, v.code
    ) k
) m
