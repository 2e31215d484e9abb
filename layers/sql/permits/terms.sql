-- Which legal delays are files measured by?
-- Grain: one row a text. Units: days, calendar or working.
select t.type_code, t.procedure, t.valid_from, t.valid_to, t.days, t.unit, t.source, t.status
from layers_legaldelay t
order by t.valid_from, t.procedure, t.type_code
