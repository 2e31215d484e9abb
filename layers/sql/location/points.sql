-- In which commune and arrondissement does each point lie; and when in none, is it at sea?
-- Grain: one row a point (its number). A point on a shared limit goes to the lower code. Degrees, WGS84.
-- At sea: the Kingdom lies due east but not due west (Atlantic), or due south of a point of the Mediterranean.
-- Boxes first (offset 0), so that no point is tested against the Kingdom's long outline; sorted by limit, so that PostGIS
-- prepares each outline once and not once a point.
-- Parameters: numbers, lons, lats (arrays of equal length).
with units as materialized (
    select v.territory_id, v.code, v.level, v.limit_id
    from layers_territoryversion v
    join layers_edition e on e.slug = v.edition_id and e.is_current
    where v.level in ('commune', 'arrondissement')
),
outline as materialized (
    select l.geom
    from layers_territoryversion v
    join layers_edition e on e.slug = v.edition_id and e.is_current
    join layers_territorylimit l on l.id = v.limit_id
    where v.level = 'region'
),
points as (
    select p.number, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326) as point, p.lon, p.lat
    from unnest(%(numbers)s::int[], %(lons)s::float[], %(lats)s::float[]) as p (number, lon, lat)
),
boxes as (
    select p.number, p.point, u.territory_id, u.code, u.level, l.geom
    from points p
    join layers_territorylimit l on l.geom && p.point
    join units u on u.limit_id = l.id
    order by l.id
    offset 0
),
placed as (
    select b.number,
           (array_agg(b.territory_id order by b.code) filter (where b.level = 'commune'))[1] as commune_id,
           (array_agg(b.territory_id order by b.code) filter (where b.level = 'arrondissement'))[1] as arrondissement_id
    from boxes b
    where ST_Covers(b.geom, b.point)
    group by b.number
),
lost as (
    select p.number, p.lon, p.lat,
           exists (select from outline o where ST_Intersects(o.geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(p.lon, p.lat), ST_MakePoint(-0.9, p.lat)), 4326)))
               as land_east,
           exists (select from outline o where ST_Intersects(o.geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(-18, p.lat), ST_MakePoint(p.lon, p.lat)), 4326)))
               as land_west,
           exists (select from outline o where ST_Intersects(o.geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(p.lon, 34.9), ST_MakePoint(p.lon, p.lat)), 4326)))
               as land_south
    from points p
    where not exists (select from placed d where d.number = p.number)
)
select d.number, d.commune_id, d.arrondissement_id, false as at_sea from placed d
union all
select o.number, null, null, (o.land_east and not o.land_west) or (o.lat > 35 and o.land_south) from lost o
