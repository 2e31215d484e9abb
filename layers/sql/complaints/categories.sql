-- What may a complaint be about?
-- Grain: one row a category in force.
select c.code, c.name_fr, c.name_ar
from layers_complaintcategory c
where c.valid_to is null
order by c.id
