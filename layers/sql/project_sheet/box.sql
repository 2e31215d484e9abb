-- Which rectangle holds the project and its sites, in degrees?
-- Grain: one row: west, south, east, north and the project's own point; null without any place.
with scope as ({{scope}})
select st_xmin(e) as west, st_ymin(e) as south, st_xmax(e) as east, st_ymax(e) as north, lon, lat
from (
    select st_extent(g)::geometry as e, min(st_x(p)) as lon, min(st_y(p)) as lat from (
        select coalesce(i.shape, i.geom) as g, null::geometry as p
        from scope s join {{layers_projectsite}} i on i.project_reference = s.reference
        union all
        select s.geom, st_pointonsurface(s.geom) from scope s where s.lies
    ) places
) extent
