-- Where do the points of a crowded tile lie, for their count by cell? As features/dense.sql, of layers indexed by cell.
-- Grain: one row a point, to be put into features/tile.sql. Read in the index by cell alone: no row of the layer is touched.
-- Parameters, after tile_: first_cell, last_cell (of the tile); those of scope.
select s.fictitious, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
from ({{scope}}) s
where (select records from size) > greatest(%(tile_full)s, %(tile_bare)s)
  and %(tile_z)s >= %(tile_near)s and s.lies
  and layers_cell(ST_X(s.geom), ST_Y(s.geom)) between %(tile_first_cell)s and %(tile_last_cell)s
offset 0
