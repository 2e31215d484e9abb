-- Which parcels disagree with their own outline: an area declared more than a twentieth and 5 m² away from the measured one?
-- Grain: one row a parcel and fault. Areas in m²; percent: the gap over the measured area. Parcels without an outline
-- are not compared.
select 'area_disagrees' as code, 'parcels' as table_name, p.reference as key, 'declared_area_m2' as column_name,
       p.declared_area_m2::text as value,
       jsonb_build_object(
           'read', p.area_m2::text,
           'percent', round(100 * abs(p.declared_area_m2 - p.area_m2) / p.area_m2, 1)::text
       ) as context
from layers_parcel p
where p.declared_area_m2 > 0 and p.area_m2 > 0
  and abs(p.declared_area_m2 - p.area_m2) > greatest(5, 0.05 * p.area_m2)
order by p.reference
