-- How many records of the scope lie in each commune, drawn at the commune's label point?
-- Grain: one MVT, one point a commune. For layers whose records may not be drawn where they lie.
-- Parameters: slug, edition, z, x, y and those of scope.
with scope as ({{scope}}),
counted as (
    select c.ancestor_id as territory_id, count(*)::int as n, count(*) filter (where s.fictitious)::int as fictitious
    from scope s
    join layers_territoryclosure c on c.descendant_id = s.territory_id and c.edition_id = %(edition)s
    join layers_territory t on t.id = c.ancestor_id and t.level = 'commune'
    group by c.ancestor_id
)
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (
    select v.code, v.name_fr, v.name_ar, k.n, k.fictitious,
           ST_AsMVTGeom(p.point, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) as geom
    from counted k
    join layers_territoryversion v on v.territory_id = k.territory_id and v.edition_id = %(edition)s
    join layers_territorylimit l on l.id = v.limit_id
    cross join lateral (select ST_Transform(l.label_point, 3857) as point) p
    where p.point && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02)
    order by k.n desc, v.code
) m
