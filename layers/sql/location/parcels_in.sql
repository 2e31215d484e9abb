-- Which parcels reach into each of these squares of ground?
-- Grain: one row a square that holds any: how many, their references one a line, the sizes of their outlines (four
-- bytes each, big-endian) and the outlines one after the other (WKB, little-endian, WGS84). The aggregates of a square
-- meet its parcels in one order.
select string_agg(p.reference, chr(10)) as "references",
       string_agg(int4send(octet_length(o.outline)), ''::bytea) as sizes,
       string_agg(o.outline, ''::bytea) as outlines
from unnest(%(west)s::float8[], %(south)s::float8[]) with ordinality s (west, south, number)
join layers_parcel p
     on p.geom && ST_MakeEnvelope(s.west, s.south, s.west + %(side)s::float8, s.south + %(side)s::float8, 4326)
cross join lateral (select ST_AsBinary(p.geom, 'NDR') as outline offset 0) o
group by s.number
