-- What does a layer look like inside a drawing: each record of the scope where it lies, or a count a commune?
-- Grain: one row a record drawn (n is null), or one a commune of those counted. Drawing units, y downwards; what is smaller
-- than `least` degrees is left out. `value` is the field the layer is coloured by.
-- Parameters: edition, west, south, east, north (degrees), left, top (EPSG:3857 metres at the drawing's origin), scale (units a
-- metre), step (grid, in units), least, most (records), by (field, null = none), apart (draw records one by one) and scope's.
with scope as not materialized ({{scope}}),
box as (
    select ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) as geom
),
near as (
    select s.id, to_jsonb(s) ->> %(by)s as value, ST_Dimension(s.geom) as dimension,
           ST_Affine(ST_Transform(ST_Intersection(s.geom, b.geom), 3857), %(scale)s, 0, 0, %(scale)s,
                     -%(left)s * %(scale)s, -%(top)s * %(scale)s) as geom
    from scope s, box b
    where %(apart)s and s.lies and s.geom && b.geom and ST_Intersects(s.geom, b.geom)
      and (ST_Dimension(s.geom) = 0
           or greatest(ST_XMax(s.geom) - ST_XMin(s.geom), ST_YMax(s.geom) - ST_YMin(s.geom)) >= %(least)s)
    order by ST_Area(Box2D(s.geom)::geometry) desc, s.id
    limit %(most)s
),
records as (
    select id, value, dimension, case when dimension = 0 then ST_X(ST_PointOnSurface(geom)) end as x,
           case when dimension = 0 then -ST_Y(ST_PointOnSurface(geom)) end as y,
           case when dimension > 0 then ST_AsSVG(ST_SnapToGrid(geom, %(step)s), 1, 2) end as path
    from near
),
communes as (
    select v.territory_id, v.code, l.label_point
    from layers_territoryversion v
    join layers_territorylimit l on l.id = v.limit_id
    cross join box b
    where v.edition_id = %(edition)s and v.level = 'commune' and l.label_point && b.geom
),
counted as (
    select c.code, c.label_point, count(*)::int as n
    from communes c
    join layers_territoryclosure k on k.ancestor_id = c.territory_id and k.edition_id = %(edition)s
    join scope s on s.territory_id = k.descendant_id
    where not (%(apart)s and s.lies)
    group by c.code, c.label_point
)
select value, dimension, x, y, path, null::int as n, 0 as rank from records
union all
select null, 0, (ST_X(p.at) - %(left)s) * %(scale)s, (%(top)s - ST_Y(p.at)) * %(scale)s, null, c.n, 1
from counted c
cross join lateral (select ST_Transform(c.label_point, 3857) as at) p
order by rank, n desc nulls first
