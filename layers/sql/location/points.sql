-- In which commune and arrondissement does each point lie; and when in none, is it at sea?
-- Grain: one row a point (its number). A point on a shared limit goes to the lower code. Degrees, WGS84.
-- At sea: the Kingdom lies due east but not due west (Atlantic), or due south of a point of the Mediterranean.
-- Parameters: numbers, lons, lats (arrays of equal length).
with points as (
    select p.number, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326) as point, p.lon, p.lat
    from unnest(%(numbers)s::int[], %(lons)s::float[], %(lats)s::float[]) as p (number, lon, lat)
),
placed as (
    select p.number, p.lon, p.lat,
           (array_agg(v.territory_id order by v.code) filter (where v.level = 'commune'))[1] as commune_id,
           (array_agg(v.territory_id order by v.code) filter (where v.level = 'arrondissement'))[1] as arrondissement_id
    from points p
    left join layers_territorylimit l on ST_Covers(l.geom, p.point)
        and exists (select from layers_territoryversion x join layers_edition e on e.slug = x.edition_id and e.is_current
                    where x.limit_id = l.id and x.level in ('commune', 'arrondissement'))
    left join layers_territoryversion v on v.limit_id = l.id
        and v.edition_id = (select slug from layers_edition where is_current)
        and v.level in ('commune', 'arrondissement')
    group by p.number, p.lon, p.lat
)
select d.number, d.commune_id, d.arrondissement_id,
       d.commune_id is null and (
           (exists (select from layers_territorylimit l
                    where ST_Intersects(l.geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(d.lon, d.lat),
                                                                       ST_MakePoint(-0.9, d.lat)), 4326)))
            and not exists (select from layers_territorylimit l
                            where ST_Intersects(l.geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(-18.0, d.lat),
                                                                               ST_MakePoint(d.lon, d.lat)), 4326))))
           or (d.lat > 35.0
               and exists (select from layers_territorylimit l
                           where ST_Intersects(l.geom, ST_SetSRID(ST_MakeLine(ST_MakePoint(d.lon, 34.9),
                                                                              ST_MakePoint(d.lon, d.lat)), 4326))))
       ) as at_sea
from placed d
