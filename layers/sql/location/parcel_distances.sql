-- How far from each named parcel does the point of its record lie?
-- Grain: one row a record and a parcel it names that is known; metres on the ellipsoid, 0 inside.
select a.number, a.reference,
       case when ST_Intersects(p.geom, a.point) then 0
            else ST_Distance(p.geom::geography, a.point::geography) end as metres
from (
    select n.number, n.reference, ST_SetSRID(ST_MakePoint(n.lon, n.lat), 4326) as point
    from unnest(%(numbers)s::int[], %(references)s::text[], %(lon)s::float8[], %(lat)s::float8[])
         as n (number, reference, lon, lat)
) a
join layers_parcel p on p.reference = a.reference and p.geom is not null
order by a.number, metres, a.reference
