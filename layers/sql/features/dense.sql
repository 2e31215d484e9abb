-- Where do the records of a crowded tile lie, for their count by cell: in the middle of their box.
-- Grain: one row a record drawn at this zoom, to be put into features/tile.sql. `offset 0`: a box is read once a record.
-- Parameters, after tile_: z, west, south, east, north, near, last, full, bare; those of scope.
select s.fictitious, (ST_XMin(s.box) + ST_XMax(s.box)) / 2 as lon, (ST_YMin(s.box) + ST_YMax(s.box)) / 2 as lat
from (
    select s.fictitious, s.lies, box3d(box2d(s.geom)) as box
    from ({{scope}}) s
    where (select records from size) > greatest(%(tile_full)s, %(tile_bare)s)
      and %(tile_z)s >= %(tile_near)s and s.lies
      and s.geom && ST_MakeEnvelope(%(tile_west)s, %(tile_south)s, %(tile_east)s, %(tile_north)s, 4326)
    offset 0
) s
where {{drawn_from}} <= %(tile_z)s
offset 0
