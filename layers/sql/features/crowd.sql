-- Do points of the scope crowd a tile? How many lie in it, counted no further than what may be drawn one by one.
-- Grain: one row, to be put into features/tile.sql. Read in the index by cell alone: no row of the layer is touched.
-- Parameters, after tile_: first_cell, last_cell (of the tile), full, bare; those of scope.
select count(*) as records
from (
    select 1 from ({{scope}}) s
    where s.lies and layers_cell(ST_X(s.geom), ST_Y(s.geom)) between %(tile_first_cell)s and %(tile_last_cell)s
    limit greatest(%(tile_full)s, %(tile_bare)s) + 1
) few
