-- Which events came before the deposit of their complaint?
-- Grain: one row an event.
select 'complaint_event_before_deposit' as code, 'events' as table_name, e.event_key as key,
       'occurred_on' as column_name, to_char(e.occurred_on, 'DD/MM/YYYY') as value,
       jsonb_build_object('earlier', to_char(c.deposited_on, 'DD/MM/YYYY')) as context
from layers_complaintevent e
join layers_complaint c on c.number = e.complaint_number
where e.occurred_on < c.deposited_on
order by e.event_key
