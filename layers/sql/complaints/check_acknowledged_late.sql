-- Which complaints were acknowledged later than the delay in force on the day they were deposited?
-- Grain: one row a complaint. Units: calendar days; a delay in working days is not judged here.
select 'complaint_acknowledged_late' as code, 'complaints' as table_name, c.number as key,
       'acknowledged_on' as column_name, to_char(c.acknowledged_on, 'DD/MM/YYYY') as value,
       jsonb_build_object('days', c.acknowledged_on - c.deposited_on, 'limit', d.days, 'text', d.source) as context
from layers_complaint c
join layers_servicedelay d on d.service = 'chikaya' and d.step = 'acknowledge' and d.unit = 'calendar'
    and c.deposited_on between d.valid_from and coalesce(d.valid_to, 'infinity')
where c.acknowledged_on - c.deposited_on > d.days
order by c.number
