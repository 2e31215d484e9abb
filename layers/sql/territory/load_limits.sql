-- Which limits are stored, what do they hold, and which editions use them?
-- Grain: one row a limit. EWKB is compared byte for byte: both sides write little-endian.
select l.id, l.territory_id, ST_AsEWKB(l.geom), l.quality, l.vintage, l.source,
       coalesce((select array_agg(v.edition_id::text) from layers_territoryversion v where v.limit_id = l.id), '{}')
from layers_territorylimit l
order by l.territory_id, l.id
