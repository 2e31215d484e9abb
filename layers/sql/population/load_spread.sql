-- Stores where inhabitants are supposed to live. Parameters: parallel arrays, one element a place.
insert into layers_populationspread (territory_id, method, points, shares, half_cell_m)
select t.id, t.method, ST_GeomFromWKB(t.points, 4326), t.shares::float8[], t.half_cell
from unnest(%(territories)s::int[], %(methods)s::text[], %(points)s::bytea[], %(shares)s::text[], %(half_cells)s::float8[])
     as t (id, method, points, shares, half_cell)
