-- Which norms hold on a day?
-- Grain: one row a category of equipment. Units: inhabitants for one, m², metres. Parameter: on.
select code, name_fr, name_ar, sector, grid, threshold_inhabitants, threshold_max_inhabitants, surface_min_m2,
       surface_max_m2, radius_min_m, radius_max_m, note_fr, valid_from, valid_to, source, status
from layers_equipmentcategory
where valid_from <= %(on)s and (valid_to is null or valid_to >= %(on)s)
order by sector, id
