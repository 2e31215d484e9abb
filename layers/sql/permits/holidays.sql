-- Which days are not worked?
-- Grain: one row a holiday.
select h.day, h.name_fr, h.name_ar, h.kind, h.source, h.status
from layers_holiday h
order by h.day, h.name_fr
