-- Where are the sites of one project?
-- Grain: one row a site, with its drawing as GeoJSON in degrees; the point when there is no drawing.
with scope as ({{scope}})
select number, label, locality, road_code, start_km, end_km, location_precision,
       st_asgeojson(geom, 6) as geojson, geom is not null as placed,
       st_x(st_pointonsurface(geom)) as lon, st_y(st_pointonsurface(geom)) as lat
from scope order by number
