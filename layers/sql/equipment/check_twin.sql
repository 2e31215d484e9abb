-- Which equipment of one category and commune stands within 30 m of another one of the same name?
-- Grain: one row an equipment that has a twin with a smaller reference. Units: metres, geodesic.
select 'equipment_twin' as code, 'equipment' as table_name, b.reference as key, 'reference' as column_name,
       b.reference as value,
       jsonb_build_object('twin', min(a.reference), 'distance_m', round(min(ST_Distance(a.geom::geography, b.geom::geography)))) as context
from layers_equipment a
join layers_equipment b on b.category = a.category and b.territory_id = a.territory_id and b.reference > a.reference
    and lower(b.name_fr) = lower(a.name_fr)
where a.status <> 'FERME' and b.status <> 'FERME' and a.name_fr <> ''
  and ST_DWithin(a.geom, b.geom, 0.001) and ST_Distance(a.geom::geography, b.geom::geography) <= 30
group by b.reference
order by b.reference
