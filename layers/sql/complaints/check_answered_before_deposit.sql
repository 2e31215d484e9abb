-- Which complaints are said to be answered before they were deposited?
-- Grain: one row a complaint.
select 'complaint_answered_before_deposit' as code, 'complaints' as table_name, c.number as key,
       'answered_on' as column_name, to_char(c.answered_on, 'DD/MM/YYYY') as value,
       jsonb_build_object('earlier', to_char(c.deposited_on, 'DD/MM/YYYY')) as context
from layers_complaint c
where c.answered_on < c.deposited_on
order by c.number
