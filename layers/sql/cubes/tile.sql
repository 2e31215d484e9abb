-- Where are the published counts of one level, period and type?
-- Grain: one MVT, one mark a territory at its label point; `n` is absent where the count is masked.
-- Units: counts of records. Parameters: layer, fiction, level, period, type, slug, z, x, y.
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (
    select c.territory as code, v.name_fr, v.name_ar, c.period, nullif(c.type, '') as type, c.value as n,
           c.value is null as masked, p.fictitious,
           ST_AsMVTGeom(g.point, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) as geom
    from layers_cubepublication p
    join layers_cubecell c on c.publication_id = p.id
    join layers_territoryversion v on v.edition_id = p.edition and v.code = c.territory
    join layers_territorylimit l on l.id = v.limit_id
    cross join lateral (select ST_Transform(l.label_point, 3857) as point) g
    where p.layer = %(layer)s and (%(fiction)s or not p.fictitious)
      and c.level = %(level)s and c.period = %(period)s and c.type = %(type)s
      and g.point && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02)
    order by c.value desc nulls last, c.territory
) m
