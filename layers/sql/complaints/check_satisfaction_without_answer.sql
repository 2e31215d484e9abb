-- Which complaints carry a mark of satisfaction about an answer that was not given?
-- Grain: one row a complaint. Units: 1 to 5.
select 'complaint_satisfaction_without_answer' as code, 'complaints' as table_name, c.number as key,
       'satisfaction' as column_name, c.satisfaction::text as value, null::jsonb as context
from layers_complaint c
where c.satisfaction is not null and c.answered_on is null
order by c.number
