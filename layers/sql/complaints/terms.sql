-- Which delays do services owe a complaint?
-- Grain: one row a step and period. Units: days.
select d.step, d.days, d.unit, d.valid_from, d.valid_to, d.source, d.status
from layers_servicedelay d
where d.service = 'chikaya'
order by d.step, d.valid_from
