-- Which complaints are closed though nobody answered them?
-- Grain: one row a complaint.
select 'complaint_closed_without_answer' as code, 'complaints' as table_name, c.number as key,
       'state' as column_name, c.state as value, null::jsonb as context
from layers_complaint c
where c.answered_on is null and (c.state in ('CLOTUREE', 'SATISFAIT') or (c.closed_on is not null and c.state <> 'IRRECEVABLE'))
order by c.number
