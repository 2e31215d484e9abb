-- Which events are about a complaint nobody handed over?
-- Grain: one row an event.
select 'complaint_event_orphan' as code, 'events' as table_name, e.event_key as key,
       'complaint_number' as column_name, e.complaint_number as value, null::jsonb as context
from layers_complaintevent e
where not exists (select from layers_complaint c where c.number = e.complaint_number)
order by e.event_key
