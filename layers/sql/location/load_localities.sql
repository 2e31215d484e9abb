-- Writes localities, each in the finest territory that holds its point; a known one is updated.
-- Parameters: keys, names_fr, names_ar, alternates (json texts), searches, kinds, lons, lats, populations (arrays of equal
-- length, degrees WGS84), source, licence. A point in no commune is left out.
with given as (
    select g.*, ST_SetSRID(ST_MakePoint(g.lon, g.lat), 4326) as point
    from unnest(%(keys)s::text[], %(names_fr)s::text[], %(names_ar)s::text[], %(alternates)s::text[],
                %(searches)s::text[], %(kinds)s::text[], %(lons)s::float[], %(lats)s::float[], %(populations)s::int[])
         as g (source_key, name_fr, name_ar, alternates, search, kind, lon, lat, population)
),
placed as (
    select distinct on (g.source_key) g.*, v.territory_id
    from given g
    join layers_territorylimit l on ST_Covers(l.geom, g.point)
    join layers_territoryversion v on v.limit_id = l.id and v.level in ('commune', 'arrondissement')
    join layers_edition e on e.slug = v.edition_id and e.is_current
    order by g.source_key, v.level, v.code
)
insert into layers_locality (source, source_key, licence, name_fr, name_ar, alternates, search, kind, point, population,
                             territory_id)
select %(source)s, p.source_key, %(licence)s, p.name_fr, p.name_ar,
       array(select jsonb_array_elements_text(p.alternates::jsonb)), p.search, p.kind, p.point, p.population,
       p.territory_id
from placed p
on conflict (source, source_key) do update
set (licence, name_fr, name_ar, alternates, search, kind, point, population, territory_id)
    = (excluded.licence, excluded.name_fr, excluded.name_ar, excluded.alternates, excluded.search, excluded.kind,
       excluded.point, excluded.population, excluded.territory_id)
returning source_key
