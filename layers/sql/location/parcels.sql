-- Where does each named parcel lie?
-- Grain: one row a reference that is known. Degrees, WGS84.
select p.reference, ST_X(c.point) as lon, ST_Y(c.point) as lat, k.ancestor_id as commune_id
from layers_parcel p
cross join lateral (select ST_PointOnSurface(p.geom) as point) c
left join layers_edition e on e.is_current
left join layers_territoryclosure k on k.edition_id = e.slug and k.descendant_id = p.territory_id
     and exists (select from layers_territory t where t.id = k.ancestor_id and t.level = 'commune')
where p.reference = any(%(references)s) and p.geom is not null
